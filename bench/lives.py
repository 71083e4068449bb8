"""The usual life of a wish, step by step: through the door, on the bare engine with the same facts, and the bare
engine's own step with no facts at all. Turn by turn, so that all three meet the same moment of the machine.
"""

from functools import partial
from typing import Any

from django.utils import timezone
from viewflow.workflow.models import Process

from bench import bare
from bench.rows import ROUNDS, Rows
from community.people.actor import Actor, Channel
from community.people.models import Region, User
from community.wishes.models import Wish
from community.wishes.operations.submit import Wishing
from tests.factories import as_, public_version
from workflows import door

WISHER = {"own_words": "想请人补三件棉袄", "name": "张桂英", "phone": "13900000088"}  # without an account
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
        _through_the_door(turn, people, where)
        _on_the_bare_engine(turn, people, where)
        _engine_alone(turn, people["worker"])


def _through_the_door(rows: Rows, people: dict[str, User], where: dict[str, Any]) -> None:
    at = timezone.now()
    wish = rows.take("start", partial(door.start, Wishing(**WISHER, **where), by=Actor(), at=at))
    for outcome, who, data in LIFE:
        by = as_(people[who]) if who else Actor(channel=Channel.LINK, witness=wish.subject)
        rows.take(outcome, partial(door.act, _live(wish), outcome, by=by, at=at, data=data))


def _on_the_bare_engine(rows: Rows, people: dict[str, User], where: dict[str, Any]) -> None:
    at = timezone.now()
    wish = rows.take("bare: start", partial(bare.start, **WISHER, **where, at=at))
    for outcome, who, data in LIFE:
        rows.take(f"bare: {outcome}", partial(bare.STEPS[outcome], _live(wish), people.get(who), at, data))


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
