"""Rules change by two people: what one proposes has no effect before another has approved it."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from community.people.refusal import Refused
from community.people.roles import Role
from community.records import rules
from community.records.approval import State
from community.wishes.models import Terms
from tests.community.proposals import Propose, approve, each, propose_number, propose_terms
from tests.factories import District, as_, holder, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_cache")]


# Who may

WHO = [
    *("worker", "grid_worker", "clerk", "coordinator", "reviewer", "district_reviewer"),
    *("manager", "agent", "member", "resident", "wisher", "outsider", "superuser"),
]


@each
def test_only_who_keeps_the_rules_proposes_approves_and_closes(here: District, propose: Propose) -> None:
    offices = [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.SUPERVISOR, Role.EDITOR]
    others = [holder(role.value, role, here.district) for role in offices]
    row = None
    for user in [*(getattr(here, who) for who in WHO), *others]:
        with pytest.raises(Refused, match="not_yours"):
            propose(here, user)
        row = row or propose(here)
        with pytest.raises(Refused, match="not_yours"):
            rules.approve(row, by=as_(user), at=later(hours=1))
        with pytest.raises(Refused, match="not_yours"):
            rules.close(row, reason="不行", by=as_(user), at=later(hours=1))
    assert row and type(row)._default_manager.get(pk=row.pk).state == State.WAITING


@each
def test_nobody_approves_his_own(here: District, propose: Propose) -> None:
    row = propose(here)
    with pytest.raises(Refused, match="own_proposal"):
        rules.approve(row, by=as_(here.admin), at=later(hours=1))


@each
def test_the_database_itself_keeps_the_two_apart(here: District, propose: Propose) -> None:
    row = propose(here)
    marks: dict[str, Any] = {"approved_by": here.admin, "approved_at": later(hours=1)}
    if isinstance(row, Terms):
        marks["version"] = 2
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**marks)


@each
def test_an_approval_without_its_person_or_a_reason_is_no_row(here: District, propose: Propose) -> None:
    row = propose(here)
    rows = type(row)._default_manager.filter(pk=row.pk)
    halves: list[tuple[dict[str, Any], str]] = [
        ({"approved_by": here.second_admin}, "approval_is_whole"),
        ({"closed_at": later(hours=1)}, "closing_is_whole"),
        ({"closed_at": later(hours=1), "closed_by": here.second_admin}, "closing_is_whole"),
        ({"reason": ""}, "has_a_reason"),
        ({"closed_at": later(hours=-1), "closed_by": here.second_admin, "closing": "不行"}, "decided_after_proposal"),
    ]
    for half, name in halves:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**half)


# What is decided stays


@each
@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = reason WHERE id = %s", "DELETE FROM {} WHERE id = %s"])
@pytest.mark.parametrize("decide", ["approve", "close"])
def test_what_is_decided_is_not_rewritten(here: District, propose: Propose, statement: str, decide: str) -> None:
    row = propose(here)
    if decide == "approve":
        approve(here, row)
    else:
        rules.close(row, reason="不行", by=as_(here.second_admin), at=later(hours=1))
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        cursor.execute(statement.format(row._meta.db_table), [row.pk])


@each
def test_a_decision_is_made_once(here: District, propose: Propose) -> None:
    row = propose(here)
    approve(here, row)
    with pytest.raises(Refused, match="decided"):
        rules.approve(row, by=as_(here.second_admin), at=later(hours=2))
    with pytest.raises(Refused, match="decided"):
        rules.close(row, reason="不行", by=as_(here.second_admin), at=later(hours=2))


@each
@pytest.mark.parametrize("who,state", [("admin", State.WITHDRAWN), ("second_admin", State.REJECTED)])
def test_a_closed_proposal_makes_room_for_the_next(here: District, propose: Propose, who: str, state: State) -> None:
    row = propose(here)
    with pytest.raises(Refused, match="no_reason"):
        rules.close(row, reason="", by=as_(getattr(here, who)), at=later(hours=1))
    assert rules.close(row, reason="再想想", by=as_(getattr(here, who)), at=later(hours=1)).state == state
    with pytest.raises(Refused, match="decided"):
        rules.approve(row, by=as_(here.second_admin), at=later(hours=2))
    assert propose(here, at=later(hours=2)).state == State.WAITING


@pytest.mark.parametrize("propose", [propose_number, propose_terms])
def test_one_change_of_a_thing_waits_at_a_time(here: District, propose: Propose) -> None:
    propose(here)
    with pytest.raises(Refused, match="waiting_already"):
        propose(here, here.second_admin, valid_from=later(days=3))


@pytest.mark.parametrize("propose", [propose_number, propose_terms])
def test_nothing_is_changed_for_days_gone_by(here: District, propose: Propose) -> None:
    with pytest.raises(Refused, match="past"):
        propose(here, valid_from=later(seconds=-1))
    row: Any = propose(here)
    with pytest.raises(IntegrityError, match="the_past"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(valid_from=later(days=-1))


@each
def test_a_change_needs_a_reason(here: District, propose: Propose) -> None:
    row = propose(here)
    row.pk, row.reason = None, ""
    with pytest.raises(Refused, match="no_reason"):
        rules.put_forward(row, by=as_(here.admin), at=later())
