"""Photos sent with a wish: for the community and who comes to do it, and for nobody else."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from community.people.leaving import anonymise
from community.people.refusal import Refused
from community.records import photos as records
from community.records.models import Photo
from community.wishes.models import Wish
from community.wishes.operations.photos import clear
from tests.community.photos import on_disk
from tests.factories import as_, day, later, public_version, step
from tests.pictures import PLANTED, encoded, plain, telling, upload
from tests.wishes.photos import body, url
from tests.wishes.test_photo_access import come_as
from tests.wishes.writing import FIRST, GOOD, send, turn
from workflows.wishes.throttle import PHOTOS_BY_PLACE

pytestmark = pytest.mark.django_db


def wished(client, *files, **changes):
    """First screen with the photos, second with the name."""
    turn(client, "on", photos=list(files) or [upload()])
    send(client, **changes)
    return Wish.objects.get()


def addresses(page):
    return re.findall(r'src="(/wishes/new/photos/[^"]+)"', page)


def test_a_photo_goes_along_from_screen_to_screen_and_stands_beside_the_first_line(client, here):
    second = turn(client, "on", photos=[upload(telling()), upload(encoded(plain(20, 20)))]).text
    assert "照片 2 张" in second and "multipart/form-data" in second
    send(client)

    wish = Wish.objects.get()
    photos = list(Photo.objects.of(wish.subject))
    assert [(p.seq, p.uploaded_by, p.shows) for p in photos] == [(1, None, "inside")] * 2
    page = client.get(wish.get_absolute_url()).text
    assert all(url(photo) in page for photo in photos) and "和心愿一起交来的照片" in page
    sent = body(client.get(url(photos[0], size="large")))
    assert sent.startswith(b"\xff\xd8") and not [mark for mark in PLANTED if mark in sent]


def test_going_back_one_sees_it_and_can_leave_it_out(client, here):
    turn(client, "on", photos=[upload(), upload(encoded(plain(20, 20)))])
    first = turn(client, "back", screen="name").text
    shown = addresses(first)
    assert len(shown) == 2 and body(client.get(shown[0])).startswith(b"\xff\xd8")

    dropped = Photo.objects.earliest("pk")
    assert "照片 1 张" in turn(client, "on", photos_drop=dropped.name).text
    assert not Photo.objects.filter(pk=dropped.pk).exists()


def test_while_it_is_written_nobody_else_sees_it(client, here, as_user, django_user_model):
    shown = addresses(turn(client, "on", photos=[upload()]).text) or addresses(turn(client, "back", screen="name").text)
    assert client.get(shown[0]).status_code == 200
    for who in ("resident", "worker", "superuser"):
        assert as_user(getattr(here, who)).get(shown[0]).status_code == 404
    client.cookies.clear()
    client.logout()
    assert client.get(shown[0]).status_code == 404


def test_what_someone_logged_in_sends_is_his(as_user, here):
    client = as_user(here.resident)
    turn(client, "on", photos=[upload()])
    assert Photo.objects.get().uploaded_by == here.resident
    shown = addresses(turn(client, "back", screen="name").text)
    assert client.get(shown[0]).status_code == 200
    assert as_user(here.wisher).get(shown[0]).status_code == 404


def test_a_picture_that_cannot_be_read_is_named_and_nothing_is_lost(client, here):
    bad = SimpleUploadedFile("路面.jpg", b"no picture")
    answer = turn(client, "on", photos=[upload(), bad])
    assert answer.status_code == 422 and "“路面.jpg”没有传上去：这种照片打不开，请用手机相册里的 JPG。" in answer.text
    assert GOOD["own_words"] in answer.text and len(addresses(answer.text)) == 1
    send(client, photos=[bad])
    assert not Wish.objects.exists()
    send(client)
    assert Photo.objects.get().subject == Wish.objects.get().subject


def test_one_question_a_screen_asks_for_photos_by_itself(client, here):
    client.cookies["mode"] = "elder"
    page = turn(client, "on", screen="soon").text
    assert 'type="file"' in page and 'name="visibility" value' in page
    assert Photo.objects.count() == 0
    turn(client, "on", screen="photos", photos=[upload()])
    send(client)
    assert Photo.objects.get().seq == 1


def test_sent_twice_it_is_one_wish_with_each_photo_once(client, here):
    for _ in range(2):
        wished(client)
    assert Photo.objects.count() == 1


def test_without_a_key_of_ours_nothing_is_taken(client, here):
    for key in ("", "x", "../../x", "\0" * 32):
        assert client.post("/wishes/new/", FIRST | {"key": key, "go": "on", "photos": [upload()]}).status_code == 200
    assert not Photo.objects.exists()


def test_there_is_an_end_to_what_one_place_sends(client, here):
    for _ in range(PHOTOS_BY_PLACE.most):
        PHOTOS_BY_PLACE.take("127.0.0.1")
    answer = turn(client, "on", photos=[upload()])
    assert answer.status_code == 422 and "照片传得太多了，请过一个小时再传；不传照片也可以提交。" in answer.text
    assert not Photo.objects.exists()


def test_what_nobody_hands_in_is_gone_the_next_day(client, here, disk: Path, committed):
    turn(client, "on", photos=[upload()])
    assert on_disk(disk)
    with committed():
        records.sweep(at=timezone.now() + timedelta(days=1, minutes=1))
    assert not Photo.objects.exists() and not on_disk(disk)


# Who sees it: before anybody claimed the wish, and when the resident has claimed it.
SEES = {
    "resident": [404, 200],
    "worker": [200, 200],
    "coordinator": [200, 200],
    "sister_worker": [404, 404],
    "far_coordinator": [404, 404],
    "member": [404, 404],
    "outsider": [404, 404],
    "superuser": [404, 404],
    "anonymous": [404, 404],
    "witness": [200, 200],
}


@pytest.mark.parametrize("who", SEES)
def test_who_sees_it(client, here, who):
    wish = wished(client)
    client.cookies.clear()
    shot = Photo.objects.get()
    wish = step(wish, "publish", here.worker, **public_version())
    come_as(client, here, who, shot)
    answers = [client.get(url(shot)).status_code]
    step(wish, "claim", here.resident, plan="周六", promised_on=day())
    assert [*answers, client.get(url(shot)).status_code] == SEES[who]


def test_it_is_never_made_public(client, here):
    step(wished(client), "publish", here.worker, **public_version())
    shot = Photo.objects.get()
    assert not Photo.objects.waiting().exists()
    with pytest.raises(Refused, match="inside"):
        clear(Wish.objects.get(), shot, by=as_(here.worker), at=later(), caption="楼道口")


def test_a_childs_wish_keeps_none(client, here, disk: Path, committed):
    wish = wished(client)
    assert on_disk(disk)
    with committed():
        step(wish, "dispatch", here.worker, **public_version(organisation=here.branch.pk, minor="on"))
    assert not Photo.objects.exists() and not on_disk(disk)


def test_who_leaves_takes_it_along(as_user, here, disk: Path, committed):
    wished(as_user(here.wisher), name=here.wisher.name, phone=here.wisher.phone)
    Photo.objects.update(uploaded_by=None)
    with committed():
        anonymise(user=here.wisher, at=later())
    assert not Photo.objects.exists() and not on_disk(disk)
