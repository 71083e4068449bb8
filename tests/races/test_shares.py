"""Fifty helpers want parts of the last hundred 斤, and one person with one place left takes two wishes at once.

The parts are guarded by the wish's lock and by ``pledged_within_quantity``. The cap has one guard only, the lock of the
person's row: no constraint can count. On SQLite there is one writer at a time; with IMMEDIATE transactions taken away
the second one is refused by the database, and a second constraint would have nothing to do.
"""

import sqlite3
from collections import Counter
from typing import Any

import psycopg
import pytest

from tests.races import runner
from tests.races.conftest import FEWER, SABOTAGED, WISHES, Full, Start
from tests.server import Server

pytestmark = pytest.mark.race

HARVESTS, FEW_HARVESTS = WISHES // 4, FEWER // 3
TOO_MUCH = "UPDATE wishes_wish SET pledged = quantity + 10 WHERE quantity IS NOT NULL"
CAP_OF_ONE = """
from datetime import timedelta
from community.records.models import Policy
cap = Policy.objects.get(key="claim.live.person")
cap.pk, cap.value, cap.valid_from, cap._state.adding = None, 1, cap.valid_from + timedelta(days=1), True
cap.save()
"""


def shares(server: Server, wishes: int) -> tuple[Counter[str], list[int]]:
    """All answers, and how many 斤 were promised of each hundred. Everybody wants ten."""
    people = runner.runners(server)
    answers: Counter[str] = Counter()
    for code in people["harvest"][:wishes]:
        pin = runner.pin_of(server, code, "pledge", people["helpers"][0])
        entries = [(session, "pledge", {"pin": pin, "quantity": "10"}) for session in people["helpers"]]
        answers += runner.race(server, code, entries)
    rows = server.database.sql(
        "SELECT w.code, sum(p.quantity) FROM wishes_pledge p JOIN wishes_wish w ON w.id = p.wish_id GROUP BY w.code"
    )
    promised = dict(rows)
    return answers, [promised.get(code, 0) for code in people["harvest"][:wishes]]


def test_the_last_hundred_go_to_ten_and_forty_read_that_there_is_enough(start: Start, kind: str, log: Any) -> None:
    server = start(kind)
    answers, promised = shares(server, HARVESTS)
    log(f"{HARVESTS} wishes, 50 at once: {dict(answers)}")
    assert promised == [100] * HARVESTS
    assert answers == {"won": 10 * HARVESTS, "refused": 40 * HARVESTS}
    server.database.manage("check_integrity")


@SABOTAGED
def test_with_the_locks_off_helpers_meet_faults_but_no_more_than_all_is_promised(
    start: Start, kind: str, log: Any
) -> None:
    answers, promised = shares(start(kind, locks=False), FEW_HARVESTS)
    log(f"locks off, {FEW_HARVESTS} wishes: {dict(answers)}, promised {promised}")
    assert max(promised) <= 100
    assert sum(number for word, number in answers.items() if word.startswith("failed")) > 0


def test_with_the_constraint_off_more_than_all_can_be_promised(full: Full, kind: str, log: Any) -> None:
    database = full(kind)
    with pytest.raises((psycopg.IntegrityError, sqlite3.IntegrityError)):
        database.sql(TOO_MUCH)
    if kind == "sqlite":
        with sqlite3.connect(database.file) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            connection.execute(TOO_MUCH)
    else:
        database.sql("ALTER TABLE wishes_wish DROP CONSTRAINT pledged_within_quantity")
        database.sql(TOO_MUCH)
    log("constraint off: a raw UPDATE past the quantity passes; with it on it is refused")


def test_with_both_off_more_is_promised_than_there_is(start: Start, log: Any) -> None:
    answers, promised = shares(start("postgresql", locks=False, constraints=False), FEW_HARVESTS)
    log(f"both off, {FEW_HARVESTS} wishes: {dict(answers)}, promised {promised}")
    assert max(promised) > 100


def two_at_once(server: Server, rounds: int) -> tuple[Counter[str], list[int]]:
    """One person after the other takes two wishes at once, with room for one; what was left over goes to the next."""
    server.database.manage("shell", "-v", "0", "-c", CAP_OF_ONE)
    people = runner.runners(server)
    answers: Counter[str] = Counter()
    left, *others = people["claim"]
    for session, code in list(zip(people["helpers"], others, strict=False))[:rounds]:
        pins = {wish: runner.pin_of(server, wish, "claim", session) for wish in (left, code)}
        form = {"plan": "周六上门", "promised_on": runner.soon()}
        answers += runner.race_over(
            server, [(session, wish, "claim", form | {"pin": pin}) for wish, pin in pins.items()]
        )  # fmt: skip
        taken = server.database.sql("SELECT 1 FROM wishes_wish WHERE code = %s AND status = 'acting'", left)
        left = code if taken else left
    held = server.database.sql(
        "SELECT count(*) FROM wishes_claim c JOIN people_user u ON u.id = c.user_id"
        " WHERE c.ended_at IS NULL AND substr(u.username, 1, 6) = 'helper' GROUP BY u.id"
    )
    return answers, [number for (number,) in held]


def test_one_person_takes_no_two_wishes_at_once_with_room_for_one(start: Start, kind: str, log: Any) -> None:
    rounds = min(WISHES - 1, 50)
    answers, held = two_at_once(start(kind), rounds)
    log(f"{rounds} people, two wishes each at once, room for one: {dict(answers)}")
    assert held == [1] * rounds
    assert answers == {"won": rounds, "refused": rounds}


def test_with_the_locks_off_somebody_takes_more_than_one(start: Start, log: Any) -> None:
    """On PostgreSQL: its snapshots do not see each other. Person after person tries it with all there is."""
    server = start("postgresql", locks=False)
    server.database.manage("shell", "-v", "0", "-c", CAP_OF_ONE)
    people = runner.runners(server)
    left, most = people["claim"], 0
    for session in people["helpers"][:5]:
        form = {"plan": "周六上门", "promised_on": runner.soon()}
        pins = {wish: runner.pin_of(server, wish, "claim", session) for wish in left[:16]}
        entries = [(session, wish, "claim", form | {"pin": pin}) for wish, pin in pins.items()]
        answers = runner.race_over(server, entries)
        log(f"locks off, one person with room for one, {len(pins)} wishes at once: {dict(answers)}")
        if (most := max(most, answers["won"])) > 1:
            break
        taken = {code for (code,) in server.database.sql("SELECT code FROM wishes_wish WHERE status = 'acting'")}
        left = [wish for wish in left if wish not in taken]
    assert most > 1
