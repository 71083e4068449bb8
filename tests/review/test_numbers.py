"""The numbers the editors' rules stand on: until the desk says otherwise, and when it does."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from cms.models import ArticlePage
from cms.review import operations, upkeep
from cms.review.operations import Answer
from tests.community.rows import paper
from tests.factories import as_, later, number

TOLD = "<p>老周带着水平尺又来了一趟，把松了的螺丝拧紧，大家座上去试了试。{}</p>"


@pytest.fixture
def said(desk):
    """``said(key, value)``: another number is in force."""
    two: Any = SimpleNamespace(admin=desk.author, second_admin=desk.first)
    return lambda key, value: number(two, key, value, later(days=-1))


def corrected(desk, letters):
    """What comes of a correction that adds so many letters."""
    desk.submit()
    desk.sign(desk.first)
    desk.edit(desk.second, body=TOLD.format("好" * letters))
    return desk.sign(desk.second)


@pytest.mark.parametrize(
    "most, letters, answer",
    [(50, 50, Answer.SIGNED), (50, 51, Answer.RESTARTED), (20, 20, Answer.SIGNED), (20, 21, Answer.RESTARTED)],
)
def test_a_correction_is_short(desk, said, most, letters, answer):
    if most != 50:
        said("review.correction.most", most)

    assert corrected(desk, letters) == answer


@pytest.mark.parametrize("hours", [24, 12])
def test_what_was_urgent_is_read_again_soon(desk, said, hours):
    if hours != 24:
        said("review.urgent.hours", hours)
    page = desk.fresh
    seen = operations.version_of(page.latest_revision)

    made = operations.publish_urgently(page=page, by=as_(desk.final), at=later(), seen=seen, reason="停水")

    assert made.due_at == later(hours=hours)


@pytest.mark.parametrize("column, key, default", [("news", "news", 14), ("policies", "papers", 180)])
def test_a_column_that_stands_still_is_named(desk, said, policy_in, column, key, default):
    def named(days):
        return column in {found.slug for found, _ in upkeep.columns(at + timedelta(days=days, minutes=1))}

    at = policy_in(column)

    assert (named(default - 1), named(default)) == (False, True)
    said(f"review.column.{key}", default - 5)
    assert (named(default - 6), named(default - 5)) == (False, True)


@pytest.fixture
def policy_in(desk):
    """The moment the only piece of that column came out."""

    def put(column):
        page = paper("one") if column == "policies" else desk.fresh
        type(page).objects.filter(pk=page.pk).update(live=True, first_published_at=later())
        ArticlePage.objects.exclude(pk=page.pk).update(live=False)
        return later()

    return put
