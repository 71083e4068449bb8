"""The wisher's word, given by himself or taken down by a worker."""

from datetime import datetime

from community.people.actor import Actor, Channel
from community.people.models import Consent
from community.people.refusal import Refused
from community.records.calendar import after_working_days
from community.records.policies import policy

from ..models import CallBack, Hand, Status, Wish
from ..queries import caller_bars, is_wisher
from ..thanks import WORDING
from .duty import require_not_own_proxy, take_part

# What somebody calls about, by the state the wish is in.
ASKED_AT = {
    Status.AMENDING: CallBack.Purpose.AMEND,
    Status.ACTING: CallBack.Purpose.CONTACT,
    Status.CONFIRMING: CallBack.Purpose.RATING,
}


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
    if barred := caller_bars(wishes=[wish], by=by).get(wish.pk):
        raise Refused("caller_barred", barred)
    call, _ = CallBack.objects.get_or_create(
        wish=wish, purpose=purpose, recorded_at=None, defaults={"created_at": at, "due_at": at}
    )
    call.recorded_by, call.recorded_at = by.user, at
    call.answer = CallBack.Answer.REACHED if reached else CallBack.Answer.UNREACHED
    call.save()
    take_part(wish=wish, user=by.user, part=Hand.Part.CALLER, at=at)


def unreached(wish: Wish, *, by: Actor, at: datetime) -> None:
    record_call(wish, by=by, at=at, purpose=ASKED_AT[Status(wish.status)], reached=False)


def rate(wish: Wish, *, by: Actor, at: datetime, rating: str, public: bool = False) -> None:
    """Keep the wisher's word, and whether it may be shown to all. By a caller it also records the call."""
    if not is_wisher(wish, by):
        record_call(wish, by=by, at=at, purpose=CallBack.Purpose.RATING, reached=True)
    elif by.user and by.user.pk != wish.wisher_id:
        # A relative with the wisher's link: he may never judge here.
        take_part(wish=wish, user=by.user, part=Hand.Part.CALLER, at=at)
    _keep(wish, rating)
    if public:
        Consent.objects.create(
            user=wish.wisher, subject=wish.subject, purpose=Consent.Purpose.PUBLICITY, version=WORDING, given_at=at,
            form="online" if is_wisher(wish, by) else "spoken",
        )  # fmt: skip


def unrated(wish: Wish, *, by: Actor, at: datetime) -> None:
    _keep(wish, "unrated")


def not_asked(wish: Wish, *, by: Actor, at: datetime) -> None:
    """情况变化: nobody is asked, and nobody who did it may say so."""
    if barred := caller_bars(wishes=[wish], by=by).get(wish.pk):
        raise Refused("caller_barred", barred)
    take_part(wish=wish, user=by.user, part=Hand.Part.CALLER, at=at)
    _keep(wish, "not_asked")


def _keep(wish: Wish, rating: str) -> None:
    wish.rating = rating
    wish.save(update_fields=["rating"])


def resubmit(wish: Wish, *, by: Actor, at: datetime, own_words: str) -> None:
    """The wisher's fuller words; taken down on the phone or at the door, they are also the call that was made."""
    if by.channel in {Channel.PHONE, Channel.VISIT} and not caller_bars(wishes=[wish], by=by):
        record_call(wish, by=by, at=at, purpose=CallBack.Purpose.AMEND, reached=True)
    wish.own_words = own_words
    wish.save(update_fields=["own_words"])


def ask_to_amend(wish: Wish, *, by: Actor, at: datetime) -> None:
    take_part(wish=wish, user=by.user, part=Hand.Part.SCREENER, at=at)


def screened(wish: Wish, *, by: Actor, at: datetime) -> None:
    """A screening decision that writes no public version."""
    require_not_own_proxy(wish, by=by)
    take_part(wish=wish, user=by.user, part=Hand.Part.SCREENER, at=at)
