"""What a browser knows of somebody without an account is forgotten like a session on a public computer."""

import re

import pytest

from community.records.models import Notice
from community.voices.models import Objection
from community.wishes.links import wisher_link
from community.wishes.models import Wish
from tests.accounts.people import MINUTE
from tests.factories import as_, later, step, wishing
from tests.wishes.writing import send
from tests.workflows import paths
from workflows import door

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish(here):
    """Waits for what its wisher, who has no account, has to add."""
    wish = door.start(wishing(here, wisher=None, phone="13711112222"), by=as_(here.outsider), at=later())
    return step(wish, "amend", here.worker, reason="请说说尺寸")


def prove(client, wish):
    client.post(f"{wish.get_absolute_url()}code/", {"send": "1"})
    digits = re.findall(r"验证码 (\d{6})", Notice.objects.filter(kind="wish.code").latest("id").text)[0]
    client.post(f"{wish.get_absolute_url()}code/", {"digits": digits})


def sees(client, wish):
    return client.get(wish.get_absolute_url()).status_code == 200


def test_who_proved_himself_by_a_code_is_known_as_long_as_the_browser_is_used(client, wait, wish):
    prove(client, wish)
    for _ in range(3):
        wait(14 * MINUTE)
        assert sees(client, wish)
    wait(16 * MINUTE)
    assert not sees(client, wish)


def test_whoever_comes_to_the_computer_after_a_wish_was_written_there_does_not_open_it(client, wait, here):
    send(client)
    wish = Wish.objects.get()
    assert sees(client, wish)
    wait(16 * MINUTE)
    assert not sees(client, wish)
    assert client.get(f"{wish.get_absolute_url()}received/").status_code == 404


def test_a_link_came_to_ones_own_phone_and_lasts(client, wait, wish):
    client.post(f"{wish.get_absolute_url()}enter/", {"t": wisher_link(wish).partition("?t=")[2]})
    wait(24 * 60 * MINUTE)
    assert sees(client, wish)


def test_the_receipt_of_an_objection_goes_too(client, wait, here):
    wish = step(paths.to_verify(here), "approve", here.reviewer)
    about = {"about": wish.subject}
    client.post(f"/voices/new/?about={wish.subject}", {"words": "没有人来过。", "who": "sealed", "key": "k"} | about)
    receipt = Objection.objects.get().receipt
    shown = re.compile(r"\s*".join(receipt))
    assert shown.search(client.get("/voices/received/").text)
    wait(16 * MINUTE)
    assert not shown.search(client.get("/voices/received/", follow=True).text)


def test_what_he_sends_too_late_is_there_when_he_has_proved_himself_again_and_for_nobody_else(
    client, wait, clock, wish
):
    prove(client, wish)
    address = f"{wish.get_absolute_url()}resubmit/"
    page = client.get(address)
    hidden = dict(re.findall(r'name="(pin|key)" value="([^"]+)"', page.text))
    wait(16 * MINUTE)
    answer = client.post(address, hidden | {"own_words": "窗户宽一米二，高九十公分。"}, follow=True)
    assert answer.request["PATH_INFO"] == f"{wish.get_absolute_url()}code/"
    assert "刚才填的都还在" in answer.text
    assert Wish.objects.get(pk=wish.pk).status == "amending"

    assert "一米二" not in client.get(address).text
    clock(hours=3)
    prove(client, wish)
    assert "窗户宽一米二，高九十公分。" in client.get(address).text


def test_who_logs_in_there_gets_nothing_of_it(client, wish, here):
    prove(client, wish)
    client.force_login(here.outsider)
    client.logout()
    assert not sees(client, wish)
