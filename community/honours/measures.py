"""What a board counts. Each measure is a list of deeds, and its figure is what that list comes to: so that a figure and
the list it opens can only be equal.

Facts are the wishes of the wall that a reviewer approved; whoever is paid for it, is under age or has left is on no
board of people, and offices are on no board of organisations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Substr
from django.utils import timezone

from community.people.models import Consent, Membership, Organisation, Region, User
from community.people.roles import PAID
from community.points.models import Entry
from community.wishes.models import Category, Pledge, Wish, WishQuerySet

from .periods import Period

MOST = 100  # rows of a board, however many are equal
LEAST_RATED = 5  # a share of fewer says nothing
CONTENT = ("satisfied", "fair")
RATED = (*CONTENT, "dissatisfied")
OFFICES = (
    Organisation.Kind.COMMUNITY_COMMITTEE,
    Organisation.Kind.STREET_OFFICE,
    Organisation.Kind.DISTRICT_DEPARTMENT,
)


class Kind(TextChoices):
    """Who stands on a board."""

    PEOPLE = "people", "街坊"
    ORGANISATIONS = "organisations", "组织"
    COMMUNITIES = "communities", "社区"


@dataclass(frozen=True)
class Scope:
    """Whose deeds, of when and where; without ``region`` the whole district, without ``nature`` all kinds."""

    kind: Kind
    period: Period
    region: Region | None = None
    nature: str = ""

    def wishes(self, cut: datetime) -> WishQuerySet:
        """Public wishes approved in the period up to ``cut``. ``since`` is when a wish ended, and has the index."""
        ended = Wish.objects.on_wall().fulfilled().filter(since__gte=self.period.start, since__lt=self.period.end)
        return self.places(ended).filter(since__lte=cut)

    def places(self, wishes: WishQuerySet) -> WishQuerySet:
        if self.region:
            wishes = wishes.near(self.region)
        if self.nature:
            wishes = wishes.filter(category__in=Category.objects.filter(nature=self.nature))
        return wishes

    def eligible(self, deeds: QuerySet[Any]) -> QuerySet[Any]:
        """``deeds`` of those who may be ranked, by their ``who``."""
        deeds = deeds.exclude(who=None)
        if self.kind == Kind.ORGANISATIONS:
            return deeds.exclude(who__in=Organisation.objects.filter(kind__in=OFFICES).values("pk"))
        if self.kind == Kind.PEOPLE:
            last = timezone.localdate(self.period.end) - timedelta(days=1)
            paid = Membership.objects.within(self.period.first, last).filter(role__in=PAID)
            minors = Consent.objects.filter(purpose=Consent.Purpose.GUARDIAN).exclude(user=None)
            left = User.objects.exclude(erased_at=None)
            for barred in (paid.values("user"), minors.values("user"), left.values("pk")):
                deeds = deeds.exclude(who__in=barred)
        return deeds


Deeds = Callable[[Scope, datetime], QuerySet[Any]]
ONE = Value(1, IntegerField())


def _doer(scope: Scope) -> F:
    return F({Kind.PEOPLE: "actor", Kind.ORGANISATIONS: "organisation", Kind.COMMUNITIES: "region"}[scope.kind])


def _fulfilled(scope: Scope, cut: datetime) -> QuerySet[Any]:
    return scope.wishes(cut).annotate(who=_doer(scope), code_of=F("code"), counts=ONE)


def _helped(scope: Scope, cut: datetime) -> QuerySet[Any]:
    """A helper may be of the organisation that leads, which counts once: by its first helper."""
    whose = "user" if scope.kind == Kind.PEOPLE else "organisation"
    kept = Pledge.objects.kept()
    before = kept.filter(wish=OuterRef("wish"), pk__lt=OuterRef("pk"), **{whose: OuterRef(whose)})
    first = kept.filter(~Exists(before), wish__in=scope.wishes(cut))
    return first.annotate(who=F(whose), code_of=F("wish__code"), counts=ONE)


def _satisfied(scope: Scope, cut: datetime) -> QuerySet[Any]:
    return _fulfilled(scope, cut).filter(rating__in=RATED).annotate(counts=_when(rating__in=CONTENT))


def _rated(scope: Scope, cut: datetime) -> QuerySet[Any]:
    return _fulfilled(scope, cut).annotate(counts=_when(rating__in=RATED))


def _when(**condition: Any) -> Case:
    return Case(When(Q(**condition), then=ONE), default=Value(0), output_field=IntegerField())


def _points(scope: Scope, cut: datetime) -> QuerySet[Any]:
    """Lines of the ledger; those for what is not public are nobody else's business."""
    whose = "account__user" if scope.kind == Kind.PEOPLE else "account__organisation"
    of_period = Entry.objects.filter(at__gte=scope.period.start, at__lt=scope.period.end, at__lte=cut)
    lines = of_period.filter(source__startswith="wish:").annotate(code_of=Substr("source", len("wish:") + 1))
    public = scope.places(Wish.objects.on_wall().fulfilled()).filter(code=OuterRef("code_of"))
    return lines.filter(Exists(public)).annotate(who=F(whose), counts=F("honour"))


@dataclass(frozen=True)
class Measure:
    """``told`` says to everybody how it is counted. A ``share`` is of so many rows the part that counts, in percent."""

    code: str
    label: str
    unit: str
    told: str
    deeds: Deeds
    kinds: frozenset[Kind] = frozenset(Kind)
    share: bool = False
    newest: str = "-since"

    def figure_of(self, total: int, number: int) -> int:
        """What ``number`` rows that count ``total`` together come to; a share is cut to whole percents."""
        return 100 * total // number if self.share else total

    def listing(self, who: int, scope: Scope, cut: datetime) -> QuerySet[Any]:
        """The rows behind one figure, newest first: each with ``code_of`` (the wish) and what it ``counts``."""
        return scope.eligible(self.deeds(scope, cut)).filter(who=who).order_by(self.newest, "-pk")

    def totals(self, scope: Scope, cut: datetime) -> QuerySet[Any, dict[str, int]]:
        """{who, total, number} of everyone who has anything to show."""
        deeds = scope.eligible(self.deeds(scope, cut))
        totals = deeds.order_by().values("who").annotate(total=Sum("counts"), number=Count("pk")).filter(total__gt=0)
        return totals.filter(number__gte=LEAST_RATED) if self.share else totals

    def rows(self, scope: Scope, cut: datetime, most: int) -> list[tuple[int, int]]:
        """(who, figure), most first, in one query. Equals stay together: the last ones come all, or, when the board
        would grow past ``MOST``, not at all."""
        totals = self.totals(scope, cut)
        ranked = totals.annotate(figure=Value(100) * F("total") / F("number") if self.share else F("total"))
        found = [(row["who"], row["figure"]) for row in ranked.order_by("-figure", "who")[: MOST + 1]]
        if len(found) > most:
            last = found[most - 1][1]
            overflows = len(found) > MOST and found[-1][1] == last
            found = [row for row in found if row[1] > last or (row[1] == last and not overflows)]
        return found


MEASURES = {
    measure.code: measure
    for measure in (
        Measure(
            "fulfilled", "办成的心愿", "件",
            "数的是放到心愿墙上、街道核实通过的心愿，记给牵头办的人、所代表的组织和心愿所在的社区。",
            _fulfilled,
        ),
        Measure(
            "helped", "搭把手的心愿", "件",
            "数的是协办并且兑现了、后来街道核实通过的心愿；同一个心愿一个组织只算一次。",
            _helped, frozenset({Kind.PEOPLE, Kind.ORGANISATIONS}), newest="-delivered_at",
        ),
        Measure(
            "points", "荣誉分", "分",
            "数的是这段时间里因公开的心愿记下的荣誉分，按当时的积分规则；更正过的按更正后的算。",
            _points, frozenset({Kind.PEOPLE, Kind.ORGANISATIONS}), newest="-at",
        ),
        Measure(
            "satisfied", "心愿人满意", "%",
            f"心愿人评过的心愿里，评“满意”和“基本满意”的占多少；评过的不到 {LEAST_RATED} 件不排。",
            _satisfied, frozenset({Kind.ORGANISATIONS, Kind.COMMUNITIES}), share=True,
        ),
        Measure(
            "rated", "请心愿人评过", "%",
            f"办成的心愿里，心愿人亲口评过的占多少；办成的不到 {LEAST_RATED} 件不排。",
            _rated, frozenset({Kind.ORGANISATIONS, Kind.COMMUNITIES}), share=True,
        ),
    )
}  # fmt: skip
