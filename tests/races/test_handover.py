"""Two people hand the same work over at once, and the one who leaves goes on working: no wish is moved twice, lost or
left between.

Guards: the locks of process and wish, and one live claim per wish. Without the locks a hand-over breaks off, or what it
leaves contradicts itself.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.races.conftest import without_constraints
from tests.server import Database

pytestmark = pytest.mark.race

WISHES = 12
SEED = [
    ["shell", "-v", "0", "-c", f"from tests.races.handover import fill; fill({WISHES})"],
]


def play(database: Database, **off: bool) -> dict[str, Any]:
    told = database.manage("shell", "-v", "0", "-c", f"from tests.races.handover import run; run(**{off!r})")
    return json.loads(told[told.index("{") :].splitlines()[0])


@pytest.mark.parametrize("kind", ["postgresql", pytest.param("sqlite", marks=pytest.mark.prove)])
def test_each_wish_goes_to_one_successor_or_is_done(clone: Callable[..., Database], kind: str) -> None:
    database = clone(kind, SEED)
    result = play(database)
    assert result["live"] == WISHES and result["findings"] == {} and result["faults"] == []
    assert sum(result["moved"]) + result["done"] == WISHES
    assert result["left"] == result["done"]
    database.manage("check_integrity")


@pytest.mark.prove
def test_with_the_locks_off_a_hand_over_breaks_off(clone: Callable[..., Database], log: Any) -> None:
    result = play(clone("postgresql", SEED), locks=False)
    log(f"locks off: {result}")
    assert result["faults"] or result["findings"]
    assert result["live"] == WISHES


@pytest.mark.prove
def test_with_both_off_a_wish_has_two_who_do_it(clone: Callable[..., Database], log: Any) -> None:
    result = play(without_constraints(clone("postgresql", SEED)), locks=False)
    log(f"both off: {result}")
    assert result["live"] > WISHES and result["findings"]
