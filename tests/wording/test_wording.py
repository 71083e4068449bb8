"""What the word list finds, how fast, who keeps it, and what it stops."""

from random import Random
from time import perf_counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from community.people.refusal import Refused
from community.wording import operations
from community.wording.matching import Matcher
from community.wording.models import Level, Term
from community.wording.queries import check
from tests.factories import MORNING, as_, later, public_version, step, wishing
from workflows import door

pytestmark = pytest.mark.django_db


def term(text, level=Level.WARN, **more):
    return Term.objects.create(text=text, level=level, changed_at=MORNING, **more)


def test_hits_stand_where_they_are_with_what_to_write_instead():
    term("帐号", Level.FORBID, replacement="账号", topic="错别字")
    term("最高", topic="绝对化")
    term("最高人民法院", Level.ALLOW)
    term("ABC")

    found = check("您的帐号归最高人民法院管，最高，ａｂｃ。")

    assert [(f.start, f.end, f.text, f.level) for f in found] == [
        (2, 4, "帐号", "forbid"), (13, 15, "最高", "warn"), (16, 19, "ａｂｃ", "warn"),
    ]  # fmt: skip
    assert (found[0].advice, found[0].blocks) == ("账号", True)


@pytest.mark.parametrize(
    "text, kinds",
    [
        ("打13912345678找我", ["手机号"]),
        ("身份证320102199003077777", ["身份证号"]),
        ("卡号6222021234567890128", ["银行卡号"]),
        ("住3幢502", ["门牌"]),
        ("六千八百斤青菜，2026 年 3 月", []),
    ],
)
def test_private_data_is_found_without_any_list(text, kinds):
    assert [f.kind for f in check(text)] == kinds


def test_twenty_thousand_words_take_well_under_a_second():
    pick = Random(7)
    letters = [chr(0x4E00 + n) for n in range(3000)]
    words = {"".join(pick.choices(letters, k=pick.randint(2, 6))) for _ in range(20_000)}
    text = "".join(pick.choices(letters, k=100_000)) + sorted(words)[0]
    matcher = Matcher(words)

    since = perf_counter()
    found = list(matcher.find(text))

    assert perf_counter() - since < 0.5
    assert found[-1][1] == sorted(words)[0] or len(found) > 1


def test_a_sheet_goes_in_out_and_in_again(here):
    sheet = "词,级别,建议改成,类别\n帐号,禁止,账号,错别字\n,禁止,,\n好词,很坏,,\n".encode("gb18030")
    read = operations.read_sheet(sheet, by=as_(here.admin), at=MORNING)

    assert [line for line, _ in read.problems] == [3, 4]
    assert operations.take_in(terms=read.terms.values(), by=as_(here.admin), at=MORNING) == 1
    assert operations.write_sheet(Term.objects.all()).splitlines()[1] == "帐号,禁止,账号,错别字"
    with pytest.raises(Refused):
        operations.take_in(terms=[], by=as_(here.worker), at=MORNING)


def test_a_forbidden_word_stops_a_wish_at_screening(here):
    term("帐号", Level.FORBID)
    wish = door.start(wishing(here), by=as_(here.wisher), at=later())

    with pytest.raises(door.Invalid) as refused:
        step(wish, "publish", here.worker, **public_version(public_title="想办一个帐号"))
    assert "帐号" in str(refused.value.form.errors)


def test_the_list_is_kept_at_the_desk(here, client, clock):
    client.force_login(here.worker)
    assert client.get("/admin/wording/").status_code == 404
    client.force_login(here.admin)
    assert client.post("/admin/wording/", {"text": "", "level": "warn"}).status_code == 422
    same = client.post("/admin/wording/", {"text": "帐号", "level": "warn", "replacement": "帐号"})
    assert same.status_code == 422 and "建议改成的词和原来一样。" in same.context["form"].errors["replacement"]

    client.post("/admin/wording/", {"text": "帐号", "level": "forbid", "replacement": "账号", "topic": ""})

    assert "帐号" in client.get("/admin/wording/?q=帐").text
    assert "帐号,禁止,账号" in client.get("/admin/wording/sheet/").text
    client.post(f"/admin/wording/{Term.objects.get().pk}/drop/")
    assert not Term.objects.exists()


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", "词,级别\n帐\0号,禁止".encode(), b"x" * 200_000])
def test_a_file_that_is_no_csv_is_refused_in_words(here, client, clock, content):
    client.force_login(here.admin)
    answer = client.post("/admin/wording/sheet/", {"sheet": SimpleUploadedFile("词.xlsx", content)}, follow=True)
    assert answer.status_code == 200 and "请在 WPS 或 Excel 里另存为 csv 再传" in answer.text
    assert not Term.objects.exists()
