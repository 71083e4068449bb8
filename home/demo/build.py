"""The whole demo, in one transaction: either all of it stands or none."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from community.people.actor import Actor
from community.records.calendar import day_start
from community.records.models import Delivery
from community.wishes.models import Wish
from community.wishes.operations.follow import follow
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
    _want_the_same(stage)
    month = day_start(timezone.localdate(stage.now).replace(day=1))
    for tale in Many(stage.now, this_month=Wish.objects.fulfilled().filter(ended_at__gte=month).count()).tales():
        stage.play(tale)


def _want_the_same(stage: Stage) -> None:
    members = [user for username, user in stage.cast.users.items() if username.startswith("member-")]
    for title, number in further.ALSO.items():
        wish = stage.wishes[title]
        strangers = [user for user in members if user.pk != wish.actor_id]
        for place, user in enumerate(strangers[:number], start=1):
            follow(wish, by=Actor(user), at=stage.now - timedelta(minutes=9 * place))
