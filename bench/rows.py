"""Milliseconds, queries and what the queries are for, by name."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

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
    """{name: {"ms": [...], "queries": n, "by": {purpose: n}}}; the first turn counts, the others take the time."""

    counting = True

    def turns(self, number: int) -> Iterator["Rows"]:
        for n in range(number + 1):
            self.counting = n == 0
            yield self

    def take(self, name: str, work: Callable[[], Any]) -> Any:
        return self._count(name, work) if self.counting else self._time(name, work)

    def _count(self, name: str, work: Callable[[], Any]) -> Any:
        with CaptureQueriesContext(connection) as captured:
            result = work()
        by = Counter(_purpose(query["sql"]) for query in captured.captured_queries)
        self[name] = {"ms": [], "queries": len(captured), "by": dict(by)}
        return result

    def _time(self, name: str, work: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        result = work()
        self[name]["ms"].append((time.perf_counter() - started) * 1000)
        return result


def _purpose(sql: str) -> str:
    return next((name for name, pattern in PURPOSES if pattern.search(sql)), "facts")
