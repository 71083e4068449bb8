"""How often somebody may do a thing, counted in the cache; nothing personal is kept."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from django.core.cache import cache

from community.people.fields import lookup


@dataclass(frozen=True)
class Limit:
    """At most ``most`` takes of one key in ``seconds`` from the first."""

    name: str
    most: int
    seconds: int = 3600

    def take(self, key: str) -> bool:
        """Count one more; whether it is still within the limit."""
        cache.add(self._name(key), 0, self.seconds)
        try:
            return cache.incr(self._name(key)) <= self.most
        except ValueError:  # ran out between the two calls
            return True

    def give_back(self, key: str) -> None:
        """Take the last one back: it was no guess."""
        with contextlib.suppress(ValueError):
            cache.decr(self._name(key))

    def _name(self, key: str) -> str:
        return f"throttle:{self.name}:{lookup(key)}"
