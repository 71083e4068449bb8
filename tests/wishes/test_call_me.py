"""不会填，请社区打电话给我: a number and nothing else, a real entry on the desk, and nobody sees it unnoticed."""

import pytest

from community.people.models import Reveal
from community.people.refusal import Refused
from community.wishes.models import CallRequest
from community.wishes.operations.call_me import ask_for_call, record_asked_call
from tests.factories import as_, later
from workflows.wishes.call_me import CALLS_BY_PLACE, TOO_OFTEN

pytestmark = pytest.mark.django_db

ASKED = {"phone": "138 0000 1234", "region": "maitianli"}


def test_from_a_number_left_to_the_wish_written_down(client, here):
    assert 'href="/wishes/call-me/"' in client.get("/wishes/new/").text
    answer = client.post("/wishes/call-me/", ASKED, follow=True)
    assert "麦田里社区会在 11月12日（周四）下班前打给您。" in answer.text
    client.post("/wishes/call-me/", ASKED)
    asked = CallRequest.objects.get()
    page = f"/admin/calls/asked/{asked.pk}/"

    client.force_login(here.worker)
    assert page in client.get("/admin/calls/").text
    assert "13800001234" not in client.get(page).text
    assert 'href="tel:13800001234"' in client.post(page, {"did": "see"}).text
    assert Reveal.objects.get(subject=asked.subject).viewer == here.worker
    assert client.post(page, {"did": "reached"})["Location"] == "/admin/proxy/"

    asked.refresh_from_db()
    assert (asked.done_by, asked.phone, asked.phone_mask) == (here.worker, "", "138****1234")
    assert client.get(page).status_code == 404
    assert page not in client.get("/admin/calls/").text


def test_nobody_of_another_place_and_no_resident_calls(client, here):
    client.post("/wishes/call-me/", ASKED)
    asked = CallRequest.objects.get()
    for user in (here.sister_worker, here.far_coordinator, here.resident, here.manager):
        client.force_login(user)
        assert client.post(f"/admin/calls/asked/{asked.pk}/", {"did": "see"}).status_code in {302, 403, 404}
        with pytest.raises(Refused):
            record_asked_call(asked.pk, by=as_(user), at=later(), reached=True)
    assert not Reveal.objects.exists()


def test_three_times_not_answered_is_given_up(here):
    asked = ask_for_call(phone="13800001234", region=here.community, at=later())
    for tries in (1, 2, 3):
        asked = record_asked_call(asked.pk, by=as_(here.worker), at=later(days=tries), reached=False)
        assert (asked.tries, asked.done_at is not None) == (tries, tries == 3)
    with pytest.raises(Refused):
        record_asked_call(asked.pk, by=as_(here.worker), at=later(days=4), reached=True)
    assert ask_for_call(phone="13800001234", region=here.community, at=later(days=5)).pk != asked.pk


def test_a_number_that_cannot_be_one_is_said_beside_the_field(client, here):
    answer = client.post("/wishes/call-me/", ASKED | {"phone": "1380000123"})
    assert answer.status_code == 422
    assert "手机号应是 11 位数字，您填了 10 位。没有手机，可以填家里的座机，或请社区登门。" in answer.text


def test_one_visitor_cannot_fill_the_list(client, here):
    for n in range(CALLS_BY_PLACE.most):
        client.post("/wishes/call-me/", ASKED | {"phone": f"1380000000{n}"})
    answer = client.post("/wishes/call-me/", ASKED)
    assert answer.status_code == 429 and TOO_OFTEN in answer.text and ASKED["phone"] in answer.text
