"""区域 from a sheet: a district from nothing, nothing twice, findings per cell, and who may."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from community.people.models import Membership, Organisation, Region, User
from tests.factories import as_, later
from tests.imports.conftest import check, found
from tests.imports.test_people import UNITS
from workflows.imports import batches
from workflows.imports.kinds import offered
from workflows.models import ImportBatch

pytestmark = pytest.mark.django_db

PLACES = ["层级", "名称", "上级", "网址名", "公开电话", "公开地址"]
ROWS = [
    ["街道", "柳林街道", "", "liulin", "025-3000000", ""],
    ["社区", "河湾社区", "柳林街道", "hewan", "025-3000001", "河湾路 1 号"],
    ["网格", "河湾第一网格", "河湾社区", "", "", ""],
]


def take_in(user: User, kind: str, header: list[str], *rows: list[str]) -> ImportBatch:
    batch = check(user, kind, header, *rows)
    return batches.carry_on(batch, by=as_(user, channel="import"), at=later())


def test_a_district_is_founded_from_nothing() -> None:
    said = ["柳林区", "liulinqu", "--system", "秦小雨", "13900000701", "--security", "赵明", "13900000702"]
    call_command("district", *said)
    call_command("district", *said, "--audit", "孙丽", "13900000703")

    district = Region.objects.get()
    assert (district.name, district.level) == ("柳林区", "district")
    assert sorted(Membership.objects.values_list("role", "user__name_mask")) == [
        ("audit_admin", "孙**"), ("district_admin", "秦**"), ("security_admin", "赵**"),
    ]  # fmt: skip
    system = User.objects.get_by_phone("13900000701")
    assert system is not None and not system.has_usable_password()
    at = timezone.now()
    assert [kind.slug for kind in offered(as_(system), at)] == ["place", "org", "person"]


def test_a_place_below_one_of_two_of_the_same_name_is_not_guessed(here, admin):
    rows = [
        ["社区", "幸福社区", "青禾街道", "", "", ""],
        ["社区", "幸福社区", "鹿鸣街道", "", "", ""],
        ["网格", "幸福一网格", "幸福社区", "", "", ""],
    ]
    assert found(check(admin, "place", PLACES, *rows)) == [["parent", "有几个叫这个名字的，分不清是哪个。"]]
    take_in(admin, "place", PLACES, rows[0])
    assert found(check(admin, "place", PLACES, *rows)) == [["parent", "有几个叫这个名字的，分不清是哪个。"]]


@pytest.mark.parametrize(
    "said, words",
    [
        (["别的区", "other"], "一套系统只给一个区用"),
        (["柳林区", "liulinqu", "--security", "秦小雨", "13900000701"], "不能由同一个人担任"),
        (["柳林区", "liulinqu", "--audit", "秦小雨", "139"], "不是 11 位手机号"),
    ],
)
def test_a_founding_that_cannot_be_is_refused_whole(said: list[str], words: str) -> None:
    call_command("district", "柳林区", "liulinqu", "--system", "秦小雨", "13900000701")
    with pytest.raises(CommandError, match=words):
        call_command("district", *said)
    assert (Region.objects.count(), Membership.objects.count()) == (1, 1)


def test_places_come_in_under_those_above_them(here, admin):
    before = Region.objects.count()
    batch = take_in(admin, "place", PLACES, *ROWS)

    assert (batch.added, batch.bad, Region.objects.count()) == (3, 0, before + 3)
    grid = Region.objects.get(name="河湾第一网格")
    assert [place.name for place in grid.get_ancestors()] == [here.district.name, "柳林街道", "河湾社区"]
    assert (grid.level, grid.slug) == ("grid", "hewan_1")
    community = Region.objects.get(slug="hewan")
    assert (community.phone, community.address) == ("025-3000001", "河湾路 1 号")
    assert Region.find_problems() == ([], [], [], [], [])
    named = take_in(
        admin,
        "place",
        PLACES,
        ["网格", "新网格", "河湾社区", "hewan-1", "", ""],
        ["网格", "又一格", "河湾社区", "", "", ""],
    )
    assert (named.added, named.bad) == (2, 0)
    assert "河湾社区" in Client().get("/place/").text


def test_told_again_only_phone_and_address_change(here, admin):
    take_in(admin, "place", PLACES, *ROWS)
    moved = ["社区", "河湾社区", "柳林街道", "", "025-3000009", ""]

    again = take_in(admin, "place", PLACES, ROWS[0], moved, ROWS[2])

    assert (again.added, again.known, again.bad) == (1, 2, 0)
    community = Region.objects.get(slug="hewan")
    assert (community.phone, community.address) == ("025-3000009", "河湾路 1 号")


BAD = [
    (["", "河湾社区", "青禾街道", "", "", ""], ["level", "请填层级。"]),
    (["区", "河湾区", "", "", "", ""], ["level", "没有“区”这个层级。是不是“社区”？"]),
    (["社区", "", "青禾街道", "", "", ""], ["name", "请填名称。"]),
    (["社区", "河湾社区", "", "", "", ""], ["parent", "请写在哪个街道。"]),
    (["社区", "河湾社区", "火星街道", "", "", ""], ["parent", "没有这个街道，它要已经有，或者写在前面的行里。"]),
    (["网格", "一网格", "青禾街道", "", "", ""], ["parent", "没有这个社区，它要已经有，或者写在前面的行里。"]),
    (
        ["社区", "河湾社区", "青禾街道", "He Wan", "", ""],
        ["slug", "网址名用小写字母开头，只用小写字母、数字和横线，如 maitianli；也可以空着。"],
    ),
    (["社区", "河湾社区", "青禾街道", "", "打门口电话", ""], ["phone", "请填办公电话，如 025-1000001。"]),
]


@pytest.mark.parametrize("row, finding", BAD, ids=[finding[1] for _, finding in BAD])
def test_a_bad_place_says_what_to_do(row, finding, here, admin):
    assert found(check(admin, "place", PLACES, row)) == [finding]


def test_an_address_on_the_web_stays_with_its_place(here, admin):
    slug, street = here.community.slug, here.street.name
    rows = [
        ["社区", "新来的社区", street, slug, "", ""],
        ["社区", here.community.name, street, "other", "", ""],
        ["社区", "甲社区", street, "jia", "", ""],
        ["社区", "乙社区", street, "jia", "", ""],
    ]
    assert found(check(admin, "place", PLACES, *rows)) == [
        ["slug", "这个网址名已经有人用了，请换一个。"],
        ["slug", f"{here.community.name}的网址名是 {slug}，不能再改。"],
        ["slug", "这个网址名第 4 行已经用了，请换一个。"],
    ]


def test_an_organisation_may_be_the_one_that_acts_when_nobody_does(here, admin):
    header = [*UNITS, "兜底"]
    row = ["河湾党委", "党委", "", "麦田里", "", "是"]

    assert take_in(admin, "org", header, row).added == 1
    assert Region.objects.get(pk=here.community.pk).fallback == Organisation.objects.get(name="河湾党委")
    there = ["麦田里党支部", "党支部", "", "麦田里", "", "是"]
    assert take_in(admin, "org", header, there, row).added == 1
    assert Region.objects.get(pk=here.community.pk).fallback == here.branch
    assert Organisation.objects.filter(name="麦田里党支部").count() == 1
