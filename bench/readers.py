"""How many readers a server answers from the page cache, beside a bare view that sends the same bytes; then how many
pages are still kept while ten wishes a minute change. Prints {"throughput": rows, "kept": rows} as JSON.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from random import Random
from statistics import median
from typing import Any
from urllib.parse import quote

import django

django.setup()

from django.core.cache import caches  # noqa: E402 - Django must be set up first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.lives import changes  # noqa: E402
from cms.models import ArticlePage, PolicyPage  # noqa: E402
from community.people.models import Region  # noqa: E402
from community.wishes.models import Wish  # noqa: E402

ROUNDS, REQUESTS, READERS = 21, 100, 4
SECONDS, A_SECOND, EVERY = 120, 15, 6  # so many requests in each second, a change every six
# Of a hundred requests.
MIX = {"home": 30, "column": 15, "article": 25, "policy": 5, "wall": 15, "wish": 10}


def pages() -> dict[str, str]:
    wish = Wish.objects.on_wall().open().order_by("pk")[0]
    return {
        "home": "/",
        "column": "/news/",
        "article": "/news/bench-0/",
        "policy": "/policies/lifts/",
        "wall": "/wishes/",
        "wish": wish.get_absolute_url(),
    }


@contextmanager
def server() -> Iterator[int]:
    """The server that `make run` starts, with its one worker; gives the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "granian", "--interface", "wsgi", "--workers", "1"]
    threads = 2 * (os.cpu_count() or 1) + 1
    command += ["--port", str(port), "--blocking-threads", str(threads), "--log-level", "warning"]
    running = subprocess.Popen([*command, "config.wsgi:application"], stdout=sys.stderr)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait()


def throughput() -> list[dict[str, Any]]:
    rates: dict[str, list[tuple[float, float]]] = {name: [] for name in pages()}
    with server() as port, ThreadPoolExecutor(READERS) as readers:
        asked = [HTTPConnection("127.0.0.1", port) for _ in range(READERS)]
        for turn in range(ROUNDS + 1):
            for name, address in pages().items():
                kept, bare = (rate(readers, asked, one) for one in (address, f"/bare/?of={quote(address)}"))
                if turn:  # the first fills the cache
                    rates[name].append((kept, bare))
    return [
        {
            "name": name,
            "rate": round(median(kept for kept, _ in pairs)),
            "bare_rate": round(median(bare for _, bare in pairs)),
            "ratio": round(median(kept / bare for kept, bare in pairs), 2),
        }
        for name, pairs in rates.items()
    ]


def rate(readers: ThreadPoolExecutor, asked: list[HTTPConnection], address: str) -> float:
    """Answers a second."""

    def read(one: HTTPConnection) -> None:
        for _ in range(REQUESTS // READERS):
            one.request("GET", address)
            answer = one.getresponse()
            answer.read()
            if answer.status != 200:
                sys.exit(f"{address}: {answer.status}")

    started = time.perf_counter()
    list(readers.map(read, asked))
    return REQUESTS / (time.perf_counter() - started)


def kept() -> list[dict[str, Any]]:
    """Simulated time. An entry lives for a minute: here all of them end together, so that rather fewer are found."""
    random, change, some = Random(0), changes(), addresses()
    asked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    places = ["", "", "", *Region.objects.filter(depth=3).values_list("slug", flat=True)[:3]]
    for second in range(SECONDS):
        if second % 60 == 0:
            caches["pages"].clear()
        if second % EVERY == 0:
            next(change)
        for kind in random.choices([*MIX], [*MIX.values()], k=A_SECOND):
            reader = Client()
            reader.cookies["community"] = random.choice(places)
            likely = int(random.expovariate(1 / 6)) % len(some[kind])  # a few are read most
            asked[kind] += 1
            found[kind] += is_kept(reader, some[kind][likely])
    rows = {"all": (found.total(), asked.total())} | {kind: (found[kind], asked[kind]) for kind in MIX}
    return [{"name": name, "requests": of, "kept": round(n / of, 2)} for name, (n, of) in rows.items()]


def addresses() -> dict[str, list[str]]:
    def newest(model: Any) -> list[str]:
        return [page.url for page in model.objects.live().order_by("-first_published_at")[:20]]

    wishes = Wish.objects.on_wall().open().order_by("-pk")[:20]
    return {
        "home": ["/"],
        "column": ["/news/"] * 6 + ["/policies/"] * 3 + ["/news/?page=2"],
        "article": newest(ArticlePage),
        "policy": newest(PolicyPage),
        "wall": ["/wishes/"] * 6 + ["/wishes/?status=fulfilled", "/wishes/?status=open"],
        "wish": [wish.get_absolute_url() for wish in wishes],
    }


def is_kept(reader: Client, address: str) -> bool:
    """A kept page asks for the marks and for nothing else."""
    with CaptureQueriesContext(connection) as asked:
        answer = reader.get(address)
    if answer.status_code != 200:
        sys.exit(f"{address}: {answer.status_code}")
    return len(asked) == 1


if __name__ == "__main__":
    json.dump({"throughput": throughput(), "kept": kept()}, sys.stdout)
