"""People at work while things break. Whoever gets no answer does what a person does: sends the same form again."""

import html
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import TypeVar
from uuid import uuid4

from tests.races.runner import pin_of, request, soon
from tests.server import Server

PATIENCE = 120  # seconds one step may take, with everything that breaks meanwhile
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
Form = dict[str, str]
T = TypeVar("T")


class Crowd:
    """Each wish is claimed and reported done. ``acknowledged``: (code, outcome) of what people were told is done."""

    def __init__(self, server: Server, codes: list[str], sessions: list[str]) -> None:
        self.server = server
        self.work = [(code, sessions[n % len(sessions)]) for n, code in enumerate(codes)]
        self.acknowledged: list[tuple[str, str]] = []
        self.answers: Counter[str] = Counter()
        self.again: list[tuple[Form, Form]] = []  # what was sent, and what the page of a failure offers to send again
        self._lock = threading.Lock()

    def run(self, *breaks: Callable[[], None], threads: int = 4) -> None:
        """All the work, with each of ``breaks`` at its even share of the way."""
        steps = 2 * len(self.work)
        with ThreadPoolExecutor(threads) as pool:
            done = [pool.submit(self._take_on, code, session) for code, session in self.work]
            for n, trouble in enumerate(breaks, start=1):
                while len(self.acknowledged) < steps * n // (len(breaks) + 1):
                    failed = next((f for f in done if f.done() and f.exception()), None)
                    if failed:
                        failed.result()
                    time.sleep(0.01)
                trouble()
            for future in done:
                future.result()

    def _take_on(self, code: str, session: str) -> None:
        self._step(code, "claim", session, {"plan": "周六上门", "promised_on": soon()})
        self._step(code, "done", session, {"report": "都办好了"})

    def _step(self, code: str, outcome: str, session: str, words: Form) -> None:
        deadline = time.monotonic() + PATIENCE
        pin = self._patiently(deadline, lambda: pin_of(self.server, code, outcome, session))
        form = words | {"pin": pin, "key": uuid4().hex}

        def send() -> None:
            status, page = request(self.server, "POST", f"/wishes/{code}/{outcome}/", session, form)
            with self._lock:
                self.answers[str(status)] += 1
                if status == 503:
                    self.again.append((form, offered(page)))
            assert status == 302, f"{status} for {outcome}"

        self._patiently(deadline, send)
        with self._lock:
            self.acknowledged.append((code, outcome))

    def _patiently(self, deadline: float, do: Callable[[], T]) -> T:
        while True:
            try:
                return do()
            except (OSError, HTTPException, AssertionError) as error:
                refused = isinstance(error, AssertionError) and not str(error).startswith("503")
                if refused or time.monotonic() > deadline:
                    raise
                with self._lock:
                    self.answers["no answer"] += not isinstance(error, AssertionError)
                time.sleep(0.2)


def offered(page: str) -> Form:
    """The fields that 再试一次 would send."""
    fields = {name: html.unescape(text) for name, text in HIDDEN.findall(page)}
    fields.pop("csrfmiddlewaretoken", None)
    return fields
