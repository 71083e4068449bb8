"""What was sealed is planted in a wish of every step; no page shows it, whoever looks."""

import re
from datetime import date

import pytest

from community.people.models import Reveal
from community.wishes.links import wisher_link
from tests.factories import public_version, step
from tests.workflows import paths

pytestmark = pytest.mark.django_db

PLANTED = ["13900000001", "139****0001", "张桂英", "3幢502", "麦田里3幢", "我住"]
EVERYONE = ["wisher", "resident", "member", "manager", "worker", "grid_worker", "coordinator", "reviewer", "outsider"]
# Data for machines is no script: browsers neither run it nor ask the policy.
INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\s(?:src=|type=.application/ld\+json))|\son[a-z]+=|javascript:")


def pages_of(wish):
    own = wish.get_absolute_url()
    return [
        "/wishes/",
        "/wishes/?status=acting",
        own,
        f"{own}enter/",
        f"{own}code/",
        wisher_link(wish),
        "/wishes/track/",
        "/stars/",
    ]


def others_at(at_step):
    """Everyone but the wisher where he is asked to write his words again: there he reads his own."""
    return [name for name in EVERYONE if (at_step, name) != ("amend", "wisher")]


@pytest.mark.parametrize("at_step", paths.AT)
def test_no_page_shows_a_phone_a_name_an_address_or_the_own_words(client, here, at_step):
    wish = paths.AT[at_step](here)
    for name in [None, *others_at(at_step)]:
        client.logout()
        if name:
            client.force_login(getattr(here, name))
        for address in [*pages_of(wish), *(["/me/"] if name else [])]:
            shown = [words for words in PLANTED if words in client.get(address).text]
            assert shown == [], (name, address)
    assert not Reveal.objects.exists()


@pytest.mark.parametrize("at_step", paths.AT)
def test_no_form_of_a_step_shows_it_either(client, here, at_step):
    wish = paths.AT[at_step](here)
    for name in others_at(at_step):
        client.force_login(getattr(here, name))
        answer = client.get(wish.get_absolute_url())
        for choice in answer.context["offer"].choices if answer.status_code == 200 else ():
            page = client.get(f"{wish.get_absolute_url()}{choice.outcome}/").text
            assert not [words for words in PLANTED if words in page], (name, choice.outcome)


def test_the_pages_that_answer_a_mistake_show_nothing(client, here):
    wish = paths.to_pool(here)
    client.force_login(here.resident)
    for outcome in ("claim", "take_down", "publish", "approve"):
        page = client.post(f"{wish.get_absolute_url()}{outcome}/", {"pin": "x"}).text
        assert not [words for words in PLANTED if words in page], outcome


def test_every_page_keeps_the_content_policy(client, here):
    wish = paths.to_act(here)
    client.force_login(here.resident)
    own = wish.get_absolute_url()
    pages = [*pages_of(wish), "/me/", "/wishes/new/", f"{own}done/", f"{own}claim/", f"{own}approve/"]
    for address in pages:
        assert INLINE.findall(client.get(address).text) == [], address
    assert INLINE.findall(client.post(f"{own}contact-data/").text) == []
    assert INLINE.findall(client.post("/wishes/new/", {}).text) == []


def test_personal_pages_are_kept_in_no_cache(client, here):
    wish = paths.to_act(here)
    client.force_login(here.resident)
    own = wish.get_absolute_url()
    answers = [client.get(own), client.post(f"{own}contact-data/"), client.get("/me/"), client.get("/wishes/new/")]
    assert all("no-store" in answer["Cache-Control"] for answer in answers)


def test_a_note_with_markup_is_text(client, here):
    wish = step(paths.to_act(here), "contact", here.resident, text="<script>alert(1)</script>")
    client.force_login(here.wisher)
    page = client.get(wish.get_absolute_url()).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_day_a_wish_is_wanted_by_is_public_and_says_no_more(client, here):
    wish = step(paths.to_screen(here, wished_by_on=date(2026, 12, 1)), "publish", here.worker, **public_version())
    assert "最好 12月1日 前办好" in client.get(wish.get_absolute_url()).text
