"""How often one visitor may guess or make us send messages."""

from __future__ import annotations

import ipaddress

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from workflows.throttle import Limit

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
