"""A worker looks at sixteen people's phones in the same moment, and asks sixteen times at once for a list with contacts:
what he may do alone in a day is counted as one after the other.

Guard: the lock of his own row, under which the count is taken.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.races import runner
from tests.races.conftest import FULL, SABOTAGED
from tests.server import Database, Server

pytestmark = pytest.mark.race
WORKERS, LOOKS, AT_ONCE = (20 if FULL else 4), 5, 16
SEED = [["shell", "-v", "0", "-c", f"from tests.races.seed import fill_limits; fill_limits({WORKERS})"]]
LOOK = {"reveal": "phone", "reveal_reason": "联系心愿人"}
ASK = {"contacts": "on", "reason": "逐户核对老人的情况"}
Start = Callable[..., Server]


@pytest.fixture
def start(clone: Callable[..., Database]) -> Iterator[Start]:
    running: list[Server] = []

    def begin(kind: str, *, locks: bool = True) -> Server:
        application = "config.wsgi:application" if locks else "tests.races.sabotage:application"
        running.append(Server(clone(kind, SEED), workers=2, application=application).start())
        return running[-1]

    yield begin
    for server in running:
        server.stop()


def at_once(server: Server, session: str, posts: list[tuple[str, dict[str, str]]]) -> Counter[int]:
    together = Barrier(len(posts))

    def post(one: tuple[str, dict[str, str]]) -> int:
        together.wait()
        return runner.request(server, "POST", one[0], session, one[1])[0]

    with ThreadPoolExecutor(len(posts)) as pool:
        return Counter(pool.map(post, posts))


def play(server: Server) -> tuple[Counter[int], Counter[int], list[int], list[int]]:
    """Answers to the looks and to the lists; then, by worker, how many people he looked at and rows he took alone."""
    given = json.loads((server.database.folder / "limits.json").read_text())
    looks, lists = Counter[int](), Counter[int]()
    for session in given["workers"]:
        looks += at_once(server, session, [(f"/admin/inbox/{task}/", LOOK) for task in given["tasks"]])
        lists += at_once(server, session, [("/admin/export/wishes/", ASK)] * AT_ONCE)
    # What a list brings out is noted as a look too, but at no phone.
    looked = "SELECT count(*) FROM people_reveal WHERE field = 'phone' GROUP BY viewer_id"
    alone = "SELECT sum(rows) FROM workflows_export WHERE NOT needs_approval GROUP BY owner_id"
    people, rows = ([int(row[0]) for row in server.database.sql(question)] for question in (looked, alone))
    return looks, lists, people, rows


@SABOTAGED
def test_what_one_may_do_alone_in_a_day_holds_for_sixteen_at_once(start: Start, kind: str, log: Any) -> None:
    looks, lists, people, rows = play(start(kind))
    log(f"16 at once, {WORKERS} workers: looks {dict(looks)}, lists {dict(lists)}")
    assert people == [LOOKS] * WORKERS
    assert looks == {200: LOOKS * WORKERS, 422: (AT_ONCE - LOOKS) * WORKERS}
    assert rows == [AT_ONCE] * WORKERS
    assert lists == {200: WORKERS, 302: (AT_ONCE - 1) * WORKERS}


@pytest.mark.prove
def test_with_the_lock_off_he_gets_more(start: Start, log: Any) -> None:
    looks, lists, people, rows = play(start("postgresql", locks=False))
    log(f"lock off: looks {dict(looks)}, lists {dict(lists)}")
    assert max(people) > LOOKS
    assert max(rows) > AT_ONCE
