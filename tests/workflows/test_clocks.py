"""Deadlines: what the clock does on which day, through the same door as people."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from community.people.actor import Actor
from community.people.models import Cover
from community.people.refusal import Refused
from community.people.roles import Role
from community.records import rules
from community.records.models import Holiday, Notice
from community.records.operations import Message
from community.wishes.models import CallBack, Status, Wish
from tests.factories import SHANGHAI, District, as_, day, holder, later, number, public_version, step, wishing
from tests.workflows import paths
from workflows import door
from workflows.flows.wish_messages import reminder

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


def run_clock(wish: Wish, until: datetime) -> list[str]:
    """Tick every hour from the start of the step; what it did, in order."""
    did, moment = [], Wish.objects.get(pk=wish.pk).since
    while moment <= until:
        moment += timedelta(hours=1)
        if happened := door.wake(wish.pk, at=moment):
            did.append(f"{(moment - wish.since).days}:{happened}")
            if happened not in {"remind", "call", "press", "resume"}:
                break
    wish.refresh_from_db()
    return did


def test_a_wish_to_amend_is_reminded_twice_called_and_closed_after_the_call(here: District) -> None:
    wish = paths.to_amend(here)
    assert run_clock(wish, later(days=12)) == ["3:remind", "7:remind", "10:call"]
    assert wish.status == Status.AMENDING
    assert Notice.objects.filter(user=here.wisher, kind="wish.amend").count() == 3
    step(wish, "unreached", as_(here.second_worker, channel="phone"), at=later(days=12))
    assert door.wake(wish.pk, at=later(days=12, minutes=1)) == "lapse"
    wish.refresh_from_db()
    assert wish.status == Status.CLOSED


def test_a_missing_call_never_closes_a_wish(here: District) -> None:
    wish = paths.to_amend(here)
    run_clock(wish, later(days=60))
    assert wish.status == Status.AMENDING
    assert CallBack.objects.get(wish=wish).recorded_at is None


def test_a_proxied_wish_never_closes_by_silence(here: District) -> None:
    wish = door.start(
        wishing(here, wisher=None, proxy_consent="oral"), by=as_(here.grid_worker), at=later(), proxied=True
    )
    wish = step(wish, "amend", here.worker, reason="几件？")
    run_clock(wish, later(days=12))
    step(wish, "unreached", as_(here.second_worker, channel="phone"), at=later(days=12))
    assert door.wake(wish.pk, at=later(days=13)) == ""
    wish.refresh_from_db()
    assert wish.status == Status.AMENDING


def test_nobody_claims_for_seven_days_and_the_community_s_own_organisation_is_asked(here: District) -> None:
    wish = paths.to_pool(here)
    assert run_clock(wish, later(days=8)) == ["7:fallback"]
    assert (wish.status, wish.organisation) == (Status.OFFERED, here.committee)
    assert Notice.objects.filter(user=here.committee_manager, kind="wish.accept").count() == 1


def test_an_offer_lapses_after_one_working_day_not_over_the_weekend(here: District) -> None:
    friday = later(days=3)
    wish = door.start(wishing(here), by=as_(here.wisher), at=friday)
    wish = step(wish, "dispatch", here.worker, at=friday, **public_version(organisation=here.branch.pk))
    assert door.wake(wish.pk, at=friday + timedelta(days=2)) == ""
    assert door.wake(wish.pk, at=friday + timedelta(days=3, hours=9)) == "lapse"


def test_the_second_silent_offer_goes_to_the_street(here: District) -> None:
    wish = paths.to_accept(here)
    run_clock(wish, later(days=4))
    assert wish.status == Status.SCREENING
    wish = step(wish, "dispatch", here.worker, at=later(days=4), **public_version(organisation=here.branch.pk))
    run_clock(wish, later(days=9))
    assert wish.status == Status.COORDINATING


def test_a_claim_without_contact_is_reminded_three_times_and_goes_back_with_priority(here: District) -> None:
    wish = paths.to_act(here)
    assert run_clock(wish, later(days=9)) == ["2:remind", "4:remind", "6:remind", "7:lapse"]
    assert (wish.status, wish.priority, wish.actor) == (Status.OPEN, True, None)


def test_a_claim_with_contact_never_expires(here: District) -> None:
    wish = step(paths.to_act(here), "contact", here.resident, at=later(days=3))
    assert run_clock(wish, later(days=60)) == ["4:call"]
    assert wish.status == Status.ACTING


def test_a_contact_the_wisher_confirmed_is_not_asked_after(here: District) -> None:
    wish = step(paths.to_act(here), "contact", here.resident, at=later(days=3))
    wish = step(wish, "confirm_contact", here.wisher, at=later(days=3, hours=2))
    assert run_clock(wish, later(days=60)) == []


def test_who_is_said_to_have_called_and_has_not_begins_his_days_anew(here: District) -> None:
    wish = step(paths.to_act(here), "contact", here.resident, at=later(days=3))
    wish = step(wish, "deny_contact", here.wisher, at=later(days=5))
    assert run_clock(wish, later(days=20)) == ["6:remind", "8:remind", "10:remind", "11:lapse"]


def test_a_contact_told_of_once_more_after_a_denial_is_asked_after_once_more(here: District) -> None:
    wish = step(paths.to_act(here), "contact", here.resident, at=later(days=3))
    assert run_clock(wish, later(days=5)) == ["4:call"]
    wish = step(wish, "deny_contact", here.wisher, at=later(days=5))
    wish = step(wish, "contact", here.resident, at=later(days=6))
    assert run_clock(wish, later(days=60)) == ["6:call"]  # a day after he said so


def test_a_paused_wish_rests_until_its_day_and_has_its_days_afterwards(here: District) -> None:
    wish = step(paths.contacted(here), "confirm_contact", here.wisher)
    due = wish.due_at
    wish = step(wish, "pause", here.resident, until=day(10), reason="等开春")
    assert wish.due_at == due + timedelta(days=10)  # type: ignore[operator]  # acting has a deadline
    assert run_clock(wish, later(days=30)) == ["9:resume"]
    assert (wish.paused_until, wish.due_at) == (None, due + timedelta(days=10))  # type: ignore[operator]  # the same


def test_work_taken_up_early_gives_the_days_back(here: District) -> None:
    wish = paths.paused(here)
    due = wish.due_at
    wish = step(wish, "resume", here.resident, at=later(days=1))
    assert wish.due_at == due - timedelta(days=2)  # type: ignore[operator]  # acting has a deadline


def test_an_overdue_answer_to_the_street_is_asked_for_wherever_the_wish_is(here: District) -> None:
    wish = paths.supervised("screen")(here)
    assert wish.supervised_until is not None
    assert run_clock(wish, later(days=9)) == ["7:press"]
    assert Notice.objects.get(user=here.coordinator, kind="wish.press").subject == wish.subject


def test_whoever_is_coordinator_by_then_reads_that_the_answer_is_overdue(here: District) -> None:
    wish, successor = paths.supervised("screen")(here), holder("successor", Role.STREET_COORDINATOR, here.street)
    assert [message.user for message in reminder(wish, "press", at=later(days=1), nth=later())] == [here.coordinator]
    here.coordinator.memberships.update(ends_on=later(days=1).date())
    assert run_clock(wish, later(days=9)) == ["7:press"]
    assert Notice.objects.get(kind="wish.press").user == successor


def test_who_asked_in_the_place_of_an_absent_coordinator_reads_it_while_he_stands_in(here: District) -> None:
    today = later().date()
    cover = Cover.objects.create(
        absent=here.coordinator, substitute=here.far_coordinator, starts_on=today, ends_on=today + timedelta(days=30)
    )
    wish = step(paths.to_screen(here), "supervise", here.far_coordinator, text="进度如何？", due_on=day())
    assert [message.user for message in late_answer(wish)] == [here.far_coordinator]
    Cover.objects.filter(pk=cover.pk).update(ends_on=today)
    assert [message.user for message in late_answer(wish)] == [here.coordinator]


def late_answer(wish: Wish) -> list[Message]:
    return reminder(wish, "press", at=later(days=9), nth=later())


def test_an_urgent_wish_has_two_hours_of_the_office(here: District) -> None:
    """Handed in on Friday at five: the office closes at six and opens again on Monday at half past eight."""
    friday = datetime(2026, 11, 13, 17, 0, tzinfo=SHANGHAI)
    wish = door.start(wishing(here, urgent=True), by=as_(here.wisher), at=friday)
    assert wish.due_at == datetime(2026, 11, 16, 9, 30, tzinfo=SHANGHAI)
    assert Notice.objects.filter(user=here.coordinator, kind="wish.urgent").count() == 1
    wish = step(wish, "dispatch", here.worker, at=friday, **public_version(organisation=here.branch.pk, urgent="on"))
    assert wish.due_at == datetime(2026, 11, 16, 9, 30, tzinfo=SHANGHAI)
    assert Notice.objects.filter(user=here.coordinator, kind="wish.urgent").count() == 1


def test_an_overdue_expiry_is_not_put_off_by_a_late_word(here: District) -> None:
    """The tick may run late; whatever stays at the step must not wipe out what was due already."""
    wish = paths.to_act(here)
    Wish.objects.filter(pk=wish.pk).update(wake_at=later(days=7, hours=2))
    step(wish, "contact", here.resident, at=later(days=7, hours=3))
    assert Wish.objects.get(pk=wish.pk).wake_at == later(days=7, hours=2)


def test_a_silent_wisher_is_reminded_called_and_passed_on_as_unrated(here: District) -> None:
    wish = paths.to_confirm(here)
    assert run_clock(wish, later(days=9)) == ["3:remind", "5:call", "7:lapse"]
    assert (wish.status, wish.rating) == (Status.VERIFYING, "unrated")
    assert not CallBack.objects.filter(wish=wish).exists()


def test_silence_about_an_answer_is_an_answer(here: District) -> None:
    wish = paths.to_confirm_answer(here)
    run_clock(wish, later(days=9))
    assert wish.status == Status.ANSWERED


def test_who_has_no_phone_of_his_own_is_called_at_once(here: District) -> None:
    wish = door.start(
        wishing(here, wisher=None, phone="", proxy_consent="oral"), by=as_(here.grid_worker), at=later(), proxied=True
    )
    wish = step(wish, "publish", here.worker, **public_version())
    wish = step(wish, "claim", here.resident, plan="周六去", promised_on=day())
    wish = step(wish, "done", here.resident, report="补好了")
    assert CallBack.objects.get(wish=wish).purpose == CallBack.Purpose.RATING


@pytest.mark.parametrize("holder", ["grid_worker", "worker", "resident"])
def test_a_proxy_staff_or_claimant_number_is_never_sent_a_link(here: District, holder: str) -> None:
    person = getattr(here, holder)
    person.phone = "13900000077"
    person.save()
    wish = door.start(wishing(here, wisher=None, phone="13900000077"), by=Actor(), at=later())
    wish = step(wish, "publish", here.worker, **public_version())
    if holder == "resident":
        # The phone is the claimant's own: he may not claim what looks like his own wish at all.
        with pytest.raises(Refused, match="own_wish"):
            step(wish, "claim", here.resident, plan="周六去", promised_on=day())
        return
    wish = step(wish, "claim", here.resident, plan="周六去", promised_on=day())
    wish = step(wish, "done", here.resident, report="补好了")
    assert CallBack.objects.filter(wish=wish).exists()
    assert not Notice.objects.filter(subject=wish.subject, kind="wish.confirm").exists()


def test_an_overdue_claim_confirmation_is_open_to_the_street(here: District) -> None:
    wish = paths.to_confirm_claim(here)
    with pytest.raises(Refused, match="not_yours"):
        step(wish, "approve", here.coordinator, at=later(hours=5))
    assert step(wish, "approve", here.coordinator, at=later(days=3)).status == Status.ACTING


def test_an_urgent_wish_has_two_hours(here: District) -> None:
    wish = paths.to_screen(here, urgent=True)
    assert wish.due_at == later(hours=2)


def test_a_process_keeps_the_numbers_of_its_step_s_start(here: District) -> None:
    wish = paths.to_pool(here)
    number(here, "wish.pool.red", 2, later(days=1))
    assert run_clock(wish, later(days=8)) == ["7:fallback"]
    fresh = step(
        door.start(wishing(here), by=as_(here.wisher), at=later(days=2)), "publish", here.worker, at=later(days=2),
        **public_version(),
    )  # fmt: skip
    assert run_clock(fresh, later(days=8)) == ["2:fallback"]


def test_a_holiday_row_overrides_the_calendar(here: District) -> None:
    day_off = [(later(days=1).date(), Holiday.Kind.REST, "停电")]
    made = rules.propose_days(name="停电", days=day_off, reason="检修", by=as_(here.admin), at=later(days=-1))
    rules.approve(made, by=as_(here.second_admin), at=later(days=-1))
    cache.clear()  # the test's own transaction is never committed
    wish = paths.to_screen(here)
    assert wish.due_at is not None
    assert wish.due_at.date() == later(days=2).date()


def test_a_transfer_that_stays_overdue_goes_to_the_street(here: District) -> None:
    wish = paths.to_transfer(here)
    assert [what.split(":")[1] for what in run_clock(wish, later(days=12))] == ["lapse"]
    assert wish.status == Status.COORDINATING


def test_waking_twice_does_it_once(here: District) -> None:
    wish = paths.to_pool(here)
    assert door.wake(wish.pk, at=later(days=8)) == "fallback"
    assert door.wake(wish.pk, at=later(days=8)) == ""
