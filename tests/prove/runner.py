"""A pytest plugin that runs the chosen tests once per mutant, each time in a fork of one prepared process.

The database is SQLite in memory, so a fork has a whole copy of its own and nothing has to be put back.
``python -m pytest -p tests.prove.runner`` with MUTANTS_RESULT, a file for one JSON line per mutant, those it already has
left out; MUTANTS chooses those whose name has one of these words in it, with commas between.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.plugin import blocking_manager_key

if TYPE_CHECKING:
    from tests.prove.mutants import Mutant  # at run time only once Django is ready

AT_ONCE = os.cpu_count() or 1
PATIENCE = 90  # seconds of work for one mutant; what no test has missed by then counts as not missed


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    if session.testsfailed or session.config.option.collectonly:
        return False
    from tests.prove import mutants

    _prepare(session)
    wanted = os.environ.get("MUTANTS", "")
    nothing = mutants.Mutant("none", "the product as it is", lambda: None, ("tests/",))
    with session.config.stash[blocking_manager_key].unblock():
        every = [nothing, *mutants.everything()]
    running: dict[int, Mutant] = {}
    with open(os.environ["MUTANTS_RESULT"], "a+") as result:
        result.seek(0)
        done = {json.loads(line)["mutant"] for line in result}
        chosen = [mutant for mutant in every if any(word in str(mutant) for word in wanted.split(","))]
        todo = [mutant for mutant in chosen if str(mutant) not in done]
        for mutant in todo:
            if len(running) == AT_ONCE:
                running.pop(os.wait()[0])
            result.flush()
            running[_fork(session, mutant, result)] = mutant
        while running:
            running.pop(os.wait()[0])
    return True


def _prepare(session: pytest.Session) -> None:
    """One test is run, so that the database is there; what belongs to the session stays set up."""
    first = next(item for item in session.items if item.get_closest_marker("django_db"))
    elsewhere = next(item for item in reversed(session.items) if item.path.parent != first.path.parent)
    first.config.hook.pytest_runtest_protocol(item=first, nextitem=elsewhere)
    assert not session.testsfailed


def _fork(session: pytest.Session, mutant: Mutant, result: Any) -> int:
    if child := os.fork():
        return child
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        began = time.process_time()
        killer, ran = _killer(session, mutant)
        line = {"mutant": str(mutant), "killer": killer, "tests": ran, "seconds": round(time.process_time() - began, 1)}
        os.write(result.fileno(), (json.dumps(line, ensure_ascii=False) + "\n").encode())
        code = 0
    finally:
        os._exit(code)


def _killer(session: pytest.Session, mutant: Mutant) -> tuple[str, int]:
    """The first test that fails, and how many were run; empty when all pass."""
    with session.config.stash[blocking_manager_key].unblock():
        mutant.remove()
    items = list(_chosen(session.items, mutant))
    until = time.process_time() + PATIENCE
    for ran, (item, following) in enumerate(zip(items, [*items[1:], None], strict=True), 1):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return item.nodeid, ran
        if time.process_time() > until and mutant.kind != "none":
            return "", ran
    return "", len(items)


def _chosen(items: list[pytest.Item], mutant: Mutant) -> Iterator[pytest.Item]:
    """Those named by a hint, then the others, file by file in the mutant's order."""
    left = [item for place in mutant.files for item in items if item.nodeid.startswith(place)]
    hinted = [item for item in left if any(hint in item.nodeid for hint in mutant.hints)]
    seen: set[str] = set()
    for item in hinted + left:
        if item.nodeid not in seen:
            seen.add(item.nodeid)
            yield item
