"""The deadlines of a wish: what is promised for each step, and what the clock does on which day.

Days are counted from the start of the step, by the policy in force then; nothing here moves a wish itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from community.records.calendar import after_days, after_duty_hours, after_working_days, day_start
from community.records.policies import policy
from community.wishes.models import CallBack, Wish

REMIND, CALL, PRESS = "remind", "call", "press"
When = Callable[[Wish], datetime | None]


@dataclass(frozen=True)
class Tick:
    """At ``when`` the clock does ``what``: remind, call, or an outcome of the step, unless ``unless`` holds."""

    when: When
    what: str
    unless: Callable[[Wish], bool] = lambda wish: False


def days(key: str) -> When:
    return lambda wish: after_days(wish.since, policy(key, wish.since))


def due(wish: Wish) -> datetime | None:
    return wish.due_at


def unanswered(wish: Wish) -> datetime | None:
    """The other unit has let its day pass, and some more."""
    return after_working_days(wish.due_at, policy("wish.transfer.lapse", wish.since)) if wish.due_at else None


def in_touch(wish: Wish) -> bool:
    claim = wish.live_claim
    return claim is None or claim.contacted_at is not None


def contact_days(key: str) -> When:
    """Days without a contact: since the step began, or since the wisher said that nobody called."""

    def when(wish: Wish) -> datetime | None:
        claim = wish.live_claim
        since = (claim and claim.contact_denied_at) or wish.since
        return after_days(since, policy(key, since))

    return when


def contact_check(wish: Wish) -> datetime | None:
    """A contact that is claimed and not confirmed is asked after on its day, at the earliest a day after it."""
    claim = wish.live_claim
    if claim is None or claim.contacted_at is None or claim.contact_confirmed_at:
        return None
    return max(after_days(wish.since, policy("wish.contact.check", wish.since)), after_days(claim.contacted_at, 1))


def pause_ends(wish: Wish) -> datetime | None:
    return day_start(wish.paused_until) if wish.paused_until else None


def call_unanswered(wish: Wish) -> datetime | None:
    """When a call about the missing answer was recorded as not reached, but not before its day."""
    calls = wish.call_backs.filter(purpose=CallBack.Purpose.AMEND, answer=CallBack.Answer.UNREACHED)
    recorded = calls.filter(recorded_at__gte=wish.since).order_by("-recorded_at").values_list("recorded_at", flat=True)
    told = recorded.first()
    return max(told, after_days(wish.since, policy("wish.amend.call", wish.since))) if told else None


def is_proxied(wish: Wish) -> bool:
    return wish.proxied_by_id is not None


CLOCKS: dict[str, tuple[Tick, ...]] = {
    "amend": (
        Tick(days("wish.amend.first_reminder"), REMIND),
        Tick(days("wish.amend.second_reminder"), REMIND),
        Tick(days("wish.amend.call"), CALL),
        # A proxied wish never closes by silence.
        Tick(call_unanswered, "lapse", unless=is_proxied),
    ),
    "pool": (Tick(days("wish.pool.red"), "fallback"),),
    "accept": (Tick(due, "lapse"),),
    "act": (
        Tick(contact_days("wish.contact.first_reminder"), REMIND, unless=in_touch),
        Tick(contact_days("wish.contact.second_reminder"), REMIND, unless=in_touch),
        Tick(contact_days("wish.contact.third_reminder"), REMIND, unless=in_touch),
        Tick(contact_days("wish.contact.limit"), "lapse", unless=in_touch),
        Tick(contact_check, CALL),
        Tick(pause_ends, "resume"),
    ),
    # The worker who transferred reads of it in his digest.
    "transfer": (Tick(unanswered, "lapse"),),
    "confirm": (
        Tick(days("wish.confirm.reminder"), REMIND),
        Tick(days("wish.confirm.call"), CALL),
        Tick(days("wish.confirm.limit"), "lapse"),
    ),
}


# 督办 runs beside the clock of whatever step the wish is at.
ANYWHERE = (Tick(lambda wish: wish.supervised_until, PRESS),)


def due_at(wish: Wish, step: str, at: datetime) -> datetime | None:
    """What is promised when the wish enters the step; None for an end."""
    if step in {"screen", "accept"} and wish.urgent:
        return after_duty_hours(at, policy("wish.urgent.hours", at))
    if step in WORKING:
        return after_working_days(at, policy(WORKING[step], at))
    if step == "act":
        return after_days(at, wish.terms.act_days if wish.terms else 15)
    if step == "transfer":
        return wish.transfers.filter(answered_at=None).values_list("due_at", flat=True).first()
    return after_days(at, policy(CALENDAR[step], at)) if step in CALENDAR else None


WORKING = {
    "screen": "wish.screen.days",
    "accept": "wish.accept.days",
    "confirm_claim": "wish.confirm_claim.days",
    "coordinate": "wish.coordinate.days",
    "verify": "wish.verify.days",
}
CALENDAR = {"amend": "wish.amend.call", "pool": "wish.pool.red", "confirm": "wish.confirm.limit"}


def ticks(wish: Wish, step: str) -> list[tuple[datetime, Tick]]:
    """The clock of the step, soonest first. ``wish.since`` and ``wish.due_at`` are those of the step."""
    dated = [(moment, tick) for tick in (*CLOCKS.get(step, ()), *ANYWHERE) if (moment := tick.when(wish))]
    return sorted(dated, key=lambda pair: pair[0])


def wake_at(wish: Wish, step: str, after: datetime) -> datetime | None:
    """The next moment the clock has to look at this wish."""
    return next((moment for moment, _ in ticks(wish, step) if moment > after), None)


def rewound(wish: Wish, step: str, at: datetime) -> datetime | None:
    """The clock after something that stays at the step: what is overdue stays overdue, the rest is looked up anew."""
    if wish.wake_at is not None and wish.wake_at <= at:
        return wish.wake_at
    return wake_at(wish, step, at - timedelta(microseconds=1))
