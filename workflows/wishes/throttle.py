"""How often one visitor may guess or make us send messages, counted in the cache; nothing personal is kept."""

from __future__ import annotations

import contextlib
import ipaddress
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

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


TRACK_BY_PLACE = Limit("track-place", 10)
TRACK_BY_CODE = Limit("track-code", 5)
CODES_TO_WISH = Limit("codes-wish", 6)
CODES_BY_PLACE = Limit("codes-place", 20)
SIMILAR_BY_PLACE = Limit("similar-place", 300)
WISHES_BY_PLACE = Limit("wishes-place", 60)  # a station or a whole yard behind one address
WISHES_BY_PHONE = Limit("wishes-phone", 10, 24 * 3600)
PHOTOS_BY_PLACE = Limit("photos-place", 60)
RECEIPTS_BY_PLACE = Limit("receipts-place", 10)
VOICES_BY_PLACE = Limit("voices-place", 10)


def place(request: HttpRequest) -> str:
    """Where a request comes from: the address, for IPv6 the /64 that one household or phone has."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
