"""The clock is killed while it works; carriers of messages are down. Each deadline acts once, each message arrives."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.races.conftest import SEED
from tests.server import ROOT, Database

pytestmark = pytest.mark.race

KILLS = 5 if os.environ.get("PROVE") else 1
MESSAGES = 40
WRITE = f"""
from django.utils import timezone
from community.records.operations import Message, notify
messages = [Message(dedupe=f"m{{n}}", subject="", kind="", text=f"第{{n}}条", phone=f"139{{n:08}}", urgent=True)
            for n in range({MESSAGES})]
notify(messages, at=timezone.now())
"""


def fallen_due(clone: Callable[..., Database], kind: str) -> Database:
    """Every wish of the pool has hung there for a week, and messages wait to go out."""
    database = clone(kind, SEED)
    database.settings = "tests.faults.settings"
    database.manage("shell", "-v", "0", "-c", WRITE)
    since = datetime.now(UTC) - timedelta(days=7, minutes=1)
    database.sql(
        "UPDATE wishes_wish SET since = %s, wake_at = %s WHERE status = 'open'",
        f"{since:%Y-%m-%d %H:%M:%S}",
        f"{since + timedelta(days=7):%Y-%m-%d %H:%M:%S}",
    )
    return database


def clock(database: Database) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "ignore", "manage.py", "tick", "--every", "1"]
    with (database.folder / "tick.log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, env=database.environment, stdout=log, stderr=log)


def asked(database: Database) -> int:
    """How many wishes the clock has sent on."""
    return database.sql("SELECT count(*) FROM wishes_wishevent WHERE outcome = 'fallback'")[0][0]


def sent(database: Database) -> list[str]:
    file = database.folder / "sms.txt"
    return file.read_text().splitlines() if file.exists() else []


def end_pauses(database: Database) -> None:
    """As if hours had gone by."""
    database.sql("UPDATE records_delivery SET lease_until = NULL WHERE state = 'queued'")


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.prove)])
def test_a_clock_killed_at_work_does_each_thing_once(clone: Any, kind: str, say: Any) -> None:
    database = fallen_due(clone, kind)
    due = database.sql("SELECT count(*) FROM wishes_wish WHERE status = 'open'")[0][0]
    for n in range(1, KILLS + 1):
        running = clock(database)
        wait_until_asked(database, due * n // (KILLS + 1))
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert asked(database) < due, "killed too late to show anything"
        database.manage("check_integrity")
    database.manage("tick")
    end_pauses(database)
    database.manage("tick")
    say(f"{due} wishes due, {MESSAGES} messages, {KILLS} times kill -9")
    assert asked(database) == due
    assert database.sql("SELECT count(DISTINCT wish_id) FROM wishes_wishevent WHERE outcome = 'fallback'")[0][0] == due
    texts = {line.split()[1] for line in sent(database) if line.split()[1].startswith("第")}
    assert len(texts) == MESSAGES
    database.manage("check_integrity")


def wait_until_asked(database: Database, wishes: int) -> None:
    deadline = time.monotonic() + 120
    while asked(database) <= wishes:
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def test_carriers_that_are_down_lose_no_message_and_stop_no_clock(clone: Any) -> None:
    database = fallen_due(clone, "sqlite")
    (database.folder / "sms.down").touch()
    for _ in range(3):
        database.manage("tick")
        end_pauses(database)
    assert asked(database) > 0
    assert sent(database) == []
    states = dict(database.sql("SELECT state, count(*) FROM records_delivery GROUP BY state"))
    assert states == {"queued": MESSAGES}
    (database.folder / "sms.down").unlink()
    database.manage("tick")
    assert len(sent(database)) == MESSAGES
    assert dict(database.sql("SELECT state, count(*) FROM records_delivery GROUP BY state")) == {"sent": MESSAGES}
