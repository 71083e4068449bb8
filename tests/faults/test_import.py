"""The server is killed in the middle of an import: it goes on where it stopped, and each row becomes one wish."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import Any

import pytest

from tests.races import sheets
from tests.races.conftest import SEED
from tests.races.runner import runners
from tests.server import Database, Server

pytestmark = pytest.mark.race

ROWS, KILLS = (5000, 5) if os.environ.get("PROVE") else (900, 1)


def came_in(database: Database) -> int:
    return database.sql("SELECT count(*) FROM wishes_wish WHERE channel = 'import'")[0][0]


def batch_of(database: Database) -> tuple[Any, ...]:
    return database.sql("SELECT state, added, known, bad FROM workflows_importbatch")[0]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.prove)])
def test_an_import_that_is_killed_goes_on_where_it_stopped(clone: Callable[..., Database], kind: str, say: Any) -> None:
    database = clone(kind, SEED)
    server = Server(database).start()
    session = runners(server)["worker"]
    status, batch = sheets.send(server, session, sheets.sheet(1, ROWS))
    assert status == 302
    try:
        for n in range(1, KILLS + 1):
            kill_at(server, session, batch, ROWS * n // (KILLS + 1))
            state, added, known, _ = batch_of(database)
            assert (state, known) == ("running", 0)
            assert added == came_in(database) < ROWS
            server.start()
        while batch_of(database)[0] != "done":
            assert sheets.take_in(server, session, batch)[0] == 302
    finally:
        server.stop()
    say(f"{ROWS} rows, {KILLS} times kill -9")
    assert batch_of(database) == ("done", ROWS, 0, 0)
    assert came_in(database) == ROWS
    database.manage("check_integrity")


def kill_at(server: Server, session: str, batch: str, rows: int) -> None:
    """Press the button until so many rows are in, and kill the server while it works."""
    with ThreadPoolExecutor(1) as pool:
        while came_in(server.database) < rows:
            pressed = pool.submit(sheets.take_in, server, session, batch)
            while not pressed.done():
                if came_in(server.database) >= rows:
                    server.kill()
                    with pytest.raises((OSError, HTTPException)):
                        pressed.result()
                    return
    raise AssertionError("came too late to kill it")
