"""How fast a sheet goes in: against a bulk insert of all the same rows, and what others at the server notice of it.

The queries in ``make test``, the times of a whole sheet, twenty thousand rows, in ``make prove``.
"""

import re
import statistics
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import District, as_, later
from tests.imports.sheets import csv, row
from tests.races import runner
from tests.server import Database, Server
from workflows.imports import batches
from workflows.models import ImportBatch

FAR = 10_000_000  # added to every key of a copy
CHUNK = 1000
TABLES = (  # in the order in which they refer to each other
    *("viewflow.Process", "viewflow.Task", "viewflow.Task_previous", "wishes.Wish", "wishes.WishEvent", "wishes.Hand"),
    *("records.Notice", "records.Delivery", "records.Submission"),
)
UNIQUE = {"wishes.Wish": "code", "records.Notice": "dedupe", "records.Submission": "key"}
MOST = 3  # times


def content(rows: int) -> bytes:
    return csv(*[row(n, 联系电话=13700000000 + n, 工单号=f"GD{n:08d}") for n in range(1, rows + 1)])


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    def say(text: str) -> None:
        with capsys.disabled():
            print(f"\n  {text}", flush=True)  # noqa: T201 - the figures are what the test is for

    return say


@contextmanager
def taken(spent: dict[str, float], name: str) -> Iterator[None]:
    """Seconds of work of this process: the pauses of the import belong to others."""
    started = time.process_time()
    yield
    spent[name] = time.process_time() - started


def models() -> list[Any]:
    return [apps.get_model(label) for label in TABLES]


def imported(here: District, rows: int, spent: dict[str, float]) -> list[list[Any]]:
    """All rows the import of a sheet writes, those that wait included, by table."""
    with taken(spent, "check"):
        by = as_(here.worker, channel="import")
        batch = batches.check(content(rows), file_name="表.csv", by=by, at=later())
    waiting = list(batch.rows.all())
    with taken(spent, "take in"):
        while batch.is_open:
            batch = batches.carry_on(batch, by=by, at=later())
    assert (batch.added, batch.bad) == (rows, 0)
    return [*(list(model.objects.all()) for model in models()), waiting]


def as_new(label: str, rows: list[Any], batch: ImportBatch) -> list[Any]:
    """Copies that can stand beside the originals: keys and references far away, unique words other words."""
    for one in rows:
        for field in one._meta.concrete_fields:
            value, target = getattr(one, field.attname), field.remote_field and field.remote_field.model._meta.label
            if value is not None and (field.primary_key or target in TABLES):
                setattr(one, field.attname, value + FAR)
            if target == "workflows.ImportBatch":
                setattr(one, field.attname, batch.pk)
        if unique := UNIQUE.get(label):
            setattr(one, unique, getattr(one, unique)[:-1] + "x" if label != "wishes.Wish" else uuid.uuid4().hex[:9])
        one._state.adding = True
    return rows


def loaded(tables: list[list[Any]], spent: dict[str, float]) -> None:
    batch = ImportBatch.objects.create(
        owner=get_user_model().objects.earliest("pk"), created_at=later(), file_lookup="x"
    )
    labels = [*TABLES, "workflows.ImportRow"]
    ready = [as_new(label, rows, batch) for label, rows in zip(labels, tables, strict=True)]
    with taken(spent, "bulk insert"):
        for rows in ready:
            for start in range(0, len(rows), CHUNK):
                with transaction.atomic():
                    type(rows[0]).objects.bulk_create(rows[start : start + CHUNK])


@pytest.mark.django_db
def test_a_row_costs_less_than_two_queries(here: District) -> None:
    with CaptureQueriesContext(connection) as asked:
        imported(here, 500, {})
    assert len(asked) < 1000


@pytest.mark.prove
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the time of this process leaves out what a server does")
@pytest.mark.parametrize("rows", [20_000])
def test_a_sheet_goes_in_at_most_three_times_as_slow_as_a_bulk_insert(rows: int, here: District, say: Any) -> None:
    spent: dict[str, float] = {}
    tables = imported(here, rows, spent)
    assert sum(map(len, tables)) >= rows * 10
    loaded(tables, spent)
    times = (spent["check"] + spent["take in"]) / spent["bulk insert"]
    told = "，".join(f"{name} {seconds:.2f} s" for name, seconds in spent.items())
    say(f"{connection.vendor}, {rows} rows ({sum(map(len, tables))} in all tables): {told}; {times:.2f} times")
    assert times <= MOST


LOG_IN = (
    "from tests.races.seed import _session; from community.people.models import User;"
    "print('session', _session(User.objects.get(username='{}')))"
)


class Visitors:
    """What others do meanwhile: read the wall and a wish, and one of them writes. Milliseconds by what they did."""

    def __init__(self, server: Server, session: str) -> None:
        self.server, self.session = server, session
        _, wall = runner.request(server, "GET", "/wishes/?community=maitianli", "")
        found = re.search(r'href="(/wishes/\d{9}/)"', wall)
        assert found
        self.wish = found.group(1)

    def measure(self, going_on: Callable[[], bool]) -> dict[str, list[float]]:
        spent: dict[str, list[float]] = {"wall": [], "wish": [], "write": []}
        while going_on():
            for name, method, path, session, form in (
                ("wall", "GET", "/wishes/", "", None),
                ("wish", "GET", self.wish, "", None),
                ("write", "POST", f"{self.wish}contact-data/", self.session, {}),
            ):
                started = time.perf_counter()
                status, _ = runner.request(self.server, method, path, session, form)
                spent[name].append((time.perf_counter() - started) * 1000)
                assert status == 200, (name, status)
        return spent


def send(server: Server, session: str, sheet: bytes) -> None:
    """Upload, agree, and carry on as the page does by itself."""
    import http.client
    from urllib.parse import urlsplit

    boundary = uuid.uuid4().hex
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="sheet"; filename="s.csv"\r\n\r\n'.encode()
        + sheet
        + f"\r\n--{boundary}--\r\n".encode()
    )
    line = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=300)
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={runner.TOKEN}",
        "X-CSRFToken": runner.TOKEN,
        "Content-Type": f"multipart/form-data; boundary={boundary}",
    }
    line.request("POST", "/admin/import/", body, headers)
    batch = line.getresponse().headers["Location"]
    line.close()
    status = 302
    while status == 302:
        status, _ = runner.request(server, "POST", batch, session, {"agreed": "on"})
    assert status == 409  # it is over


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


@pytest.mark.prove
@pytest.mark.parametrize("rows", [20_000])
def test_others_are_served_meanwhile_on_sqlite(rows: int, clone: Callable[..., Database], say: Any) -> None:
    server = Server(clone("sqlite"), threads=5).start()
    try:
        session = server.database.manage("shell", "-v", "0", "-c", LOG_IN.format("shegong")).split()[-1]
        visitors = Visitors(server, session)
        until = time.monotonic() + 60
        quiet = visitors.measure(lambda: time.monotonic() < until)
        importing = threading.Thread(target=send, args=(server, session, content(rows)))
        importing.start()
        busy = visitors.measure(importing.is_alive)
        added = server.database.sql("SELECT added FROM workflows_importbatch ORDER BY id DESC LIMIT 1")
        assert added == [(rows,)]
    finally:
        server.stop()
    for name in quiet:
        before, meanwhile = (p95(ms[name]) for ms in (quiet, busy))
        say(f"{name}: p95 {before:.0f} ms quiet ({len(quiet[name])}), {meanwhile:.0f} ms meanwhile ({len(busy[name])})")
    slower = {name: p95(busy[name]) / p95(quiet[name]) for name in quiet}
    assert max(slower.values()) <= MOST, slower
