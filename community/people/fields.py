"""Personal data at rest: sealed columns and keyed look-ups.

A sealed column holds a Fernet token made with the first of ``FIELD_KEYS``; older keys still open it. Look-up
columns hold an HMAC under ``LOOKUP_KEY``, so that equal phones can be found without being readable.
"""

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str) -> str:
    return _keys(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def unseal(token: str) -> str:
    return _keys(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()


def lookup(value: str) -> str:
    """64 hex characters for equal comparison of a personal value; empty stays empty."""
    if not value:
        return ""
    return hmac.new(settings.LOOKUP_KEY.encode(), value.encode(), hashlib.sha256).hexdigest()


class SealedTextField(models.TextField):
    """Text that is encrypted in the database and plain in Python. Cannot be searched or ordered by."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return unseal(value) if value else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = super().get_db_prep_value(value, connection, prepared)
        return seal(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in {"exact", "isnull"}:
            raise TypeError(f"a sealed field has no {lookup_name} look-up")
        return super().get_lookup(lookup_name)
