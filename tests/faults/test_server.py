"""The server is killed, the database restarted, the disk full, in the middle of people's work.

What they were told is done is done, once; what they were not told they can send again; nothing stands half-done.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import postgres
from tests.faults.crowd import Crowd, offered
from tests.races.conftest import SEED
from tests.races.runner import pin_of, request, runners, soon
from tests.server import Database, Server

pytestmark = pytest.mark.race

FULL = bool(os.environ.get("PROVE"))
WISHES, KILLS = (100, 5) if FULL else (12, 1)  # two steps each
ROOM = 320 * 1024  # of SQLite's log of writes: some steps go in, then it is full
WAY = ["submit", "publish", "claim", "done"]


@pytest.fixture
def start(clone: Callable[..., Database]) -> Iterator[Callable[..., Server]]:
    running: list[Server] = []

    def begin(kind: str, **options: Any) -> Server:
        running.append(Server(clone(kind, SEED)).start(**options))
        return running[-1]

    yield begin
    for server in running:
        server.stop()


def crowd(server: Server, wishes: int = WISHES) -> Crowd:
    people = runners(server)
    return Crowd(server, people["claim"][:wishes], people["claimants"])


def history(server: Server, code: str) -> list[str]:
    rows = server.database.sql(
        "SELECT e.outcome FROM wishes_wishevent e JOIN wishes_wish w ON w.id = e.wish_id"
        " WHERE w.code = %s ORDER BY e.seq",
        code,
    )
    return [outcome for (outcome,) in rows]


def assert_all_done_once(people: Crowd) -> None:
    codes = [code for code, _ in people.work]
    assert sorted(people.acknowledged) == sorted((code, outcome) for code in codes for outcome in ("claim", "done"))
    assert {code: history(people.server, code) for code in codes} == dict.fromkeys(codes, WAY)
    people.server.database.manage("check_integrity")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_server_killed_in_the_middle_of_work_loses_nothing_it_acknowledged(start: Any, kind: str, say: Any) -> None:
    server = start(kind)
    people = crowd(server)

    def kill() -> None:
        server.kill()
        server.start()

    people.run(*[kill] * KILLS)
    say(f"{len(people.acknowledged)} steps, {KILLS} times kill -9: {dict(people.answers)}")
    assert people.answers["no answer"] > 0
    assert_all_done_once(people)


@pytest.fixture
def cluster() -> Iterator[postgres.Cluster]:
    """One that keeps what it has committed when it is cut off."""
    with postgres.cluster(synchronous_commit="on") as made:
        yield made


@pytest.mark.prove
def test_a_database_restarted_in_the_middle_of_work_loses_nothing(
    cluster: postgres.Cluster, tmp_path: Path, say: Any
) -> None:
    database = Database("postgresql", tmp_path / "files", cluster.url)
    database.fill(SEED)
    server = Server(database).start()
    people = crowd(server)

    def restart() -> None:
        cluster.stop()
        cluster.start()

    try:
        people.run(*[restart] * KILLS)
        say(f"{len(people.acknowledged)} steps, {KILLS} restarts of PostgreSQL: {dict(people.answers)}")
        assert all(sent == again for sent, again in people.again)
        assert_all_done_once(people)
        in_the_middle_of_a_step(server, cluster)
    finally:
        server.stop()


def in_the_middle_of_a_step(server: Server, cluster: postgres.Cluster) -> None:
    """The step waits for a row that somebody holds when the database goes away under both."""
    people = runners(server)
    code, session = people["verify"][0], people["reviewers"][0]
    form = {
        "pin": pin_of(server, code, "send_back", session),
        "phrase": "没说明谁参加",
        "reason": "“谁”去的？请补充 <名单>",
    }
    with psycopg.connect(f"{cluster.url}/{server.database.name}") as holder, ThreadPoolExecutor(1) as pool:
        holder.execute("SELECT 1 FROM wishes_wish WHERE code = %s FOR UPDATE", [code])
        waiting = pool.submit(request, server, "POST", f"/wishes/{code}/send_back/", session, form)
        while not server.database.sql("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"):
            time.sleep(0.05)
        cluster.stop()
        cluster.start()
        status, page = waiting.result()
        holder.close()
    assert status == 503 and "刚才填的没有丢" in page
    assert offered(page) == form
    assert history(server, code)[-1] == "satisfied"
    assert request(server, "POST", f"/wishes/{code}/send_back/", session, offered(page))[0] == 302


@pytest.fixture
def reader() -> Iterator[Callable[[Path], None]]:
    """Somebody who reads all the while, so SQLite's log of writes is never emptied into the database."""
    open_now: list[sqlite3.Connection] = []

    def read(file: Path) -> None:
        open_now.append(sqlite3.connect(file, isolation_level=None))
        open_now[-1].execute("BEGIN")
        open_now[-1].execute("SELECT 1 FROM wishes_wish LIMIT 1").fetchone()

    yield read
    for connection in open_now:
        connection.close()


def test_on_a_full_disk_nothing_is_half_done_and_the_same_form_goes_in_later(start: Any, reader: Any) -> None:
    server = start("sqlite", largest_file=ROOM)
    reader(server.database.file)
    people = runners(server)
    session, full = people["claimants"][0], None
    for code in people["claim"]:
        form = {"plan": "周六上门", "promised_on": soon(), "pin": pin_of(server, code, "claim", session)}
        status, page = request(server, "POST", f"/wishes/{code}/claim/", session, form)
        assert status in {302, 503}
        if status == 503:
            full = code, offered(page)
            break
        assert history(server, code) == WAY[:3]
    assert full is not None, "the disk never became full"
    code, form = full
    assert history(server, code) == WAY[:2]
    server.stop()
    server.start()
    assert request(server, "POST", f"/wishes/{code}/claim/", session, form)[0] == 302
    server.database.manage("check_integrity")
