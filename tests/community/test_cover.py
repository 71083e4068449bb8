"""AB 岗: whoever is away has somebody in his place, for his days, his roles and nothing more."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from community.people.actor import Actor, Channel
from community.people.covering import arrange_cover, end_cover
from community.people.models import Cover, User
from community.people.operations import RoleRefused, end, grant
from community.people.refusal import Refused
from community.people.roles import Role, Verb
from community.wishes.models import Hand, Status
from tests.factories import MORNING, SHANGHAI, SINCE, District, as_, holder, later, public_version, step
from tests.workflows import paths
from workflows.wishes import history

pytestmark = pytest.mark.django_db
TODAY = MORNING.date()


def away(absent: User, substitute: User, by: User | None = None, **extra: Any) -> Cover:
    given = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=7), "at": MORNING} | extra
    return arrange_cover(absent=absent, substitute=substitute, by=as_(by or absent), **given)[0]


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=SHANGHAI)


def test_the_substitute_does_what_the_absent_colleague_may_there_and_only_there(here: District) -> None:
    away(here.worker, here.sister_worker)
    by = as_(here.sister_worker)
    assert by.may(Verb.WISH_SCREEN, area=here.community.path, at=later())
    assert by.may(Verb.WISH_SCREEN, area=here.sister.path, at=later())
    assert not by.may(Verb.WISH_SCREEN, area=here.far.path, at=later())
    assert not by.may(Verb.WISH_VERIFY, area=here.community.path, at=later())


def test_the_days_are_those_of_shanghai_both_included(here: District) -> None:
    away(here.worker, here.sister_worker, starts_on=TODAY + timedelta(days=1), ends_on=TODAY + timedelta(days=2))
    first, last = TODAY + timedelta(days=1), TODAY + timedelta(days=2)

    def may(moment: datetime) -> bool:
        return as_(here.sister_worker).may(Verb.WISH_SCREEN, area=here.community.path, at=moment)

    moments = [at(TODAY, 23, 59), at(first, 0), at(last, 23, 59), at(last + timedelta(days=1), 0)]
    assert [may(moment) for moment in moments] == [False, True, True, False]


def test_what_is_done_so_says_for_whom(here: District) -> None:
    away(here.worker, here.sister_worker)
    wish = step(paths.to_screen(here), "publish", here.sister_worker, **public_version())
    line = wish.events.get(outcome="publish")
    assert (line.actor, line.on_behalf_of) == (here.sister_worker, here.worker)
    told = history.told(wish, [line], {"public", "parties", "staff"})[0]
    assert told.hand == f"{here.sister_worker} 代 {here.worker} 办"
    assert history.told(wish, [line], {"public"})[0].hand == ""


def test_what_is_his_own_to_do_he_does_in_his_own_name(here: District) -> None:
    away(here.worker, here.second_worker)
    wish = step(paths.to_screen(here), "publish", here.second_worker, **public_version())
    assert wish.events.get(outcome="publish").on_behalf_of is None


def test_his_places_are_read_in_one_query_and_those_of_colleagues_in_two_when_his_do_not_do(here: District) -> None:
    away(here.worker, here.sister_worker)
    away(here.reviewer, here.sister_worker)
    with CaptureQueriesContext(connection) as asked:
        assert Actor(here.worker).may(Verb.WISH_SCREEN, area=here.community.path, at=later())
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert not Actor(here.worker).may(Verb.WISH_VERIFY, area=here.community.path, at=later())
    assert len(asked) == 2
    with CaptureQueriesContext(connection) as asked:
        by = Actor(here.sister_worker)
        assert len(list(by.capacities(later()))) == 3
        assert all(one.areas(Verb.WISH_SCREEN, later()) is not None for one in by.capacities(later()))
        assert by.may(Verb.WISH_VERIFY, area=here.community.path, at=later())
    assert len(asked) == 3


def test_a_substitute_is_not_what_the_colleague_is_privately(here: District) -> None:
    grant(user=here.worker, role=Role.ORG_MANAGER, organisation=here.branch, starts_on=SINCE)
    away(here.worker, here.sister_worker)
    by = as_(here.sister_worker)
    assert not by.organisations(Verb.WISH_ACCEPT, later())
    assert not by.belongs_to([here.branch.pk], later())
    assert not by.may(Verb.WISH_ACCEPT, organisation=here.branch, at=later())


def test_who_stands_in_for_a_reviewer_must_be_impartial_himself(here: District) -> None:
    away(here.reviewer, here.worker)
    wish = paths.to_verify(here)
    with pytest.raises(Refused, match="separation"):
        step(wish, "approve", here.worker)
    assert step(wish, "approve", here.second_reviewer).status == Status.FULFILLED


def test_nor_may_he_judge_in_the_name_of_one_who_did_it(here: District) -> None:
    """Else a reviewer would choose who judges his own deed."""
    wish = paths.to_act(here)
    wish.claims.update(user=here.reviewer)
    wish = step(step(wish, "done", here.resident, report="好了"), "satisfied", here.wisher)
    away(here.reviewer, here.sister_worker)
    with pytest.raises(Refused, match="separation"):
        step(wish, "approve", here.sister_worker)


def test_an_impartial_substitute_verifies(here: District) -> None:
    away(here.reviewer, here.sister_worker)
    wish = step(paths.to_verify(here), "approve", here.sister_worker)
    assert wish.status == Status.FULFILLED
    assert wish.hands.get(side=Hand.Side.JUDGING).user == here.sister_worker


def test_nobody_confirms_the_claim_of_whom_he_stands_in_for(here: District) -> None:
    wish = paths.to_confirm_claim(here)
    wish.claims.update(user=here.worker)
    away(here.worker, here.sister_worker)
    with pytest.raises(Refused, match="own_claim"):
        step(wish, "approve", here.sister_worker)
    assert step(wish, "approve", here.second_worker).status == Status.ACTING


def test_covers_do_not_chain(here: District) -> None:
    away(here.worker, here.sister_worker)
    with pytest.raises(Refused, match="covers_another"):
        away(here.sister_worker, here.coordinator)
    with pytest.raises(Refused, match="substitute_away"):
        away(here.third_worker, here.worker)
    Cover.objects.create(absent=here.sister_worker, substitute=here.coordinator, starts_on=TODAY, ends_on=TODAY)
    assert not as_(here.coordinator).may(Verb.WISH_SCREEN, area=here.community.path, at=later())
    assert as_(here.coordinator).may(Verb.WISH_SCREEN, area=here.sister.path, at=later())


def test_one_person_is_away_once_at_a_time(here: District) -> None:
    first = away(here.worker, here.second_worker)
    with pytest.raises(Refused, match="cover_overlaps"):
        away(here.worker, here.third_worker, starts_on=first.ends_on, ends_on=first.ends_on + timedelta(days=3))
    away(
        here.worker, here.third_worker, starts_on=first.ends_on + timedelta(days=1),
        ends_on=first.ends_on + timedelta(days=3),
    )  # fmt: skip
    assert Cover.objects.count() == 2


def test_sent_twice_it_is_one_arrangement(here: District) -> None:
    assert away(here.worker, here.second_worker) == away(here.worker, here.second_worker)
    assert Cover.objects.count() == 1


def test_back_early_the_substitute_is_himself_again_at_once(here: District) -> None:
    cover = away(here.worker, here.sister_worker)
    for _ in range(2):
        end_cover(cover=cover, by=as_(here.worker), at=later(hours=1))
    assert not as_(here.sister_worker).may(Verb.WISH_SCREEN, area=here.community.path, at=later(hours=2))
    assert Cover.objects.get().ended_by == here.worker
    away(here.worker, here.third_worker, at=later(hours=2))


@pytest.mark.parametrize("who", ["second_worker", "substitute", "far_coordinator", "reviewer", "manager", "superuser"])
def test_others_neither_arrange_nor_end_it(here: District, who: str) -> None:
    by = here.sister_worker if who == "substitute" else getattr(here, who)
    with pytest.raises(Refused, match="not_yours"):
        away(here.worker, here.sister_worker, by)
    cover = away(here.worker, here.sister_worker)
    with pytest.raises(Refused, match="not_yours"):
        end_cover(cover=cover, by=as_(by), at=later())


def test_the_street_arranges_it_for_its_people_and_no_others(here: District) -> None:
    away(here.worker, here.second_worker, here.coordinator)
    away(here.reviewer, here.second_reviewer, here.coordinator)
    grant(user=here.third_worker, role=Role.DISTRICT_REVIEWER, region=here.district, starts_on=SINCE)
    for user in (here.third_worker, here.district_reviewer, here.far_reviewer, here.resident):
        with pytest.raises(Refused, match="not_yours"):
            away(user, here.second_worker, here.coordinator)


@pytest.mark.parametrize("who", ["worker", "resident", "member", "superuser", "gone", "locked"])
def test_the_substitute_is_another_colleague_at_work(here: District, who: str) -> None:
    gone, locked = (holder(name, Role.COMMUNITY_WORKER, here.sister) for name in ("gone", "locked"))
    end(membership=gone.memberships.get(), on=TODAY - timedelta(days=1))
    User.objects.filter(pk=locked.pk).update(is_active=False)
    with pytest.raises(Refused, match="not_a_colleague"):
        away(here.worker, User.objects.get(username="root" if who == "superuser" else who))


@pytest.mark.parametrize("first,last", [(-9, -1), (3, 1), (0, 400)])
def test_the_days_must_make_sense(here: District, first: int, last: int) -> None:
    days: dict[str, Any] = {"starts_on": TODAY + timedelta(days=first), "ends_on": TODAY + timedelta(days=last)}
    with pytest.raises(Refused, match="days"):
        away(here.worker, here.second_worker, **days)


def test_nobody_stands_in_for_himself_whoever_writes_it(here: District) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Cover.objects.create(absent=here.worker, substitute=here.worker, starts_on=TODAY, ends_on=TODAY)


def test_who_no_longer_works_there_stands_in_for_nobody(here: District) -> None:
    away(here.worker, here.sister_worker)
    end(membership=here.sister_worker.memberships.get(), on=TODAY)
    may = [as_(here.sister_worker).may(Verb.WISH_SCREEN, at=moment) for moment in (later(), later(days=1))]
    assert may == [True, False]


def test_with_the_colleague_s_account_goes_what_is_done_in_his_name(here: District) -> None:
    away(here.worker, here.sister_worker)
    User.objects.filter(pk=here.worker.pk).update(is_active=False)
    assert not as_(here.sister_worker).may(Verb.WISH_SCREEN, area=here.community.path, at=later())


def test_standing_in_makes_nobody_hold_two_of_the_exclusive_roles(here: District) -> None:
    admin, security, audit = (
        holder(role.value, role, here.district) for role in (Role.DISTRICT_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
    )
    with pytest.raises(Refused, match="exclusive"):
        away(admin, security)
    away(admin, here.worker)
    with pytest.raises(Refused, match="exclusive"):
        away(audit, here.worker)
    with pytest.raises(RoleRefused, match="同一个人"):
        grant(user=here.worker, role=Role.AUDIT_ADMIN, region=here.district, starts_on=TODAY)
    away(here.reviewer, security)
    with pytest.raises(RoleRefused, match="同一个人"):
        grant(user=here.reviewer, role=Role.AUDIT_ADMIN, region=here.district, starts_on=TODAY)


def test_a_substitute_still_earns_and_lives_as_himself(here: District) -> None:
    clerk = holder("editor", Role.SUPERVISOR, here.street)
    away(here.worker, clerk)
    assert not as_(clerk).is_paid(later()) and as_(here.worker).is_paid(later())


def test_the_coordinator_s_substitute_keeps_what_she_transferred(here: District) -> None:
    due: dict[str, Any] = {"unit": "区住建局", "due_on": (TODAY + timedelta(days=5)).isoformat()}
    wish = step(paths.to_coordinate(here), "transfer", here.coordinator, **due)
    away(here.coordinator, here.reviewer)
    wish = step(wish, "answered", here.reviewer, text="明年修。")
    assert wish.events.get(outcome="answered").on_behalf_of == here.coordinator


def test_a_call_is_made_in_the_colleague_s_place(here: District) -> None:
    away(here.grid_worker, here.sister_worker)
    wish = step(paths.to_confirm(here), "satisfied", as_(here.sister_worker, channel=Channel.PHONE))
    assert wish.events.get(outcome="satisfied").on_behalf_of == here.grid_worker
