"""What waits for one person: his wishes in the order they fall due, how many of which kind, and which comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, Value, When

from community.people.actor import Actor
from community.people.roles import Verb
from community.wishes.models import Status, Wish, WishQuerySet

from . import duties, keyset
from .barred import held_back
from .due import Heat, condition
from .person import areas


@dataclass
class Tally:
    """One tab: how many wait, and how many of them are urgent, late or due today."""

    status: str
    total: int
    heats: dict[str, int]

    @property
    def label(self) -> str:
        return Status(self.status).label


def tally(status: str, row: Mapping[str, int]) -> Tally:
    return Tally(status, row.get("total", 0), {heat.value: row.get(f"of_{heat.value}", 0) for heat in Heat})


class Worklist:
    def __init__(self, by: Actor, at: datetime) -> None:
        self.by, self.at = by, at
        self.judges = bool(by.areas(Verb.WISH_VERIFY, at))

    @property
    def all(self) -> WishQuerySet:
        return duties.waiting_for(self.by, self.at)

    @property
    def mine(self) -> WishQuerySet:
        """What he may act on."""
        return self.all.exclude(held_back(self.by, self.at)) if self.judges else self.all

    @property
    def barred(self) -> WishQuerySet:
        """What lies in his area and another has to judge."""
        return self.all.filter(held_back(self.by, self.at)) if self.judges else self.all.none()

    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        """How many of each status, and of which heat; what is held back apart. One query over the live set."""
        held = Case(When(held_back(self.by, self.at), then=True), default=False) if self.judges else Value(False)
        heats = {f"of_{heat.value}": Count("pk", filter=condition(heat, self.at)) for heat in Heat}
        grouped: Any = self.all.order_by().annotate(held=held).values("status", "held")
        return list(grouped.annotate(total=Count("pk"), **heats))

    @cached_property
    def counts(self) -> list[Tally]:
        """What he may act on, by status, in the order of the duties."""
        found = {row["status"]: row for row in self.groups if not row["held"]}
        return [tally(status, found.get(status, {})) for status in duties.statuses_of(self.by, self.at)]

    @property
    def held_back(self) -> int:
        return sum(row["total"] for row in self.groups if row["held"])

    def heats(self, status: str = "") -> dict[str, int]:
        """How many are urgent, late, due today, of one status or of all."""
        chosen = [count for count in self.counts if status in {"", count.status}]
        return {heat.value: sum(count.heats[heat.value] for count in chosen) for heat in Heat}

    @property
    def total(self) -> int:
        return sum(count.total for count in self.counts)

    def next_due(self) -> datetime | None:
        """When the next of the wishes under way in his areas falls due."""
        under_way = Wish.objects.live().in_areas(areas(self.by, duties.VERBS, self.at)).filter(due_at__gte=self.at)
        return under_way.order_by("due_at").values_list("due_at", flat=True).first()


def next_after(wish: Wish, due_at: datetime | None, wishes: WishQuerySet) -> Wish | None:
    """The one that falls due next after the wish just handled; past the last, the first again."""
    others = wishes.exclude(pk=wish.pk)
    found = (keyset.by_due(some, size=1).rows for some in (keyset.after(others, due_at, wish.pk), others))
    return next((rows[0] for rows in found if rows), None)
