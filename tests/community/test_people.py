"""Roles in their places and on their days."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from community.people.actor import Actor
from community.people.leaving import leave
from community.people.models import Level, Membership, Region
from community.people.operations import RoleRefused, end, grant, sync_changed
from community.people.refusal import Refused, said
from community.people.roles import Role, Verb
from tests.factories import MORNING, SINCE, District, as_, holder, later, person, public_version, step, wishing
from workflows import door
from workflows.management.commands import tick

pytestmark = pytest.mark.django_db


def test_a_role_holds_in_its_region_and_below_and_nowhere_else(here: District) -> None:
    coordinator = as_(here.coordinator)
    assert coordinator.may(Verb.WISH_COORDINATE, area=here.community.path)
    assert not coordinator.may(Verb.WISH_COORDINATE, area=here.far.path)
    assert not coordinator.may(Verb.WISH_COORDINATE, area=here.district.path)
    assert coordinator.may(Verb.WISH_COORDINATE)
    assert not coordinator.may(Verb.WISH_VERIFY)


def test_a_role_begins_and_ends_with_its_days(here: District) -> None:
    membership = here.worker.memberships.get()
    end(membership=membership, on=MORNING.date())
    assert as_(here.worker).may(Verb.WISH_SCREEN, at=later(hours=10))
    assert not as_(here.worker).may(Verb.WISH_SCREEN, at=later(days=1))


def test_a_locked_person_has_no_role(here: District) -> None:
    here.worker.is_active = False
    here.worker.save()
    assert not as_(here.worker).may(Verb.WISH_SCREEN)


def test_a_superuser_has_no_verb_but_keeps_what_django_gives(here: District) -> None:
    assert not here.superuser.has_perm("wish.screen")
    assert not Actor(here.superuser).roles()
    assert here.superuser.has_perm("wagtailadmin.access_admin")


def test_has_perm_answers_for_the_place_of_the_object(here: District) -> None:
    wish = door.start(wishing(here), by=as_(here.wisher), at=later())
    assert here.worker.has_perm("wish.screen", wish)
    assert not here.sister_worker.has_perm("wish.screen", wish)


def test_who_keeps_accounts_grants_rights_and_reads_records_are_three_people(here: District) -> None:
    admin = here.admin
    for role in (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        with pytest.raises(RoleRefused, match="不能由同一个人担任"):
            grant(user=admin, role=role, region=here.district, starts_on=SINCE)


def test_a_role_of_an_organisation_needs_one(here: District) -> None:
    with pytest.raises(RoleRefused, match="组织"):
        grant(user=here.outsider, role=Role.ORG_MANAGER, region=here.community, starts_on=SINCE)


def test_who_is_about_to_leave_is_given_no_role(here: District) -> None:
    leave(user=here.outsider, at=later())
    with pytest.raises(RoleRefused, match="正在注销"):
        grant(user=here.outsider, role=Role.GRID_WORKER, region=here.community, starts_on=SINCE)
    assert not here.outsider.memberships.exists()


def test_the_clock_opens_and_closes_the_desk_with_the_role(here: District) -> None:
    today = timezone.localdate()
    newcomer = person("newcomer")
    membership = grant(
        user=newcomer, role=Role.COMMUNITY_WORKER, region=here.community, starts_on=today + timedelta(days=1)
    )
    membership.starts_on = today
    membership.save()
    call_command("tick")
    assert newcomer.groups.exists()
    membership.starts_on, membership.ends_on = today - timedelta(days=9), today - timedelta(days=1)
    membership.save()
    call_command("tick")
    assert not newcomer.groups.exists()


def test_a_grid_worker_follows_the_wishes_of_his_grid(here: District) -> None:
    grid = Region.objects.get(pk=here.community.pk).add_child(name="一网格", level=Level.GRID, slug="grid-1")
    worker = holder("worker_of_grid", Role.GRID_WORKER, grid)
    wish = door.start(wishing(here, wisher=None, phone="", grid=grid), by=as_(worker), at=later(), proxied=True)
    assert (wish.region, wish.area_path) == (here.community, grid.path)
    wish = step(wish, "amend", here.worker, reason="几件？")
    assert step(wish, "resubmit", worker, own_words="三件").status == "screening"
    assert step(wish, "publish", here.worker, **public_version()).status == "open"


def test_an_amendment_taken_down_by_phone_is_a_call_that_reached_him(here: District) -> None:
    wish = door.start(wishing(here, wisher=None, phone=""), by=as_(here.worker), at=later(), proxied=True)
    wish = step(wish, "amend", here.second_worker, reason="几件？")
    step(wish, "resubmit", as_(here.third_worker, channel="phone"), own_words="三件")
    assert wish.call_backs.get().answer == "reached"


def test_a_reason_is_kept_whole_or_refused() -> None:
    assert said(" 停\0水了 ", most=3, field="reason") == "停水了"
    with pytest.raises(Refused, match="too_long") as refused:
        said("停水了啊", most=3, field="reason")
    assert (refused.value.field, refused.value.message) == ("reason", "最多 3 个字，现在有 4 个。")


def test_the_clock_mends_what_it_missed_and_asks_little_when_all_is_well(here, django_assert_num_queries):
    gone, new = here.worker, here.member
    Membership.objects.filter(user=gone).update(ends_on=SINCE)
    new.groups.add(Group.objects.get(name="工作台"))
    sync_changed(on=timezone.localdate())
    assert not gone.groups.exists() and not new.groups.exists()
    assert here.second_worker.groups.get().name == "工作台"
    with django_assert_num_queries(3):
        sync_changed(on=timezone.localdate())


def test_a_duty_that_fails_stops_no_other(here, monkeypatch):
    def broken(at):
        raise ZeroDivisionError

    monkeypatch.setitem(tick.DUTIES, "digests", broken)
    Membership.objects.filter(user=here.worker).update(ends_on=SINCE)
    done: list[datetime] = []
    monkeypatch.setitem(tick.DUTIES, "pages", done.append)
    with pytest.raises(ZeroDivisionError):
        call_command("tick")
    assert len(done) == 1 and not here.worker.groups.exists()
