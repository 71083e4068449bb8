"""Databases with every table and only the rows that migrations bring, one of each kind for the whole of `make test`.

Migrating takes half a minute; copying takes none. A single pytest run is given none and migrates its own.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.server import Database

NAME = "migrated"


def _in(folder: str, kind: str, postgres: str) -> Database:
    return Database(kind, Path(folder) / kind, postgres, name=NAME)


def make(folder: str, postgres: str) -> None:
    """Both kinds. MIGRATED says to what runs after it where they are."""
    for kind in ("sqlite", "postgresql"):
        _in(folder, kind, postgres).fill([])
    os.environ["MIGRATED"] = folder


def database(kind: str, folder: Path, postgres: str) -> Database:
    """The one that was given, which is nobody's to drop; else a new one in ``folder``."""
    if given := os.environ.get("MIGRATED"):
        return _in(given, kind, postgres)
    new = Database(kind, folder, postgres)
    new.fill([])
    return new


@contextmanager
def as_test_database() -> Iterator[None]:
    """What Django is about to make for the unit suite starts as a copy, so that nothing is left to migrate."""
    from django.db import connection

    if not (given := os.environ.get("MIGRATED")):
        yield
    elif connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = NAME
        yield
    else:
        # A database in memory lives as long as somebody is connected to it.
        name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]  # every kind has one
        with closing(sqlite3.connect(name, uri=True)) as memory:
            with closing(sqlite3.connect(_in(given, "sqlite", "").file)) as file:
                file.backup(memory)
            yield
