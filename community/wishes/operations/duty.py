"""Separation of duty: who had a hand in doing cannot judge, and the other way round."""

from datetime import datetime

from community.people.actor import Actor
from community.people.models import User
from community.people.refusal import Refused

from ..models import Hand, Wish
from ..queries import bar

BOTH_SIDES = "这件事您参与过办理，要请另一位同志验收。"


def take_part(*, wish: Wish, user: User | None, part: str, at: datetime) -> None:
    """Record the hand, or refuse whoever stands on the other side; the unique row per person and wish keeps it so."""
    if user is None:
        return
    side = Hand.Side.JUDGING if part == Hand.Part.VERIFIER else Hand.Side.DOING
    taken = set(Hand.objects.filter(wish=wish, user=user).values_list("side", flat=True))
    if not taken:
        Hand.objects.create(wish=wish, user=user, side=side, part=part, at=at)
    elif side not in taken:
        raise Refused("separation", BOTH_SIDES)


def require_not_own_proxy(wish: Wish, *, by: Actor, low_risk: bool = False) -> None:
    """Who wrote a wish down for somebody decides on it only where little is at stake (design.md §5)."""
    if wish.proxied_by_id and by.user and wish.proxied_by_id == by.user.pk and not low_risk:
        raise Refused("own_proxy", "这件事是您代填的，这一类要请另一位同志审核。")


def require_impartial(*, wish: Wish, by: Actor) -> None:
    """The verifier is none of those who had a part, nor of their organisations, nor the wisher (design.md §5)."""
    reason = bar(wish=wish, by=by)
    if reason:
        raise Refused("separation", reason)
