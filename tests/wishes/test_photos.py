"""Photos over HTTP: sent with a form, kept while it is put right, and shown to nobody they do not concern."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from community.records.models import Photo
from community.wishes.models import Status, Visibility, Wish
from tests.factories import day, photo, public_version, step
from tests.pictures import BAD, PLANTED, encoded, plain, telling, upload
from tests.wishes.photos import body, url
from tests.workflows import paths

pytestmark = pytest.mark.django_db


def address(wish):
    return f"/wishes/{wish.code}/done/"


def hidden(client, wish):
    """The hidden fields of the form, as a browser would send them back."""
    page = client.get(address(wish)).text
    return dict(re.findall(r'<input type="hidden" name="(pin|key|photos_key)" value="([^"]+)"', page))


def acting(here, slug="service-repair"):
    wish = step(paths.to_screen(here), "publish", here.worker, **public_version(slug))
    return step(wish, "claim", here.resident, plan="周六", promised_on=day())


def test_photos_come_with_the_report(as_user, here):
    client, wish = as_user(here.resident), acting(here, "service-sale")
    sent = hidden(client, wish) | {"report": "收完了", "shows": "nobody", "caption": "青菜"}
    answer = client.post(address(wish), sent | {"photos": [upload(), upload(encoded(plain(20, 20)))]})

    assert answer.status_code == 302
    assert list(Photo.objects.of(wish.subject).values_list("seq", "uploaded_by")) == [(4, here.resident.pk)] * 2
    assert Wish.objects.get(pk=wish.pk).status == Status.CONFIRMING


def test_the_form_says_that_a_photo_is_needed(as_user, here):
    client, wish = as_user(here.resident), acting(here, "service-sale")
    page = client.get(address(wish)).text
    assert 'enctype="multipart/form-data"' in page and "multiple" in page and 'accept="image/*"' in page
    assert "这一类要附一张照片，不用拍到人脸。" in page

    answer = client.post(address(wish), hidden(client, wish) | {"report": "四天收完，送了十三家"})
    assert answer.status_code == 422
    assert '<ul class="errorlist" id="id_photos_error"><li>这一类要附一张照片，不用拍到人脸。</li>' in answer.text
    assert "四天收完，送了十三家" in answer.text


def test_a_childs_form_asks_for_no_photo(as_user, here):
    client, wish = as_user(here.resident), acting(here, "service-sale")
    Wish.objects.filter(pk=wish.pk).update(minor=True, visibility=Visibility.STREET)
    page = client.get(address(wish)).text
    assert 'type="file"' not in page
    client.post(address(wish), hidden(client, wish) | {"photos_key": "a" * 32, "report": "好了", "photos": upload()})
    assert not Photo.objects.exists() and Wish.objects.get(pk=wish.pk).status == Status.CONFIRMING


def test_a_form_with_errors_keeps_the_photos_and_all_that_was_typed(as_user, here):
    client, wish = as_user(here.resident), acting(here, "service-sale")
    sent = hidden(client, wish)
    bad = SimpleUploadedFile("厨房.jpg", b"no picture")
    typed = {"report": "收完了", "caption": "青菜"}
    answer = client.post(address(wish), sent | typed | {"photos": [upload(), bad]})

    assert answer.status_code == 422
    assert "“厨房.jpg”没有传上去：这种照片打不开，请用手机相册里的 JPG。" in answer.text
    assert "收完了" in answer.text and 'value="青菜"' in answer.text
    kept = Photo.objects.pending().get()
    assert url(kept) in answer.text and sent["photos_key"] in answer.text
    assert body(client.get(url(kept))).startswith(b"\xff\xd8")

    again = client.post(address(wish), sent | typed | {"shows": "nobody"})
    assert again.status_code == 302 and Photo.objects.of(wish.subject).get() == kept


def test_photos_can_be_sent_first_and_one_left_out_again(as_user, here):
    client, wish = as_user(here.resident), acting(here)
    sent = hidden(client, wish)
    first = client.post(address(wish), sent | {"report": "", "photos_add": "1", "photos": [upload()]})
    assert first.status_code == 200 and "还没有提交" not in first.text
    client.post(address(wish), sent | {"photos_add": "1", "photos": [upload(encoded(plain(20, 20)))]})
    one, other = Photo.objects.pending().order_by("pk")

    client.post(address(wish), sent | {"report": "好了", "shows": "nobody", "photos_drop": one.name})
    assert list(Photo.objects.all()) == [other] and other.subject == wish.subject


def test_what_is_no_picture_is_refused_by_name(as_user, here):
    client, wish = as_user(here.resident), acting(here)
    sent = hidden(client, wish) | {"report": "好了", "shows": "nobody"}
    for name, content in BAD.items():
        file = SimpleUploadedFile(name, content, content_type="image/jpeg")
        answer = client.post(address(wish), sent | {"photos": file})
        assert answer.status_code == 422 and f"“{name}”没有传上去" in answer.text, name
    assert not Photo.objects.exists() and Wish.objects.get(pk=wish.pk).status == Status.ACTING


def test_a_name_that_is_a_page_stays_text(as_user, here):
    client, wish = as_user(here.resident), acting(here)
    files = {"photos": SimpleUploadedFile("<img onerror=x>.jpg", b"x")}
    answer = client.post(address(wish), hidden(client, wish) | files)
    assert "&lt;img onerror" in answer.text and "<img onerror" not in answer.text


def test_a_double_click_makes_one_event_and_one_photo(as_user, here):
    client, wish = as_user(here.resident), acting(here)
    sent = hidden(client, wish) | {"report": "好了", "shows": "nobody"}
    for _ in range(2):
        assert client.post(address(wish), sent | {"photos": [upload()]}).status_code == 302
    assert Photo.objects.count() == 1 and wish.events.filter(outcome="done").count() == 1


@pytest.mark.parametrize("who", ["member", "worker", "wisher", "outsider", None])
def test_nobody_else_can_leave_a_photo(client, here, who):
    wish = acting(here)
    if who:
        client.force_login(getattr(here, who))
    client.post(address(wish), {"photos_key": "a" * 32, "report": "好了", "photos": upload()})
    assert not Photo.objects.exists()


def test_the_photo_of_another_form_cannot_be_taken_over(as_user, here):
    mine, wish = acting(here), acting(here)
    other = photo(mine, here.resident)
    client = as_user(here.resident)
    client.post(address(wish), hidden(client, wish) | {"report": "好了"} | other)
    assert Photo.objects.get().seq is None and Photo.objects.get().subject == mine.subject


def test_what_is_served_says_nothing_of_the_phone(as_user, here):
    client, wish = as_user(here.resident), acting(here)
    sent = hidden(client, wish) | {"report": "好了", "shows": "nobody", "photos": [upload(telling())]}
    client.post(address(wish), sent)
    content = body(client.get(url(Photo.objects.get(), size="large")))
    assert not Image.open(io.BytesIO(content)).getexif()
    assert [word for word in PLANTED if word in content] == []


def test_a_line_of_progress_may_have_a_photo_too(as_user, here):
    client, wish = as_user(here.resident), acting(here)
    page = client.get(f"/wishes/{wish.code}/progress/").text
    sent = dict(re.findall(r'<input type="hidden" name="(pin|key|photos_key)" value="([^"]+)"', page))
    sent |= {"text": "料子买好了", "shows": "nobody", "photos": upload()}
    assert client.post(f"/wishes/{wish.code}/progress/", sent).status_code == 302

    shot = Photo.objects.of(wish.subject).get()
    assert wish.events.get(seq=shot.seq).outcome == "progress"
    assert url(shot) in client.get(f"/wishes/{wish.code}/").text
