"""Whose page it is: what an editor of one community reaches, and what a file that was reviewed stays."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms import files
from cms.models import FormPage, Reply, SiteSettings
from cms.models.form import FormField
from community.people.operations import end
from community.people.roles import Role
from tests.factories import MORNING, holder
from tests.pictures import encoded, plain, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(here):
    return holder("own_editor", Role.EDITOR, here.community)


@pytest.fixture
def survey(here, news, publish):
    form = FormPage(title="雨天积水调查", slug="wenjuan", lead="说说看。", region=here.community)
    form.form_fields = [FormField(label="您的电话", field_type="singleline", clean_name="phone")]
    publish(form, below=news)
    Reply.objects.create(page=form, form_data={"phone": "13900001234"})
    return form


@pytest.mark.parametrize("place,reads", [("community", True), ("street", True), ("district", True), ("far", False)])
def test_answers_are_read_where_they_were_asked_for(client, here, survey, place, reads):
    client.force_login(holder("reader", Role.EDITOR, getattr(here, place)))
    listed = client.get("/admin/forms/", follow=True).text
    answers = client.get(f"/admin/forms/submissions/{survey.pk}/", follow=True).text
    assert ("雨天积水调查" in listed, "13900001234" in answers) == (reads, reads)


def test_the_answers_to_a_survey_of_the_district_are_not_those_of_a_community(client, survey, own):
    FormPage.objects.update(region=None)
    client.force_login(own)
    assert "13900001234" not in client.get(f"/admin/forms/submissions/{survey.pk}/", follow=True).text


@pytest.mark.parametrize("place,may", [("community", False), ("street", False), ("district", True)])
def test_home_page_and_site_settings_are_the_district_s(client, here, home, place, may):
    editor = holder("somebody", Role.EDITOR, getattr(here, place))
    client.force_login(editor)
    assert home.permissions_for_user(editor).can_edit() is may
    edit = reverse("wagtailsettings:edit", args=["cms", "sitesettings", SiteSettings.load().pk])
    assert client.get(edit).status_code == (200 if may else 302)
    end(membership=editor.memberships.get(), on=MORNING.date())


def test_a_picture_that_is_there_keeps_its_file(client, own):
    client.force_login(own)
    image = get_image_model().objects.create(title="长凳", file=upload(), uploaded_by_user=own)
    before, address = image.file.name, reverse("wagtailimages:edit", args=[image.pk])
    assert client.get(address).status_code == 200
    other = BytesIO(encoded(plain(9, 9)))
    other.name = "other.jpg"
    sent = {"title": "凳子", "collection": image.collection_id, "tags": "", "description": "", "file": other}
    assert client.post(address, sent).status_code == 302
    image.refresh_from_db()
    assert (image.title, image.file.name, image.width) == ("凳子", before, 64)


@pytest.fixture
def video(own, settings, tmp_path):
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": place}
    return get_document_model().objects.create(
        title="缝补日", file=ContentFile(bytes(range(250)) * 1000, "day.mp4"), uploaded_by_user=own
    )


def test_a_document_that_is_there_keeps_its_file(client, own, video):
    client.force_login(own)
    address = reverse("wagtaildocs:edit", args=[video.pk])
    assert client.get(address).status_code == 200
    sent = {"title": "片子", "collection": video.collection_id, "tags": "", "file": ContentFile(b"x", "x.mp4")}
    assert client.post(address, sent).status_code == 302
    video.refresh_from_db()
    assert (video.title, video.file.size) == ("片子", 250_000)


@pytest.mark.parametrize("name,taken", [("片.mp4", True), ("文.ofd", True), ("坏.exe", False), ("页.html", False)])
def test_what_may_be_uploaded(client, own, name, taken):
    client.force_login(own)
    sent = {"title": "新的", "collection": 1, "tags": "", "file": ContentFile(b"x", name)}
    answer = client.post(reverse("wagtaildocs:add"), sent)
    assert (answer.status_code, get_document_model().objects.exists()) == ((302 if taken else 200), taken)


@pytest.mark.parametrize(
    "asked,status,says,length",
    [
        ("bytes=0-1", 206, "bytes 0-1/250000", 2),
        ("bytes=249990-", 206, "bytes 249990-249999/250000", 10),
        ("bytes=-5", 206, "bytes 249995-249999/250000", 5),
        ("bytes=99000-99999999", 206, "bytes 99000-249999/250000", 151_000),
        ("bytes=0-", 206, "bytes 0-199999/250000", 200_000),
        ("bytes=250000-", 416, "bytes */250000", 0),
        ("bytes=9-3", 416, "bytes */250000", 0),
        ("bytes=-0", 416, "bytes */250000", 0),
        ("bytes=-", 200, None, 250_000),
        ("bytes=a-b", 200, None, 250_000),
        ("bytes=0-1,5-6", 200, None, 250_000),
    ],
)
def test_a_phone_takes_a_video_by_pieces(client, video, monkeypatch, asked, status, says, length):
    monkeypatch.setattr(files, "PIECE", 200_000)
    answer = client.get(video.url, headers={"Range": asked})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (answer.status_code, answer.get("Content-Range"), len(body)) == (status, says, length)
    if status == 206:
        first = int(says.split()[1].split("-")[0])
        assert body == (bytes(range(250)) * 1000)[first : first + length]
        assert answer["Content-Type"] == "video/mp4"
