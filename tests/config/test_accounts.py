"""allauth's pages: those we offer are in Chinese, the others are shut; and nobody is sent round in a circle."""

from typing import Any

import allauth.urls
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import URLPattern, URLResolver, resolve

from community.people.models import User
from config.views import closed
from tests.factories import District
from tests.words import english

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-password-26"

# Address: who opens it. "visitor" is not logged in, "halfway" has given the password and owes the code.
OPEN = {
    "login/": "visitor",
    "logout/": "worker",
    "inactive/": "visitor",
    "signup/": "visitor",
    "reauthenticate/": "worker",
    "password/change/": "worker",
    "password/set/": "without password",
    "2fa/": "worker",
    "2fa/authenticate/": "halfway",
    "2fa/reauthenticate/": "secured",
    "2fa/totp/activate/": "worker",
    "2fa/totp/deactivate/": "secured",
    "2fa/recovery-codes/": "secured",
    "2fa/recovery-codes/generate/": "secured",
    "2fa/recovery-codes/download/": "secured",
}
SHUT = [
    "email/",
    "confirm-email/",
    "confirm-email/abc/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/done/",
    "password/reset/key/1-abc/",
    "login/code/confirm/",
]


def addresses(patterns: list[Any], before: str = "") -> set[str]:
    """Every address, with something in the place of its parameters."""
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= addresses(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            found.add(before + str(pattern.pattern))
    return found


def filled(address: str) -> str:
    examples = {r"(?P<key>[-:\w]+)": "abc", "(?P<uidb36>[0-9A-Za-z]+)": "1", "(?P<key>.+)": "abc", "^": "", "$": ""}
    for parameter, example in examples.items():
        address = address.replace(parameter, example)
    return address


@pytest.fixture
def worker(here: District) -> User:
    here.worker.set_password(PASSWORD)
    here.worker.save()
    return here.worker


def browser(who: str, worker: User) -> Client:
    client = Client()
    if who == "without password":
        worker.set_unusable_password()
        worker.save()
        client.force_login(worker)
    elif who != "visitor":
        log_in(client)
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    if who in {"secured", "halfway"}:
        TOTP.activate(worker, generate_totp_secret())
        RecoveryCodes.activate(worker)
    if who == "halfway":
        client = Client()
        log_in(client)
    return client


def log_in(client: Client, name: str = "worker", next_page: str = "") -> Any:
    return client.post(f"/accounts/login/?next={next_page}", {"login": name, "password": PASSWORD})


def test_every_address_of_the_library_is_open_or_shut_on_purpose() -> None:
    assert {filled(address) for address in addresses(allauth.urls.urlpatterns)} == {*OPEN, *SHUT}


@pytest.mark.parametrize("address", SHUT)
def test_what_we_do_not_offer_is_not_there(client: Client, address: str) -> None:
    assert resolve(f"/accounts/{address}").func is closed
    assert client.get(f"/accounts/{address}").status_code == 404


@pytest.mark.parametrize("address", OPEN)
def test_what_we_offer_is_in_chinese(worker: User, address: str) -> None:
    answer = browser(OPEN[address], worker).get(f"/accounts/{address}")
    page = answer.content.decode()
    for codes in Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES):
        for code in RecoveryCodes(codes).get_unused_codes():
            page = page.replace(code, "")

    assert answer.status_code == 200
    assert english(page) == set()


def test_too_many_tries_are_refused_in_chinese(worker: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"change_password": "1/m/user"}
    client = browser("worker", worker)
    answers = [client.post("/accounts/password/change/", {"oldpassword": "wrong"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert [english(answer.content.decode()) for answer in answers] == [set(), set()]


@pytest.mark.parametrize("address", ["/admin/", "/admin/inbox/", "/admin/nothing-here/", "/admin/login/?next=/admin/"])
def test_the_desk_tells_who_has_no_business_there_instead_of_asking_again(here: District, address: str) -> None:
    client = Client()
    client.force_login(here.resident)
    answer = client.get(address, follow=True)

    assert answer.status_code == 403
    assert "工作台只给社区和街道的工作人员用" in answer.content.decode()
    assert 'href="/me/"' in answer.content.decode()


def test_logging_in_on_the_way_to_the_desk_ends_there_too(here: District) -> None:
    here.resident.set_password(PASSWORD)
    here.resident.save()
    client = Client()
    asked = client.get("/admin/", follow=True)

    assert asked.request["PATH_INFO"] == "/accounts/login/"
    assert log_in(client, "resident", "/admin/").headers["Location"] == "/admin/"
    assert client.get("/admin/", follow=True).status_code == 403


def test_staff_at_the_desks_log_in_are_let_through(here: District) -> None:
    client = Client()
    client.force_login(here.worker)

    assert client.get("/admin/login/").headers["Location"] == "/admin/"
