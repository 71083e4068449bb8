"""Sessions end when nobody uses them."""

from urllib.parse import unquote

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from community.people.operations import grant
from community.people.roles import Role
from tests.accounts.people import DAY, HOUR, MINUTE, PASSWORD, is_in, log_in
from tests.factories import SINCE
from tests.workflows import paths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.mark.parametrize(
    "name, kiosk, still, over",
    [
        ("worker", "", 29 * MINUTE, 31 * MINUTE),
        ("resident", "", 29 * DAY, 31 * DAY),
        ("manager", "", 29 * DAY, 31 * DAY),
        ("resident", "on", 14 * MINUTE, 16 * MINUTE),
        ("worker", "on", 14 * MINUTE, 16 * MINUTE),
    ],
)
def test_a_session_lasts_as_long_as_its_kind(people, client, wait, name, kiosk, still, over):
    log_in(client, name, kiosk=kiosk)
    wait(still)
    assert is_in(client)
    wait(still)
    assert is_in(client)
    wait(over)
    assert not is_in(client)


def test_eight_hours_are_the_most_for_staff_however_busy(people, client, wait):
    log_in(client, "worker")
    for _ in range(23):
        wait(20 * MINUTE)
        assert is_in(client)
    wait(25 * MINUTE)
    assert not is_in(client)


def test_a_session_never_used_after_the_log_in_ends_too(people, client, wait):
    log_in(client, "resident", kiosk="on")
    wait(16 * MINUTE)
    assert not is_in(client)


def test_the_cookie_of_a_public_computer_goes_with_its_browser(people, client):
    assert log_in(client, "resident", kiosk="on").cookies["sessionid"]["max-age"] == ""
    assert (
        Client().post("/accounts/login/", {"login": "resident", "password": PASSWORD}).cookies["sessionid"]["max-age"]
    )


def test_use_is_noted_once_a_minute(people, client, wait):
    log_in(client, "resident")
    client.get("/wishes/")
    writes = []
    for _ in range(3):
        before = Session.objects.get(pk=client.session.session_key).session_data
        wait(25)
        client.get("/wishes/")
        writes.append(Session.objects.get(pk=client.session.session_key).session_data != before)
    assert writes == [False, False, True]


def test_a_new_role_shortens_a_session_that_runs(people, client, wait, here):
    log_in(client, "resident")
    grant(user=here.resident, role=Role.GRID_WORKER, region=here.community, starts_on=SINCE)
    wait(10 * MINUTE)
    assert is_in(client)
    wait(31 * MINUTE)
    assert not is_in(client)


def test_the_editor_left_open_does_not_keep_anybody_in(people, client, wait):
    log_in(client, "worker")
    for _ in range(4):
        wait(10 * MINUTE)
        client.post("/admin/editing-sessions/release/1/")
    assert not is_in(client)


def test_who_looks_at_a_public_page_stays_there_and_is_told(people, client, wait):
    log_in(client, "worker")
    wait(HOUR)
    answer = client.get("/wishes/")
    assert answer.status_code == 200
    assert "已经退出登录" in answer.text


@pytest.mark.parametrize("address", ["/admin/", "/admin/inbox/", "/me/", "/wishes/{code}/"])
def test_what_is_only_for_him_leads_to_the_log_in_and_back(people, client, wait, address, here):
    address = address.format(code=paths.to_screen(here).code)
    log_in(client, "worker")
    assert client.get(address).status_code == 200
    wait(HOUR)
    asked = client.get(address, follow=True).request
    assert (asked["PATH_INFO"], unquote(asked["QUERY_STRING"])) == ("/accounts/login/", f"next={address}")
