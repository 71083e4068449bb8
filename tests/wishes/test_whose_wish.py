"""Whose a new wish is: of who writes, of the family, of a neighbour, of an organisation, or the same matter again."""

import pytest

from community.wishes.models import Wish
from community.wishes.queries import is_staff_of
from tests.factories import as_, later, resident, step
from tests.wishes.writing import GOOD, send
from tests.workflows import paths

pytestmark = pytest.mark.django_db


def test_a_resident_finds_his_own_data_and_the_wish_is_his(client, here):
    user = resident("wang", here.community, name="王秀英", title="女士", phone="13800001234")
    client.force_login(user)
    page = client.get("/wishes/new/").text
    assert 'value="王秀英"' in page
    assert 'value="maitianli" selected' in page

    send(client)
    assert Wish.objects.get().wisher == user


def test_a_wish_for_the_family_belongs_to_the_phone_it_names(client, here):
    client.force_login(here.wisher)
    send(client)
    assert Wish.objects.get().wisher is None


def test_a_worker_who_writes_for_another_is_its_proxy_and_not_its_wisher(client, here):
    client.force_login(here.worker)
    answer = send(client)

    wish = Wish.objects.get()
    assert wish.proxied_by == here.worker
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(f"{wish.get_absolute_url()}withdraw/").status_code == 403


def withdrawn(here):
    return step(paths.to_screen(here), "withdraw", here.wisher, reason="先不办了")


def raised_again(client, here, code, **changes):
    send(client, again=code, name="张桂英", phone="13900000001", **changes)
    return Wish.objects.latest("pk")


def test_the_wisher_raises_a_matter_again_and_the_two_are_linked(client, here):
    before = withdrawn(here)
    client.force_login(here.wisher)
    assert f'/wishes/new/?again={before.code}">' in client.get(before.get_absolute_url()).text
    assert f'name="again" value="{before.code}"' in client.get(f"/wishes/new/?again={before.code}").text

    assert raised_again(client, here, before.code).earlier == before


@pytest.mark.parametrize("late", [False, True])
def test_a_matter_of_another_or_of_long_ago_is_not_raised_again(client, here, clock, late):
    before = withdrawn(here)
    client.force_login(here.wisher if late else here.resident)
    if late:
        clock(days=31)
        assert "again=" not in client.get(before.get_absolute_url()).text
    assert raised_again(client, here, before.code).earlier is None


def test_a_nonsense_code_of_an_earlier_wish_does_no_harm(client, here):
    assert client.get("/wishes/new/?again=<script>").status_code == 200
    assert raised_again(client, here, "１２３").earlier is None


def test_an_organisation_wishes_under_its_own_name(client, here):
    client.force_login(here.agent)
    assert "以谁的名义" in client.post("/wishes/new/", GOOD | {"go": "on"}).text
    send(client, organisation=here.branch.pk)

    wish = Wish.objects.get()
    assert (wish.wisher, wish.wisher_organisation, wish.proxied_by) == (None, here.branch, None)
    assert wish.wisher_mask == "麦田里党支部"


def test_nobody_wishes_for_an_organisation_he_does_not_act_for(client, here):
    for user in (here.member, here.far_manager):
        client.force_login(user)
        send(client, organisation=here.branch.pk, key=user.username)
    assert not Wish.objects.exclude(wisher_organisation=None).exists()


def test_for_a_neighbour_it_is_written_down_and_the_account_is_not_its_wisher(client, here):
    user = resident("wang", here.community, name="王秀英", title="女士", phone="13800001234")
    client.force_login(user)
    send(client, for_whom="替邻居说的", phone="13800005678")
    wish = Wish.objects.get()
    assert (wish.wisher, wish.proxied_by, wish.proxy_reason) == (None, user, "替邻居说的")


def test_staff_of_a_wish_works_or_oversees_where_it_belongs(client, here):
    wish = paths.to_screen(here)
    reads = {"worker": 200, "coordinator": 200, "reviewer": 200, "sister_worker": 404, "resident": 404, "outsider": 404}
    for name, status in reads.items():
        user = getattr(here, name)
        client.force_login(user)
        assert is_staff_of(wish, as_(user), later()) == (status == 200), name
        assert client.get(wish.get_absolute_url()).status_code == status, name
