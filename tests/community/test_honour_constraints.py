"""What the database itself refuses of boards and objections, each constraint by a row that breaks nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from community.honours.models import Line, Roll, Withdrawal
from community.people.actor import Channel
from community.records.models import Audience
from community.voices.models import Objection, ObjectionEvent
from tests.factories import District, later

pytestmark = pytest.mark.django_db


def roll(here: District) -> Roll:
    given = {"measure": "fulfilled", "kind": "people", "period": "2026-Q3", "most": 3, "took_part": 1}
    return Roll.objects.create(at=later(), by=here.worker, **given)


def line(at: Roll, **who: Any) -> Line:
    return Line.objects.create(roll=at, figure=1, **who)


def twice(here: District, **who: Any) -> None:
    at = roll(here)
    line(at, **who)
    line(at, **who)


def withdrawn(here: District, **what: Any) -> None:
    Withdrawal.objects.create(reason="重新核", by=here.worker, at=later(), **what)


def objection(**changes: Any) -> Objection:
    given = {"receipt": "123456789012", "subject": "wish:1", "title": "一件事", "address": "/", "sealed": True}
    return Objection.objects.create(**given | {"raised_at": later(), "due_at": later(days=7)} | changes)


def event(of: Objection) -> None:
    given = {"step": "voice", "outcome": "raise", "after": "open", "channel": Channel.WEB, "audience": Audience.STAFF}
    ObjectionEvent.objects.create(objection=of, seq=1, at=later(), **given)


def taken_back_twice(here: District, *, whole: bool) -> None:
    at = roll(here)
    one = None if whole else line(at, user=here.member)
    for _ in range(2):
        withdrawn(here, roll=at, line=one)


def two_events() -> None:
    one = objection()
    event(one)
    event(one)


BREAKINGS: dict[str, Callable[[District], object]] = {
    "a_line_is_of_one": lambda here: line(roll(here), user=here.member, organisation=here.branch),
    "a_person_once_on_a_roll": lambda here: twice(here, user=here.member),
    "an_organisation_once_on_a_roll": lambda here: twice(here, organisation=here.branch),
    "a_community_once_on_a_roll": lambda here: twice(here, region=here.community),
    "a_roll_is_taken_back_once": lambda here: taken_back_twice(here, whole=True),
    "honours.withdrawal.line": lambda here: taken_back_twice(here, whole=False),
    "voices.objection.receipt": lambda here: [objection(), objection()],
    "due_after_it_was_raised": lambda here: objection(due_at=later() - timedelta(days=1)),
    "answered_needs_no_reminder": lambda here: objection(answered_at=later(), remind_at=later()),
    "one_objection_event_per_seq": lambda here: two_events(),
}


@pytest.mark.parametrize("constraint", BREAKINGS)
def test_the_database_refuses(here: District, constraint: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BREAKINGS[constraint](here)
