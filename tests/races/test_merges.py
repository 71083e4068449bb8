"""Two workers look at the same two wishes: one merges the first into the second, the other the second into the first.

The guard is the lock of the other wish, taken without waiting: two that waited for each other would wait for ever. No
constraint can see two rows, so with the lock off both go through and no wish is left to be done. On SQLite there is one
writer at a time; the database itself refuses the second then.
"""

from collections import Counter
from typing import Any

import pytest

from tests.races import runner
from tests.races.conftest import WISHES, Start
from tests.server import Server

pytestmark = pytest.mark.race
PAIRS = WISHES // 2
SAID = ("正有人在办", "已经结束，不能并进去")


def merges(server: Server, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """All answers, pair by pair."""
    monkeypatch.setitem(runner.REFUSALS, 403, SAID)
    asked = runner.runners(server)
    answers: Counter[str] = Counter()
    for first, second in asked["pairs"]:
        workers = (asked["worker"], asked["second_worker"])
        entries = [
            (session, code, "merge", {"pin": runner.pin_of(server, code, "merge", session), "into": into})
            for session, code, into in zip(workers, (first, second), (second, first), strict=True)
        ]
        answers += runner.race_over(server, entries)
    return answers


def crossed(server: Server) -> int:
    [(number,)] = server.database.sql(
        "SELECT count(*) FROM wishes_wish a JOIN wishes_wish b ON a.merged_into_id = b.id WHERE b.merged_into_id = a.id"
    )
    return number


def test_one_of_the_two_is_left_to_be_done(start: Start, kind: str, log: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start(kind)
    answers = merges(server, monkeypatch)
    log(f"{PAIRS} pairs, both ways at once: {dict(answers)}")
    assert crossed(server) == 0
    assert answers.keys() <= {"won", "refused"} and answers.total() == 2 * PAIRS
    assert 0 < answers["won"] <= PAIRS
    server.database.manage("check_integrity")


def test_with_the_lock_off_each_can_go_into_the_other(start: Start, log: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start("postgresql", locks=False)
    answers = merges(server, monkeypatch)
    log(f"locks off, {PAIRS} pairs: {dict(answers)}, {crossed(server) // 2} pairs crossed")
    assert crossed(server) > 0
