"""Of a sheet that waits, nothing can be read in the database: no phone, no name, no address, no 原话."""

import pytest
from django.core.serializers import serialize
from django.db import connection

from community.people.actor import Channel
from tests.factories import District, as_, later
from tests.imports.sheets import csv, row
from workflows.imports import batches
from workflows.models import ImportBatch

pytestmark = pytest.mark.django_db

PLANTED = {
    "姓名": "欧阳若梅",
    "联系电话": "13900007788",
    "家庭住址": "麦田里九十九幢",
    "诉求内容": "医生说要静养",
}
FILE_NAME = "欧阳若梅的心愿.csv"


def dump() -> str:
    """Every stored value of every table, as the database holds it."""
    with connection.cursor() as cursor:
        return "\n".join(
            str(stored)
            for table in connection.introspection.table_names(cursor)
            for stored in cursor.execute(f'SELECT * FROM "{table}"') or cursor
        )


def assert_unreadable(text: str) -> None:
    for secret in (*PLANTED.values(), FILE_NAME):
        assert secret not in text


@pytest.fixture
def waiting(here: District) -> ImportBatch:
    content = csv(row(1, **PLANTED), row(2, **PLANTED | {"联系电话": "139000077"}))
    return batches.check(content, file_name=FILE_NAME, by=as_(here.worker, channel=Channel.IMPORT), at=later())


def test_the_dump_shows_plain_values_where_there_are_any(here):
    assert "麦田里社区" in dump()


def test_a_sheet_that_waits_cannot_be_read(waiting):
    assert (waiting.good, waiting.bad) == (1, 1)
    assert_unreadable(dump())


def test_nor_after_it_came_in(waiting, here):
    batches.carry_on(waiting, by=as_(here.worker, channel=Channel.IMPORT), at=later())
    assert_unreadable(dump())


def test_errors_quote_nothing(waiting):
    assert_unreadable(str(waiting) + repr(waiting) + str(waiting.rows.first()))
    assert serialize("json", [waiting])  # and only whoever holds the key reads more


def test_nor_do_the_pages_of_the_database_file(waiting):
    content = connection.connection.serialize() if connection.vendor == "sqlite" else dump().encode()
    assert "麦田里社区".encode() in content
    for secret in (*PLANTED.values(), FILE_NAME):
        assert secret.encode() not in content
