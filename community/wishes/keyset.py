"""Pages that cost the same at any depth: each begins after the last row of the one before, never at a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .models import Wish, WishQuerySet

SIZE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Sheet:
    """One page of wishes, and the cursors of its neighbours; empty where there is none."""

    wishes: list[Wish]
    following: str = ""
    previous: str = ""


def sheet(wishes: WishQuerySet, *, newest_first: bool, after: str = "", before: str = "") -> Sheet:
    """The page after one cursor or before another, by (since, id). A cursor nobody gave out, or with nothing
    beyond it any more, is the first page."""
    backwards = bool(_read(before))
    start = _read(before) or _read(after)
    falling = newest_first != backwards
    rows = list((_beyond(wishes, start, falling) if start else wishes).order_by(*_order(falling))[: SIZE + 1])
    more, rows = len(rows) > SIZE, rows[:SIZE]
    if backwards:
        rows.reverse()
    if not rows:
        return sheet(wishes, newest_first=newest_first) if start else Sheet([])
    has_next, has_previous = (True, more) if backwards else (more, start is not None)
    return Sheet(
        rows,
        following=_cursor(rows[-1]) if has_next else "",
        previous=_cursor(rows[0]) if has_previous else "",
    )


def _order(falling: bool) -> tuple[str, str]:
    return ("-since", "-id") if falling else ("since", "id")


def _beyond(wishes: WishQuerySet, start: tuple[datetime, int], falling: bool) -> WishQuerySet:
    """Range and exclusion rather than an OR: both databases walk the index for it."""
    since, pk = start
    if falling:
        return wishes.filter(since__lte=since).exclude(since=since, id__gte=pk)
    return wishes.filter(since__gte=since).exclude(since=since, id__lte=pk)


def _cursor(wish: Wish) -> str:
    return f"{(wish.since - EPOCH) // timedelta(microseconds=1)}-{wish.pk}"


def _read(cursor: str) -> tuple[datetime, int] | None:
    found = CURSOR.fullmatch(cursor)
    return (EPOCH + timedelta(microseconds=int(found[1])), int(found[2])) if found else None
