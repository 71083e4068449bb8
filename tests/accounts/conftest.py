import re
from collections.abc import Callable

import pytest
from django.core.cache import cache

from community.records.models import Notice


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
