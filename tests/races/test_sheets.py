"""One worker sends the same sheet sixteen times in the same moment, and presses its button as often.

Guards: one open batch per sheet, one key per row (both constraints), and the lock of the batch, which keeps its counts.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
import pytest

from tests.races import sheets
from tests.races.conftest import FULL, Start, without_constraints
from tests.races.runner import runners
from tests.server import Server

pytestmark = pytest.mark.race

SHEETS, ROWS, AT_ONCE = (20 if FULL else 3), 30, 16
T = TypeVar("T")
SECOND_BATCH = """
    INSERT INTO workflows_importbatch
        (token, kind, owner_id, approval, area_path, returned_for, state, file_name, file_lookup, header,
         total, bad, seen, added, known, created_at)
    SELECT 'another', kind, owner_id, approval, area_path, returned_for, state, file_name, file_lookup, header,
         total, bad, seen, added, known, created_at FROM workflows_importbatch LIMIT 1
"""


def at_once(work: Callable[..., T], *given: Any) -> list[T]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [done.result() for done in [pool.submit(work, *given) for _ in range(AT_ONCE)]]


def all_at_once(server: Server, number: int) -> tuple[Counter[str], int, list[int]]:
    """Answers to the buttons, how many batches there are, and how many wishes each sheet has made."""
    session, made, answers = runners(server)["worker"], [], Counter[str]()
    for n in range(number):
        content, before = sheets.sheet(n * ROWS + 1, ROWS), _count(server, "wishes_wish")
        places = {place for _, place in at_once(sheets.send, server, session, content)}
        for place in places:
            pressed = at_once(sheets.take_in, server, session, place)
            answers += Counter(_answer(status, page) for status, page in pressed)
        made.append(_count(server, "wishes_wish") - before)
    return answers, _count(server, "workflows_importbatch"), made


def _count(server: Server, table: str) -> int:
    return server.database.sql(f"SELECT count(*) FROM {table}")[0][0]


def _answer(status: int, page: str) -> str:
    if status == 302:
        return "taken in"
    return "refused" if status == 409 and "没有重复导入" in page else f"failed {status}"


def test_the_same_sheet_sixteen_times_is_one_batch_and_each_row_one_wish(start: Start, kind: str, log: Any) -> None:
    server = start(kind)
    answers, batches, made = all_at_once(server, SHEETS)
    log(f"{SHEETS} sheets of {ROWS} rows, 16 at once: {dict(answers)}, {batches} batches, wishes {made}")
    assert batches == SHEETS
    assert made == [ROWS] * SHEETS
    assert set(answers) <= {"taken in", "refused"}
    assert server.database.sql("SELECT DISTINCT added, known, state FROM workflows_importbatch") == [(ROWS, 0, "done")]
    server.database.manage("check_integrity")


def test_with_the_locks_off_the_keys_of_rows_still_hold(start: Start, log: Any) -> None:
    answers, _, made = all_at_once(start("postgresql", locks=False), 2)
    log(f"locks off: {dict(answers)}, wishes {made}")
    assert made == [ROWS] * 2


def test_with_the_constraint_off_a_second_batch_goes_in(start: Start, kind: str, log: Any) -> None:
    server = start(kind)
    sheets.send(server, runners(server)["worker"], sheets.sheet(1, ROWS))
    with pytest.raises((psycopg.IntegrityError, sqlite3.IntegrityError)):
        server.database.sql(SECOND_BATCH)
    without_constraints(server.database).sql(SECOND_BATCH)
    log("constraint off: a raw second INSERT passes; with it on it is refused")


def test_with_both_off_rows_come_in_twice(start: Start, log: Any) -> None:
    answers, batches, made = all_at_once(start("postgresql", locks=False, constraints=False), 2)
    log(f"both off: {dict(answers)}, {batches} batches, wishes {made}")
    assert max(made) > ROWS
