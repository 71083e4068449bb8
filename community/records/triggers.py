"""Append-only tables are kept by the database itself: UPDATE and DELETE raise.

Installed after every migrate, on both databases, because SQLite drops triggers when a table is remade.
``settings.REFUSE_TRUNCATE`` adds TRUNCATE on PostgreSQL (production; Django's own test runner truncates).
A proposed change is written until it is decided: ``settled_once`` refuses only after that.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

SETTLED = "OLD.approved_at IS NOT NULL OR OLD.closed_at IS NOT NULL"

_registry: set[str] = set()
_settled: dict[str, tuple[str, ...]] = {}


def append_only(model: type) -> type:
    """Class decorator: rows of this model are written once."""
    _registry.add(f"{model._meta.app_label}.{model.__name__}")  # type: ignore[attr-defined]  # a model
    return model


def settled_once(model: type, *, but: tuple[str, ...] = ()) -> type:
    """Class decorator: a row that is approved or closed stays as it is, save for the fields ``but``."""
    _settled[f"{model._meta.app_label}.{model.__name__}"] = but  # type: ignore[attr-defined]  # a model
    return model


def tables() -> list[str]:
    return sorted(apps.get_model(label)._meta.db_table for label in _registry)


def _statements(table: str, vendor: str, changes: str = "UPDATE", when: str = "") -> list[str]:
    """``changes``: UPDATE, or UPDATE OF some columns; ``when``: only for rows of which this holds."""
    if vendor == "sqlite":
        return [
            f"""CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.split()[0].lower()} BEFORE {verb} ON {table}
                {f"WHEN {when}" if when else ""} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
            for verb in (changes, "DELETE")
        ]
    statements = [
        """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
            END $$""",
        f"DROP TRIGGER IF EXISTS append_only ON {table}",
        f"""CREATE TRIGGER append_only BEFORE {changes} OR DELETE ON {table}
            FOR EACH ROW {f"WHEN ({when})" if when else ""} EXECUTE FUNCTION refuse_change()""",
    ]
    if getattr(settings, "REFUSE_TRUNCATE", False):
        statements += [
            f"DROP TRIGGER IF EXISTS no_truncate ON {table}",
            f"""CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
        ]
    return statements


def _guard(model: Any) -> tuple[str, str]:
    """Which changes are refused, and of which rows."""
    but = _settled.get(model._meta.label)
    if but is None:
        return "UPDATE", ""
    columns = [field.column for field in model._meta.concrete_fields if field.name not in but]
    return f"UPDATE OF {', '.join(columns)}", SETTLED


@receiver(post_migrate)
def install(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Once per app that owns such a table, after its tables exist."""
    own = {label for label in _registry | _settled.keys() if label.split(".")[0] == sender.label}
    connection = connections[using]
    existing = set(connection.introspection.table_names()) if own else set()
    with connection.cursor() as cursor:
        for model in map(apps.get_model, own):
            if model._meta.db_table in existing:
                for statement in _statements(model._meta.db_table, connection.vendor, *_guard(model)):
                    cursor.execute(statement)
