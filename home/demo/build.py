"""The whole demo, in one transaction: either all of it stands or none."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from community.records.calendar import day_start
from community.records.models import Delivery
from community.wishes.models import Wish
from home.indexing import rebuild_all

from . import boards, ended, fulfilled, further, pages, people, places, reviews, ruling, under_way, waiting
from .many import Many
from .stage import Stage

HISTORY = timedelta(days=160)


@transaction.atomic
def build(*, now: datetime, small: bool = False) -> Stage:
    """Places, people, wishes and pages as they stand at ``now``; nothing in them is later.

    ``small``: only the wishes that are told one by one, a sixth of them, in every status too.
    """
    made = places.build()
    stage = Stage(people.build(made, at=now - HISTORY), now)
    ruling.settle(stage.cast, begun=now - HISTORY, now=now)
    for module in (under_way, fulfilled, waiting, ended):
        for tale in module.TALES:
            stage.play(tale)
    if not small:
        _the_rest(stage)
    ruling.propose(stage.cast, now=now)
    pages.build(now=now)
    rebuild_all()
    reviews.build(stage.cast, now=now)
    boards.build(stage.cast, now=now)
    # What was told in the past was sent in the past: the first tick has nothing to send.
    Delivery.objects.due(now).update(state=Delivery.State.SENT, tries=1, sent_at=now)
    return stage


def _the_rest(stage: Stage) -> None:
    for tale in further.TALES:
        stage.play(tale)
    month = day_start(timezone.localdate(stage.now).replace(day=1))
    for tale in Many(stage.now, this_month=Wish.objects.fulfilled().filter(ended_at__gte=month).count()).tales():
        stage.play(tale)
