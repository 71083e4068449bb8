"""The first contact: the claimant says it, the wisher confirms or denies it."""

from datetime import datetime

from django.utils.timezone import localdate

from community.people.actor import Actor
from community.people.refusal import Refused
from community.records.calendar import day_start
from community.records.policies import policy

from ..models import CallBack, Wish, WishEvent
from ..queries import is_wisher
from .claim import take_a_hand
from .confirm import record_call

RELAYS = ("tell_wisher", "tell_handler")


def contact(wish: Wish, *, by: Actor, at: datetime) -> None:
    """The claimant says he got in touch; the claim no longer expires."""
    take_a_hand(wish, by=by, at=at)
    held = wish.live_claim
    if held and held.contacted_at is None:
        held.change(contacted_at=at, contact_denied_at=None)


def confirm(wish: Wish, *, by: Actor, at: datetime) -> None:
    """The wisher says so himself, or said so to whoever called: then it counts also before the claimant says it."""
    _record(wish, by=by, at=at)
    held = wish.live_claim
    if held is None or held.contact_confirmed_at:
        raise Refused("confirmed", "已经记下联系过了，不用再记。")
    held.change(contacted_at=held.contacted_at or at, contact_confirmed_at=at)


def deny(wish: Wish, *, by: Actor, at: datetime) -> None:
    """Nobody got in touch: what the claimant said does not stand, and his days begin anew."""
    _record(wish, by=by, at=at)
    held = wish.live_claim
    if held is None or held.contacted_at is None or held.contact_confirmed_at:
        raise Refused("not_said", "办理人还没有说联系过，或者已经确认过了。")
    held.change(contacted_at=None, contact_denied_at=at)


def relay(wish: Wish, *, by: Actor, at: datetime) -> None:
    """Words for the other side, who is told that there are some. Not so many that they become a nuisance."""
    today = WishEvent.objects.filter(wish=wish, outcome__in=RELAYS, actor=by.user, at__gte=day_start(localdate(at)))
    if today.count() >= (most := policy("wish.relay.day", at)):
        raise Refused("enough_said", f"今天已经捎过 {most} 次话了，明天再捎。急事请打社区电话。", field="text")
    if not is_wisher(wish, by):
        take_a_hand(wish, by=by, at=at)


def _record(wish: Wish, *, by: Actor, at: datetime) -> None:
    """Taken down by a worker or the proxy, it is also the call that was to be made."""
    if not is_wisher(wish, by) and not (by.user and by.user.pk == wish.proxied_by_id):
        record_call(wish, by=by, at=at, purpose=CallBack.Purpose.CONTACT, reached=True)
    wish.call_backs.filter(recorded_at=None, purpose=CallBack.Purpose.CONTACT).delete()
