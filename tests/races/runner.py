"""Sixteen people press the same button in the same instant, over HTTP."""

import http.client
import json
import re
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.server import Server

TOKEN = "a" * 32


def request(
    server: Server, method: str, path: str, session: str, form: dict[str, str] | None = None
) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
    body = None
    if form is not None:
        body = urlencode(form)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def pin_of(server: Server, code: str, outcome: str, session: str) -> str:
    status, page = request(server, "GET", f"/wishes/{code}/{outcome}/", session)
    found = re.search(r'name="pin" value="([^"]+)"', page)
    assert found, f"{status}: no form at /wishes/{code}/{outcome}/"
    return found.group(1)


def race(server: Server, code: str, entries: list[tuple[str, str, dict[str, str]]]) -> Counter[str]:
    """All entries (session, outcome, form) at once on one wish; how many were answered how."""
    return race_over(server, [(session, code, outcome, form) for session, outcome, form in entries])


def race_over(server: Server, entries: list[tuple[str, str, str, dict[str, str]]]) -> Counter[str]:
    """As ``race``, over several wishes: (session, code, outcome, form)."""
    start = threading.Barrier(len(entries))

    def run(entry: tuple[str, str, str, dict[str, str]]) -> str:
        session, code, outcome, form = entry
        start.wait()
        return answer(*request(server, "POST", f"/wishes/{code}/{outcome}/", session, form))

    with ThreadPoolExecutor(len(entries)) as pool:
        return Counter(pool.map(run, entries))


# By status: what a loser reads. Somebody was first; or there is nothing left, or his hands are full.
REFUSALS = {409: ("刚刚被", "办过了"), 403: ("已经够了", "现在只差", "手上已有")}


def answer(status: int, page: str) -> str:
    """won, refused by name (a sentence that says why), or failed (anything else: a fault to its reader)."""
    if status == 302:
        return "won"
    return "refused" if any(words in page for words in REFUSALS.get(status, ())) else f"failed {status}"


def soon() -> str:
    return (date.today() + timedelta(days=7)).isoformat()  # noqa: DTZ011 - any day ahead


def runners(server: Server) -> dict[str, Any]:
    return json.loads((server.database.folder / "race.json").read_text())
