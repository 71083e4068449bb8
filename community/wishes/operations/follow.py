"""我也有这个心愿: who wants the same, and hears how it goes."""

from datetime import datetime

from django.db import transaction

from community.people.actor import Actor
from community.people.refusal import Refused
from community.records import operations as records
from community.records.models import Follow

from ..following import followers, joining_of, why_not_follow
from ..models import Joining, Wish


def follow(wish: Wish, *, by: Actor, at: datetime) -> Follow:
    """Only what hangs on the wall, and never what is one's own or in one's own hands."""
    if reason := why_not_follow(wish, by):
        raise Refused("no_follow", reason)
    assert by.user is not None  # else there was a reason
    return records.follow(subject=wish.subject, user=by.user, at=at)


def ask_to_join(wish: Wish, *, into: Wish, at: datetime) -> None:
    """The wisher and whoever wants the same are asked, each for himself: support is never moved silently."""
    people = {wish.wisher_id, *followers(wish).values_list("pk", flat=True)}
    Joining.objects.bulk_create(
        [Joining(wish=wish, into=into, user_id=pk, asked_at=at) for pk in people], ignore_conflicts=True
    )


@transaction.atomic
def answer_joining(wish: Wish, *, by: Actor, agreed: bool, at: datetime) -> None:
    """Who agrees and has an account hears from now on how the other wish goes."""
    asked = joining_of(wish, by)
    if asked is None:
        raise Refused("not_asked", "这两个心愿已经分开办，或者没有问到您。")
    answered = Joining.objects.filter(pk=asked.pk, answered_at=None).update(agreed=agreed, answered_at=at)
    if not answered:
        raise Refused("answered", "您已经回答过了，谢谢。")
    if agreed and not why_not_follow(asked.into, by):
        follow(asked.into, by=by, at=at)
