import re

import pytest

from community.people.models import Consent
from community.records.models import Follow, Submission
from community.wishes.models import Wish
from tests.wishes.writing import FIRST, GOOD, send, turn
from tests.workflows import paths
from workflows.wishes.forms import NewWishForm
from workflows.wishes.throttle import SIMILAR_BY_PLACE, WISHES_BY_PHONE, WISHES_BY_PLACE

pytestmark = pytest.mark.django_db


def test_without_an_account_one_gets_a_code_and_a_day(client, here):
    answer = send(client)

    wish = Wish.objects.get()
    assert answer["Location"] == f"/wishes/{wish.code}/received/"
    page = client.get(answer["Location"]).text
    assert wish.spoken_code in page
    assert "会在 11月11日（周三）下班前回复您" in page
    assert (wish.wisher_name, wish.phone, wish.wisher, wish.visibility) == ("王秀英", "13800001234", None, "staff")
    assert Consent.objects.get(subject=wish.subject).purpose == "basic"


def test_this_browser_goes_on_as_the_wisher_and_no_other_does(client, here, django_user_model):
    send(client)
    wish = Wish.objects.get()

    assert client.get(wish.get_absolute_url()).status_code == 200
    assert client.get(f"{wish.get_absolute_url()}withdraw/").status_code == 200
    client.cookies.clear()
    assert client.get(wish.get_absolute_url()).status_code == 404
    assert client.get(f"{wish.get_absolute_url()}received/").status_code == 404


def test_sent_twice_it_is_one_wish_and_the_same_receipt(client, here):
    first = send(client)
    client.cookies.clear()
    second = send(client)

    assert Wish.objects.count() == 1
    assert second["Location"] == first["Location"]
    assert client.get(second["Location"]).status_code == 200


def test_going_back_to_write_something_else_makes_a_second_wish(client, here):
    send(client)
    send(client, own_words="路灯坏了，请人修一修。")
    assert Wish.objects.count() == 2


def test_the_first_screen_asks_what_and_the_second_how_to_find_him(client, here):
    first = client.get("/wishes/new/").text
    assert "您想办什么事" in first
    assert "我同意" not in first
    second = turn(client, "on").text
    assert GOOD["own_words"] in second
    assert "我同意" in second
    assert not Wish.objects.exists()


def test_the_first_screen_is_judged_before_the_second_is_shown(client, here):
    answer = turn(client, "on", own_words="", phone="")
    assert answer.status_code == 422
    assert "请填写“您想办什么事”。" in answer.text
    assert "请填写“电话”" not in answer.text


def test_going_back_and_on_again_loses_nothing(client, here):
    typed = {"name": "王秀英", "title": "女士", "phone": "13800001234", "address": "5 幢"}
    back = turn(client, "back", **typed).text
    for value in typed.values():
        assert f'value="{value}"' in back
    assert 'name="phone_is_own" value="False"' in back
    on = turn(client, "on", phone_is_own="False", **typed)
    assert on.context["form"]["phone_is_own"].value() is False
    assert on.context["form"]["name"].value() == "王秀英"


def test_what_neighbours_have_said_already_stands_on_the_second_screen(client, here):
    wish = paths.to_pool(here)
    page = turn(client, "on", own_words="有三件棉袄开线了，眼睛不好，想请人补一补。").text
    assert "邻居已经提过的，看看是不是一件事" in page
    assert wish.public_text in page
    assert "邻居已经提过的" not in turn(client, "on", own_words="路灯坏了").text


def test_it_is_shown_while_one_writes_too_and_says_nothing_about_what_is_unfinished(client, here):
    wish = paths.to_pool(here)
    asked = {"own_words": "棉袄开线了想补一补", "region": "maitianli"}
    assert wish.public_title in client.post("/wishes/similar/", asked).text
    for unfinished in ({"own_words": ""}, {"region": ""}, {"region": "nowhere"}, {"own_words": "棉袄" * 300}):
        answer = client.post("/wishes/similar/", asked | unfinished)
        assert (answer.status_code, answer.text.strip()) == (200, "")
    assert client.get("/wishes/similar/").status_code == 405


def test_asking_what_is_similar_is_throttled(client, here):
    paths.to_pool(here)
    asked = {"own_words": "棉袄开线了想补一补", "region": "maitianli"}
    for _ in range(SIMILAR_BY_PLACE.most):
        SIMILAR_BY_PLACE.take("127.0.0.1")
    assert client.post("/wishes/similar/", asked).text.strip() == ""


def test_whoever_is_logged_in_joins_with_one_tap_and_finds_his_own_as_his_own(client, here):
    wish = paths.to_pool(here)
    asked = {"own_words": "棉袄开线了想补一补"}
    client.force_login(here.resident)
    assert f'formaction="/wishes/{wish.code}/follow/"' in turn(client, "on", **asked).text
    client.post(f"/wishes/{wish.code}/follow/", FIRST)
    assert Follow.objects.get().user == here.resident
    client.force_login(here.wisher)
    page = turn(client, "on", **asked).text
    assert "formaction" not in page
    assert "您提过的" in page


def test_a_form_with_errors_takes_no_key(client, here):
    assert send(client, phone="1380000").status_code == 422
    assert not Submission.objects.exists()
    assert send(client).status_code == 302


BAD = {
    "nothing written": ({"own_words": ""}, "请填写“您想办什么事”。"),
    "ten thousand characters": ({"own_words": "字" * 10_000}, "最多 500 个字，现在有 10000 个字"),
    "a long name": ({"name": "王" * 10_000}, "“姓名”最多 30 个字"),
    "a long address": ({"address": "幢" * 101}, "“住在哪”最多 100 个字"),
    "ten digits": (
        {"phone": "1380000123"},
        "手机号应是 11 位数字，您填了 10 位。没有手机，可以填家里的座机，或请社区登门。",
    ),
    "no number": ({"phone": "没有"}, "请填 11 位手机号，或带区号的座机"),
    "odd digits": ({"phone": "²³¹"}, "请填 11 位手机号"),
    "another place": ({"region": "nowhere"}, "“哪个社区”没有这个选项"),
    "a street": ({"region": "qinghe"}, "“哪个社区”没有这个选项"),
    "no place": ({"region": ""}, "请选择“哪个社区”。"),
    "yesterday": ({"wished_by_on": "2026-11-09"}, "这个日子已经过了"),
    "no day": ({"wished_by_on": "明天"}, "请按 2026-11-22 这样填"),
    "a day to choose, and none": ({"soon": "day"}, "请选一个日子，或者选“不急”。"),
    "wider than allowed": ({"visibility": "staff"}, "没有这个选项"),
    "no consent": ({"consent": None}, "请勾选同意，社区才能联系您。"),
    "a nul": ({"name": "王\x00"}, "空字符"),
    "a title of another kind": ({"title": "博士"}, "没有这个选项"),
}


@pytest.mark.parametrize("changes,words", BAD.values(), ids=BAD.keys())
def test_what_cannot_be_is_said_beside_the_field_and_what_was_typed_stays(client, here, changes, words):
    answer = send(client, **changes)

    assert answer.status_code == 422
    assert words in answer.text
    assert "error-summary" in answer.text
    if "own_words" not in changes:
        assert GOOD["own_words"] in answer.text
    assert not Wish.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "0" * 300, None])
def test_a_strange_key_makes_a_wish_all_the_same(client, here, key):
    assert send(client, key=key if key is None or len(key) <= 64 else key[:64]).status_code == 302
    assert Wish.objects.count() == 1


def test_one_phone_cannot_be_flooded(client, here):
    for n in range(WISHES_BY_PHONE.most):
        assert send(client, own_words=f"第 {n} 件").status_code == 302
    answer = send(client, own_words="还有一件")
    assert answer.status_code == 429
    assert "请打社区电话" in answer.text
    assert Wish.objects.count() == WISHES_BY_PHONE.most
    assert send(client, own_words="别人的", phone="13800009999").status_code == 302


def test_each_form_carries_a_key_of_its_own(client, here):
    keys = {re.findall(r'name="key" value="([^"]+)"', client.get("/wishes/new/").text)[0] for _ in range(2)}
    assert len(keys) == 2


DAYS = [("no", "2026-11-20", None), ("week", "", "2026-11-15"), ("day", "2026-11-20", "2026-11-20")]


@pytest.mark.parametrize("soon,typed,kept", DAYS)
def test_the_day_is_one_tap_or_one_date(client, here, soon, typed, kept):
    assert send(client, soon=soon, wished_by_on=typed).status_code == 302
    assert str(Wish.objects.get().wished_by_on) == str(kept)


def test_in_large_letters_there_is_one_question_a_screen_and_nothing_typed_is_lost(client, here):
    client.cookies["mode"] = "elder"
    page = client.get("/wishes/new/")
    seen = []
    for _ in NewWishForm.ONE_BY_ONE:
        form, names = page.context["form"], [field.name for field in page.context["shown"]]
        seen.append(names)
        kept = {field.name: str(form[field.name].value() or "") for field in page.context["kept"]}
        typed = {name: GOOD[name] for name in names if name in GOOD}
        last = "consent" in names
        sent = kept | typed | {"key": GOOD["key"], "screen": names[0]} | ({} if last else {"go": "on"})
        page = client.post("/wishes/new/", sent)
    assert all(len(names) <= 2 for names in seen)
    assert page.status_code == 302
    wish = Wish.objects.get()
    assert (wish.own_words, wish.phone, wish.address) == (GOOD["own_words"], "13800001234", "麦田里 5 幢")


def test_a_screen_with_a_fault_is_shown_again_with_everything_typed_elsewhere(client, here):
    page = turn(client, "on", own_words="", name="王秀英", phone="12").text
    assert "请填写“您想办什么事”。" in page
    assert "手机号" not in page.partition("error-summary")[2].partition("</div>")[0]
    assert 'value="王秀英"' in page


@pytest.mark.parametrize(
    "told,words",
    [
        ("我住 5 幢 302，一个人住，有糖尿病，电话 13800001234", ["5 幢 302", "一个人住", "糖尿病", "13800001234"]),
        ("想借一把轮椅", []),
    ],
)
def test_words_that_tell_too_much_are_pointed_out_while_writing_and_on_the_next_screen(client, here, told, words):
    for page in (
        client.post("/wishes/similar/", {"own_words": told}).text,
        turn(client, "on", own_words=told).text,
    ):
        assert ("可能暴露家人隐私。公开页会隐去，社区能看到。要改一改吗？" in page) == bool(words)
        assert all(word in page for word in words)


def test_without_script_other_letters_keep_the_question_and_what_was_typed(client, here):
    page = client.post("/wishes/new/", GOOD | {"screen": "name", "mode": "elder"})
    assert page.cookies["mode"].value == "elder" and 'class="elder"' in page.text
    assert page.context["shown"][0].name == "name"
    assert page.context["form"]["own_words"].value() == GOOD["own_words"] and not Wish.objects.exists()


def test_one_place_cannot_flood_many_phones(client, here, as_user):
    for _ in range(WISHES_BY_PLACE.most):
        WISHES_BY_PLACE.take("127.0.0.1")
    answer = send(client)
    assert answer.status_code == 429 and "请过一会儿再提交" in answer.text and "轮椅" in answer.text
    assert not Wish.objects.exists()
    assert send(as_user(here.resident)).status_code == 302


def test_a_turn_without_the_words_asks_for_them_and_does_not_break(client, here):
    second = {name: value for name, value in GOOD.items() if name != "own_words"}
    assert client.post("/wishes/new/", second | {"go": "on", "screen": "name"}).status_code in {200, 422}
