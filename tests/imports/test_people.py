"""组织、人员和任职 from sheets: findings per cell, nothing twice, roles with last days, and who may."""

import pytest

from community.people.models import Membership, Organisation, User
from community.people.operations import open_account
from community.people.refusal import Refused
from community.people.roles import Role
from community.records.models import Notice
from tests.factories import District, as_, holder, later
from tests.imports.conftest import check, found
from workflows.imports import approvals, batches
from workflows.imports.kinds import offered
from workflows.imports.organisation_sheet import OrganisationSheet
from workflows.imports.people_sheet import PeopleSheet
from workflows.imports.place_sheet import PlaceSheet
from workflows.imports.resource import Finding
from workflows.models import ImportBatch

pytestmark = pytest.mark.django_db

UNITS = ["名称", "类型", "上级组织", "所在区域", "办公电话"]
PEOPLE = ["姓名", "手机", "角色", "区域", "组织", "开始日期", "结束日期"]
SOMEBODY = ["秦小雨", "13900000777", "社区工作者", "麦田里", "", "2026-11-01", "2026-12-31"]


@pytest.fixture
def security(here: District) -> User:
    return holder("security", Role.SECURITY_ADMIN, here.district)


def take_in(user: User, approver: User, *rows: list[str]) -> ImportBatch:
    batch = check(user, "person", PEOPLE, *rows)
    approvals.send(batch, by=as_(user), at=later())
    approvals.approve(batch, by=as_(approver), at=later())
    return batches.carry_on(
        ImportBatch.objects.get(pk=batch.pk), by=as_(user, channel="import"), at=later(), most=10_000
    )


def person(**changes: str) -> list[str]:
    return [changes.get(name, cell) for name, cell in zip(PEOPLE, SOMEBODY, strict=True)]


def test_only_who_manages_people_is_offered_these_sheets(here, admin, security):
    may = {
        name: [kind.slug for kind in offered(as_(getattr(here, name)), later())]
        for name in vars(here)
        if _is_user(here, name)
    }
    assert {name for name, kinds in may.items() if {"place", "org", "person"} & set(kinds)} == {"admin", "second_admin"}
    assert [kind.slug for kind in offered(as_(admin), later())] == ["place", "org", "person"]
    assert offered(as_(security), later()) == []


def _is_user(here: District, name: str) -> bool:
    return isinstance(getattr(here, name), User)


def test_organisations_come_in_under_those_above_them(here, admin):
    batch = check(
        admin, "org", UNITS,
        ["清河党委", "党委", "", "青禾街道", ""],
        ["清河一支部", "党支部", "清河党委", "麦田里", "025-1000009"],
        ["清河二组", "党小组", "清河一支部", "麦田里社区", ""],
    )  # fmt: skip
    batch = batches.carry_on(batch, by=as_(admin, channel="import"), at=later())
    assert (batch.added, batch.bad) == (3, 0)
    branch = Organisation.objects.get(name="清河一支部")
    assert (branch.kind, branch.region, branch.get_parent().name) == ("branch", here.community, "清河党委")
    assert Organisation.objects.get(name="清河二组").depth == 3
    assert Organisation.find_problems() == ([], [], [], [], [])


def test_of_several_parents_of_a_name_that_of_the_same_region_is_meant(here, admin):
    batch = check(
        admin, "org", UNITS,
        ["第一党支部", "党支部", "", "麦田里", ""],
        ["第一党支部", "党支部", "", "新渡", ""],
        ["第一党小组", "党小组", "第一党支部", "新渡", ""],
        ["机关党小组", "党小组", "第一党支部", "青禾街道", ""],
    )  # fmt: skip
    assert found(batch) == [["parent", "同一个区域里没有这个组织，别处有几个同名的，分不清是哪个。"]]
    assert batches.carry_on(batch, by=as_(admin, channel="import"), at=later()).added == 3
    assert Organisation.objects.get(name="第一党小组").get_parent().region == here.sister


def test_whoever_approves_reads_every_role(here, admin, security):
    rows = [person(姓名=f"秦小{n}", 手机=f"139000008{n:02d}") for n in range(23)]
    batch = check(admin, "person", PEOPLE, *rows)
    approvals.send(batch, by=as_(admin), at=later())
    assert [number for number, _ in approvals.look(batch, at=later()).sample] == list(range(2, 25))


def test_nobody_lets_himself_into_an_office(here, admin, security):
    security.phone, security.name = "13900000777", "秦小雨"
    security.save()
    batch = check(admin, "person", PEOPLE, person())
    approvals.send(batch, by=as_(admin), at=later())
    with pytest.raises(Refused, match="own"):
        approvals.approve(batch, by=as_(security), at=later())


def test_a_name_left_out_or_written_apart_is_no_other_name(here, admin, security):
    user = open_account(name="", phone="13900000777")
    take_in(admin, security, person(姓名="秦 小雨"))
    assert (user.memberships.get().role, User.objects.get(pk=user.pk).name) == (Role.COMMUNITY_WORKER, "")
    User.objects.filter(pk=user.pk).update(name="秦 小雨")
    assert take_in(admin, security, person(结束日期="2027-01-31")).added == 1


def test_a_locked_account_gets_no_role(here, admin):
    user = open_account(name="秦小雨", phone="13900000777")
    User.objects.filter(pk=user.pk).update(is_active=False)
    batch = check(admin, "person", PEOPLE, person())
    assert found(batch) == [["phone", "这个手机号的账号停用了或正在注销，请本人先登录恢复。"]]


def test_the_same_organisations_twice_add_nothing(here, admin):
    rows = [["麦田里党支部", "党支部", "", "麦田里", ""], ["新来的社", "社会组织", "", "麦田里", ""]]
    first = batches.carry_on(check(admin, "org", UNITS, *rows), by=as_(admin), at=later())
    assert (first.added, first.known) == (1, 1)
    again = batches.carry_on(check(admin, "org", UNITS, *reversed(rows)), by=as_(admin), at=later())
    assert (again.seen, again.added, again.known) == (2, 0, 2)


BAD_UNITS = [
    (["", "党支部", "", "麦田里", ""], ["name", "请填名称。"]),
    (["甲社", "公司", "", "麦田里", ""], ["kind", "没有“公司”这个类型。请写类型全称。"]),
    (
        ["甲社", "社会组织", "没有的党委", "麦田里", ""],
        ["parent", "没有这个上级组织，它要已经有，或者写在前面的行里。"],
    ),
    (["甲社", "社会组织", "", "火星", ""], ["region", "没有“火星”这个区域。请写区域全称。"]),
    (["甲社", "社会组织", "", "", ""], ["region", "请填区域。"]),
    (["麦田里党支部", "商家", "", "麦田里", ""], ["kind", "麦田里党支部已经有了，类型是党支部。"]),
    (["甲社", "社会组织", "", "麦田里", "打门口电话"], ["phone", "请填办公电话，如 025-1000001。"]),
]


@pytest.mark.parametrize("row, finding", BAD_UNITS, ids=[finding[1] for _, finding in BAD_UNITS])
def test_a_bad_organisation_says_what_to_do(row, finding, here, admin):
    assert found(check(admin, "org", UNITS, row)) == [finding]


def test_people_get_an_account_without_password_and_a_role_with_a_last_day(here, admin, security):
    batch = take_in(admin, security, person())
    assert (batch.state, batch.added) == ("done", 1)
    user = User.objects.get_by_phone("13900000777")
    assert user is not None and not user.has_usable_password() and "139" not in user.username
    held = user.memberships.get()
    assert (held.role, held.region, str(held.starts_on), str(held.ends_on)) == (
        "community_worker", here.community, "2026-11-01", "2026-12-31",
    )  # fmt: skip
    assert user.groups.filter(name="工作台").exists()
    assert not Notice.objects.filter(user=user).exists()


def test_one_person_may_hold_several_roles(here, admin, security):
    take_in(admin, security, person(), person(角色="成员", 区域="", 组织="麦田里党支部", 结束日期=""))
    user = User.objects.get_by_phone("13900000777")
    assert user is not None
    assert set(user.memberships.values_list("role", flat=True)) == {"community_worker", "member"}


def test_the_same_people_twice_add_nothing_and_a_new_last_day_moves_the_old(here, admin, security):
    take_in(admin, security, person())
    again = take_in(admin, security, person(开始日期=""), person(角色="成员", 区域="", 组织="麦田里党支部"))
    assert (again.added, again.known) == (1, 1)
    moved = take_in(admin, security, person(结束日期="2026-11-20"))
    held = Membership.objects.get(user__phone_lookup=User.objects.latest("pk").phone_lookup, role="community_worker")
    assert (moved.added, str(held.ends_on)) == (1, "2026-11-20")
    blank = take_in(admin, security, person(结束日期="", 开始日期="2026-11-02"))
    held.refresh_from_db()
    assert (blank.added, str(held.ends_on)) == (0, "2026-11-20")


def test_a_role_that_is_over_closes_the_desk_and_can_begin_anew(here, admin, security):
    take_in(admin, security, person(结束日期="2026-11-05"))
    user = User.objects.latest("pk")
    assert not user.groups.exists()
    assert take_in(admin, security, person(开始日期="2026-11-10", 结束日期="")).added == 1
    assert user.memberships.count() == 2 and user.groups.filter(name="工作台").exists()


BAD_PEOPLE = [
    (person(姓名=""), [["name", "请填姓名。"]]),
    (person(手机=""), [["phone", "请填本人的 11 位手机号，他用这个号码登录。"]]),
    (person(手机="025-10000001"), [["phone", "请填本人的 11 位手机号，他用这个号码登录。"]]),
    (person(手机="13900000700"), [["phone", "这是您自己。自己的角色要请另一位管理员来设。"]]),
    (person(手机="13900000001"), [["phone", "这个手机号是张女士的，和这一行的姓名不一样。"]]),
    (person(角色="主任"), [["role", "没有“主任”这个角色。请写角色全称。"]]),
    (person(角色="系统管理员", 区域="云桥区"), [["role", "系统管理员不从表里来，请安全管理员单独设置。"]]),
    (person(角色="安全管理员", 区域="云桥区"), [["role", "安全管理员不从表里来，请安全管理员单独设置。"]]),
    (person(角色="审计管理员", 区域="云桥区"), [["role", "审计管理员不从表里来，请安全管理员单独设置。"]]),
    (person(区域=""), [["region", "社区工作者要写是哪个区域的。"]]),
    (person(区域="青禾街道"), [["region", "社区工作者不在街道任职，“青禾街道”不对。"]]),
    (person(组织="麦田里党支部"), [["organisation", "社区工作者只写区域，组织空着。"]]),
    (person(角色="成员", 区域=""), [["organisation", "成员要写是哪个组织的。"]]),
    (person(结束日期="2026-10-31"), [["ends_on", "结束日期比开始日期还早，请看一下。"]]),
    (person(开始日期="", 结束日期="2026-10-31"), [["starts_on", "结束日期已经过了，请把开始日期也写上。"]]),
    (person(结束日期="年底"), [["ends_on", "看不懂“年底”，请写成 2026-11-22 这样。"]]),
]  # fmt: skip


@pytest.mark.parametrize("row, findings", BAD_PEOPLE, ids=[findings[0][1] for _, findings in BAD_PEOPLE])
def test_a_bad_person_says_what_to_do(row, findings, here, admin):
    assert found(check(admin, "person", PEOPLE, row)) == findings


def test_one_phone_is_one_person_within_a_sheet_too(here, admin):
    batch = check(admin, "person", PEOPLE, person(), person(姓名="秦大雨", 角色="网格员"))
    assert found(batch) == [["phone", "这个手机号是秦**的，和这一行的姓名不一样。"]]


def test_names_that_several_places_share_have_to_be_told_apart(here, admin):
    here.far.add_child(name="麦田里社区", level="community", slug="other-maitianli")
    [[field, says]] = found(check(admin, "person", PEOPLE, person()))
    assert field == "region" and "有 2 个" in says
    assert found(check(admin, "person", PEOPLE, person(区域="青禾街道麦田里社区"))) == []


@pytest.mark.parametrize("who", ["worker", "coordinator", "reviewer", "superuser"])
def test_roles_are_let_in_by_the_security_admin_alone(who, here, admin, security):
    from community.people.refusal import Refused

    batch = check(admin, "person", PEOPLE, person())
    approvals.send(batch, by=as_(admin), at=later())
    for user in (getattr(here, who), admin):
        with pytest.raises(Refused):
            approvals.approve(batch, by=as_(user), at=later())
    assert approvals.waiting_for(as_(security), later()).get() == batch
    assert not Membership.objects.filter(user__name_mask="秦**").exists()


def test_every_column_has_a_widget_of_its_own(here, admin):
    from import_export.widgets import Widget

    for kind in (PlaceSheet, OrganisationSheet, PeopleSheet):
        fields = kind(as_(admin), later()).fields
        assert set(fields) == set(kind.columns.names)
        assert all(type(field.widget) is not Widget for field in fields.values())


def test_a_finding_names_no_full_name_or_phone(here, admin):
    [[_, says]] = found(check(admin, "person", PEOPLE, person(手机="13900000001")))
    assert "张桂英" not in says and "13900000001" not in says
    assert Finding("phone", says)


def test_people_of_a_whole_street_in_reasonable_time(here, admin, security):
    """Two hundred here; the queries of each show that two thousand cost ten times that and no more."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(start: int, number: int) -> float:
        rows = [person(姓名=f"秦{n}", 手机=str(13700000000 + n)) for n in range(start, start + number)]
        with CaptureQueriesContext(connection) as asked:
            assert take_in(admin, security, *rows).added == number
        return len(asked) / number

    few, many = cost(0, 50), cost(100, 150)
    assert many <= few and many < 20
