"""Pages by the last row seen instead of by number: the hundredth page costs what the first does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_datetime

SIZE = 20


@dataclass(frozen=True)
class Slice:
    """``next`` is the cursor of the next page, empty on the last one."""

    rows: list[Any]
    next: str = ""


def by_due(queryset: QuerySet[Any], cursor: str = "", size: int = SIZE) -> Slice:
    """Earliest due first, without a date last, equal dates by age."""
    due, pk = read(cursor)
    if pk:
        queryset = after(queryset, due, pk)
    ordered = queryset.order_by(F("due_at").asc(nulls_last=True), "pk")
    return cut(ordered, size, lambda row: f"{row.due_at.isoformat() if row.due_at else ''}~{row.pk}")


def after(queryset: QuerySet[Any], due: datetime | None, pk: int) -> QuerySet[Any]:
    """What comes after that row in the order of ``by_due``; one range, so that an index can serve it."""
    if due is None:
        return queryset.filter(due_at=None, pk__gt=pk)
    return queryset.filter(Q(due_at__gte=due) | Q(due_at=None)).exclude(due_at=due, pk__lte=pk)


def before(queryset: QuerySet[Any], due: datetime | None, pk: int) -> QuerySet[Any]:
    """What comes before that row, the other side of ``after``."""
    if due is None:
        return queryset.filter(Q(due_at__isnull=False) | Q(pk__lt=pk))
    return queryset.filter(due_at__lte=due).exclude(due_at=due, pk__gte=pk)


def around(queryset: QuerySet[Any], row: Any, ahead: int, behind: int) -> tuple[list[Any], list[Any]]:
    """So many rows before this one and after it in the order of ``by_due``, wherever it lies itself."""
    gone = before(queryset, row.due_at, row.pk).order_by(F("due_at").desc(nulls_first=True), "-pk")
    return list(gone[:ahead])[::-1], by_due(after(queryset, row.due_at, row.pk), size=behind).rows


def newest_first(queryset: QuerySet[Any], cursor: str = "", size: int = SIZE) -> Slice:
    _, pk = read(cursor)
    return cut((queryset.filter(pk__lt=pk) if pk else queryset).order_by("-pk"), size, lambda row: f"~{row.pk}")


def cut(ordered: QuerySet[Any], size: int, cursor_of: Callable[[Any], str]) -> Slice:
    rows = list(ordered[: size + 1])
    return Slice(rows[:size], cursor_of(rows[size - 1]) if len(rows) > size else "")


def read(cursor: str) -> tuple[datetime | None, int]:
    """A cursor that is not ours reads as the first page."""
    moment, _, pk = cursor.rpartition("~")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None, 0
    try:
        due = parse_datetime(moment) if moment else None
        if moment and (due is None or due.tzinfo is None):
            return None, 0
        return due and due.astimezone(UTC), int(pk)
    except (ValueError, OverflowError):  # no such day; outside the years there are, once it is in UTC
        return None, 0
