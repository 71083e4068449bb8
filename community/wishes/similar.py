"""Which wishes may be about the same thing: shared two-character pieces of their words, rare ones counting more.

A few hundred of the nearest are compared in Python: no index to keep in step, the same on every database.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import log

from community.people.models import Region

from .models import Status, Wish, WishQuerySet

MOST = 3
PER_STATUS = 150
RECENTLY = timedelta(days=90)
ALIKE = 0.2  # see the labelled pairs in tests/wishes/test_similar.py

WORDS = re.compile(r"[一-鿿]+|[a-z0-9]+")
# Said in every wish and about none in particular.
EMPTY = re.compile(
    "想请|请人|帮忙|帮我|帮|希望|可以|能不能|有没有|谢谢|一下|街坊|邻居|社区|我们|家里|有人|没有|不知道|自己|的|了|吗|想|请|我|您|你|他|她|和|也|都|很|一"
)


def pieces(text: str) -> set[str]:
    """修水管 → 修水, 水管; numbers and foreign words whole."""
    plain = EMPTY.sub(" ", text.lower())
    runs = WORDS.findall(plain)
    return {run[n : n + 2] for run in runs if run > "一" for n in range(len(run) - 1)} | {r for r in runs if r <= "z"}


def rank(text: str, wishes: Sequence[Wish], *, most: int = MOST) -> list[Wish]:
    """Those that are alike, most alike first."""
    known = [(pieces(wish.public_title), pieces(f"{wish.public_title} {wish.public_text}")) for wish in wishes]
    spread = Counter(piece for _, whole in known for piece in whole)
    asked = pieces(text)

    def weight(found: Iterable[str]) -> float:
        return sum(log(2 + len(known)) - log(1 + spread[piece]) for piece in found)

    def likeness(title: set[str], whole: set[str]) -> float:
        shared, least = asked & whole, min(weight(asked), weight(title))
        return weight(shared) / least if least > 0 and len(shared) > 1 else 0

    scored = [(likeness(title, whole), wish) for (title, whole), wish in zip(known, wishes, strict=True)]
    alike = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return [wish for _, wish in alike[:most]]


def public(text: str, region: Region, *, at: datetime) -> list[Wish]:
    """What hangs on the wall of the community, then of its street: waiting, in hand, or lately come true."""
    wall = Wish.objects.on_wall()
    statuses = {Status.OPEN: None, Status.ACTING: None, Status.FULFILLED: at - RECENTLY}
    found: list[Wish] = []
    for place in (region, region.street):
        if place and len(found) < MOST:
            near = [w for status, since in statuses.items() for w in _newest(wall.near(place), status, since)]
            found += rank(text, [w for w in near if w not in found], most=MOST - len(found))
    return found


def at_desk(wish: Wish, paths: list[str]) -> list[Wish]:
    """For who screens: every live wish of the street that he may read, of whatever nature, staff-only ones too."""
    others = Wish.objects.live().in_areas(paths).near(wish.street).exclude(pk=wish.pk).exclude(public_title="")
    return rank(wish.own_words, list(_told(others.order_by("-pk"))[: 4 * PER_STATUS]))


def _newest(wishes: WishQuerySet, status: str, since: datetime | None) -> WishQuerySet:
    """One status at a time: so both databases read the wall in the order of its index and stop early."""
    some = wishes.filter(status=status, since__gte=since) if since else wishes.filter(status=status)
    return _told(some.order_by("-since", "-id"))[:PER_STATUS]


def _told(wishes: WishQuerySet) -> WishQuerySet:
    """Only what is compared and shown: nothing sealed is opened."""
    return wishes.select_related("region").only(
        "code", "public_title", "public_text", "status", "since", "visibility", "wisher", "region__name"
    )
