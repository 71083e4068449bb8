"""Races against the real server, each with its sabotage: every guard alone, because they mask each other.

Locks: the process row and the wish row (SELECT … FOR UPDATE; SQLite: BEGIN IMMEDIATE). Constraints: one live claim,
one event per number, one note per event.
"""

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from tests.races import runner
from tests.server import Database, Server

pytestmark = pytest.mark.race

FULL = bool(os.environ.get("PROVE"))
WISHES = 200 if FULL else 20
FEWER = 60 if FULL else 6
SEED = [
    ["migrate", "--verbosity", "0"],
    ["shell", "-v", "0", "-c", f"from tests.races.seed import fill; fill({WISHES})"],
]
CONSTRAINTS = {
    "postgresql": [
        "DROP INDEX one_live_claim",
        "ALTER TABLE wishes_wishevent DROP CONSTRAINT one_event_per_seq",
        "ALTER TABLE records_note DROP CONSTRAINT one_note_per_event",
    ],
    "sqlite": ["DROP INDEX one_live_claim"],
}
SECOND_CLAIM = """
    INSERT INTO wishes_claim (wish_id, user_id, fallback, claimed_at, ending)
    SELECT wish_id, user_id, fallback, claimed_at, ending FROM wishes_claim WHERE ended_at IS NULL LIMIT 1
"""
Start = Callable[..., Server]


@pytest.fixture
def start(clone: Callable[..., Database]) -> Iterator[Start]:
    """``start(kind, locks=…, constraints=…)``: a server of two worker processes on a database full of wishes."""
    running: list[Server] = []

    def begin(kind: str, *, locks: bool = True, constraints: bool = True) -> Server:
        database = clone(kind, SEED)
        for statement in [] if constraints else CONSTRAINTS[kind]:
            database.sql(statement)
        application = "config.wsgi:application" if locks else "tests.races.sabotage:application"
        running.append(Server(database, workers=2, application=application).start())
        return running[-1]

    yield begin
    for server in running:
        server.stop()


def claims(server: Server, wishes: int) -> tuple[Counter[str], list[int]]:
    """All answers, and the number of live claims of each wish."""
    people = runner.runners(server)
    answers: Counter[str] = Counter()
    form = {"plan": "周六上门", "promised_on": (date.today() + timedelta(days=7)).isoformat()}  # noqa: DTZ011 - any day ahead
    for code in people["claim"][:wishes]:
        pin = runner.pin_of(server, code, "claim", people["claimants"][0])
        entries = [(session, "claim", form | {"pin": pin}) for session in people["claimants"]]
        answers += runner.race(server, code, entries)
    return answers, _per_wish(server, "wishes_claim c", "c.ended_at IS NULL", people["claim"][:wishes])


def verdicts(server: Server, wishes: int) -> tuple[Counter[str], list[int]]:
    """Half approve, half send back; the number of verdicts on each wish."""
    people = runner.runners(server)
    answers: Counter[str] = Counter()
    for code in people["verify"][:wishes]:
        pin = runner.pin_of(server, code, "approve", people["reviewers"][0])
        both = [("approve", {"pin": pin}), ("send_back", {"pin": pin, "phrase": "没说明谁参加"})]
        entries = [(session, *both[n % 2]) for n, session in enumerate(people["reviewers"])]
        answers += runner.race(server, code, entries)
    return answers, _per_wish(server, "wishes_wishevent c", "c.step = 'verify'", people["verify"][:wishes])


def _per_wish(server: Server, table: str, condition: str, codes: list[str]) -> list[int]:
    rows = server.database.sql(
        f"SELECT w.code, count(*) FROM {table} JOIN wishes_wish w ON w.id = c.wish_id WHERE {condition} GROUP BY w.code"
    )
    counted = dict(rows)
    return [counted.get(code, 0) for code in codes]


RACES = {"claim": claims, "verify": verdicts}


@pytest.fixture(params=["postgresql", "sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=list(RACES))
def race(request: pytest.FixtureRequest) -> Any:
    return RACES[request.param]


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Callable[[str], None]:
    def say(text: str) -> None:
        with capsys.disabled():
            print(f"\n  {request.node.name}: {text}", flush=True)  # noqa: T201 - the log shows all three sabotages

    return say


def test_exactly_one_wins_and_the_rest_are_told_so(start: Start, kind: str, race: Any, log: Any) -> None:
    server = start(kind)
    answers, winners = race(server, WISHES)
    log(f"{WISHES} wishes, 16 at once: {dict(answers)}")
    assert winners == [1] * WISHES
    assert answers == {"won": WISHES, "refused": WISHES * 15}
    server.database.manage("check_integrity")


def test_with_the_locks_off_losers_are_not_refused_by_name(start: Start, kind: str, race: Any, log: Any) -> None:
    answers, winners = race(start(kind, locks=False), FEWER)
    log(f"locks off, {FEWER} wishes: {dict(answers)}")
    assert winners == [1] * FEWER
    assert sum(number for word, number in answers.items() if word.startswith("failed")) > 0


def test_with_the_constraint_off_a_second_claim_goes_in(start: Start, kind: str, log: Any) -> None:
    kept, dropped = start(kind), start(kind, constraints=False)
    for server in (kept, dropped):
        claims(server, 1)
    with pytest.raises((psycopg.IntegrityError, sqlite3.IntegrityError)):
        kept.database.sql(SECOND_CLAIM)
    dropped.database.sql(SECOND_CLAIM)
    log("constraint off: a raw second INSERT passes; with it on it is refused")


def test_with_both_off_several_win(start: Start, race: Any, log: Any) -> None:
    """On PostgreSQL. SQLite has one writer at a time and refuses a stale snapshot even then."""
    answers, winners = race(start("postgresql", locks=False, constraints=False), FEWER)
    log(f"both off, {FEWER} wishes: {dict(answers)}, winners per wish {winners}")
    assert max(winners) > 1
