"""快到期的任职: whose role here ends within a month, so that nobody loses it, or keeps a wish, by surprise."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from community.people.actor import Actor
from community.people.areas import below
from community.people.models import Membership
from community.people.roles import Verb

from .person import areas

SOON, MOST = timedelta(days=30), 8
SEALED = ("user__name", "user__phone")
TOLD = frozenset({Verb.PEOPLE_COVER, Verb.PEOPLE_MANAGE, Verb.ROLE_GRANT})


def own(by: Actor, at: datetime) -> list[Membership]:
    """This person's own, earliest first."""
    last = timezone.localdate(at) + SOON
    mine = [m for m in by.memberships(at) if m.user == by.user and m.ends_on and m.ends_on <= last]
    return sorted(mine, key=lambda m: (m.ends_on, m.pk))


def of_others(by: Actor, at: datetime) -> list[Membership]:
    """Those where he finds somebody to stand in, or keeps people or roles; the first few."""
    today, here = timezone.localdate(at), below(areas(by, TOLD, at), "region__path", "organisation__region__path")
    ending = Membership.objects.active(today).filter(here, ends_on__lte=today + SOON, user__is_active=True)
    found = ending.exclude(user=by.user).select_related("region", "organisation", "user").defer(*SEALED)
    return list(found.order_by("ends_on", "pk")[:MOST])
