"""What races share: their size, a server on a database full of wishes, and how it is sabotaged."""

import os
from collections.abc import Callable, Iterator

import pytest

from tests.server import Database, Server

FULL = bool(os.environ.get("PROVE"))
WISHES = 200 if FULL else 12
FEWER = 60 if FULL else 6
SEED = [
    ["shell", "-v", "0", "-c", f"from tests.races.seed import fill; fill({WISHES})"],
]
CONSTRAINTS = {
    "postgresql": [
        "DROP INDEX one_live_claim",
        "DROP INDEX one_open_batch_per_sheet",
        "ALTER TABLE records_submission DROP CONSTRAINT records_submission_key_key",
        "ALTER TABLE wishes_wish DROP CONSTRAINT pledged_within_quantity",
        "ALTER TABLE wishes_wishevent DROP CONSTRAINT one_event_per_seq",
        "ALTER TABLE records_note DROP CONSTRAINT one_note_per_event",
    ],
    "sqlite": ["DROP INDEX one_live_claim", "DROP INDEX one_open_batch_per_sheet"],
}
Full = Callable[[str], Database]
Start = Callable[..., Server]
# SQLite has one writer at a time; that its guards matter is shown at full size only.
SABOTAGED = pytest.mark.parametrize("kind", ["postgresql", pytest.param("sqlite", marks=pytest.mark.prove)])


@pytest.fixture
def full(clone: Callable[..., Database]) -> Full:
    """``full(kind)``: a database full of wishes."""
    return lambda kind: clone(kind, SEED)


def without_constraints(database: Database) -> Database:
    for statement in CONSTRAINTS[database.kind]:
        database.sql(statement)
    return database


@pytest.fixture
def start(full: Full) -> Iterator[Start]:
    """``start(kind, locks=…, constraints=…)``: a server of two worker processes on such a database."""
    running: list[Server] = []

    def begin(kind: str, *, locks: bool = True, constraints: bool = True) -> Server:
        database = full(kind) if constraints else without_constraints(full(kind))
        application = "config.wsgi:application" if locks else "tests.races.sabotage:application"
        running.append(Server(database, workers=2, application=application).start())
        return running[-1]

    yield begin
    for server in running:
        server.stop()


@pytest.fixture(params=["postgresql", "sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Callable[[str], None]:
    def say(text: str) -> None:
        with capsys.disabled():
            print(f"\n  {request.node.name}: {text}", flush=True)  # noqa: T201 - the log shows all three sabotages

    return say
