"""The tables of who may run whole on PostgreSQL; ``make test`` lets a tenth of them stand for the rest on SQLite."""

import os
from zlib import crc32

import pytest

TABLES = ("test_permissions.py", "test_http_permissions.py")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("PERMISSION_CELLS") != "a tenth":
        return
    left_out = {i for i in items if i.path.name in TABLES and "[" in i.name and crc32(i.name.encode()) % 10}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]
