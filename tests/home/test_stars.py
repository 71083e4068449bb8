import pytest

from community.people.models import User
from community.wishes.models import Wish
from tests.factories import step
from tests.workflows import paths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def fulfil(here, wish):
    wish = step(step(wish, "done", wish.actor, report="办好了"), "satisfied", here.wisher)
    return step(wish, "approve", here.reviewer)


def stars(client):
    """(people, organisations): the names and figures of this season."""
    seasons = client.get("/stars/").context["seasons"]
    return [[(one.face.name, one.figure) for one, _ in rows] for _, rows in seasons]


def test_without_any_it_says_how_to_come_here(client, here):
    assert "还没有实现的心愿" in client.get("/stars/").text


def test_who_did_more_stands_first_and_nobody_by_full_name(client, here):
    fulfil(here, paths.to_branch_act(here))
    for _ in range(2):
        fulfil(here, paths.to_act(here))
    assert stars(client) == [[("沈**", 2), ("郑**", 1)], [("麦田里党支部", 1)]]
    assert "沈桂兰" not in client.get("/stars/").text


def test_what_is_not_done_or_not_public_counts_for_nothing(client, here):
    paths.to_act(here)
    paths.to_verify(here)
    private = fulfil(here, paths.to_act(here))
    Wish.objects.filter(pk=private.pk).update(visibility="street")
    assert stars(client) == [[], []]


def test_somebody_without_a_name_is_a_neighbour(client, here):
    fulfil(here, paths.to_act(here))
    here.resident.name = ""
    here.resident.save()
    assert User.objects.get(pk=here.resident.pk).name_mask == ""
    page = client.get("/stars/").text
    assert "一位街坊" in page
    assert "账号" not in page


def test_the_rules_in_force_are_told_in_words(client, here):
    page = client.get("/stars/").text
    assert "完成物品类心愿" in page
    assert "10 分" in page
    assert "不扣分" in page
