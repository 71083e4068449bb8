"""Races against the real server, each with its sabotage: every guard alone, because they mask each other.

Locks: the process row and the wish row (SELECT … FOR UPDATE; SQLite: BEGIN IMMEDIATE). Constraints: one live claim,
one event per number, one note per event.
"""

import sqlite3
from collections import Counter
from typing import Any

import psycopg
import pytest

from tests.races import runner
from tests.races.conftest import FEWER, SABOTAGED, WISHES, Full, Start, without_constraints
from tests.server import Server

pytestmark = pytest.mark.race

SECOND_CLAIM = """
    INSERT INTO wishes_claim (wish_id, user_id, fallback, convened, extended, claimed_at, ending)
    SELECT wish_id, user_id, fallback, convened, extended, claimed_at, ending FROM wishes_claim
    WHERE ended_at IS NULL LIMIT 1
"""


def claims(server: Server, wishes: int) -> tuple[Counter[str], list[int]]:
    """All answers, and the number of live claims of each wish."""
    people = runner.runners(server)
    answers: Counter[str] = Counter()
    form = {"plan": "周六上门", "promised_on": runner.soon()}
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


RACES = [claims, verdicts]


def test_exactly_one_wins_and_the_rest_are_told_so(start: Start, kind: str, log: Any) -> None:
    server = start(kind)
    for race in RACES:
        answers, winners = race(server, WISHES)
        log(f"{race.__name__}: {WISHES} wishes, 16 at once: {dict(answers)}")
        assert winners == [1] * WISHES
        assert answers == {"won": WISHES, "refused": WISHES * 15}
    server.database.manage("check_integrity")


@SABOTAGED
def test_with_the_locks_off_losers_are_not_refused_by_name(start: Start, kind: str, log: Any) -> None:
    server = start(kind, locks=False)
    for race in RACES:
        answers, winners = race(server, FEWER)
        log(f"{race.__name__}: locks off, {FEWER} wishes: {dict(answers)}")
        assert winners == [1] * FEWER
        assert sum(number for word, number in answers.items() if word.startswith("failed")) > 0


def test_with_the_constraint_off_a_second_claim_goes_in(full: Full, kind: str, log: Any) -> None:
    database = full(kind)
    with pytest.raises((psycopg.IntegrityError, sqlite3.IntegrityError), match=r"one_live_claim|UNIQUE"):
        database.sql(SECOND_CLAIM)
    without_constraints(database).sql(SECOND_CLAIM)
    log("constraint off: a raw second INSERT passes; with it on it is refused")


def test_with_both_off_several_win(start: Start, log: Any) -> None:
    """On PostgreSQL. SQLite has one writer at a time and refuses a stale snapshot even then."""
    server = start("postgresql", locks=False, constraints=False)
    for race in RACES:
        answers, winners = race(server, FEWER)
        log(f"{race.__name__}: both off, {FEWER} wishes: {dict(answers)}, winners per wish {winners}")
        assert max(winners) > 1
