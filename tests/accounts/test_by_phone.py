"""Sign up and log in with a phone and a code: for whom, told what, and how often."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from community.people.fields import lookup
from community.people.models import Consent, User
from community.wishes.models import Wish
from home.accounts.by_phone import CODES_TO_PHONE
from tests.factories import as_, later, public_version, step, wishing
from workflows import door
from workflows.wishes.throttle import CODES_BY_PLACE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "here")]

NEW, KNOWN = "13700001111", "13900000001"
SIGN_UP, LOG_IN = "/accounts/signup/", "/accounts/login/phone/"
GIVEN = {"region": "maitianli", "name": "赵小满", "title": "女士", "basic": "on"}


def ask(client, phone, page=SIGN_UP, **more):
    return client.post(page, {"phone": phone, **more})


def sign_up(client, digits, phone=NEW, **more):
    ask(client, phone)
    return client.post(f"{SIGN_UP}code/", GIVEN | {"digits": digits(phone)} | more)


def is_in(client):
    return client.session.get("_auth_user_id")


def test_two_screens_make_an_account_and_open_it(client, digits, here):
    answer = sign_up(client, digits, photo="on")
    user = User.objects.get(phone_lookup=lookup(NEW))
    assert (answer["Location"], is_in(client)) == ("/me/", str(user.pk))
    assert (user.name, str(user), user.has_usable_password()) == ("赵小满", "赵女士", False)
    assert [(r.region, r.verified_at) for r in user.residences.all()] == [(here.community, None)]
    given = Consent.objects.filter(user=user, withdrawn_at=None)
    assert {(c.purpose, c.version) for c in given} == {("basic", "2026-11"), ("photo", "2026-11")}


def test_name_and_title_may_stay_empty_and_optional_ticks_are_not_set(client, digits):
    ask(client, NEW)
    page = client.get(f"{SIGN_UP}code/").text
    ticks = {name: "checked" in tag for tag, name in re.findall(r'(<input type="checkbox" name="(\w+)"[^>]*>)', page)}
    assert ticks == dict.fromkeys(["basic", "publicity", "photo", "health", "kiosk"], False)
    assert sign_up(Client(), digits, phone="13700002222", name="", title="").status_code == 302


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"basic": ""}, "basic"), ({"region": ""}, "region"), ({"region": "nowhere"}, "region"),
        ({"digits": "12"}, "digits"), ({"digits": "abcdef"}, "digits"), ({"name": "王" * 31}, "name"),
        ({"title": "同志"}, "title"), ({"name": "王\0"}, "name"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_the_field_keeps_the_rest_and_costs_no_code(client, digits, wrong, field):
    ask(client, NEW)
    answer = client.post(f"{SIGN_UP}code/", GIVEN | {"digits": digits(NEW)} | wrong)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.text
    assert field == "name" or "赵小满" in answer.text
    assert not User.objects.get_by_phone(NEW)
    assert client.post(f"{SIGN_UP}code/", GIVEN | {"digits": digits(NEW)}).status_code == 302


@pytest.mark.parametrize("phone", ["", "1370000111", "12800001111", "025-8888888", "abc", "1" * 999, "137\0"])
def test_a_number_that_gets_no_code_is_told_so(client, phone):
    for page in (SIGN_UP, LOG_IN):
        answer = ask(client, phone, page)
        assert answer.status_code == 422
        assert 'id="id_phone_error"' in answer.text


def heard(phone, page):
    """All that somebody hears who has no phone in his hand."""
    visitor = Client()
    answers = [ask(visitor, phone, page), visitor.get(f"{page}code/"), ask(visitor, phone, page)]
    answers += [visitor.post(f"{page}code/", GIVEN | {"digits": "000000"}) for _ in range(7)]
    words = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", a.text).replace(phone[-4:], "") for a in answers]
    return [(a.status_code, a.get("Location"), w) for a, w in zip(answers, words, strict=True)]


@pytest.mark.parametrize("page", [SIGN_UP, LOG_IN])
def test_nobody_learns_from_the_page_whether_a_number_has_an_account(page):
    unknown, known = "13900009999", KNOWN
    assert heard(unknown, page) == heard(known, page)


def test_it_is_said_by_message_to_who_holds_the_phone(client, texts):
    ask(client, KNOWN)
    assert "这个号码已经注册" in texts(KNOWN)[-1]
    ask(client, NEW, LOG_IN)
    assert "这个号码还没有账号" in texts(NEW)[-1]
    assert not re.search(r"\d{6}", texts(NEW)[-1].partition("http")[0])


def test_who_signs_up_again_is_logged_in_and_nothing_of_his_changes(client, digits, here):
    assert sign_up(client, digits, KNOWN)["Location"] == "/me/"
    assert is_in(client) == str(here.wisher.pk)
    assert User.objects.get(pk=here.wisher.pk).name == "张桂英"
    assert not Consent.objects.filter(user=here.wisher).exists()


def test_the_code_logs_in_and_leads_where_he_wanted_to_go(client, digits, here):
    ask(client, KNOWN, LOG_IN, next="/wishes/new/")
    answer = client.post(f"{LOG_IN}code/", {"digits": digits(KNOWN)})
    assert (answer["Location"], is_in(client)) == ("/wishes/new/", str(here.wisher.pk))


def test_it_leads_nowhere_outside(client, digits):
    ask(client, KNOWN, LOG_IN, next="https://evil.example/")
    assert client.post(f"{LOG_IN}code/", {"digits": digits(KNOWN)})["Location"] == "/me/"


def test_a_code_works_once_and_for_its_phone_only(client, digits, clock):
    ask(client, KNOWN, LOG_IN)
    code = digits(KNOWN)
    other = Client()
    ask(other, NEW)
    if digits(NEW) != code:
        assert other.post(f"{SIGN_UP}code/", GIVEN | {"digits": code}).status_code == 422
    clock(hours=2, minutes=11)
    assert client.post(f"{LOG_IN}code/", {"digits": code}).status_code == 422
    clock(hours=2)
    assert client.post(f"{LOG_IN}code/", {"digits": code}).status_code == 302
    again = Client()
    clock(hours=2, minutes=2)
    ask(again, "13700003333", LOG_IN)
    session = again.session
    session["by_phone"] = {"phone": KNOWN, "next": ""}
    session.save()
    assert again.post(f"{LOG_IN}code/", {"digits": code}).status_code == 422


def test_the_code_page_without_a_number_leads_back_to_the_first(client):
    assert client.get(f"{SIGN_UP}code/")["Location"] == SIGN_UP
    assert client.post(f"{LOG_IN}code/", {"digits": "123456"})["Location"] == LOG_IN


def test_one_phone_is_not_flooded(client, clock, texts):
    for n in range(CODES_TO_PHONE.most):
        clock(hours=2, minutes=2 * n)
        assert ask(client, NEW).status_code == 302
    answer = ask(client, NEW)
    assert answer.status_code == 429
    assert "请过一个小时再试" in answer.text
    assert len(texts(NEW)) == CODES_TO_PHONE.most


def test_one_place_does_not_flood_many_phones(client):
    for n in range(CODES_BY_PLACE.most):
        assert ask(client, f"137{n:08}", LOG_IN).status_code == 302
    assert ask(client, NEW, LOG_IN).status_code == 429
    assert client.post(LOG_IN, {"phone": NEW}, REMOTE_ADDR="10.9.8.7").status_code == 302


def test_wishes_left_with_the_phone_are_his(client, digits, here):
    wish = door.start(wishing(here, wisher=None, phone=NEW), by=as_(here.outsider), at=later())
    lent = door.start(wishing(here, wisher=None, phone=NEW, phone_is_own=False), by=as_(here.outsider), at=later())
    sign_up(client, digits)
    page = client.get("/me/").text
    assert wish.code in page
    assert lent.code not in page
    assert client.get(wish.get_absolute_url()).status_code == 200


def test_an_unverified_resident_may_wish_and_not_claim(client, digits, here):
    wish = door.start(wishing(here), by=as_(here.wisher), at=later())
    step(wish, "publish", here.worker, **public_version())
    sign_up(client, digits)
    assert "要先请社区核实您住在这里" in client.get(f"/wishes/{wish.code}/").text
    assert client.get(f"/wishes/{wish.code}/claim/").status_code == 403
    assert Wish.objects.get(pk=wish.pk).status == "open"


def test_staff_still_owe_their_second_factor(client, digits, here):
    here.worker.phone = "13700007777"
    here.worker.save()
    TOTP.activate(here.worker, generate_totp_secret())
    ask(client, "13700007777", LOG_IN)
    answer = client.post(f"{LOG_IN}code/", {"digits": digits("13700007777")})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert is_in(client) is None


def test_a_locked_account_stays_locked(client, digits, here):
    here.wisher.is_active = False
    here.wisher.save()
    ask(client, KNOWN, LOG_IN)
    answer = client.post(f"{LOG_IN}code/", {"digits": digits(KNOWN)})
    assert answer["Location"] == "/accounts/inactive/"
    assert is_in(client) is None


def test_who_is_logged_in_already_has_no_business_here(client, here):
    client.force_login(here.resident)
    for page in (SIGN_UP, LOG_IN):
        assert client.get(page)["Location"] == "/me/"
        assert ask(client, NEW, page)["Location"] == "/me/"
