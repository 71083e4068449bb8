"""What a reviewer may not judge, as a condition and as the reason he is shown."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from community.people.actor import Actor
from community.people.models import Level
from community.people.roles import Role
from community.wishes.models import Claim, Status, Wish
from community.wishes.queries import barred, bars

STREET_RUN = "这是街道自己办的，由区级审核员验收。"


def held_back(by: Actor, at: datetime) -> Q:
    """Wishes to be verified that another reviewer has to take."""
    cannot: Q = barred(by=by, at=at)
    if Role.DISTRICT_REVIEWER not in by.roles(at):
        cannot |= Q(Exists(run_by_street()))
    return Q(status=Status.VERIFYING) & cannot


def run_by_street() -> QuerySet[Claim]:
    return Claim.objects.filter(wish=OuterRef("pk"), ended_at=None, organisation__region__level=Level.STREET)


def reasons(wishes: Iterable[Wish], by: Actor, at: datetime) -> dict[int, str]:
    """{wish id: why not}; whatever ``held_back`` holds back and no rule of ``bars`` explains is the street's own."""
    wishes = list(wishes)
    return {wish.pk: STREET_RUN for wish in wishes} | bars(wishes=wishes, by=by, at=at)
