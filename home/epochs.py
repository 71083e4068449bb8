"""When each table was last written to, so that whoever keeps what he read from it knows whether it still holds.

A table's mark changes when a transaction that wrote to it is committed: whoever writes, by whatever door, has nothing to
remember. Marks are rows: every worker and every command sees them, and none is lost with a cache that is away. They are
written after the commit, not in it, where they would make all writers wait for each other.
"""

import re
import secrets
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection, connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_save
from django.dispatch import receiver

from .models import Epoch

WRITTEN = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|(UPDATE)|DELETE FROM|TRUNCATE(?: TABLE)?) "?(\w+)"?', re.I)
READ = re.compile(r'\b(?:FROM|JOIN) "?(\w+)"?', re.I)
SET = re.compile(r'"(\w+)" = ')
# Nothing public is read from these.
UNREAD = {Epoch._meta.db_table, "django_session", "django_migrations"}
# An editor's draft, saved every few seconds while he writes, and a log-in change nothing that the public sees.
UNSEEN = {
    "wagtailcore_page": {"draft_title", "latest_revision_id", "latest_revision_created_at", "has_unpublished_changes"},
    "people_user": {"last_login"},
}
_there: set[str] = set()  # the databases that are known to have the table


class Written:
    """The tables one transaction wrote to."""

    def __init__(self, connection, table):
        self.connection, self.tables = connection, {table}

    def mark(self):
        """When it is committed."""
        alias = self.connection.alias
        if alias not in _there and Epoch._meta.db_table in self.connection.introspection.table_names():
            _there.add(alias)
        if alias in _there:  # or else the first migrations are under way
            rows = [Epoch(table=table, mark=secrets.token_hex(8)) for table in sorted(self.tables)]
            Epoch.objects.using(alias).bulk_create(
                rows, update_conflicts=True, unique_fields=["table"], update_fields=["mark"]
            )


def note_writes(execute, sql, params, many, context):
    answer = execute(sql, params, many, context)
    if table := shown(sql):
        connection = context["connection"]
        # What is still waiting here has not been rolled back: Django takes out what was.
        waiting = (getattr(then, "__self__", None) for _, then, _ in connection.run_on_commit)
        if written := next((one for one in waiting if isinstance(one, Written)), None):
            written.tables.add(table)
        elif connection.in_atomic_block or " RETURNING " not in sql:
            connection.on_commit(Written(connection, table).mark, robust=True)
        else:  # SQLite commits this row only when it has been fetched
            connection.unmarked = Written(connection, table)
    return answer


@receiver(post_save)
def note_row(using, **kwargs):
    if written := vars(connections[using]).pop("unmarked", None):
        written.connection.on_commit(written.mark, robust=True)


def shown(sql):
    """The table this statement writes to; empty when no public page can show the difference."""
    found = WRITTEN.match(sql)
    if not found or found[2] in UNREAD:
        return ""
    update, table = found.groups()
    columns = set(SET.findall(sql.partition(" WHERE ")[0])) if update and table in UNSEEN else set()
    return "" if columns and columns <= UNSEEN[table] else table


@receiver(connection_created)
def watch(connection, **kwargs):
    if note_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(note_writes)


@contextmanager
def reading():
    """Gives the set of tables that are read meanwhile."""
    tables = set()

    def note(execute, sql, params, many, context):
        tables.update(READ.findall(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables


def marks():
    """{table: mark}; a table nobody has written to yet has none. All of them, in plain SQL: each kept page asks.

    Django asks an old connection whether it is still alive before it asks anything else; here the question is the same.
    """
    connection.health_check_done = True  # type: ignore[attr-defined]  # the stubs leave it out
    try:
        return _marks()
    except (InterfaceError, OperationalError):
        connection.close()
        return _marks()


def _marks():
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "table", mark FROM {Epoch._meta.db_table}')
        return dict(cursor.fetchall())
