"""How to reach the wisher: who may look on the wish page, and that each look is written down first."""

import pytest

from community.people.models import Reveal
from tests.factories import later, number
from tests.wishes.reading import get
from tests.workflows import paths

pytestmark = pytest.mark.django_db


def test_the_lead_sees_how_to_reach_the_wisher_once_and_it_is_written_down_first(client, here):
    wish = paths.to_act(here)
    assert "13900000001" not in get(client, wish, here.resident).text
    assert not Reveal.objects.exists()

    page = client.post(f"{wish.get_absolute_url()}contact-data/").text

    assert "13900000001" in page
    assert "麦田里3幢502室" in page
    assert "穿不上针，想请人补三件棉袄，我住" not in page
    looks = Reveal.objects.filter(viewer=here.resident, subject=wish.subject).values_list("field", flat=True)
    assert set(looks) == {"name", "phone", "address"}
    assert "13900000001" not in get(client, wish, here.resident).text


@pytest.mark.parametrize("reach", [paths.to_confirm_claim, paths.to_coordinate])
def test_before_the_claim_is_agreed_and_after_it_ended_nobody_else_sees_it(client, here, reach):
    wish = reach(here)
    get(client, wish, here.resident)
    assert client.post(f"{wish.get_absolute_url()}contact-data/").status_code == 403
    assert not Reveal.objects.exists()


def test_only_the_one_who_goes_and_the_workers_of_the_community_may_look(client, here):
    wish = paths.to_branch_act(here)
    may = set()
    for name, user in vars(here).items():
        if hasattr(user, "username"):
            client.force_login(user)
            if client.post(f"{wish.get_absolute_url()}contact-data/").status_code == 200:
                may.add(name)
    assert may == {"member", "worker", "second_worker", "third_worker"}
    client.logout()
    assert client.post(f"{wish.get_absolute_url()}contact-data/").status_code == 403


def test_nobody_looks_at_more_people_in_a_day_than_his_work_needs(client, here, clock):
    number(here, "people.reveal.day", 2, later(days=-1))
    first, second, third = (paths.to_act(here) for _ in range(3))
    client.force_login(here.worker)

    def look(wish):
        return client.post(f"{wish.get_absolute_url()}contact-data/")

    assert [look(wish).status_code for wish in (first, second, first, second)] == [200] * 4
    refused = look(third)
    assert refused.status_code == 403
    assert "您今天已经看过 2 位街坊的联系方式" in refused.text and "13900000001" not in refused.text
    assert not Reveal.objects.filter(subject=third.subject).exists()
    clock(days=1)
    assert look(third).status_code == 200


def test_looking_needs_a_post(client, here):
    wish = paths.to_act(here)
    get(client, wish, here.resident)
    assert client.get(f"{wish.get_absolute_url()}contact-data/").status_code == 405
    assert not Reveal.objects.exists()
