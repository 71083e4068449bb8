"""交接: what one has in hand goes on in other hands, at the step where it is."""

from datetime import datetime

from community.people.actor import Actor
from community.people.models import User
from community.people.refusal import Refused
from community.people.roles import Verb

from ..models import Claim, Hand, Wish
from .claim import require_stranger
from .duty import take_part

# What was agreed with the wisher holds for whoever goes on with it.
KEPT = (
    *("organisation", "fallback", "convened", "promised_on", "extended"),
    *("contacted_at", "contact_confirmed_at", "contact_denied_at"),
)


def hand_over(wish: Wish, *, by: Actor, at: datetime, handler: User, former: User | None = None) -> None:
    """Another member of the claiming organisation goes on with it. ``former``: only if it is still in his hands."""
    held = wish.live_claim
    if held is None or held.organisation is None:
        raise Refused("own_name", "这是以个人名义认领的，由本人交回，或者由街道改由别人办。")
    _require_still(held.user, former)
    if held.user == handler:
        raise Refused("same_hands", "现在就是他在办，请另选一位。", field="handler")
    User.objects.select_for_update().only("pk").get(pk=handler.pk)
    successor = Actor(handler)
    require_stranger(wish, successor, at)
    if not successor.belongs_to([held.organisation_id], at):
        raise Refused("handler_outside", "经办人要是这个组织的成员。", field="handler")
    take_part(wish=wish, user=handler, part=Hand.Part.CLAIMANT, at=at)
    held.change(ended_at=at, ending=Claim.Ending.TAKEN_OVER)
    kept = {name: getattr(held, name) for name in KEPT}
    wish.live_claim = Claim.objects.create(wish=wish, user=handler, claimed_at=at, **kept)
    wish.actor = handler


def hand_on(wish: Wish, *, by: Actor, at: datetime, handler: User, former: User | None = None) -> None:
    """Another colleague keeps an eye on what was passed to another unit; who passed it on stays written there."""
    if wish.actor:
        _require_still(wish.actor, former)
    if wish.actor == handler:
        raise Refused("same_hands", "现在就是他在跟，请另选一位。", field="handler")
    keeper = Actor(handler)
    if not any(keeper.may(verb, area=wish.area_path, at=at) for verb in (Verb.WISH_TRANSFER, Verb.WISH_COORDINATE)):
        raise Refused("not_a_colleague", "接手的要是本社区的社区工作者，或者街道协调员。", field="handler")
    wish.actor = handler


def _require_still(holder: User, former: User | None) -> None:
    if former is not None and holder != former:
        raise Refused("moved_on", f"这一件已经由{holder}在办。")
