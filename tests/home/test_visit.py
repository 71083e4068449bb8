"""入户: written down at the door in six inputs at most, once, by those who may, and on the list of what one wrote."""

import re
from uuid import uuid4

import pytest

from community.records.models import Photo
from community.wishes.models import Wish
from tests.pictures import upload

pytestmark = pytest.mark.django_db
PAGE = "/me/visit/"


def filled(**changes):
    told = {"own_words": "想要一辆轮椅，去医院方便一点。", "name": "王秀英", "address": "麦田里2幢101", "agreed": "on"}
    return told | {"key": str(uuid4())} | changes


@pytest.fixture
def grid_worker(client, here):
    client.force_login(here.grid_worker)
    return client


def with_place(client, **changes):
    form = client.get(PAGE).context["form"]
    return filled(region=form["region"].value(), **changes)


def test_it_asks_for_six_things_at_most(grid_worker):
    form = grid_worker.get(PAGE).context["form"]
    already = {"region", "phone_is_own", "photos"}  # his only place; ticked; a photo says part of the words
    asked = [field.name for field in form.visible_fields() if field.name not in already]
    assert len(asked) <= 6
    assert form["region"].is_hidden
    assert f'href="{PAGE}"' in grid_worker.get("/me/").text


def test_it_is_written_down_once_and_stands_among_those_he_wrote(grid_worker, here):
    sent = with_place(grid_worker)
    first, second = (grid_worker.post(PAGE, sent) for _ in range(2))

    wish = Wish.objects.get()
    assert first["Location"] == second["Location"] == f"/wishes/{wish.code}/received/"
    assert (wish.proxied_by, wish.proxy_consent, wish.channel) == (here.grid_worker, "spoken", "visit")
    assert wish.wished_visibility == "street"
    assert wish.spoken_code in grid_worker.get(first["Location"]).text
    again = re.search(r'href="(/me/visit/\?again=\d+)"', grid_worker.get(first["Location"]).text)
    assert again
    assert grid_worker.get(again[1]).context["form"]["address"].value() == "麦田里2幢101"
    assert f"心愿 {wish.spoken_code}" in grid_worker.get("/me/").text


def test_nothing_is_written_without_his_consent_or_a_way_to_find_him(grid_worker):
    for change, words in [({"agreed": ""}, "请先念给他听"), ({"address": ""}, "电话和住址至少写一样")]:
        answer = grid_worker.post(PAGE, with_place(grid_worker, **change))
        assert answer.status_code == 422
        assert words in answer.text
    assert not Wish.objects.exists()


def test_others_have_no_such_page_and_learn_nothing_of_whom_he_visited(client, grid_worker, here):
    grid_worker.post(PAGE, with_place(grid_worker))
    code = Wish.objects.get().code
    for user, status in [(here.resident, 404), (here.manager, 404), (here.reviewer, 404)]:
        client.force_login(user)
        assert client.get(PAGE).status_code == status
    client.force_login(here.worker)
    assert "王秀英" not in client.get(f"{PAGE}?again={code}").text


def test_a_photo_from_the_door_goes_along(grid_worker, here):
    sent = with_place(grid_worker)
    assert 'enctype="multipart/form-data"' in grid_worker.get(PAGE).text
    assert grid_worker.post(PAGE, sent | {"photos": upload()}).status_code == 302
    assert Photo.objects.of(Wish.objects.get().subject).get().uploaded_by == here.grid_worker
