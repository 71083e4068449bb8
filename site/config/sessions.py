import json
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


class SealedSerializer:
    """Session data encrypted with FIELD_KEYS. A row that no key opens counts as an empty session."""

    def dumps(self, obj: dict[str, Any]) -> bytes:
        return self._box().encrypt(json.dumps(obj, separators=(",", ":")).encode())

    def loads(self, data: bytes) -> dict[str, Any]:
        return json.loads(self._box().decrypt(data))

    def _box(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
