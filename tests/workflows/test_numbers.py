"""Every number that is policy: what it is until the desk says otherwise, and that it is obeyed where it is meant.

The numbers are written from design.md §5 and domain.md, not from the registry.
"""

import contextlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from community.people.models import Organisation
from community.people.refusal import Refused
from community.records.calendar import is_working_day
from community.records.models import Notice, OneTimeCode
from community.records.policies import REGISTRY
from community.wishes.links import check_code, link_opens, send_code, wisher_link
from community.wishes.models import CallBack, Claim, Wish
from community.wishes.queries import may_say_again, needs_claim_confirmation, waits_long
from tests.factories import MORNING, District, as_, day, later, number, step, wishing
from tests.workflows import paths
from workflows import door
from workflows.flows.wish_rules import RULES
from workflows.flows.wish_who import Case
from workflows.forms.helping import SuperviseForm
from workflows.forms.screen import ForwardForm

pytestmark = pytest.mark.django_db

Measure = Callable[[District], int]


def working_days(until: datetime | None) -> int:
    assert until is not None
    days = (timezone.localdate(until) - MORNING.date()).days
    return sum(is_working_day(MORNING.date() + timedelta(days=n)) for n in range(1, days + 1))


def until_due(reach: Callable[[District], Wish]) -> Measure:
    return lambda here: working_days(reach(here).due_at)


def woken(reach: Callable[[District], Wish], what: str, nth: int = 0) -> Measure:
    """On which day of the step the clock does this, the ``nth`` time."""

    def measure(here: District) -> int:
        wish = reach(here)
        did = [(n, door.wake(wish.pk, at=later(days=n, hours=2))) for n in range(1, 13)]
        return [n for n, happened in did if happened == what][nth]

    return measure


def urgent_hours(here: District) -> int:
    due = paths.to_screen(here, urgent=True).due_at
    assert due is not None
    return (due - later()) // timedelta(hours=1)


def days_until_the_call(here: District) -> int:
    wish = door.start(
        wishing(here, wisher=None, phone="", proxy_consent="oral"), by=as_(here.grid_worker), at=later(), proxied=True
    )
    step(wish, "amend", here.worker, at=later(), reason="请问几件？")
    return working_days(CallBack.objects.get().due_at)


def days_to_answer_a_transfer(here: District) -> int:
    form = ForwardForm(wish=paths.to_screen(here), by=as_(here.worker), at=later())
    first = form.fields["due_on"].initial
    return working_days(later(days=(first - MORNING.date()).days))


def yuan_before_it_is_confirmed(here: District) -> int:
    wish = paths.to_pool(here)

    def asked(yuan: int) -> bool:
        wish.value = yuan * 100
        return needs_claim_confirmation(wish, later())

    return next(yuan for yuan in range(495, 510) if asked(yuan + 1))


def in_hand(here: District, unit: Organisation | None, most: int) -> int:
    """How many somebody has when one more is refused; all but the last few are put there at once."""
    count = _pile_up(paths.to_pool(here), unit, here.member, most - 3) if unit else 0
    while count <= most + 1:
        try:
            _claim_one(here, unit)
        except Refused:
            return count
        count += 1
    raise AssertionError("no end")


def _claim_one(here: District, unit: Organisation | None) -> None:
    if unit is None:
        paths.to_act(here)
    else:
        manager = here.manager if unit == here.branch else here.office_manager
        step(paths.to_pool(here), "claim", manager, plan="周六去", promised_on=day(), organisation=unit.pk)


def _pile_up(like: Wish, unit: Organisation, user: Any, number: int) -> int:
    wishes = []
    for n in range(number):
        columns = {f.attname: getattr(like, f.attname) for f in Wish._meta.local_concrete_fields if not f.primary_key}
        wishes.append(Wish(**columns | {"code": f"{200000000 + n}", "process_id": None, "task_id": None}))
    Wish.objects.bulk_create(wishes)
    Claim.objects.bulk_create(Claim(wish=w, user=user, organisation=unit, claimed_at=later()) for w in wishes)
    return number


def in_touch_at_once(here: District) -> Wish:
    return step(paths.to_act(here), "contact", here.resident)


def longest(outcome: str, most: int) -> Measure:
    """How many days ahead somebody may pause, or beyond the deadline extend."""

    def measure(here: District) -> int:
        wish = in_touch_at_once(here)
        start = (wish.due_at if outcome == "extend" else None) or later()
        first = timezone.localdate(start)
        for n in range(most, 0, -1):
            with contextlib.suppress(Refused):
                step(wish, outcome, here.resident, until=(first + timedelta(days=n)).isoformat(), reason="等材料")
                return n
        raise AssertionError("no day is good")

    return measure


def open_for(reach: Callable[[District], Wish], outcome: str, who: str) -> Measure:
    """How many days after the end this may still be done."""

    def measure(here: District) -> int:
        wish = reach(here)
        assert wish.ended_at
        case = [Case(wish, as_(getattr(here, who)), wish.ended_at + timedelta(days=n, hours=-1)) for n in range(1, 95)]
        return sum(RULES[wish.status, outcome].who.allows(one) for one in case)

    return measure


def code_minutes(here: District) -> int:
    send_code(paths.to_screen(here, wisher=None), at=later())
    return (OneTimeCode.objects.get().expires_at - later()) // timedelta(minutes=1)


def tries(here: District) -> int:
    wish = paths.to_screen(here, wisher=None)
    send_code(wish, at=later())
    digits = re.findall(r"\d{6}", Notice.objects.filter(kind="wish.code").get().text)[0]
    wrong = f"{(int(digits) + 1) % 1_000_000:06d}"
    for n in range(20):
        with pytest.raises(Refused) as refused:
            check_code(wish, wrong, at=later())
        if refused.value.code == "too_many":
            return n
    raise AssertionError("no end")


def link_days(here: District) -> int:
    wish = paths.to_screen(here, wisher=None)
    token = wisher_link(wish).partition("?t=")[2]
    made = time.time()

    def opens(after: int) -> bool:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(time, "time", lambda: made + after * 86400 - 60)
            return link_opens(wish, token, at=later())

    return max(n for n in range(1, 40) if opens(n))


def days_to_answer_the_street(here: District) -> int:
    form = SuperviseForm(wish=paths.to_pool(here), by=as_(here.coordinator), at=later())
    return working_days(later(days=(form.fields["due_on"].initial - MORNING.date()).days))


def days_until_it_is_yellow(here: District) -> int:
    wish = paths.to_pool(here)
    return next(n for n in range(30) if waits_long(wish, wish.since + timedelta(days=n)))


def days_to_say_it_again(here: District) -> int:
    wish = paths.to_fulfilled(here)
    assert wish.ended_at
    return sum(may_say_again(wish, wish.ended_at + timedelta(days=n, hours=-1)) for n in range(1, 60))


@dataclass(frozen=True)
class Number:
    default: int
    measured: Measure


NUMBERS = {
    "wish.screen.days": Number(1, until_due(paths.to_screen)),
    "wish.urgent.hours": Number(2, urgent_hours),
    "wish.amend.first_reminder": Number(3, woken(paths.to_amend, "remind")),
    "wish.amend.second_reminder": Number(7, woken(paths.to_amend, "remind", 1)),
    "wish.amend.call": Number(10, woken(paths.to_amend, "call")),
    "wish.pool.yellow": Number(3, days_until_it_is_yellow),
    "wish.pool.red": Number(7, woken(paths.to_pool, "fallback")),
    "wish.accept.days": Number(1, until_due(paths.to_accept)),
    "wish.confirm_claim.days": Number(1, until_due(paths.to_confirm_claim)),
    "wish.contact.first_reminder": Number(2, woken(paths.to_act, "remind")),
    "wish.contact.second_reminder": Number(4, woken(paths.to_act, "remind", 1)),
    "wish.contact.third_reminder": Number(6, woken(paths.to_act, "remind", 2)),
    "wish.contact.limit": Number(7, woken(paths.to_act, "lapse")),
    "wish.transfer.days": Number(5, days_to_answer_a_transfer),
    "wish.coordinate.days": Number(3, until_due(paths.to_coordinate)),
    "wish.confirm.reminder": Number(3, woken(paths.to_confirm, "remind")),
    "wish.confirm.call": Number(5, woken(paths.to_confirm, "call")),
    "wish.confirm.limit": Number(7, woken(paths.to_confirm, "lapse")),
    "wish.verify.days": Number(2, until_due(paths.to_verify)),
    "wish.call_back.days": Number(2, days_until_the_call),
    "wish.contact.check": Number(4, woken(in_touch_at_once, "call")),
    "wish.pause.most": Number(60, longest("pause", 62)),
    "wish.extend.most": Number(15, longest("extend", 32)),
    "wish.review.days": Number(15, open_for(paths.to_declined, "review", "wisher")),
    "wish.unmerge.days": Number(7, open_for(paths.to_merged, "unmerge", "worker")),
    "wish.reopen.days": Number(14, open_for(paths.to_fulfilled, "reopen", "coordinator")),
    "wish.revive.days": Number(90, open_for(paths.to_closed, "revive", "worker")),
    "wish.again.days": Number(30, days_to_say_it_again),
    "wish.supervise.days": Number(2, days_to_answer_the_street),
    "wish.value.confirm_over": Number(500, yuan_before_it_is_confirmed),
    "claim.live.person": Number(3, lambda here: in_hand(here, None, 3)),
    "claim.live.branch": Number(20, lambda here: in_hand(here, here.branch, 20)),
    "claim.live.organisation": Number(50, lambda here: in_hand(here, here.street_office, 50)),
    "wish.code.minutes": Number(10, code_minutes),
    "wish.code.tries": Number(5, tries),
    "wish.link.days": Number(14, link_days),
}


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.mark.parametrize("key", NUMBERS)
def test_a_number_holds_until_the_desk_says_otherwise(here: District, key: str) -> None:
    assert NUMBERS[key].measured(here) == NUMBERS[key].default


def require_obeyed(here: District, key: str, one: Number) -> None:
    """One less, so that no later deadline comes first; where one is the least, one more."""
    value = one.default - 1 if one.default > REGISTRY[key].least else one.default + 1
    number(here, key, value, later(days=-1))
    assert one.measured(here) == value


@pytest.mark.parametrize("key", NUMBERS)
def test_what_the_desk_says_is_obeyed(here: District, key: str) -> None:
    require_obeyed(here, key, NUMBERS[key])
