"""What the two administrators have changed of the rules, and a change that waits for the second of them."""

from datetime import datetime, timedelta

from django.utils import timezone

from community.records.calendar import day_start
from community.records.rules import approve, forget, propose_number

from .people import Cast

WAITING = "wish.pool.red"


def settle(cast: Cast, *, begun: datetime, now: datetime) -> None:
    """At first a wish hung ten days before the community saw to it, now seven. Those that hung already keep their ten:
    two of them are red, and the clock leaves them alone."""
    changed = now - timedelta(days=7.2)
    for value, since, reason in [(10, begun, "刚开始，给街坊多留几天"), (7, changed, "心愿人反映，十天太久，等得心焦")]:
        number = propose_number(
            key=WAITING, value=value, valid_from=since, reason=reason, by=cast.actor("guanli2"), at=since
        )
        approve(number, by=cast.actor("guanli"), at=since)
        forget()


def propose(cast: Cast, *, now: datetime) -> None:
    propose_number(
        key="wish.contact.first_reminder",
        value=1,
        valid_from=day_start(timezone.localdate(now) + timedelta(days=7)),
        reason="心愿人反映，认领后两天才提醒联系，等得心焦",
        by=cast.actor("guanli"),
        at=now - timedelta(hours=20),
    )
