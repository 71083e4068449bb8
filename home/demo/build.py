"""The whole demo, in one transaction: either all of it stands or none."""

from datetime import datetime, timedelta

from django.db import transaction

from community.records.models import Delivery

from . import ended, fulfilled, pages, people, places, ruling, under_way, waiting
from .stage import Stage

HISTORY = timedelta(days=60)


@transaction.atomic
def build(*, now: datetime) -> Stage:
    """Places, people, wishes and pages as they stand at ``now``; nothing in them is later."""
    made = places.build()
    stage = Stage(people.build(made, at=now - HISTORY), now)
    for module in (under_way, fulfilled, waiting, ended):
        for tale in module.TALES:
            stage.play(tale)
    ruling.build(stage.cast, now=now)
    pages.build(now=now)
    # What was told in the past was sent in the past: the first tick has nothing to send.
    Delivery.objects.due(now).update(state=Delivery.State.SENT, tries=1, sent_at=now)
    return stage
