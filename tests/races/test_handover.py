"""Two people hand the same work over at once, and the one who leaves goes on working: no wish is moved twice, lost or
left between. The sabotage of the locks stands with the other races."""

import json
from collections.abc import Callable

import pytest

from tests.server import Database

pytestmark = pytest.mark.race

WISHES = 12
SEED = [
    ["migrate", "--verbosity", "0"],
    ["shell", "-v", "0", "-c", f"from tests.races.handover import fill; fill({WISHES})"],
]


@pytest.mark.parametrize("kind", ["postgresql", pytest.param("sqlite", marks=pytest.mark.prove)])
def test_each_wish_goes_to_one_successor_or_is_done(clone: Callable[..., Database], kind: str) -> None:
    database = clone(kind, SEED)
    told = database.manage("shell", "-v", "0", "-c", "from tests.races.handover import run; run()")
    result = json.loads(told[told.index("{") :].splitlines()[0])
    assert result["live"] == WISHES and result["findings"] == {}
    assert sum(result["moved"]) + result["done"] == WISHES
    assert result["left"] == result["done"]
    database.manage("check_integrity")
