"""What `manage.py check --deploy --database default` asks before real people come."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from community.people.models import User
from home.demo.people import PASSWORD, PERSONAS


@register(Tags.security, deploy=True)
def demo_people(databases: Iterable[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """home.E001: somebody can log in with the demo's public password although this is no demo.

    Reads the database only when asked to (``--database``), and only after ``migrate``.
    """
    if settings.DEMO:
        return []
    found = [name for database in databases or [] for name in _with_public_password(database)]
    if not found:
        return []
    message = f"Demo people with their public password are among the accounts: {', '.join(found)}."
    hint = "Real people never share a database with the demo: begin with an empty one, or lock these accounts."
    return [Error(message, hint=hint, id="home.E001")]


def _with_public_password(database: str) -> list[str]:
    if User._meta.db_table not in connections[database].introspection.table_names():
        return []
    names = [persona.username for persona in PERSONAS]
    users = User.objects.using(database).filter(username__in=names, is_active=True).order_by("username")
    return [user.username for user in users if user.check_password(PASSWORD)]
