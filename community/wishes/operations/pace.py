"""A claim that needs more time: paused until a day, or its deadline moved."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from community.people.actor import Actor
from community.people.refusal import Refused
from community.people.roles import Verb
from community.records.calendar import close_of
from community.records.policies import policy

from ..models import Hand, Wish
from .claim import take_a_hand
from .duty import take_part


def pause(wish: Wish, *, by: Actor, at: datetime, until: date) -> None:
    """Nothing falls due while the work waits for its day; the deadline moves by as many days."""
    take_a_hand(wish, by=by, at=at)
    today, most = timezone.localdate(at), policy("wish.pause.most", at)
    if not today < until <= today + timedelta(days=most):
        raise Refused("pause_days", f"暂缓从明天起，最多 {most} 天。", field="until")
    wish.paused_until = until
    _move_deadline(wish, until - today)


def resume(wish: Wish, *, by: Actor, at: datetime) -> None:
    """On the day, or earlier: then the deadline gives back the days that were not needed."""
    if wish.paused_until is None:
        raise Refused("not_paused", "这件事没有暂缓，正在办。")
    unused = max(wish.paused_until - timezone.localdate(at), timedelta())
    wish.paused_until = None
    _move_deadline(wish, -unused)


def extend(wish: Wish, *, by: Actor, at: datetime, until: date) -> None:
    """Once by the claimant; again only by a worker of the community."""
    held = wish.live_claim
    decides = by.may(Verb.WISH_SCREEN, area=wish.area_path, at=at)
    if held is None or (held.extended and not decides):
        raise Refused("extended_once", "已经延过一次，再延要请社区来定。")
    assert wish.due_at is not None  # acting has a deadline
    most = policy("wish.extend.most", at)
    due_on = timezone.localdate(wish.due_at)
    if not due_on < until <= due_on + timedelta(days=most):
        raise Refused("extend_days", f"原定 {due_on}，一次最多往后延 {most} 天。", field="until")
    part = Hand.Part.SCREENER if decides else Hand.Part.CLAIMANT
    take_part(wish=wish, user=by.user, part=part, at=at)
    held.change(extended=held.extended + 1, promised_on=until)
    wish.due_at = close_of(until)


def _move_deadline(wish: Wish, days: timedelta) -> None:
    wish.due_at = wish.due_at and wish.due_at + days
