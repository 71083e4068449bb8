"""Sealed at rest, masked in sight: what a dump, a log, a mail and a public page must never show."""

import logging
from collections.abc import Iterator

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from community.people.actor import Actor, Channel
from community.people.models import User
from community.people.privacy import find_private, mask_name, mask_phone, normalise_phone, phone_problem
from community.records.operations import deliver
from community.wishes.models import Wish
from tests.factories import District, as_, day, later, public_version, resident, step, wishing
from workflows import door

PEOPLE = [
    ("张桂兰", "13900100001", "老码头9幢101室", "我的老伴走了以后一个人怕黑"),
    ("欧阳德明", "13900100002", "渔歌里12幢303室", "膝盖坏了想借一辆轮椅"),
    ("米热古丽·艾山", "13900100003", "南货街88号", "馕店想招一个早班的人"),
    ("李宝珠", "13900100004", "双井7幢201室", "孙子的台灯坏了想要一盏新的"),
    ("赵长庚", "13900100005", "荷风苑3幢402室", "楼上半夜拖椅子睡不着"),
    ("孙玉梅", "13900100006", "藕香里5幢503室", "想学会用手机给医院挂号"),
    ("周福生", "13900100007", "麦田里2组15号", "地里六千八百斤青菜没人收"),
    ("吴阿妹", "13900100008", "铁路坊1幢604室", "三件棉袄开线了穿不上针"),
    ("郑小满", "13900100009", "梧桐里6幢105室", "有电工证想找一份白班"),
    ("王守田", "13900100010", "北窗4幢702室", "家里旧二胡想找人教一教"),
]
PLANTED = [value for person in PEOPLE for value in person]


def everything_stored() -> Iterator[tuple[str, str]]:
    """(table, all values as text), row by row, of the whole database."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, " ".join(map(str, row))


def leaks(text: str) -> list[str]:
    return [value for value in PLANTED if value in text]


@pytest.fixture
def lived(here: District) -> District:
    """Ten people, forty secrets: with and without account, by proxy, through the whole process."""
    assert len(PLANTED) == 40
    for n, (name, phone, address, words) in enumerate(PEOPLE):
        user = resident(f"planted{n}", here.community, name=name, phone=phone) if n % 2 else None
        wish = door.start(
            wishing(here, wisher=user, name=name, phone=phone, address=address, own_words=words),
            by=as_(here.grid_worker) if n % 3 == 0 else Actor(user),
            at=later(minutes=n),
            proxied=n % 3 == 0,
        )
        _walk(here, wish, n)
    return here


def _walk(here: District, wish: Wish, n: int) -> None:
    own = PEOPLE[n][3]
    if n == 9:
        step(wish, "amend", here.worker, reason=f"您说的“{own}”，是哪一天？")
        return
    wish = step(wish, "publish", here.worker, **public_version())
    wish = step(wish, "claim", here.agent, plan=f"去{PEOPLE[n][2]}看看", promised_on=day(), organisation=here.branch.pk)
    if n == 8:
        return
    wish = step(wish, "done", here.agent, report=f"{PEOPLE[n][0]}说好了，{own}")
    caller = as_(here.second_worker, channel=Channel.PHONE)
    wish = step(wish, "satisfied", caller, words=f"{PEOPLE[n][0]}说谢谢")
    if n < 7:
        step(wish, "approve", here.reviewer)


@pytest.mark.django_db
def test_a_dump_of_the_whole_database_shows_nobody(lived: District) -> None:
    found = [(table, leaks(text)) for table, text in everything_stored() if leaks(text)]
    assert found == []


@pytest.mark.django_db
def test_the_dump_test_can_fail(lived: District) -> None:
    Wish.objects.update(public_text=PEOPLE[0][0])
    assert any(leaks(text) for _, text in everything_stored())


@pytest.mark.django_db
def test_logs_and_messages_name_nobody(lived: District, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert deliver(at=later()) > 0
    sent = caplog.text + "".join(f"{m.subject}{m.body}" for m in mail.outbox)
    assert leaks(sent) == []
    assert "139****0001" in sent


@pytest.mark.django_db
def test_public_pages_name_nobody(lived: District, client: Client) -> None:
    addresses = ["/", "/wishes/", "/wishes/?status=fulfilled", "/stars/", "/news/", "/policies/"]
    addresses += [f"/wishes/{code}/" for code in Wish.objects.values_list("code", flat=True)]
    for address in addresses:
        response = client.get(address)
        assert response.status_code in {200, 404}, address
        assert leaks(response.content.decode()) == [], address


@pytest.mark.django_db
def test_a_person_prints_as_a_mask(here: District) -> None:
    user = User.objects.get(username="wisher")
    assert (str(user), repr(user), user.get_full_name()) == ("张女士", "<User: 张女士>", "张女士")


@pytest.mark.parametrize(
    "name, title, mask",
    [
        ("张桂英", "女士", "张女士"), ("张桂英", "", "张**"), ("欧阳德明", "先生", "欧阳先生"),
        ("米热古丽·艾山", "女士", "米**"), ("", "先生", ""), ("李", "", "李**"),
    ],
)  # fmt: skip
def test_names_are_masked(name: str, title: str, mask: str) -> None:
    assert mask_name(name, title) == mask


@pytest.mark.parametrize("phone, mask", [("13812341234", "138****1234"), ("0251234567", "********67"), ("", "")])
def test_phones_are_masked(phone: str, mask: str) -> None:
    assert mask_phone(phone) == mask


@pytest.mark.parametrize(
    "typed, normal",
    [("138 1234 1234", "13812341234"), ("+86-13812341234", "13812341234"), ("１３８１２３４１２３４", "13812341234")],
)
def test_phones_are_normalised(typed: str, normal: str) -> None:
    assert normalise_phone(typed) == normal


@pytest.mark.parametrize(
    "typed, says",
    [("1381234123", "10 位"), ("12812341234", "前三位"), ("abc", "11 位"), ("0251234567", ""), ("13812341234", "")],
)
def test_a_wrong_phone_is_told_what_is_wrong(typed: str, says: str) -> None:
    assert says in phone_problem(typed) if says else phone_problem(typed) == ""


def test_codes_and_quantities_are_no_phones() -> None:
    assert find_private("编号 386 204 517，共 6800 斤，2026年11月22日") == []
