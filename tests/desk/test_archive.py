"""Every wish of one's areas: found by code, phone or outside number, readable after its end."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from community.people.models import User
from community.wishes.models import Wish
from tests.desk.pages import case, listed, text
from tests.factories import District, as_, later, step, wishing
from tests.workflows import paths
from workflows import door

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
WISHES = "/admin/wishes/"


def to_end(here: District) -> Wish:
    return step(paths.to_screen(here), "decline", here.worker, reason="劳动争议", where="12345")


def far_wish(here: District) -> Wish:
    return paths.to_screen(here, region=here.far, street=here.other_street)


def test_the_newest_come_first_whatever_their_state(here: District, sign_in: SignIn) -> None:
    ended, waiting, sister = to_end(here), paths.to_pool(here), paths.to_screen(here, region=here.sister)
    far_wish(here)

    assert listed(sign_in(here.worker).get(WISHES)) == [waiting.pk, ended.pk]
    assert listed(sign_in(here.coordinator).get(WISHES)) == [sister.pk, waiting.pk, ended.pk]


def test_filters_narrow_it(here: District, sign_in: SignIn) -> None:
    ended, waiting, sister = to_end(here), paths.to_pool(here), paths.to_screen(here, region=here.sister)
    client = sign_in(here.coordinator)

    assert listed(client.get(WISHES, {"status": "declined"})) == [ended.pk]
    assert listed(client.get(WISHES, {"category": str(waiting.category_id)})) == [waiting.pk]
    assert listed(client.get(WISHES, {"region": here.sister.pk})) == [sister.pk]


@pytest.mark.parametrize("asked", ["{code}", "{spoken}", "13900000001", "139 0000 0001", "+86 13900000001", "12345-88"])
def test_one_wish_is_found_by_what_a_person_can_say(here: District, sign_in: SignIn, asked: str) -> None:
    wish = paths.to_screen(here, outside_number="12345-88")
    paths.to_screen(here, phone="13900000009")
    far_wish(here)
    client = sign_in(here.worker)

    answer = client.post(WISHES, {"q": asked.format(code=wish.code, spoken=wish.spoken_code)})

    assert listed(answer) == [wish.pk]


@pytest.mark.parametrize("asked", ["13900000", "张桂英", "386 204 518", "'; --"])
def test_what_is_not_found_says_what_can_be_asked(here: District, sign_in: SignIn, asked: str) -> None:
    paths.to_screen(here)

    answer = sign_in(here.worker).post(WISHES, {"q": asked})

    assert listed(answer) == [] and "没有找到" in text(answer) and "手机号要填全" in text(answer)


def test_another_area_s_code_is_not_found(here: District, sign_in: SignIn) -> None:
    wish = far_wish(here)
    client = sign_in(here.worker)

    assert listed(client.post(WISHES, {"q": wish.code})) == []
    assert client.get(f"{WISHES}{wish.code}/").status_code == 404


def test_a_wish_under_way_opens_where_it_stands(here: District, sign_in: SignIn) -> None:
    wish = paths.to_pool(here)
    client = sign_in(here.worker)

    assert client.get(WISHES).context["rows"][0].url == case(wish)
    assert client.get(f"{WISHES}{wish.code}/")["Location"] == case(wish)


def test_an_ended_one_can_be_read_and_not_moved(here: District, sign_in: SignIn) -> None:
    wish = to_end(here)
    client = sign_in(here.worker)
    url = client.get(WISHES).context["rows"][0].url

    page = client.get(url)

    assert url == f"{WISHES}{wish.code}/"
    assert "劳动争议 可以找：12345" in text(page) and "已经结束" in text(page) and not page.context["choices"]
    client.post(url, {"outcome": "publish"})
    assert Wish.objects.get(pk=wish.pk).status == "declined"


def test_pages_follow_each_other_without_gap_or_repeat(here: District, sign_in: SignIn) -> None:
    made = door.start_many([wishing(here, wisher=None) for _ in range(41)], by=as_(here.clerk), at=later())
    client, seen, query = sign_in(here.worker), list[int](), "first"
    while query:
        answer = client.get(f"{WISHES}?{query}")
        seen += listed(answer)
        query = answer.context["next_query"]

    assert seen == sorted((wish.pk for wish in made), reverse=True)


@pytest.mark.parametrize("number", [1, 40])
def test_it_costs_the_same_however_many_there_are(
    here: District, sign_in: SignIn, django_assert_max_num_queries: Any, number: int
) -> None:
    door.start_many([wishing(here, wisher=None) for _ in range(number)], by=as_(here.clerk), at=later())
    client = sign_in(here.worker)

    with django_assert_max_num_queries(15):
        client.get(WISHES)
