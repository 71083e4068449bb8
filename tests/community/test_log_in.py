"""One log-in for everybody; for staff a second factor."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.db import transaction
from django.test import Client

from community.people.models import User
from tests.factories import District

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-password-26"


@pytest.fixture
def worker(here: District) -> User:
    here.worker.set_password(PASSWORD)
    here.worker.phone = "13900000088"
    here.worker.save()
    return here.worker


def log_in(client: Client, name: str, password: str = PASSWORD, next_page: str = "") -> Any:
    return client.post(f"/accounts/login/?next={next_page}", {"login": name, "password": password})


@pytest.mark.parametrize("name", ["worker", "13900000088", "139 0000 0088"])
def test_by_username_or_phone(worker: User, client: Client, name: str) -> None:
    assert log_in(client, name, next_page="/admin/").headers["Location"] == "/admin/"
    assert client.session["_auth_user_id"] == str(worker.pk)


@pytest.mark.parametrize("name, password", [("worker", "wrong"), ("nobody", PASSWORD), ("13900000099", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    worker: User, client: Client, name: str, password: str
) -> None:
    page = log_in(client, name, password).content.decode()
    assert "用户名、手机号或密码不对，请再试一次。" in page


def test_empty_fields_are_named(worker: User, client: Client) -> None:
    page = log_in(client, "", "").content.decode()
    assert "请填写“用户名或手机号”。" in page
    assert "请填写“密码”。" in page


def test_the_desk_s_own_log_in_is_the_same_door(client: Client) -> None:
    assert client.get("/admin/login/?next=/admin/inbox/").headers["Location"].startswith("/accounts/login/")


def test_too_many_tries_are_stopped(worker: User, client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/300s/key"}
    for _ in range(3):
        log_in(client, "worker", "wrong")
    page = log_in(client, "worker").content.decode()
    assert "试的次数太多了" in page
    assert "_auth_user_id" not in client.session


def code_for(secret: str) -> str:
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


def test_the_desk_is_closed_until_a_second_factor_is_set_up(
    worker: User, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        transaction, "on_commit", lambda then: then()
    )  # within the request, as without a test around it
    settings.STAFF_SECOND_FACTOR = True
    log_in(client, "worker")
    assert client.get("/admin/").headers["Location"] == "/accounts/2fa/totp/activate/"
    again = client.get("/accounts/2fa/totp/activate/").headers["Location"]
    client.post(again, {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>(\w+)</code>", page)
    assert secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret.group(1))})
    assert client.get("/admin/").status_code == 200
    assert secret.group(1) not in str(Authenticator.objects.values_list("data", flat=True))


def test_a_password_alone_no_longer_opens_the_desk(
    worker: User, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_the_desk_is_closed_until_a_second_factor_is_set_up(worker, client, settings, monkeypatch)
    fresh = Client()
    assert log_in(fresh, "worker").headers["Location"] == "/accounts/2fa/authenticate/"
    assert fresh.get("/admin/").status_code == 302
    page = fresh.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "_auth_user_id" not in fresh.session
    assert "请填验证码" in page


def test_nor_are_the_public_addresses_of_the_desk_s_work_open_without_it(
    worker: User, client: Client, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    log_in(client, "worker")
    for address in ("/wishes/", "/me/", "/wishes/100000007/approve/"):
        assert client.get(address).headers["Location"] == "/accounts/2fa/totp/activate/"
        assert client.post(address).status_code == 302


def test_residents_need_none(here: District, client: Client, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(here.resident)
    assert client.get("/me/").status_code == 200
