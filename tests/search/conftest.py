from datetime import date, timedelta
from pathlib import Path

import pytest

from community.search.operations import entry, rebuild

HERE = Path(__file__).parent
NEW_YEAR = date(2026, 1, 1)


def lines(name):
    return [line for line in (HERE / name).read_text().splitlines() if line and not line.startswith("#")]


def texts():
    return [line.split("|") for line in lines("texts.txt")]


def entries():
    return [
        entry(key=key, kind=kind, title=title, text=text, day=NEW_YEAR + timedelta(days=n))
        for n, (key, kind, title, text) in enumerate(texts())
    ]


@pytest.fixture
def indexed(db):
    rebuild(entries())
