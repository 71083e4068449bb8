"""A change of the rules that waits for the second administrator."""

from datetime import datetime, timedelta

from django.utils import timezone

from community.records.calendar import day_start
from community.records.rules import propose_number

from .people import Cast


def build(cast: Cast, *, now: datetime) -> None:
    propose_number(
        key="wish.contact.first_reminder",
        value=1,
        valid_from=day_start(timezone.localdate(now) + timedelta(days=7)),
        reason="心愿人反映，认领后两天才提醒联系，等得心焦",
        by=cast.actor("guanli"),
        at=now - timedelta(hours=20),
    )
