"""The wisher's word, given by himself or taken down by a worker."""

from datetime import datetime

from community.people.actor import Actor
from community.people.refusal import Refused
from community.records.calendar import after_working_days
from community.records.policies import policy

from ..models import CallBack, Hand, Status, Wish
from ..queries import doing_organisations, is_wisher
from .duty import take_part


def ask_by_phone(wish: Wish, *, purpose: CallBack.Purpose, at: datetime) -> None:
    """Put a call or visit on the community's list; one open at a time."""
    CallBack.objects.get_or_create(
        wish=wish,
        purpose=purpose,
        recorded_at=None,
        defaults={
            "created_at": at,
            "due_at": after_working_days(at, policy("wish.call_back.days", at)),
        },
    )


def drop_open_calls(wish: Wish) -> None:
    """The reason to call is gone."""
    wish.call_backs.filter(recorded_at=None).delete()


def record_call(wish: Wish, *, by: Actor, at: datetime, purpose: CallBack.Purpose, reached: bool) -> None:
    """A worker or coordinator called or visited. Neither the proxy nor anyone of a doing organisation may."""
    require_caller(wish, by=by, at=at)
    call, _ = CallBack.objects.get_or_create(
        wish=wish, purpose=purpose, recorded_at=None, defaults={"created_at": at, "due_at": at}
    )
    call.recorded_by, call.recorded_at = by.user, at
    call.answer = CallBack.Answer.REACHED if reached else CallBack.Answer.UNREACHED
    call.save()
    take_part(wish=wish, user=by.user, part=Hand.Part.CALLER, at=at)


def unreached(wish: Wish, *, by: Actor, at: datetime) -> None:
    purpose = CallBack.Purpose.AMEND if wish.status == Status.AMENDING else CallBack.Purpose.RATING
    record_call(wish, by=by, at=at, purpose=purpose, reached=False)


def require_caller(wish: Wish, *, by: Actor, at: datetime) -> None:
    if by.user is None or by.user.pk == wish.proxied_by_id:
        raise Refused("caller_is_proxy", "这件事是您代填的，回访要请另一位同志来做。")
    if wish.claims.filter(user=by.user).exists() or by.belongs_to(doing_organisations(wish), at):
        raise Refused("caller_is_doer", "您或您的单位参与了办理，回访要请另一位同志来做。")


def rate(wish: Wish, *, by: Actor, at: datetime, rating: str) -> None:
    """Keep the wisher's word. By a caller it also records the call."""
    if not is_wisher(wish, by):
        record_call(wish, by=by, at=at, purpose=CallBack.Purpose.RATING, reached=True)
    _keep(wish, rating)


def unrated(wish: Wish, *, by: Actor, at: datetime) -> None:
    _keep(wish, "unrated")


def _keep(wish: Wish, rating: str) -> None:
    drop_open_calls(wish)
    wish.rating = rating
    wish.save(update_fields=["rating"])


def resubmit(wish: Wish, *, by: Actor, at: datetime, own_words: str) -> None:
    drop_open_calls(wish)
    wish.own_words = own_words
    wish.save(update_fields=["own_words"])


def ask_to_amend(wish: Wish, *, by: Actor, at: datetime) -> None:
    take_part(wish=wish, user=by.user, part=Hand.Part.SCREENER, at=at)


def screened(wish: Wish, *, by: Actor, at: datetime) -> None:
    """A screening decision that writes no public version."""
    take_part(wish=wish, user=by.user, part=Hand.Part.SCREENER, at=at)
