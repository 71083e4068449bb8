"""Somebody can always act, and where soon nobody can, the street sees it before it happens (design.md §5)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.people.models import Cover, User
from community.people.operations import end, grant
from community.people.roles import Role
from community.wishes.models import Status, Wish
from community.wishes.queries import bar
from tests.factories import MORNING, SINCE, District, as_, holder, later, step
from tests.workflows import paths
from workflows import staffing

pytestmark = pytest.mark.django_db
TODAY = MORNING.date()


def leave(user: User) -> None:
    for membership in user.memberships.all():
        end(membership=membership, on=TODAY - timedelta(days=1))


def away(absent: User, substitute: User) -> None:
    Cover.objects.create(absent=absent, substitute=substitute, starts_on=TODAY, ends_on=TODAY)


def told(here: District, **extra: Any) -> set[tuple[str, int, str]]:
    found = staffing.gaps([here.district.path], later(hours=5), **extra)
    return {(gap.status.value, gap.count, gap.reason) for gap in found}


def listed(here: District) -> set[int]:
    found = staffing.gaps([here.district.path], later(hours=5))
    return {pk for gap in found for pk in Wish.objects.live().filter(gap.cut).values_list("pk", flat=True)}


def test_with_enough_people_nothing_is_told_but_the_street_s_only_coordinator(here: District) -> None:
    for place in ("screen", "accept", "transfer", "verify"):
        paths.AT[place](here)
    assert told(here) == set()
    paths.to_coordinate(here)
    assert told(here) == {("coordinating", 1, f"只有 1 人能协调：{here.coordinator}")}


def test_with_one_worker_left_every_step_of_hers_is_told(here: District) -> None:
    for place in ("screen", "screen", "amend", "confirm_claim", "transfer"):
        paths.AT[place](here)
    leave(here.second_worker)
    assert told(here) == set()
    User.objects.filter(pk=here.third_worker.pk).update(is_active=False)
    only = f"：{here.worker}"
    assert told(here) == {
        ("screening", 2, f"只有 1 人能审核{only}"),
        ("amending", 1, f"只有 1 人能补充{only}"),
        ("claim_confirming", 1, f"只有 1 人能确认认领{only}"),
        ("transferred", 1, f"只有 1 人能转办{only}"),
    }
    leave(here.worker)
    assert ("screening", 2, "没有人能审核") in told(here)


def test_who_is_away_does_not_count_and_who_stands_in_does(here: District) -> None:
    paths.to_screen(here)
    leave(here.second_worker)
    away(here.third_worker, here.worker)
    assert told(here) == {("screening", 1, f"只有 1 人能审核：{here.worker}")}
    Cover.objects.update(substitute=here.sister_worker)
    assert told(here) == set()


def test_a_reviewer_with_a_part_does_not_count(here: District) -> None:
    wish, clean = paths.to_verify(here), paths.to_verify(here)
    leave(here.district_reviewer)
    grant(user=here.worker, role=Role.STREET_REVIEWER, region=here.street, starts_on=SINCE)
    leave(here.second_reviewer)
    assert told(here) == {("verifying", 2, f"只有 1 人能验收：{here.reviewer}；其他人都参与过")}
    assert bar(wish=clean, by=as_(here.worker))
    assert listed(here) == {wish.pk, clean.pk}


@pytest.mark.parametrize("part", ["wisher", "same_phone", "proxy", "member", "former_member", "hand"])
def test_the_list_and_the_door_agree_who_is_barred(here: District, part: str) -> None:
    """Two reviewers; one of them is barred by the door exactly when the wish is told."""
    leave(here.district_reviewer)
    free, wish = paths.to_verify(here), None
    unit = step(step(paths.to_branch_act(here), "done", here.member, report="好了"), "satisfied", here.wisher)
    wish = unit if "member" in part else paths.to_verify(here)
    judge = here.second_reviewer
    if part == "wisher":
        Wish.objects.filter(pk=wish.pk).update(wisher=judge)
    elif part == "same_phone":
        judge.phone = "13911112222"
        judge.save()
        Wish.objects.filter(pk=wish.pk).update(phone_lookup=judge.phone_lookup)
    elif part == "proxy":
        Wish.objects.filter(pk=wish.pk).update(proxied_by=judge)
    elif part == "hand":
        wish.hands.create(user=judge, side="doing", part="caller", at=later())
    else:
        held = grant(user=judge, role=Role.MEMBER, organisation=here.branch, starts_on=SINCE)
        if part == "former_member":
            end(membership=held, on=TODAY + timedelta(days=1))
    for one in (free, unit, Wish.objects.get(pk=wish.pk)):
        assert bool(bar(wish=one, by=as_(judge))) == (one.pk in listed(here)), part
    assert wish.pk in listed(here) and free.pk not in listed(here)


def test_what_the_street_did_itself_needs_two_of_the_district(here: District) -> None:
    wish = step(
        paths.to_coordinate(here), "assign", here.coordinator,
        handler=paths.membership_of(here.office_manager, here.street_office),
    )  # fmt: skip
    wish = step(step(wish, "done", here.office_manager, report="好了"), "satisfied", here.wisher)
    assert told(here) == {("verifying", 1, f"只有 1 人能验收：{here.district_reviewer}；其他人都参与过")}
    holder("second_of_district", Role.DISTRICT_REVIEWER, here.district)
    assert told(here) == set()


def test_an_organisation_without_manager_that_is_asked_is_told(here: District) -> None:
    wish = paths.to_accept(here)
    assert told(here) == set()
    leave(here.manager)
    assert told(here) == {("offered", 1, "没有人能接单；麦田里党支部没有管理员")}
    assert listed(here) == {wish.pk}


def test_what_is_in_the_hands_of_one_who_left_is_told_when_nobody_else_of_his_can(here: District) -> None:
    paths.to_branch_act(here)
    leave(here.member)
    assert told(here) == set()
    leave(here.manager)
    assert told(here) == {("acting", 1, "没有人能办理；麦田里党支部没有管理员")}


def test_what_waits_for_the_wisher_or_for_anybody_is_not_told(here: District) -> None:
    paths.to_pool(here), paths.to_confirm(here)
    for user in (here.worker, here.second_worker, here.third_worker, here.coordinator):
        leave(user)
    assert told(here) == set()


def test_places_without_enough_people_are_named(here: District) -> None:
    short = {(v.place, v.role, v.people) for v in staffing.vacancies([here.district.path], later())}
    assert (here.sister.path, Role.COMMUNITY_WORKER, (str(here.sister_worker),)) in short
    assert (here.other_street.path, Role.STREET_REVIEWER, (str(here.far_reviewer),)) in short
    assert not [v for v in short if v[0] in {here.community.path, here.street.path}]
    leave(here.coordinator)
    first = staffing.vacancies([here.street.path], later())[0]
    assert (first.place, first.reason) == (here.street.path, "没有街道协调员在岗")


def test_a_street_sees_its_own_and_nobody_else_s(here: District) -> None:
    paths.to_coordinate(here)
    assert staffing.gaps([here.other_street.path], later()) == []
    assert len(staffing.gaps([here.street.path], later())) == 1


def test_before_somebody_goes_it_is_said_what_would_be_missing(here: District) -> None:
    paths.to_screen(here)
    assert staffing.left_short(here.worker, later(), here.second_worker) == []
    leave(here.third_worker)
    assert staffing.left_short(here.worker, later(), here.sister_worker) == []
    assert staffing.left_short(here.worker, later(), here.second_worker) == [
        f"麦田里社区只有 1 位社区工作者：{here.second_worker}",
        f"麦田里社区待审核 1 件，只有 1 人能审核：{here.second_worker}",
    ]


@pytest.mark.parametrize("many", [1, 6])
def test_the_number_of_queries_does_not_grow_with_the_wishes(here: District, many: int) -> None:
    make: list[Callable[[District], Wish]] = [paths.to_screen, paths.to_accept, paths.to_transfer]
    for _ in range(many):
        for one in make:
            one(here)
    with CaptureQueriesContext(connection) as asked:
        staffing.gaps([here.district.path], later())
    assert len(asked) <= 8


def test_the_staff_of_the_design_finishes_every_category_by_standing_in(here: District) -> None:
    """Three workers, a coordinator, two reviewers; one worker and one reviewer away, each with a substitute."""
    from tests.workflows.test_duty import finish

    away(here.third_worker, here.second_worker)
    away(here.second_reviewer, here.coordinator)
    leave(here.district_reviewer)
    for slug in ("service-repair", "appeal-noise", "question-policy"):
        assert finish(here, slug).status in {Status.FULFILLED, Status.ANSWERED}
    assert told(here) == set()
