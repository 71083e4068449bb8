"""Which wishes under way a change touches. The figure and the list it opens are one cut, asked twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from community.records.calendar import day_start
from community.wishes.models import CallBack, Claim, Status, Terms, Wish, WishQuerySet
from community.wishes.operations.claim import BRANCHES

Asked = Callable[[str], Q]


@dataclass(frozen=True)
class Cut:
    """``name`` is one of ``CUTS``, ``of`` what it is about, as it stands in the address."""

    name: str
    of: str = ""

    @property
    def wishes(self) -> WishQuerySet:
        """Raises ``ValueError`` for an address that is not ours."""
        return Wish.objects.live().filter(CUTS[self.name](self.of))

    @property
    def number(self) -> int:
        return self.wishes.count()

    @property
    def url(self) -> str:
        return f"{reverse('desk_rules:wishes', args=[self.name])}?{urlencode({'of': self.of})}"


def live(of: str) -> Q:
    return Q()


def urgent(of: str) -> Q:
    return Q(urgent=True, status__in=[Status.SCREENING, Status.OFFERED])


def at_step(of: str) -> Q:
    return Q(status=Status(of))


def elsewhere(of: str) -> Q:
    return ~at_step(of)


def worth(of: str) -> Q:
    """Waiting for a claim, worth more than the one limit (in 元) and not more than the other."""
    low, high = (int(part) * 100 for part in of.split("-"))
    asked_anyway = Q(minor=True) | Q(home_visit=True) | Q(terms__confirm_claim=True)
    return Q(status=Status.OPEN, value__gt=low, value__lte=high) & ~asked_anyway


def in_full_hands(of: str) -> Q:
    """In the hands of a person or an organisation that holds at least so many."""
    kind, most = of.split("-")
    held = Claim.objects.filter(ended_at=None)
    claims, holder = {
        "person": (held.filter(organisation=None), "user"),
        "branch": (held.filter(organisation__kind__in=BRANCHES), "organisation"),
        "organisation": (held.exclude(organisation=None).exclude(organisation__kind__in=BRANCHES), "organisation"),
    }.get(kind, (held.none(), "user"))
    full: QuerySet[Claim, Any] = (
        claims.order_by().values(holder).annotate(number=Count("pk")).filter(number__gte=int(most))
    )
    return Q(pk__in=claims.filter(**{f"{holder}__in": full.values(holder)}).values("wish"))


def to_be_called(of: str) -> Q:
    return Q(pk__in=CallBack.objects.filter(recorded_at=None).values("wish"))


def by_terms(of: str) -> Q:
    return Q(terms=Terms.objects.filter(pk=int(of)).first()) if of else Q(pk__in=[])


def to_be_screened_again(of: str) -> Q:
    return Q(status__in=[Status.SCREENING, Status.AMENDING], category=int(of))


def due_on(of: str) -> Q:
    due = Q(pk__in=[])
    for text in of.split(","):
        day = date.fromisoformat(text)
        due |= Q(due_at__gte=day_start(day), due_at__lt=day_start(date.fromordinal(day.toordinal() + 1)))
    return due


CUTS: dict[str, Asked] = {
    "live": live,
    "urgent": urgent,
    "at-step": at_step,
    "elsewhere": elsewhere,
    "worth": worth,
    "full-hands": in_full_hands,
    "calls": to_be_called,
    "terms": by_terms,
    "again": to_be_screened_again,
    "due-on": due_on,
}
