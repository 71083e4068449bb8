"""我的资料: seen, put right, taken away, agreed to; one's own and nobody else's."""

import hashlib
import json

import pytest
from django.db.models.signals import post_save

from community.people import consents
from community.people.models import Consent, User
from community.people.operations import reveal
from tests.factories import as_, later, wishing
from tests.workflows import paths
from workflows import door

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "here")]

PAGES = ["/me/info/", "/me/info/phone/", "/me/info/phone/code/", "/me/info/download/", "/me/leave/"]
NEW = "13700001111"


@pytest.fixture
def own(client, here):
    """The client, logged in as the wisher."""
    client.force_login(here.wisher)
    return client


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("address", [*PAGES, "/me/info/consent/"])
def test_it_is_for_those_who_are_logged_in(client, address):
    assert client.post(address)["Location"].startswith("/accounts/login/")


def test_everybody_has_one(client, here):
    for user in (here.wisher, here.manager, here.worker, here.reviewer, here.superuser, here.outsider):
        client.force_login(user)
        for address in ("/me/info/", "/me/info/phone/", "/me/info/download/", "/me/leave/"):
            assert client.get(address).status_code == 200, (user.username, address)


def test_name_and_title_are_put_right(own, here):
    assert own.post("/me/info/", {"name": " 张桂瑛 ", "title": ""})["Location"] == "/me/info/"
    assert (fresh(here.wisher).name, str(fresh(here.wisher))) == ("张桂瑛", "张**")


@pytest.mark.parametrize("wrong", [{"name": "张" * 31}, {"title": "同志"}, {"name": "张\0"}])
def test_what_is_wrong_is_said_at_the_field_and_changes_nothing(own, here, wrong):
    answer = own.post("/me/info/", {"name": "张三", "title": ""} | wrong)
    assert answer.status_code == 422
    assert "errorlist" in answer.text
    assert fresh(here.wisher).name == "张桂英"


def test_the_phone_changes_with_the_code_of_the_new_one(own, here, digits):
    left = door.start(wishing(here, wisher=None), by=as_(here.outsider), at=later())
    own.post("/me/info/phone/", {"phone": "137 0000 1111"})
    assert fresh(here.wisher).phone == "13900000001"
    assert own.post("/me/info/phone/code/", {"digits": digits(NEW)})["Location"] == "/me/info/"
    assert fresh(here.wisher).phone == NEW
    assert left.code in own.get("/me/").text


def test_a_wrong_code_changes_nothing(own, here, digits):
    own.post("/me/info/phone/", {"phone": NEW})
    wrong = "000000" if digits(NEW) != "000000" else "111111"
    for bad in (wrong, "", "12", "abc"):
        assert own.post("/me/info/phone/code/", {"digits": bad}).status_code == 422
    assert fresh(here.wisher).phone == "13900000001"


def test_a_number_of_another_is_told_only_to_him(own, here, texts):
    here.resident.phone = NEW
    here.resident.save()
    assert own.post("/me/info/phone/", {"phone": NEW})["Location"] == "/me/info/phone/code/"
    assert "已经注册" in texts(NEW)[-1]
    assert own.post("/me/info/phone/code/", {"digits": "123456"}).status_code == 422
    assert fresh(here.resident).phone == NEW


def test_a_number_taken_in_between_is_refused(own, here, digits):
    own.post("/me/info/phone/", {"phone": NEW})
    here.resident.phone = NEW
    here.resident.save()
    answer = own.post("/me/info/phone/code/", {"digits": digits(NEW)})
    assert answer.status_code == 422
    assert "这个手机号已经有账号了" in answer.text


def test_consent_is_given_and_withdrawn_and_every_time_is_kept(own, here):
    gone = []

    def hear(instance, **kwargs):
        gone.extend([instance.purpose] if instance.withdrawn_at else [])

    post_save.connect(hear, sender=Consent)
    for answer in ("give", "give", "withdraw", "withdraw", "give"):
        assert own.post("/me/info/consent/", {"purpose": "photo", answer: "1"})["Location"].endswith("#consents")
    post_save.disconnect(hear, sender=Consent)
    rows = Consent.objects.filter(user=here.wisher, purpose="photo").order_by("pk")
    assert [c.withdrawn_at is None for c in rows] == [False, True]
    assert gone == ["photo"]
    assert "已同意" in own.get("/me/info/").text


@pytest.mark.parametrize("purpose", ["", "everything", "guardian", "\0", "basic"])
def test_what_cannot_be_withdrawn_is_answered(own, here, purpose):
    consents.give(user=here.wisher, purpose="basic", at=later())
    answer = own.post("/me/info/consent/", {"purpose": purpose, "withdraw": "1"}, follow=True)
    assert "不想再用，请在最下面注销账号" in answer.text if purpose == "basic" else "没有这一项" in answer.text
    assert consents.in_force(here.wisher).count() == 1


def test_other_words_are_another_version() -> None:
    """Changed the words? Then change ``VERSION`` too, and this print."""
    words = "".join(consents.WORDS.values())
    assert (consents.VERSION, hashlib.sha256(words.encode()).hexdigest()[:8]) == ("2026-11", "1edd8127")


def test_the_download_holds_all_and_only_his(own, here):
    wish = paths.to_act(here)
    reveal(by=as_(here.worker), subject=wish.subject, field="phone", reason="要上门", at=later())
    consents.give(user=here.wisher, purpose="photo", at=later())
    answer = own.get("/me/info/download/")
    assert answer["Content-Disposition"].startswith("attachment")
    data = json.loads(answer.content)
    assert {"账号", "住处", "任职", "同意", "心愿", "认领", "经手", "消息", "积分", "谁看过我的联系方式"} <= data.keys()
    assert (data["账号"]["姓名"], data["账号"]["手机"]) == ("张桂英", "13900000001")
    assert [w["编号"] for w in data["心愿"]] == [wish.spoken_code]
    assert "穿不上针" in data["心愿"][0]["原话"]
    assert [(r["谁"], r["内容"]) for r in data["谁看过我的联系方式"]] == [("李**", "phone")]
    assert data["消息"]
    own.force_login(here.resident)
    other = own.get("/me/info/download/").content.decode()
    assert json.loads(other)["认领"][0]["心愿"] == wish.spoken_code
    assert not [secret for secret in ("张桂英", "13900000001", "穿不上针", "3幢502") if secret in other]


def test_a_worker_does_not_take_the_secrets_of_others_along(own, here):
    paths.to_act(here)
    own.force_login(here.worker)
    page = own.get("/me/info/download/").content.decode()
    assert not [secret for secret in ("张桂英", "13900000001", "穿不上针") if secret in page]


def test_nothing_changes_by_looking(own):
    for address in ("/me/info/consent/",):
        assert own.get(address).status_code == 405
    assert own.post("/me/info/download/").status_code == 405


def test_who_forgot_the_old_password_is_not_sent_to_a_page_that_is_shut(client, here):
    here.wisher.set_password("once-known")
    here.wisher.save()
    client.force_login(here.wisher)
    page = client.get("/accounts/password/change/").content.decode()
    assert "收验证码登录" in page and "/password/reset/" not in page
