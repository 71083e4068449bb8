"""Append-only tables are kept by the database itself: UPDATE and DELETE raise.

Installed after every migrate, on both databases, because SQLite drops triggers when a table is remade.
``settings.REFUSE_TRUNCATE`` adds TRUNCATE on PostgreSQL (production; Django's own test runner truncates).
"""

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

_registry: set[str] = set()


def append_only(model: type) -> type:
    """Class decorator: rows of this model are written once."""
    _registry.add(f"{model._meta.app_label}.{model.__name__}")  # type: ignore[attr-defined]  # a model
    return model


def tables() -> list[str]:
    return sorted(apps.get_model(label)._meta.db_table for label in _registry)


def _statements(table: str, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"""CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table}
                BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
            for verb in ("UPDATE", "DELETE")
        ]
    verbs = "UPDATE OR DELETE"
    statements = [
        """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
            END $$""",
        f"DROP TRIGGER IF EXISTS append_only ON {table}",
        f"""CREATE TRIGGER append_only BEFORE {verbs} ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    ]
    if getattr(settings, "REFUSE_TRUNCATE", False):
        statements += [
            f"DROP TRIGGER IF EXISTS no_truncate ON {table}",
            f"""CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
        ]
    return statements


@receiver(post_migrate)
def install(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Once per app that owns an append-only table, after its tables exist."""
    own = {label for label in _registry if label.split(".")[0] == sender.label}
    connection = connections[using]
    existing = set(connection.introspection.table_names()) if own else set()
    with connection.cursor() as cursor:
        for label in own:
            table = apps.get_model(label)._meta.db_table
            if table in existing:
                for statement in _statements(table, connection.vendor):
                    cursor.execute(statement)
