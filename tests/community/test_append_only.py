"""History, ledger and looks at contact data are written once: the database itself refuses a change."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from wagtail.models import Page

from cms.review.models import Aftercheck, Release, Signature
from community.honours.measures import Kind, Scope
from community.honours.operations import fix, withdraw
from community.honours.periods import Period
from community.people.operations import reveal
from community.people.roles import Role
from community.records import rules, triggers
from community.voices.operations import Raising, raise_objection
from community.voices.subjects import Subject
from tests.factories import District, as_, holder, later, step
from tests.workflows import paths

pytestmark = pytest.mark.django_db

EXPECTED = {
    *("people_reveal", "points_entry", "records_holiday", "wishes_wishevent", "voices_objectionevent"),
    *("honours_roll", "honours_line", "honours_evidence", "honours_withdrawal"),
    *("review_signature", "review_release", "review_aftercheck"),
}


@pytest.fixture
def filled(here: District) -> Any:
    days = [(date(2027, 1, 1), "rest", "元旦")]
    rules.propose_days(name="元旦", days=days, reason="国办通知", by=as_(here.admin), at=later())
    wish = step(paths.to_verify(here), "approve", here.reviewer)
    raise_objection(Raising(Subject(wish.subject, "一个心愿", "/"), "没有办", sealed=True), at=later())
    editor, quarter = as_(holder("editor", Role.EDITOR, here.district)), Scope(Kind.PEOPLE, Period.read("2026-Q4"))
    roll = fix(measure="fulfilled", scope=quarter, most=3, by=editor, at=later(days=60))
    withdraw(roll=roll, reason="重新核", by=editor, at=later(days=60))
    page, who = Page.objects.filter(depth=2).get(), {"user": here.admin, "at": later()}
    Signature.objects.create(page=page, round_id=1, revision_id=1, stage=1, **who)
    release = Release.objects.create(
        page=page, kind=Release.Kind.URGENT, title="停水", reason="停水", due_at=later(days=1), **who
    )
    Aftercheck.objects.create(release=release, keep=True, **who)
    return reveal(by=as_(here.worker), subject=wish.subject, field="phone", reason="回访", at=later())


def test_the_tables_are_these() -> None:
    assert set(triggers.tables()) == EXPECTED


@pytest.mark.parametrize("table", sorted(EXPECTED))
@pytest.mark.parametrize("statement", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_raw_sql_cannot_change_them(filled: Any, table: str, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement.format(table=table))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_production_refuses_truncate(filled: Any, settings: Any) -> None:
    settings.REFUSE_TRUNCATE = True
    triggers.install(apps.get_app_config("points"), "default")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE points_entry")
