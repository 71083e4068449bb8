import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from tests import browser as browsers
from tests import migrated
from tests import postgres as postgres_program
from tests.server import SEED, Database, Server

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """`postgres()`: a server's address. `make test` has started one, a single pytest run starts its own."""
    with ExitStack() as stack:
        yield cache(lambda: os.environ.get("POSTGRES_URL") or stack.enter_context(postgres_program.running()))


@pytest.fixture(scope="session")
def template(
    postgres: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Database]]:
    """`template(kind, seed)`: a filled database that servers are cloned from, made once."""
    made: dict[str, Database] = {}

    def make(kind: str, seed: list[list[str]] = SEED) -> Database:
        key = f"{kind} {seed}"
        if key not in made:
            folder = tmp_path_factory.mktemp("template") / kind
            if seed:
                made[key] = make(kind, []).clone(folder)
            else:
                made[key] = migrated.database(kind, folder, postgres() if kind == "postgresql" else "")
            for command in seed:
                made[key].manage(*command)
        return made[key]

    yield make
    for database in made.values():
        if database.name != migrated.NAME:
            database.drop()


@pytest.fixture
def clone(template: Callable[..., Database], tmp_path: Path) -> Iterator[Callable[..., Database]]:
    """`clone(kind)`: a database of the test's own, with the demo content, and no server."""
    made: list[Database] = []

    def make(kind: str = "postgresql", seed: list[list[str]] = SEED) -> Database:
        made.append(template(kind, seed).clone(tmp_path / f"{kind}-{len(made)}"))
        return made[-1]

    yield make
    for database in made:
        database.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, clone: Callable[..., Database]) -> Iterator[Server]:
    """A server of the test's own on a cloned demo database, once on each kind of database.

    On one kind: `@pytest.mark.parametrize("server", ["postgresql"], indirect=True)`.
    """
    server = Server(clone(request.param)).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def shared_server(template: Callable[..., Database], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for a whole module, on PostgreSQL: for journeys that do not disturb each other."""
    database = template("postgresql").clone(tmp_path_factory.mktemp("shared") / "files")
    server = Server(database).start()
    yield server
    server.stop()
    database.drop()


@pytest.fixture(scope="session")
def base_url() -> None:
    """Each test has a server of its own: see `browser_context_args`."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    arguments = {**browser_type_launch_args, "args": browsers.FLAGS}
    if path := browsers.find():
        arguments["executable_path"] = path
    return arguments


@pytest.fixture
def viewport(request: pytest.FixtureRequest) -> dict[str, int]:
    """A phone's; another with `@pytest.mark.parametrize("viewport", [DESKTOP], indirect=True)`."""
    return getattr(request, "param", PHONE)


@pytest.fixture
def browser_context_args(
    request: pytest.FixtureRequest,
    browser_context_args: dict[str, Any],
    viewport: dict[str, int],
) -> dict[str, Any]:
    """Addresses in a test are relative to its server: `page.goto("/wishes/")`."""
    arguments = {
        **browser_context_args,
        "viewport": viewport,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
    }
    for name in ("server", "shared_server"):
        if name in request.fixturenames:
            arguments["base_url"] = request.getfixturevalue(name).url
    return arguments


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    with migrated.as_test_database():
        yield


@pytest.fixture
def here(db: None) -> Any:
    """A small district with everyone in it: see ``tests.factories``."""
    from tests import kept

    return kept.district()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`clock(days=3)`: what the pages take for now, counted from ``factories.MORNING``."""
    from django.utils import timezone

    from tests.factories import later

    def set_to(**delta: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: later(**delta))

    set_to(hours=2)
    return set_to


@pytest.fixture(autouse=True, scope="session")
def _addresses_are_loaded() -> None:
    """As in a server, before anybody asks: the desk's menu is kept from the first time it is read."""
    from django.urls import get_resolver

    assert get_resolver().url_patterns


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A_TENTH_OF: files with big tables of cases, of which a tenth stand for all; each run the same."""
    files = tuple(os.environ.get("A_TENTH_OF", "").split())
    left_out = {
        item
        for item in items
        if files and str(item.path).endswith(files) and "[" in item.name and crc32(item.name.encode()) % 10
    }
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The log of every run says how much of the process it walked."""
    name = "test_an_edge_leads_where_it_is_declared_to["
    walked = {report.nodeid for report in terminalreporter.getreports("passed") if name in report.nodeid}
    if walked:
        from tests.workflows.test_edges import DECLARED

        terminalreporter.write_line(f"edges covered = {len(walked)}, edges declared = {len(DECLARED)}")


@pytest.fixture
def disk(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own for the private files."""
    settings.STORAGES = settings.STORAGES | {
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    return tmp_path


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    """`with committed():` what waits for the commit is done at the end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
