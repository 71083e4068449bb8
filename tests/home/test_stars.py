import pytest

from community.people.models import User
from community.wishes.models import Wish
from tests.factories import step
from tests.workflows import paths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def fulfil(here, wish, rated_by="wisher"):
    claimant = wish.actor
    wish = step(step(wish, "done", claimant, report="办好了"), "satisfied", here.wisher)
    return step(wish, "approve", here.reviewer)


def test_without_any_it_says_how_to_come_here(client, here):
    assert "还没有实现的心愿" in client.get("/stars/").text


def test_who_did_more_stands_first_and_each_figure_is_a_count(client, here):
    fulfil(here, paths.to_branch_act(here))
    for _ in range(2):
        fulfil(here, paths.to_act(here))
    answer = client.get("/stars/")
    assert [(row.mask, row.number) for row in answer.context["people"]] == [("沈女士", 2), ("郑先生", 1)]
    assert [(row.mask, row.number) for row in answer.context["organisations"]] == [("麦田里党支部", 1)]
    assert "沈桂兰" not in answer.text


def test_what_is_not_done_or_not_public_counts_for_nothing(client, here):
    paths.to_act(here)
    paths.to_verify(here)
    private = fulfil(here, paths.to_act(here))
    Wish.objects.filter(pk=private.pk).update(visibility="street")
    assert client.get("/stars/").context["people"] == []


def test_those_whose_work_it_is_are_not_among_the_neighbours(client, here):
    wish = paths.to_act(here)
    fulfil(here, wish)
    here.resident.memberships.create(role="grid_worker", region=here.community, starts_on="2026-01-01")
    assert client.get("/stars/").context["people"] == []


def test_somebody_without_a_name_is_a_neighbour(client, here):
    fulfil(here, paths.to_act(here))
    User.objects.filter(pk=here.resident.pk).update(name_mask="")
    page = client.get("/stars/").text
    assert "一位街坊" in page
    assert "账号" not in page


def test_the_rules_in_force_are_told_in_words(client, here):
    page = client.get("/stars/").text
    assert "完成物品类心愿" in page
    assert "10 分" in page
    assert "不扣分" in page
