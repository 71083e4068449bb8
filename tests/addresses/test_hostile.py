"""Whatever is sent to whatever address, the answer is a sentence with the right status, in time, never a fault."""

import time
from collections.abc import Iterable

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.addresses.cast import Cast, make_cast
from tests.addresses.hostile import Request, requests
from tests.factories import District

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PATIENCE = 3.0  # seconds of our own work for one answer


def faults(cast: Cast, sent: Iterable[Request]) -> list[str]:
    return [f"{word} after {request}" for request in sent if (word := fault(cast, request))]


def fault(cast: Cast, request: Request) -> str:
    """What is wrong with the answer; empty when nothing is. What it did is taken back."""
    client = cast.client(request.name)
    began = time.process_time()
    with transaction.atomic():
        answer = client.generic(
            request.method, request.address, request.body, request.kind, **request.headers
        )  # fmt: skip
        page = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    if answer.status_code >= 500:
        return str(answer.status_code)
    if b"Traceback (most recent" in page:
        return "a traceback"
    return "too slow" if time.process_time() - began > PATIENCE else ""


def test_a_form_without_its_field_is_shown_again(here: District) -> None:
    client = make_cast(here).client("worker")
    assert client.post("/admin/choose-external-link/", {"x": "1"}).json()["step"] == "external_link"


def test_hostile_requests_find_no_fault(here: District) -> None:
    cache.clear()
    cast = make_cast(here)
    assert faults(cast, requests(cast, seed=2026, number=400)) == []


@pytest.mark.prove
def test_two_thousand_hostile_requests_find_no_fault(here: District) -> None:
    cache.clear()
    cast = make_cast(here)
    assert faults(cast, requests(cast, seed=20261122, number=2000)) == []
