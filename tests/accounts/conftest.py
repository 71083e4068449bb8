import re
import time
from collections.abc import Callable

import pytest
from django.core.cache import cache

from community.records.models import Notice
from tests.accounts.people import PASSWORD


@pytest.fixture(autouse=True)
def _no_throttle_of_others() -> None:
    cache.clear()


@pytest.fixture
def texts() -> Callable[[str], list[str]]:
    """`texts(phone)`: what that phone was sent, oldest first."""

    def sent(phone: str) -> list[str]:
        return [n.text for n in Notice.objects.filter(user=None).order_by("pk") if n.address == phone]

    return sent


@pytest.fixture
def digits(texts: Callable[[str], list[str]]) -> Callable[[str], str]:
    """`digits(phone)`: the code in the last message to that phone; fails when there is none."""

    def last(phone: str) -> str:
        found = re.findall(r"验证码 (\d{6})", texts(phone)[-1])
        return found[0]

    return last


@pytest.fixture
def wait(monkeypatch):
    """`wait(31 * MINUTE)`: so much later for sessions, counted from the start of the test."""
    began, passed = time.time(), [0]
    monkeypatch.setattr("config.idle.time.time", lambda: began + passed[0])

    def pass_by(seconds):
        passed[0] += seconds

    return pass_by


@pytest.fixture
def people(here):
    for user in (here.worker, here.second_worker, here.resident, here.manager):
        user.set_password(PASSWORD)
        user.save()
    return here
