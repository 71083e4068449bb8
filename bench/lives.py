"""The usual life of a wish, step by step: through the door, on the bare engine with the same facts, and the bare
engine's own step with no facts at all. Turn by turn, so that all three meet the same moment of the machine.
"""

import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from viewflow.workflow.models import Process

from bench import bare
from bench.rows import ROUNDS, Rows
from community.people.actor import Actor, Channel
from community.people.models import Region, User
from community.points.models import Entry
from community.records.models import Delivery, Note, Notice
from community.search.models import Entry as Found
from community.wishes.models import Claim, Hand, Story, Wish, WishEvent
from community.wishes.operations.submit import Wishing
from tests.factories import as_, public_version
from workflows import door

WISHER: dict[str, Any] = {
    "own_words": "想请人补三件棉袄",
    "name": "张桂英",
    "phone": "13900000088",
}  # without an account
LIFE: list[tuple[str, str, dict[str, Any]]] = [
    ("publish", "worker", public_version()),
    ("claim", "resident", {"plan": "周六去", "promised_on": timezone.localdate().isoformat()}),
    ("contact", "resident", {}),
    ("done", "resident", {"report": "补好了"}),
    ("satisfied", "", {}),
    ("approve", "reviewer", {}),
]


def measure(rows: Rows) -> None:
    people = {user.username: user for user in User.objects.all()}
    place = Region.objects.get(slug="maitianli")
    where = {"region": place, "street": place.street}
    for turn in rows.turns(ROUNDS):
        ours, bares = _through_the_door(turn, people, where), _on_the_bare_engine(turn, people, where)
        if _facts(ours) != _facts(bares):
            sys.exit(f"Not the same rows: {_facts(ours)} through the door, {_facts(bares)} on the bare engine")
        _engine_alone(turn, people["worker"])


def _facts(wish: Wish) -> dict[str, int]:
    """How many rows of each kind the wish has left: a comparison is fair when both leave the same."""
    wish.refresh_from_db()
    of_wish = {model.__name__: model.objects.filter(wish=wish).count() for model in (WishEvent, Claim, Hand, Story)}
    of_subject = {model.__name__: model.objects.filter(subject=wish.subject).count() for model in (Note, Notice)}
    sent = Delivery.objects.filter(notice__subject=wish.subject).count()
    found = Found.objects.filter(key=wish.subject).count()
    points = Entry.objects.filter(source=wish.subject).aggregate(sum=Sum("honour"))["sum"]
    return of_wish | of_subject | {"Delivery": sent, "found": found, "points": points, "seq": wish.seq}


def _through_the_door(rows: Rows, people: dict[str, User], where: dict[str, Any]) -> Wish:
    at = timezone.now()
    wish = rows.take("start", partial(door.start, Wishing(**WISHER, **where), by=Actor(), at=at))
    for outcome, who, data in LIFE:
        rows.take(outcome, partial(door.act, _live(wish), outcome, by=_hand(wish, people.get(who)), at=at, data=data))
    return wish


def _on_the_bare_engine(rows: Rows, people: dict[str, User], where: dict[str, Any]) -> Wish:
    at = timezone.now()
    wish = rows.take("bare: start", partial(bare.start, **WISHER, **where, at=at))
    for outcome, who, data in LIFE:
        rows.take(f"bare: {outcome}", partial(bare.STEPS[outcome], _live(wish), people.get(who), at, data))
    return wish


def _hand(wish: Wish, user: User | None) -> Actor:
    """Somebody with a role, or the wisher with the link he was sent."""
    return as_(user) if user else Actor(channel=Channel.LINK, witness=wish.subject)


def _live(wish: Wish) -> int:
    return Wish.objects.values_list("task", flat=True).get(pk=wish.pk)


def _engine_alone(rows: Rows, user: User) -> None:
    process = rows.take("engine alone: start", bare.BareFlow.start.run)
    rows.take("engine alone: step", partial(_bare_step, process, user))


def _bare_step(process: Process, user: User) -> None:
    with process.task_set.get(finished=None).activation() as activation:
        activation.assign(user)
        activation.start(None)
        activation.execute()


def changes() -> Iterator[None]:
    """One wish after another goes its way; a step each time."""
    place = Region.objects.get(slug="maitianli")
    people = {user.username: user for user in User.objects.all()}
    while True:
        wish = door.start(Wishing(**WISHER, region=place, street=place.street), by=Actor(), at=timezone.now())
        yield
        for outcome, who, data in LIFE:
            door.act(_live(wish), outcome, by=_hand(wish, people.get(who)), at=timezone.now(), data=data)
            yield
