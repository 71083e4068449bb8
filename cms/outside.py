"""Links of public pages to other websites: tried every night, and told to the editors when two nights went wrong."""

import html
import json
import re
import socket
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, QuerySet
from wagtail.models import Page

from cms.models import DeadLink
from cms.models.dead_link import LONGEST

ADDRESS = re.compile(r"https?://[^\s\"'<>\\，。；、）】”]+")
GONE = {404, 410}  # anything else may be meant for machines only
AT_ONCE, PATIENCE = 8, 10  # seconds
NIGHT = timedelta(hours=12)


def check_links(*, at: datetime, inside: bool = False) -> int:
    """Try all there are; how many did not open. ``inside``: our own network is meant to be linked to as well."""
    places = _places()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        whys = dict(zip(places, pool.map(partial(why_dead, inside=inside), places), strict=True))
    there = set(Page.objects.values_list("pk", flat=True))  # one may have been deleted meanwhile
    dead = [
        DeadLink(page_id=page, url=url, why=why, since=at, tried=at)
        for url, why in whys.items() if why for page in places[url] & there
    ]  # fmt: skip
    with transaction.atomic():
        DeadLink.objects.bulk_create(
            dead, update_conflicts=True, unique_fields=["page", "url"], update_fields=["why", "tried"]
        )
        DeadLink.objects.exclude(tried=at).delete()
    return len(dead)


def dead_links() -> QuerySet[DeadLink]:
    """Those that failed on two nights, the latest first: one bad night of the network is no news."""
    twice = DeadLink.objects.filter(tried__gt=F("since") + NIGHT)
    return twice.select_related("page").order_by("-since", "pk")


def _places() -> dict[str, set[int]]:
    """Each address, and the pages it stands on."""
    found = defaultdict(set)
    for page in Page.objects.live().public().specific().iterator(chunk_size=200):
        for url in addresses(page.serializable_data()):
            if len(url) <= LONGEST and not url.startswith(settings.BASE_URL):
                found[url].add(page.pk)
    return found


def addresses(data: object) -> Iterable[str]:
    written = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    return {html.unescape(found) for found in ADDRESS.findall(written)}


def why_dead(url: str, *, inside: bool) -> str:
    """In words for the editor; empty: it answers. Where it leads on to is not followed."""
    try:
        found = {ip_address(info[4][0]) for info in socket.getaddrinfo(urlsplit(url).hostname, None)}
    except (OSError, ValueError):
        return "没有这个网站"
    if not inside and not all(address.is_global for address in found):
        return "内网地址，外面的人打不开"
    try:
        with requests.get(url, timeout=PATIENCE, allow_redirects=False, stream=True) as answer:
            return "那边没有这一页了" if answer.status_code in GONE else ""
    except (requests.RequestException, ValueError):
        return "那边没有回应"
