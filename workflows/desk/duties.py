"""Which wishes wait for whom: one line per verb and status. The inbox, its tabs and its counts follow from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from community.people.actor import Actor
from community.people.roles import Verb
from community.wishes.models import Status, Wish, WishQuerySet


def always(by: Actor, at: datetime) -> Q:
    return Q()


def overdue(by: Actor, at: datetime) -> Q:
    return Q(due_at__lt=at)


def transferred_by_himself(by: Actor, at: datetime) -> Q:
    return Q(actor=by.user)


def proxied(by: Actor, at: datetime) -> Q:
    return Q(proxied_by__isnull=False)


def proxied_by_himself(by: Actor, at: datetime) -> Q:
    return Q(proxied_by=by.user)


@dataclass(frozen=True)
class Duty:
    """Wishes in this status wait for holders of the verb in their areas, when the condition holds."""

    verb: Verb
    status: Status
    when: Callable[[Actor, datetime], Q] = always


DUTIES = (
    Duty(Verb.WISH_SCREEN, Status.SCREENING),
    Duty(Verb.WISH_SCREEN, Status.AMENDING, proxied),
    Duty(Verb.WISH_PROXY, Status.AMENDING, proxied_by_himself),
    Duty(Verb.WISH_CONFIRM_CLAIM, Status.CLAIM_CONFIRMING),
    Duty(Verb.WISH_COORDINATE, Status.CLAIM_CONFIRMING, overdue),
    Duty(Verb.WISH_TRANSFER, Status.TRANSFERRED),
    Duty(Verb.WISH_COORDINATE, Status.COORDINATING),
    Duty(Verb.WISH_COORDINATE, Status.TRANSFERRED, transferred_by_himself),
    Duty(Verb.WISH_REASSIGN, Status.ACTING, overdue),
    Duty(Verb.WISH_VERIFY, Status.VERIFYING),
)
VERBS = frozenset(duty.verb for duty in DUTIES)


def waiting_for(by: Actor, at: datetime) -> WishQuerySet:
    """The live wishes this person may act on now, by his memberships."""
    condition = Q(pk__in=[])
    for duty in DUTIES:
        for path in by.areas(duty.verb, at):
            condition |= Q(area_path__startswith=path, status=duty.status) & duty.when(by, at)
    return Wish.objects.live().filter(condition)


def statuses_of(by: Actor, at: datetime) -> list[Status]:
    """The statuses he may have to do with, in the order of the table."""
    return list(dict.fromkeys(duty.status for duty in DUTIES if by.areas(duty.verb, at)))
