"""Two people approve at the same instant: one proposal is decided once, and two that do not fit together never both.

Guards: the rows that wait are locked together; a decided row is kept as it is by its trigger.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.races import runner
from tests.server import Database, Server

pytestmark = pytest.mark.race
SEED = [
    ["shell", "-v", "0", "-c", "from tests.races.seed import fill_rules; fill_rules()"],
]
Start = Callable[..., Server]


@pytest.fixture
def start(clone: Callable[..., Database]) -> Iterator[Start]:
    running: list[Server] = []

    def begin(kind: str, *, locks: bool = True, trigger: bool = True) -> Server:
        database = clone(kind, SEED)
        if not trigger:
            database.sql("DROP TRIGGER append_only ON records_policy")
        application = "config.wsgi:application" if locks else "tests.races.sabotage:application"
        running.append(Server(database, workers=2, application=application).start())
        return running[-1]

    yield begin
    for server in running:
        server.stop()


def approvals(server: Server, proposals: list[int]) -> Counter[str]:
    """Everyone approves one of these proposals at once, in turn; how they were answered."""
    sessions = json.loads((server.database.folder / "rules.json").read_text())["admins"]
    entries = [(session, proposals[n % len(proposals)]) for n, session in enumerate(sessions)]
    together = threading.Barrier(len(entries))

    def run(entry: tuple[str, int]) -> str:
        together.wait()
        path = f"/admin/rules/waiting/number/{entry[1]}/"
        status, page = runner.request(server, "POST", path, entry[0], {"approve": ""})
        named = (status == 409 and "已经有人处理了" in page) or (status == 403 and "要早于" in page)
        return "won" if status == 302 else "refused" if named else f"failed {status}"

    with ThreadPoolExecutor(len(entries)) as pool:
        return Counter(pool.map(run, entries))


def play(server: Server) -> tuple[Counter[str], list[int]]:
    """All pairs, one after the other; the answers, and how many of each pair were approved."""
    answers: Counter[str] = Counter()
    pairs = json.loads((server.database.folder / "rules.json").read_text())["pairs"]
    for pair in pairs:
        answers += approvals(server, pair)
    approved = {row[0] for row in server.database.sql("SELECT id FROM records_policy WHERE approved_at IS NOT NULL")}
    return answers, [len(approved & set(pair)) for pair in pairs]


@pytest.mark.parametrize("kind", ["postgresql", pytest.param("sqlite", marks=pytest.mark.prove)])
def test_one_of_two_that_do_not_fit_is_approved_and_once(start: Start, kind: str, log: Any) -> None:
    answers, approved = play(start(kind))
    log(f"16 at once on {len(approved)} pairs: {dict(answers)}")
    assert approved == [1] * len(approved)
    assert answers == {"won": len(approved), "refused": 15 * len(approved)}


@pytest.mark.prove
def test_with_the_locks_off_what_does_not_fit_is_approved_or_breaks_off(start: Start, log: Any) -> None:
    for _ in range(5):  # until two of them meet
        answers, approved = play(start("postgresql", locks=False))
        log(f"locks off: {dict(answers)}, approved per pair {approved}")
        if max(approved) > 1 or any(word.startswith("failed") for word in answers):
            return
    pytest.fail("nothing went wrong without the locks")


@pytest.mark.prove
def test_with_the_trigger_off_a_decision_can_be_written_over(start: Start, log: Any) -> None:
    again = "UPDATE records_policy SET reason = '改了' WHERE approved_at IS NOT NULL"
    kept, dropped = start("postgresql"), start("postgresql", trigger=False)
    for server in (kept, dropped):
        approvals(server, json.loads((server.database.folder / "rules.json").read_text())["pairs"][0])
    with pytest.raises(psycopg.IntegrityError, match="append-only"):
        kept.database.sql(again)
    dropped.database.sql(again)
    log("trigger off: a raw UPDATE of what is decided passes; with it on it is refused")


@pytest.mark.prove
def test_with_both_off_several_decide(start: Start, log: Any) -> None:
    answers, approved = play(start("postgresql", locks=False, trigger=False))
    log(f"both off: {dict(answers)}, approved per pair {approved}")
    assert answers["won"] > len(approved)
