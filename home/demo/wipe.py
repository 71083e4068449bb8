"""Empty an installation of the demo, tables and files, so that it can be built anew: its history cannot be deleted."""

import shutil

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection


def wipe() -> None:
    """Leaves it as a first ``migrate`` does."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        else:
            _drop_tables(cursor)
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT):
        shutil.rmtree(folder, ignore_errors=True)
    cache.clear()
    ContentType.objects.clear_cache()
    call_command("migrate", verbosity=0, interactive=False)


def _drop_tables(cursor) -> None:
    """Virtual tables first: they take those with them that they are made of."""
    cursor.execute("PRAGMA foreign_keys = OFF")
    for virtual in ("sql LIKE 'CREATE VIRTUAL%%'", "name NOT LIKE 'sqlite_%%'"):
        cursor.execute(f"SELECT name FROM sqlite_master WHERE type = 'table' AND {virtual}".replace("%%", "%"))
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TABLE "{name}"')
    cursor.execute("PRAGMA foreign_keys = ON")
