import re
import time

import pytest
from django.test import Client

from community.records.models import Notice, OneTimeCode
from community.wishes.codes import new_code, spoken
from community.wishes.links import wisher_link
from community.wishes.models import Status, Wish
from tests.factories import as_, later, public_version, step, wishing
from workflows import door
from workflows.wishes.throttle import CODES_TO_WISH, TRACK_BY_CODE, TRACK_BY_PLACE

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish(here):
    """Of somebody without an account, not yet screened."""
    return door.start(wishing(here, wisher=None, phone="13711112222"), by=as_(here.outsider), at=later())


def sent_digits():
    return re.findall(r"验证码 (\d{6})", Notice.objects.filter(kind="wish.code").latest("id").text)[0]


def test_the_link_opens_with_a_button_and_not_by_being_followed(client, wish):
    page = client.get(wisher_link(wish))
    assert page.status_code == 200
    assert "打开</button>" in page.text
    assert client.get(wish.get_absolute_url()).status_code == 404

    token = re.findall(r'name="t" value="([^"]+)"', page.text)[0]
    client.post(f"{wish.get_absolute_url()}enter/", {"t": token})
    assert client.get(wish.get_absolute_url()).status_code == 200


def test_the_link_acts_for_the_wisher_of_this_wish_alone(client, wish, here):
    other = door.start(wishing(here, wisher=None, phone="13711112222"), by=as_(here.outsider), at=later())
    token = wisher_link(other).partition("?t=")[2]
    assert client.post(f"{wish.get_absolute_url()}enter/", {"t": token}).status_code == 403
    client.post(f"{other.get_absolute_url()}enter/", {"t": token})
    assert client.get(wish.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "1:2:3", "²"])
def test_a_forged_link_offers_a_code(client, wish, token):
    answer = client.get(f"{wish.get_absolute_url()}enter/", {"t": token})
    assert answer.status_code == 403
    assert "这个链接过期了" in answer.text
    assert "发验证码给我" in answer.text


def test_an_old_link_offers_a_code(client, wish, monkeypatch):
    link = wisher_link(wish)
    monkeypatch.setattr("django.core.signing.time.time", lambda: time_in(days=15))
    answer = client.get(link)
    assert answer.status_code == 403
    assert "一样能看、能评价；也可以打" in re.sub("<[^>]+>", "", answer.text)


REAL_TIME = time.time


def time_in(*, days):
    return REAL_TIME() + days * 24 * 3600


def test_a_code_from_the_phone_opens_it(client, wish):
    address = f"{wish.get_absolute_url()}code/"
    assert "验证码已经发到那部手机上，10 分钟内有效" in client.post(address, {"send": "1"}, follow=True).text
    answer = client.post(address, {"digits": sent_digits()})
    assert answer["Location"] == wish.get_absolute_url()
    assert client.get(wish.get_absolute_url()).status_code == 200


def test_a_wish_is_rated_with_a_code(client, wish, here):
    wish = step(wish, "answer", here.worker, text="带身份证来社区办。", **public_version("question-policy"))
    client.post(f"{wish.get_absolute_url()}code/", {"send": "1"})
    client.post(f"{wish.get_absolute_url()}code/", {"digits": sent_digits()})
    hidden = dict(
        re.findall(r'name="(pin|key)" value="([^"]+)"', client.get(f"{wish.get_absolute_url()}satisfied/").text)
    )
    client.post(f"{wish.get_absolute_url()}satisfied/", hidden)
    assert Wish.objects.get(pk=wish.pk).status == Status.ANSWERED
    assert wish.events.latest("seq").channel == "code"


def test_a_wrong_code_is_counted_and_the_sixth_try_is_too_many(client, wish):
    address = f"{wish.get_absolute_url()}code/"
    client.post(address, {"send": "1"})
    right = sent_digits()
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        answer = client.post(address, {"digits": wrong})
        assert answer.status_code == 422
        assert "验证码不对" in answer.text
    assert OneTimeCode.objects.get().tries == 5
    assert "试了几次都不对，请重新获取" in client.post(address, {"digits": right}).text
    assert client.get(wish.get_absolute_url()).status_code == 404


def test_an_old_code_and_a_used_one_open_nothing(client, wish, clock):
    address = f"{wish.get_absolute_url()}code/"
    client.post(address, {"send": "1"})
    digits = sent_digits()
    clock(hours=2, minutes=11)
    assert "已经过期、用过了" in client.post(address, {"digits": digits}).text
    clock(hours=2)
    assert client.post(address, {"digits": digits}).status_code == 302
    assert "已经过期、用过了" in client.post(address, {"digits": digits}).text


@pytest.mark.parametrize("digits", ["", "12345", "1234567", "abcdef", "²²²²²²"])
def test_what_is_no_code_is_said_at_the_field_and_costs_no_try(client, wish, digits):
    address = f"{wish.get_absolute_url()}code/"
    client.post(address, {"send": "1"})
    answer = client.post(address, {"digits": digits})
    assert answer.status_code == 422
    assert 'id="id_digits_error"' in answer.text
    assert OneTimeCode.objects.get().tries == 0


def test_without_a_phone_of_ones_own_one_is_told_to_call(client, here):
    wish = door.start(wishing(here, wisher=None, phone="025-8888888"), by=as_(here.outsider), at=later())
    wish = step(wish, "publish", here.worker, **public_version())
    answer = client.post(f"{wish.get_absolute_url()}code/", {"send": "1"}, follow=True)
    assert not Notice.objects.filter(kind="wish.code").exists()
    assert "没有留手机？打社区电话 025-1000001，说一声就行" in re.sub("<[^>]+>", "", answer.text)


def answers(code):
    """What somebody hears who knows nothing but a code, whatever he tries; the code itself left out."""
    visitor = Client()
    sent = [
        ("enter", {}), ("enter", {"t": "x"}), ("code", None), ("code", {"send": "1"}), ("code", None),
        ("code", {"send": "1"}), ("code", {"digits": "12"}), *[("code", {"digits": "000000"})] * 7,
        *[("code", {"send": "1"})] * CODES_TO_WISH.most,
    ]  # fmt: skip
    heard = []
    for page, data in sent:
        address = f"/wishes/{code}/{page}/"
        answer = visitor.get(address) if data is None else visitor.post(address, data)
        words = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text)
        heard.append((answer.status_code, words.replace(code, "").replace(spoken(code), "")))
    return heard


@pytest.mark.parametrize("phone", ["13711112222", "025-8888888"])
def test_a_code_without_a_wish_sounds_like_one_nobody_may_see(here, phone):
    hidden = door.start(wishing(here, wisher=None, phone=phone), by=as_(here.outsider), at=later())
    heard = answers(hidden.code)
    assert heard == answers(new_code())
    assert not any(str(here.community) in words or here.community.phone in words for _, words in heard)


@pytest.mark.parametrize("code", ["123456789", "1", "abc", "１２３４５６７８９"])
def test_what_can_be_no_code_has_no_pages(client, here, code):
    assert {client.get(f"/wishes/{code}/{page}/").status_code for page in ("code", "enter")} == {404}


def test_codes_are_not_sent_without_end(client, wish, clock):
    address = f"{wish.get_absolute_url()}code/"
    for n in range(CODES_TO_WISH.most):
        clock(hours=2, minutes=2 * n)
        assert client.post(address, {"send": "1"}).status_code == 302
    clock(hours=3)
    assert client.post(address, {"send": "1"}).status_code == 429
    assert Notice.objects.filter(kind="wish.code").count() == CODES_TO_WISH.most


def track(client, code, tail):
    return client.post("/wishes/track/", {"code": code, "tail": tail})


def test_code_and_end_of_phone_show_the_status_and_nothing_else(client, wish):
    answer = track(client, wish.spoken_code, "2222")
    assert answer.status_code == 200
    assert "现在：社区在看" in answer.text
    assert "11月11日前会有下一步" in answer.text
    assert "穿不上针" not in answer.text
    assert "张女士" not in answer.text
    assert client.get(wish.get_absolute_url()).status_code == 404


def test_an_unknown_code_and_wrong_digits_sound_the_same(client, wish):
    words = [track(client, code, "0000") for code in (wish.code, new_code())]
    assert {answer.status_code for answer in words} == {422}
    assert all("编号和电话后四位对不上" in answer.text for answer in words)


@pytest.mark.parametrize(
    "code,tail", [("", ""), ("123", "2222"), ("123456789", "22"), ("²" * 9, "²²²²"), ("1" * 999, "1")]
)
def test_what_is_no_code_at_all_is_said_beside_the_field(client, here, code, tail):
    answer = track(client, code, tail)
    assert answer.status_code == 422
    assert "errorlist" in answer.text


def test_what_is_no_four_digits_is_told_so(client, wish):
    assert "请填四位数字。" in track(client, wish.code, "22").text


def test_guessing_one_wish_stops_after_five(client, wish):
    for n in range(TRACK_BY_CODE.most):
        assert track(client, wish.code, f"{n:04}").status_code == 422
    answer = track(client, wish.code, "2222")
    assert answer.status_code == 429
    assert "请过一个小时再试，或打社区电话" in answer.text


def test_guessing_from_one_place_stops_after_ten_and_elsewhere_goes_on(client, wish):
    for _ in range(TRACK_BY_PLACE.most):
        track(client, new_code(), "0000")
    assert track(client, wish.code, "2222").status_code == 429
    assert client.post("/wishes/track/", {"code": wish.code, "tail": "2222"}, REMOTE_ADDR="10.9.8.7").status_code == 200


def test_a_right_answer_is_no_guess(client, wish):
    for _ in range(TRACK_BY_PLACE.most + 5):
        assert track(client, wish.code, "2222").status_code == 200


def test_a_household_of_ipv6_is_one_place(client, wish):
    for n in range(TRACK_BY_PLACE.most):
        client.post("/wishes/track/", {"code": new_code(), "tail": "0000"}, REMOTE_ADDR=f"2001:db8::{n + 1:x}")
    answer = client.post("/wishes/track/", {"code": wish.code, "tail": "2222"}, REMOTE_ADDR="2001:db8::ffff")
    assert answer.status_code == 429
