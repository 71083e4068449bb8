"""Parts that helpers promise: the sum on the wish moves with them, and never past what it asks for."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from community.people.models import Membership, Organisation, User
from community.people.refusal import Refused

from ..models import Hand, Pledge, Wish
from .duty import take_part


def promise(wish: Wish, *, user: User, organisation: Organisation | None, quantity: int | None, at: datetime) -> None:
    take_part(wish=wish, user=user, part=Hand.Part.HELPER, at=at)
    try:
        with transaction.atomic():
            Pledge.objects.create(
                wish=wish, user=user, organisation=organisation, quantity=quantity, pledged_at=at
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused("pledged", "您已经报过协办了，要改请先撤回再报。") from error
    count_pledged(wish, quantity or 0)


def convene(wish: Wish, helpers: Iterable[Membership], *, at: datetime) -> None:
    """The street calls several upon: each lends a hand to the one who leads."""
    standing = set(wish.pledges.filter(withdrawn_at=None).values_list("user", flat=True))
    for membership in helpers:
        if membership.user_id not in standing:
            promise(wish, user=membership.user, organisation=membership.organisation, quantity=None, at=at)


def count_pledged(wish: Wish, change: int) -> None:
    if change:
        Wish.objects.filter(pk=wish.pk).update(pledged=F("pledged") + change)
        wish.pledged += change
