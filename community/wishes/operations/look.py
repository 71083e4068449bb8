"""Looks at how to reach a wisher: each is written down first, and nobody looks at more people's than his work needs."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.people.actor import Actor
from community.people.models import Reveal, User
from community.people.operations import reveal
from community.people.refusal import Refused
from community.records.calendar import day_start
from community.records.policies import policy
from community.wishes.models import CallRequest, Wish


@transaction.atomic
def look(wish: Wish | CallRequest, *, fields: Iterable[str], reason: str, by: Actor, at: datetime) -> None:
    """Write down that these sealed values of a wish, or of who asked to be called, are about to be shown. Call it before showing."""
    assert by.user is not None  # only people hold offices
    # Else many looks at once would each be within the limit.
    User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
    most = policy("people.reveal.day", at)
    today = Reveal.objects.filter(viewer=by.user, at__gte=day_start(timezone.localdate(at)))
    if today.exclude(subject=wish.subject).values("subject").distinct().count() >= most:
        raise Refused(
            "too_many", f"您今天已经看过 {most} 位街坊的联系方式，明天再看。急事请打街道电话。", field="reveal"
        )
    for field in fields:
        reveal(by=by, subject=wish.subject, field=field, reason=reason, at=at)
