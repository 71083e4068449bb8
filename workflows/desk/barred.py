"""What a reviewer may not judge, as a condition and as the reason he is shown."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from community.people.actor import Actor
from community.people.areas import below
from community.people.models import Level
from community.people.roles import Role, Verb
from community.wishes.models import Claim, Status, Wish
from community.wishes.queries import barred, bars

STREET_RUN = "这是街道自己办的，由区级审核员验收。"


def held_back(by: Actor, at: datetime) -> Q:
    """Wishes to be verified that another reviewer has to take: he may in no capacity."""
    judging = _judging(by, at)
    cannot = Q()
    for one in judging:
        elsewhere = ~below(one.areas(Verb.WISH_VERIFY, at), "area_path") if len(judging) > 1 else Q(pk__in=[])
        cannot &= _cannot(one, at) | elsewhere
    return Q(status=Status.VERIFYING) & cannot


def _judging(by: Actor, at: datetime) -> list[Actor]:
    return [one for one in by.capacities(at) if one.areas(Verb.WISH_VERIFY, at)]


def _cannot(by: Actor, at: datetime) -> Q:
    cannot: Q = barred(by=by)
    return cannot if Role.DISTRICT_REVIEWER in by.roles(at) else cannot | Q(Exists(run_by_street()))


def run_by_street() -> QuerySet[Claim]:
    return Claim.objects.filter(wish=OuterRef("pk"), ended_at=None, organisation__region__level=Level.STREET)


def reasons(wishes: Iterable[Wish], by: Actor, at: datetime) -> dict[int, str]:
    """{wish id: why not}; whatever ``held_back`` holds back and no rule of ``bars`` explains is the street's own."""
    wishes = list(wishes)
    why = {wish.pk: STREET_RUN for wish in wishes}
    for one in reversed(_judging(by, at)):
        why |= bars(wishes=wishes, by=one)
    return why
