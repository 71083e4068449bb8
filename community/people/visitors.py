"""What a browser knows of somebody without an account.

It may be a computer of many, so it is forgotten when nobody has used it for ``session.kiosk.idle`` (``config.idle``), and
when somebody logs in. Only what a link brought, which came to the person's own phone, is kept elsewhere and lasts.
"""

import time
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

PASSING = "passing"  # in the session: the facts by name, and when it was last used


def remember(session: SessionBase, **facts: Any) -> None:
    session[PASSING] = session.get(PASSING, {}) | facts | {"seen": time.time()}


def recall(session: SessionBase, name: str, otherwise: Any) -> Any:
    return session.get(PASSING, {}).get(name, otherwise)
