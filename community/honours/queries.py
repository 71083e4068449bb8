"""A board as it is read: live or fixed, each line with the name it may bear and the way to its list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from community.people.consents import Purpose
from community.people.fields import lookup
from community.people.models import GONE, Consent, Organisation, Region, Residence, User
from community.people.privacy import mask_name
from community.wishes.models import Wish

from .measures import Kind, Measure, Scope
from .models import Line, Roll, Withdrawal


@dataclass(frozen=True)
class Face:
    """How somebody stands on a board. ``hidden``: a person who has not agreed to be named."""

    name: str
    place: str = ""
    path: str = ""
    hidden: bool = False
    photo: bool = False


@dataclass(frozen=True)
class Standing:
    """One line; ``key`` is its address within the board and says nothing about who it is."""

    who: int
    figure: int
    key: str
    face: Face
    line: Line | None = None
    withdrawn: str = ""


@dataclass(frozen=True)
class Board:
    """What is counted, of what, up to when. With a ``roll`` it is fixed, else it moves with the facts."""

    measure: Measure
    scope: Scope
    most: int
    cut: datetime
    seal: str  # sets the keys of one board apart from those of another
    roll: Roll | None = None
    withdrawn: Withdrawal | None = field(default=None)

    def key(self, who: int) -> str:
        return lookup(f"board:{self.seal}:{self.scope.kind}:{who}")[:12]

    def standings(self) -> list[Standing]:
        """Most first; equals by the official order of their communities, which ranks nobody."""
        found: list[tuple[int, int, Line | None]]
        if self.roll:
            lines = self.roll.lines.select_related("withdrawal")
            found = [(line.who, line.figure, line) for line in lines]
        else:
            found = [(who, figure, None) for who, figure in self.measure.rows(self.scope, self.cut, self.most)]
        faces = faces_of(self.scope.kind, [who for who, *_ in found])
        made = [
            Standing(who, figure, self.key(who), faces[who], line, _reason(line)) for who, figure, line in found
        ]  # fmt: skip
        return sorted(made, key=lambda one: (-one.figure, one.face.path, one.face.name))

    @property
    def took_part(self) -> int:
        return self.roll.took_part if self.roll else self.measure.totals(self.scope, self.cut).count()

    def listing(self, one: Standing) -> Any:
        """What its figure counts: rows with ``code_of`` and ``counts``."""
        if one.line is None:
            return self.measure.listing(one.who, self.scope, self.cut)
        return one.line.evidence.order_by("-wish__since", "pk")


def _reason(line: Line | None) -> str:
    taken_back = getattr(line, "withdrawal", None)
    return taken_back.reason if taken_back else ""


def faces_of(kind: Kind, ids: Iterable[int]) -> dict[int, Face]:
    if kind == Kind.ORGANISATIONS:
        units = Organisation.objects.filter(pk__in=ids).select_related("region")
        return {o.pk: Face(o.name, o.region.name, o.region.path) for o in units}
    if kind == Kind.COMMUNITIES:
        regions = Region.objects.filter(pk__in=ids)
        return {r.pk: Face(r.name, "", r.path) for r in regions}
    return _people(list(ids))


def _people(ids: list[int]) -> dict[int, Face]:
    """By full name only who has agreed to it, and as long as he does; of where he was last known to live."""
    given = Consent.objects.filter(user=OuterRef("pk"), subject="", withdrawn_at=None)
    homes = Residence.objects.filter(user=OuterRef("pk")).exclude(verified_at=None).order_by("-verified_at")
    people = User.objects.filter(pk__in=ids).annotate(
        to_name=Exists(given.filter(purpose=Purpose.PUBLICITY)),
        to_show=Exists(given.filter(purpose=Purpose.PHOTO)),
        place=Subquery(homes.values("region__name")[:1]),
        path=Subquery(homes.values("region__path")[:1]),
    )
    return {one.pk: _face(one, one.place or "", one.path or "~", one.to_name, one.to_show) for one in people}


def _face(user: User, place: str, path: str, to_name: bool, to_show: bool) -> Face:
    named = to_name and bool(user.name)
    masked = GONE if user.erased_at else mask_name(user.name) or "一位街坊"
    return Face(user.name if named else masked, place, path, hidden=not named, photo=to_show)


@dataclass(frozen=True)
class Deed:
    """A row of a list: the wish if everybody may still see it, and what it counts."""

    wish: Wish | None
    counts: int


def deeds(rows: Iterable[Any]) -> list[Deed]:
    """Of live rows and of evidence alike, in two queries."""
    given = [(getattr(row, "code_of", None), getattr(row, "wish_id", None), row.counts) for row in rows]
    codes = [code for code, _, _ in given if code]
    ids = [pk for _, pk, _ in given if pk]
    public = Wish.objects.on_wall().for_cards()
    known: dict[Any, Wish] = {w.code: w for w in public.filter(code__in=codes)} if codes else {}
    known |= {w.pk: w for w in public.filter(pk__in=ids)} if ids else {}
    return [Deed(known.get(code or pk), counts) for code, pk, counts in given]


def board(
    *, measure: Measure, scope: Scope, most: int, at: datetime, seal: str, roll: Roll | None = None
) -> Board:  # fmt: skip
    if roll is None:
        return Board(measure, scope, most, at, seal)
    withdrawn = roll.withdrawals.filter(line=None).first()
    return Board(roll.counted_by, roll.scope, roll.most, roll.at, seal, roll, withdrawn)
