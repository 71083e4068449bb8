"""A pytest plugin that runs the chosen tests once per mutant, each time in a fork of one prepared process.

The database is SQLite in memory, so a fork has a whole copy of its own and nothing has to be put back. First the product
is run as it is, which notes the tests that come by each line: for a statement taken away only those are asked.
``python -m pytest -p tests.prove.runner`` with MUTANTS_RESULT, a file for one JSON line per mutant, those it already has
left out; MUTANTS chooses those whose name has one of these words in it, with commas between.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from coverage import Coverage
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
    with session.config.stash[blocking_manager_key].unblock():
        every = mutants.everything()
    path = Path(os.environ["MUTANTS_RESULT"])
    lines = Coverage(f"{path}.lines", source=["community", "workflows"], config_file=False)
    with path.open("a+") as result:
        result.seek(0)
        done = {json.loads(line)["mutant"] for line in result}
        if str(mutants.NOTHING) not in done:
            os.waitpid(_fork(session, mutants.NOTHING, session.items, result, lines), 0)
        lines.load()
        _all(session, [mutant for mutant in every if _wanted(mutant) and str(mutant) not in done], result, lines)
    return True


def _wanted(mutant: Mutant) -> bool:
    return any(word in str(mutant) for word in os.environ.get("MUTANTS", "").split(","))


def _all(session: pytest.Session, mutants: list[Mutant], result: Any, lines: Coverage) -> None:
    running: set[int] = set()
    for mutant in mutants:
        if len(running) == AT_ONCE:
            running.remove(os.wait()[0])
        items = [*_chosen(session.items, mutant, _by_line(mutant, lines))]
        running.add(_fork(session, mutant, items, result))
    while running:
        running.remove(os.wait()[0])


def _prepare(session: pytest.Session) -> None:
    """One test is run, so that the database is there; what belongs to the session stays set up."""
    first = next(item for item in session.items if item.get_closest_marker("django_db"))
    elsewhere = next(item for item in reversed(session.items) if item.path.parent != first.path.parent)
    first.config.hook.pytest_runtest_protocol(item=first, nextitem=elsewhere)
    assert not session.testsfailed


def _fork(
    session: pytest.Session, mutant: Mutant, items: list[pytest.Item], result: Any, lines: Coverage | None = None
) -> int:
    result.flush()
    if child := os.fork():
        return child
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        began = time.process_time()
        with session.config.stash[blocking_manager_key].unblock():
            mutant.remove()
        killer, ran = _noted(session, items, lines) if lines else _killer(session, items)
        line = {"mutant": str(mutant), "killer": killer, "tests": ran, "seconds": round(time.process_time() - began, 1)}
        os.write(result.fileno(), (json.dumps(line, ensure_ascii=False) + "\n").encode())
        code = 0
    finally:
        os._exit(code)


def _killer(session: pytest.Session, items: list[pytest.Item]) -> tuple[str, int]:
    """The first test that fails, and how many were run; empty when all pass."""
    until = time.process_time() + PATIENCE
    for ran, item in enumerate(_one_by_one(items), 1):
        if session.testsfailed:
            return item.nodeid, ran
        if time.process_time() > until:
            return "", ran
    return "", len(items)


def _noted(session: pytest.Session, items: list[pytest.Item], lines: Coverage) -> tuple[str, int]:
    """The same of the product as it is, with the lines each test comes by."""
    with lines.collect():
        for ran, item in enumerate(_one_by_one(items, lines), 1):
            if session.testsfailed:
                return item.nodeid, ran
    lines.save()
    return "", len(items)


def _one_by_one(items: list[pytest.Item], lines: Coverage | None = None) -> Iterator[pytest.Item]:
    for item, following in zip(items, [*items[1:], None], strict=False):
        if lines:
            lines.switch_context(item.nodeid)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        yield item


def _by_line(mutant: Mutant, lines: Coverage) -> set[str] | None:
    if mutant.line is None:
        return None
    path, number = mutant.line
    return {*lines.get_data().contexts_by_lineno(str(path)).get(number, ())}


def _chosen(items: list[pytest.Item], mutant: Mutant, passing: set[str] | None) -> Iterator[pytest.Item]:
    """Those named by a hint, then the others, file by file in the mutant's order; ``passing`` are all that matter."""
    left = [item for place in mutant.files for item in items if item.nodeid.startswith(place)]
    hinted = [item for item in left if any(hint in item.nodeid for hint in mutant.hints)]
    seen: set[str] = set()
    for item in hinted + left:
        if item.nodeid not in seen and (passing is None or item.nodeid in passing):
            seen.add(item.nodeid)
            yield item
