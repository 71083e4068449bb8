"""The wall: what waits for somebody, what is in hand, what came true. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.people.models import Level, Region
from community.records.calendar import day_start

from .following import on_cards
from .keyset import sheet
from .models import Category, Nature, Wish, WishQuerySet

COOKIE, EVERYWHERE = "community", "all"
# 诉求 is for staff only, whatever its category (design.md §5).
NATURES = [(value, label) for value, label in Nature.choices if value != Nature.APPEAL]


class Tab(TextChoices):
    OPEN = "open", "待认领"
    ACTING = "acting", "办理中"
    FULFILLED = "fulfilled", "已实现"

    @property
    def sentence(self) -> str:
        return {"open": "个心愿等人认领，等得最久的在前面。", "acting": "个心愿有人在办。", "fulfilled": ""}[self.value]


@dataclass(frozen=True)
class Look:
    """What a visitor wants to see, as it stands in the address."""

    region: Region | None
    tab: Tab
    nature: str
    month: date | None = None

    @classmethod
    def of(cls, request: HttpRequest, regions: list[Region]) -> Look:
        """Words we do not know are left aside; the community is remembered from the last visit."""
        slug = request.GET.get("community", request.COOKIES.get(COOKIE, ""))
        tab, nature = request.GET.get("status", ""), request.GET.get("nature", "")
        return cls(
            region=next((r for r in regions if r.slug == slug), None),
            tab=Tab(tab) if tab in Tab.values else Tab.OPEN,
            nature=nature if nature in dict(NATURES) else "",
            month=month_of(request.GET.get("month", "")) if tab == Tab.FULFILLED else None,
        )

    def wishes(self) -> WishQuerySet:
        wishes = Wish.objects.on_wall()
        wishes = {Tab.OPEN: wishes.open, Tab.ACTING: wishes.in_hand, Tab.FULFILLED: wishes.fulfilled}[self.tab]()
        if self.region:
            wishes = wishes.near(self.region)
        if self.nature:
            wishes = wishes.filter(category__in=Category.objects.filter(nature=self.nature))
        if self.month:
            following = (self.month + timedelta(days=31)).replace(day=1)
            wishes = wishes.filter(since__gte=day_start(self.month), since__lt=day_start(following))
        return wishes

    def address(self, **cursor: str) -> str:
        query = {"status": self.tab.value, "community": self.region.slug if self.region else EVERYWHERE}
        if self.nature:
            query["nature"] = self.nature
        if self.month:
            query["month"] = f"{self.month:%Y-%m}"
        return "?" + urlencode(query | cursor)

    @property
    def tabs(self) -> list[tuple[Tab, str]]:
        return [(tab, replace(self, tab=tab, month=None).address()) for tab in Tab]

    @property
    def wider(self) -> str:
        """Where to look when there is nothing here: the street, then everywhere; empty when there is nothing wider."""
        if self.region is None:
            return replace(self, nature="").address() if self.nature else ""
        return replace(self, region=self.region.street if self.region.level == Level.COMMUNITY else None).address()


def month_of(text: str) -> date | None:
    """The first day of a month written 2026-11; None for anything else."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if 2000 <= month.year < 2100 else None


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    regions = list(Region.objects.filter(level__in=[Level.STREET, Level.COMMUNITY]).order_by("path"))
    look = Look.of(request, regions)
    answer = render(
        request, "wishes/wall.html", {"look": look, "streets": by_street(regions), **shown(request, look, at)}
    )
    return remember(request, answer, look.region)


def shown(request: HttpRequest, look: Look, at: datetime) -> dict[str, object]:
    """The cards, the neighbours, and a count where the list is of live wishes only."""
    wishes = look.wishes()
    page = sheet(
        wishes.for_cards(),
        newest_first=look.tab != Tab.OPEN,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    return {
        "cards": on_cards(page.wishes, at),
        "number": None if look.tab == Tab.FULFILLED else wishes.count(),
        "next_url": page.following and look.address(after=page.following),
        "prev_url": page.previous and look.address(before=page.previous),
        "natures": NATURES,
    }


def by_street(regions: list[Region]) -> list[tuple[Region, list[Region]]]:
    """Each street with its communities, in the official order."""
    return [
        (street, [r for r in regions if r.level == Level.COMMUNITY and street.covers(r.path)])
        for street in regions
        if street.level == Level.STREET
    ]


def remember(request: HttpRequest, answer: HttpResponse, region: Region | None) -> HttpResponse:
    """Keep the community somebody chose, for a year and without an account; following a link chooses nothing."""
    if "choose" not in request.GET:
        return answer
    if region is None:
        answer.delete_cookie(COOKIE, samesite="Lax")
    else:
        answer.set_cookie(
            COOKIE, region.slug, max_age=timedelta(days=365), samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return answer
