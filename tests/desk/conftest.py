"""The desk on a fixed morning: `sign_in(person)` is a browser at it, `clock.at` the time of day there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from community.people.models import User
from tests.factories import District, later


@dataclass
class Clock:
    at: datetime


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(later(hours=2))
    monkeypatch.setattr(timezone, "now", lambda: clock.at)
    return clock


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def admin(here: District, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(here.admin)


@pytest.fixture
def second(here: District, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(here.second_admin)
