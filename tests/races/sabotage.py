"""The product with its locks taken out, to show what they were for: an application only races start.

PostgreSQL: every SELECT … FOR UPDATE becomes a plain SELECT. SQLite: transactions begin DEFERRED, Django's default,
instead of IMMEDIATE. There the page's idempotency row must go as well: written first, it takes the write lock.
"""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet


def _no_lock(self: Any, *args: Any, **kwargs: Any) -> Any:
    return self.all()


QuerySet.select_for_update = _no_lock  # type: ignore[method-assign]  # that is the sabotage
settings.DATABASES["default"].get("OPTIONS", {}).pop("transaction_mode", None)

from config.wsgi import application  # noqa: E402 - after the sabotage
from workflows.wishes import step  # noqa: E402 - the applications are ready only now

if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    step.submit_once = lambda **kwargs: None  # type: ignore[assignment, attr-defined]  # that is the sabotage

__all__ = ["application"]
