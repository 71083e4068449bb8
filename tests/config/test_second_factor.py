"""Every role at every log-in address: who reviews, exports or administers gets nowhere with one factor."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from community.people.models import User
from community.people.roles import GUARDED, VERBS, Role, Verb
from community.records.models import Notice
from tests.factories import District, holder, resident
from workflows.throttle import Limit

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-password-26"

FREE = {Role.MEMBER, Role.ORG_AGENT}
# What one may want to reach: the desk, a list of people, one's own page, a verdict on a public address, an export.
PROBES = (
    "/admin/",
    "/admin/users/",
    "/admin/inbox/",
    "/me/",
    "/wishes/",
    "/wishes/100000007/approve/",
    "/documents/1/x",
)
ACTIVATE, PROVE = "/accounts/2fa/totp/activate/", "/accounts/2fa/reauthenticate/"


def by_password(client: Client, user: User, address: str = "/accounts/login/") -> Any:
    asked = client.get(address)
    if asked.status_code == 302:
        address = asked.headers["Location"]
    return client.post(address, {"login": user.username, "password": PASSWORD})


def by_code(client: Client, user: User) -> Any:
    client.post("/accounts/login/phone/", {"phone": user.phone})
    sent = [notice.text for notice in Notice.objects.order_by("pk") if notice.address == user.phone]
    digits = re.findall(r"验证码 (\d{6})", sent[-1])[0]
    return client.post("/accounts/login/phone/code/", {"digits": digits})


WAYS: dict[str, Callable[[Client, User], Any]] = {
    "the log-in page": by_password,
    "the desk's log-in": lambda client, user: by_password(client, user, "/admin/login/?next=/admin/"),
    "the log-in of private pages": lambda client, user: by_password(client, user, "/_util/login/?next=/me/"),
    "a code to the phone": by_code,
}


@pytest.fixture
def staff(here: District, settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, User]:
    """Somebody of each role, a superuser and a resident."""
    settings.STAFF_SECOND_FACTOR = True
    monkeypatch.setattr("home.accounts.by_phone.CODES_BY_PLACE", Limit("test", 999))
    cache.clear()
    people = {
        role.value: holder(f"one_{role.value}", role, here.branch if role.of_organisation else here.district)
        for role in Role
    }
    people |= {"superuser": here.superuser, "resident": resident("one_resident", here.community)}
    for n, user in enumerate(people.values()):
        user.set_password(PASSWORD)
        user.phone = f"137{n:08}"
        user.save()
    return people


def is_free(role: str) -> bool:
    return role == "resident" or role in FREE


def reached(client: Client) -> dict[str, str]:
    """Where the probes lead: the address one is sent to, or the status."""
    found = {}
    for address in PROBES:
        for answer in (client.get(address), client.post(address)):
            found[f"{answer.wsgi_request.method} {address}"] = answer.get("Location", str(answer.status_code))
    return found


def test_who_is_guarded_follows_from_the_verbs_and_the_desk() -> None:
    assert {role for role in Role if not role.guarded} == FREE
    named = [*(Verb.WISH_SCREEN, Verb.WISH_VERIFY, Verb.DATA_EXPORT, Verb.PEOPLE_MANAGE), Verb.ROLE_GRANT]
    assert set(named) <= GUARDED
    assert all(Role(role).guarded for role, verbs in VERBS.items() if verbs & GUARDED)


@pytest.mark.parametrize("way", WAYS)
def test_without_a_second_factor_every_address_leads_to_setting_one_up(staff: dict[str, User], way: str) -> None:
    for role, user in staff.items():
        client = Client()
        WAYS[way](client, user)
        assert client.session["_auth_user_id"] == str(user.pk), role
        assert is_free(role) or set(reached(client).values()) == {ACTIVATE}, role
        assert not is_free(role) or client.get("/me/").status_code == 200, role


@pytest.mark.parametrize("way", WAYS)
def test_with_one_nobody_is_in_before_he_shows_it(staff: dict[str, User], way: str) -> None:
    nobody = reached(Client())
    for role, user in staff.items():
        TOTP.activate(user, generate_totp_secret())
        client = Client()
        assert WAYS[way](client, user).headers["Location"] == "/accounts/2fa/authenticate/", role
        assert "_auth_user_id" not in client.session, role
        assert reached(client) == nobody, role


def test_a_session_that_began_with_a_password_alone_stays_shut_when_the_factor_is_set_up_elsewhere(
    staff: dict[str, User],
) -> None:
    for role, user in staff.items():
        client = Client()
        by_password(client, user)
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        if is_free(role):
            assert client.get("/me/").status_code == 200, role
            continue
        assert {address.partition("?")[0] for address in reached(client).values()} == {PROVE}, role
        for shut in ("/accounts/2fa/totp/deactivate/", "/accounts/reauthenticate/", "/accounts/password/change/"):
            assert client.post(shut, {"password": PASSWORD}).headers["Location"].startswith(PROVE), (role, shut)
        code = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"
        assert client.post(f"{PROVE}?next=/me/", {"code": code}).headers["Location"] == "/me/", role
        assert client.get("/me/").status_code == 200, role


def test_what_is_shown_counts_for_him_who_showed_it(staff: dict[str, User]) -> None:
    client = Client()
    worker, reviewer = staff["community_worker"], staff["street_reviewer"]
    for user in (worker, reviewer):
        TOTP.activate(user, generate_totp_secret())
    client.force_login(worker)
    session = client.session
    session["second_factor"] = reviewer.pk
    session.save()
    assert client.get("/admin/").headers["Location"].startswith(PROVE)
