"""Measures one database; prints JSON {row: {"ms": [...], "queries": n, "by": {purpose: n}}}."""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - Django must be set up first
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.bare import BareFlow  # noqa: E402
from community.people.models import Region, User  # noqa: E402
from community.wishes.models import Category, Wish  # noqa: E402
from community.wishes.operations.submit import Wishing  # noqa: E402
from tests.factories import as_, public_version  # noqa: E402
from workflows import door  # noqa: E402

ROUNDS = 12

PURPOSES = [
    ("transaction", re.compile("SAVEPOINT|BEGIN|COMMIT")),
    ("lock", re.compile("FOR UPDATE")),
    ("engine", re.compile('"viewflow_')),
    ("permission", re.compile('"people_(membership|residence)')),
    ("separation", re.compile('"wishes_(hand|claim)"')),
    ("history", re.compile('"wishes_wishevent|"records_note"')),
    ("projection", re.compile('^UPDATE "wishes_wish"')),
    ("messages", re.compile('"records_(notice|delivery)')),
    ("points, story", re.compile('"points_|"wishes_story')),
]


class Rows(dict[str, dict[str, Any]]):
    def take(self, name: str, work: Callable[[], Any]) -> Any:
        with CaptureQueriesContext(connection) as captured:
            started = time.perf_counter()
            result = work()
            spent = (time.perf_counter() - started) * 1000
        row = self.setdefault(name, {"ms": [], "queries": 0, "by": {}})
        row["ms"].append(spent)
        row["queries"] = max(row["queries"], len(captured))
        row["by"] = dict(Counter(_purpose(q["sql"]) for q in captured.captured_queries))
        return result


def _purpose(sql: str) -> str:
    return next((name for name, pattern in PURPOSES if pattern.search(sql)), "facts")


def pages(rows: Rows) -> None:
    anonymous, desk = Client(), Client()
    desk.force_login(User.objects.get(username="worker"))
    first = anonymous.get("/wishes/?status=fulfilled").content.decode()
    deep = _deep_page(anonymous, first)
    code = Wish.objects.on_wall().open().values_list("code", flat=True).first()
    for _ in range(ROUNDS):
        for name, client, address in [
            ("wall, first page", anonymous, "/wishes/"),
            ("wall, fulfilled", anonymous, "/wishes/?status=fulfilled"),
            ("wall, deep page", anonymous, deep),
            ("wish page", anonymous, f"/wishes/{code}/"),
            ("inbox", desk, "/admin/inbox/"),
        ]:
            response = rows.take(name, partial(client.get, address))
            if response.status_code != 200:
                sys.exit(f"{address}: {response.status_code}")


def _deep_page(client: Client, page: str) -> str:
    """Some pages on: the address that the twentieth 下一页 leads to, or the last there is."""
    address = "/wishes/?status=fulfilled"
    for _ in range(20):
        found = re.search(r'rel="next" href="([^"]+)"', page)
        if not found:
            break
        address = found.group(1).replace("&amp;", "&")
        address = address if address.startswith("/") else "/wishes/" + address
        page = client.get(address).content.decode()
    return address


def steps(rows: Rows) -> None:
    """The usual way of a wish, each step timed."""
    people = {u.username: u for u in User.objects.all()}
    region = Region.objects.get(slug="maitianli")
    wishing = Wishing(own_words="想请人补三件棉袄", name="张桂英", title="女士", phone="13900000001", region=region,
                      street=region.street)  # fmt: skip
    for _ in range(ROUNDS):
        at = timezone.now()
        wish = rows.take("start", partial(door.start, wishing, by=as_(people["wisher"]), at=at))
        for outcome, who, data in [
            ("publish", "worker", public_version()),
            ("claim", "resident", {"plan": "周六去", "promised_on": at.date().isoformat()}),
            ("contact", "resident", {}),
            ("done", "resident", {"report": "补好了"}),
            ("satisfied", "wisher", {}),
            ("approve", "reviewer", {}),
        ]:
            task = Wish.objects.values_list("task", flat=True).get(pk=wish.pk)
            rows.take(outcome, partial(door.act, task, outcome, by=as_(people[who]), at=at, data=data))


def bare_engine(rows: Rows) -> None:
    user = User.objects.get(username="worker")
    for _ in range(ROUNDS):
        process = rows.take("bare engine: start", BareFlow.start.run)
        task = process.task_set.get(finished=None)
        rows.take("bare engine: step", partial(_bare_step, task, user))


def _bare_step(task: Any, user: User) -> None:
    with task.activation() as activation:
        activation.assign(user)
        activation.start(None)
        activation.execute()


def main() -> None:
    Category.objects.first()  # the connection's own set-up is not part of the first row
    rows = Rows()
    pages(rows)
    steps(rows)
    bare_engine(rows)
    json.dump(rows, sys.stdout)


if __name__ == "__main__":
    main()
