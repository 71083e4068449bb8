"""Rules that nobody has read yet."""

import pytest
from django.core.cache import cache


@pytest.fixture
def fresh_cache() -> None:
    cache.clear()
