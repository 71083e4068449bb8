"""Which wishes wait for whom: one line per verb and status. The inbox, its tabs and its counts follow from it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Q, Value, When

from community.people.actor import Actor
from community.people.models import User
from community.people.roles import Verb
from community.wishes.models import Status, Wish, WishQuerySet


def always(by: Actor, at: datetime) -> Q:
    return Q()


def overdue(by: Actor, at: datetime) -> Q:
    return Q(due_at__lt=at)


def transferred_by_himself(by: Actor, at: datetime) -> Q:
    return Q(actor=by.principal)


def proxied(by: Actor, at: datetime) -> Q:
    return Q(proxied_by__isnull=False)


def proxied_by_himself(by: Actor, at: datetime) -> Q:
    return Q(proxied_by=by.principal)


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
    """The live wishes this person may act on now, by his memberships and those of whom he stands in for."""
    condition = Q(pk__in=[])
    for capacity in by.capacities(at):
        condition |= waiting(capacity, at)
    return Wish.objects.live().filter(condition)


def waiting(by: Actor, at: datetime) -> Q:
    """What waits for him in this one capacity."""
    condition = Q(pk__in=[])
    for duty in DUTIES:
        for path in by.areas(duty.verb, at):
            condition |= Q(area_path__startswith=path, status=duty.status) & duty.when(by, at)
    return condition


def in_whose_name(wishes: Iterable[Wish], by: Actor, at: datetime) -> dict[int, User]:
    """Which of these wait for him only because he stands in, and for whom: {wish id: colleague}."""
    capacities = list(by.capacities(at))
    if len(capacities) == 1:
        return {}
    first = Case(*(When(waiting(one, at), then=Value(number)) for number, one in enumerate(capacities)), default=0)
    numbers = Wish.objects.filter(pk__in=[w.pk for w in wishes]).annotate(first=first).values_list("pk", "first")
    return {pk: other for pk, number in numbers if (other := capacities[number].on_behalf_of)}


def statuses_of(by: Actor, at: datetime) -> list[Status]:
    """The statuses he may have to do with, in the order of the table."""
    return list(dict.fromkeys(duty.status for duty in DUTIES if by.areas(duty.verb, at)))
