"""What the home page counts."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from community.people.models import Region
from community.records.calendar import day_start

from .models import Wish


@dataclass(frozen=True)
class Figures:
    """Counts over wall-visible wishes, all cut at ``as_of``; each opens the list with the same cut."""

    as_of: datetime
    fulfilled_this_month: int
    open_now: int


def figures(at: datetime, region: Region | None = None) -> Figures:
    """Of one place, or of the whole district."""
    month = day_start(timezone.localdate(at).replace(day=1))
    wall = Wish.objects.on_wall()
    wall = wall.near(region) if region else wall
    return Figures(
        as_of=at,
        fulfilled_this_month=wall.fulfilled().filter(since__gte=month, since__lte=at).count(),
        open_now=wall.open().count(),
    )
