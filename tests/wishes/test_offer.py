"""我来认领 before logging in: one line and one tap, kept through the sign-up."""

import re

import pytest

from community.people.models import Consent, User
from community.people.operations import verify_residence
from community.records.models import Notice
from tests.factories import as_, day, later, step
from tests.workflows import paths

pytestmark = pytest.mark.django_db


def test_what_he_means_to_do_is_kept_while_he_signs_up_and_until_his_home_is_known(client, here):
    wish = paths.to_pool(here)
    page = wish.get_absolute_url()
    assert f'href="{page}offer/">我来认领' in client.get(page).text
    answer = client.post(f"{page}offer/", {"plan": "本周六上门补", "soon": "weekend"})
    assert answer["Location"] == f"/accounts/signup/?next=%2Fwishes%2F{wish.code}%2Fclaim%2F"

    client.post(answer["Location"], {"phone": "13800007777", "next": f"{page}claim/"})
    digits = re.search(r"\d{6}", Notice.objects.latest("pk").text)
    assert digits
    answer = client.post(
        "/accounts/signup/code/",
        {"digits": digits[0], "region": "maitianli", "name": "周明", "title": "先生", "basic": "on"},
        follow=True,
    )
    assert answer.status_code == 403
    assert "要先请社区核实您住在这里" in answer.text
    assert "本周六上门补" in answer.text

    user = User.objects.get_by_phone("13800007777")
    assert user
    verify_residence(user=user, region=here.community, by=as_(here.worker), at=later())
    form = client.get(f"{page}claim/").context["form"]
    assert (form["plan"].value(), form["soon"].value()) == ("本周六上门补", "weekend")


def test_a_day_has_to_be_named_when_no_button_stands_for_it(client, here):
    wish = paths.to_pool(here)
    answer = client.post(f"{wish.get_absolute_url()}offer/", {"plan": "周六去", "soon": "day"})
    assert answer.status_code == 422
    assert "请填写“哪一天”。" in answer.text


@pytest.mark.parametrize("soon,kept", [("weekend", "2026-11-15"), ("next", "2026-11-22"), ("day", "2026-11-17")])
def test_a_tap_stands_for_a_sunday(here, soon, kept):
    wish = step(paths.to_pool(here), "claim", here.resident, plan="去", soon=soon, promised_on=day())
    assert str(wish.claims.get().promised_on) == kept


def test_what_is_not_on_the_wall_is_offered_to_nobody(client, here):
    assert client.get(f"{paths.to_screen(here).get_absolute_url()}offer/").status_code == 404
    acting = paths.to_act(here)
    assert client.get(f"{acting.get_absolute_url()}offer/")["Location"] == acting.get_absolute_url()
    client.force_login(here.resident)
    open_one = paths.to_pool(here)
    assert client.get(f"{open_one.get_absolute_url()}offer/")["Location"] == f"{open_one.get_absolute_url()}claim/"


def test_a_slip_says_the_code_and_draws_the_address(client, here):
    wish = paths.to_pool(here)
    page = client.get(f"{wish.get_absolute_url()}slip/").text
    assert wish.spoken_code in page
    assert "<svg" in page
    assert client.get(f"{paths.to_screen(here).get_absolute_url()}slip/").status_code == 404


def test_thanks_are_shown_to_all_only_when_the_wisher_agreed(client, here):
    wish = {}
    for public in ("", "on"):
        rated = step(paths.to_confirm(here), "satisfied", here.wisher, words="棉袄又能穿了", public=public)
        wish[public] = step(rated, "approve", here.reviewer, at=later(days=1, hours=bool(public)))
        assert ("棉袄又能穿了" in client.get(wish[public].get_absolute_url()).text) == bool(public)
    assert "棉袄又能穿了" in client.get("/").text
    Consent.objects.filter(subject=wish["on"].subject).update(withdrawn_at=later())
    assert "棉袄又能穿了" not in client.get("/").text


def test_public_thanks_carry_no_number(client, here):
    wish = paths.to_confirm(here)
    client.force_login(here.wisher)
    page = f"{wish.get_absolute_url()}satisfied/"
    pin = re.search(r'name="pin" value="([^"]+)"', client.get(page).text)
    assert pin
    answer = client.post(page, {"pin": pin[1], "words": "谢谢周师傅 13800001234", "public": "on"})
    assert answer.status_code == 422
    assert "这里会公开，请去掉手机号“13800001234”。" in answer.text


def test_the_four_answers_are_one_tap_each(client, here):
    wish = paths.to_confirm(here)
    client.force_login(here.wisher)
    page = client.get(wish.get_absolute_url()).text
    rate = page.partition('aria-labelledby="rate"')[2].partition("</section>")[0]
    assert re.findall(r">([^<>]+)</a>", rate)[:4] == ["满意", "基本满意", "不满意", "还没办"]
    assert 'value="not_done"' in client.get(f"{wish.get_absolute_url()}dissatisfied/?why=not_done").text
    form = client.get(f"{wish.get_absolute_url()}dissatisfied/?why=not_done").context["form"]
    assert form["why"].value() == "not_done"
