"""Helpers promise parts and keep them; the street asks for an answer."""

from datetime import date, datetime

from community.people.actor import Actor
from community.people.models import Organisation
from community.people.refusal import Refused
from community.records.calendar import close_of

from ..models import Pledge, Supervision, Wish
from .claim import require_stranger
from .promise import count_pledged, promise


def pledge(wish: Wish, *, by: Actor, at: datetime, organisation: Organisation | None, quantity: int | None) -> None:
    """A part nobody has promised yet; never more than the wish lacks."""
    assert by.user is not None  # the rule names logged-in people only
    require_stranger(wish, by, at)
    held = wish.live_claim
    if held and held.user_id == by.user.pk:
        raise Refused("is_lead", "您就是经办人，不用再报协办。")
    if wish.quantity and not quantity:
        raise Refused("how_much", f"请填您能出多少{wish.unit}。", field="quantity")
    if wish.quantity and quantity and quantity > wish.lacking:
        left = f"现在只差 {wish.lacking}{wish.unit}了，请改一下数量。" if wish.lacking else "已经够了，谢谢您。"
        raise Refused("enough", left, field="quantity")
    promise(wish, user=by.user, organisation=organisation, quantity=quantity if wish.quantity else None, at=at)


def deliver(wish: Wish, *, by: Actor, at: datetime, pledge: Pledge) -> None:
    """The helper, his organisation or whoever leads says the part has come."""
    wish.pledges.open().filter(pk=pledge.pk).update(delivered_at=at)


def release(wish: Wish, *, by: Actor, at: datetime, pledge: Pledge) -> None:
    """The part is free for somebody else. The hand stays: who promised once does not judge."""
    if wish.pledges.open().filter(pk=pledge.pk).update(withdrawn_at=at):
        count_pledged(wish, -(pledge.quantity or 0))


def supervise(wish: Wish, *, by: Actor, at: datetime, due_on: date) -> None:
    """督办: an answer is due; one question at a time."""
    assert by.user is not None  # the rule names coordinators only
    if wish.supervised_until:
        raise Refused("supervised", "已经在督办，等答复了再问。")
    made = Supervision.objects.create(wish=wish, by=by.user, at=at, due_at=close_of(due_on))
    wish.supervised_until = made.due_at


def answer_supervision(wish: Wish, *, by: Actor, at: datetime) -> None:
    close_supervision(wish, by=by, at=at)


def close_supervision(wish: Wish, *, by: Actor, at: datetime) -> None:
    """Answered, or the wish has ended."""
    if wish.supervised_until:
        wish.supervisions.filter(answered_at=None).update(answered_by=by.user, answered_at=at)
        wish.supervised_until = None
