import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh(clock):
    """Every test begins at the same moment, with nothing counted against the visitor."""
    cache.clear()


@pytest.fixture
def as_user(client):
    """`as_user(here.worker)`: the client, logged in."""

    def log_in(user):
        client.force_login(user)
        return client

    return log_in
