"""What a correspondent adds when he is asked, and what is not lost on the way."""

import re

import pytest
from django.core.cache import cache
from wagtail.images.models import Rendition

from cms import drafting, holding
from cms.models import Contribution
from community.people.roles import Role
from community.records.models import Notice
from tests.factories import holder, later
from tests.pictures import encoded, plain, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(here):
    return holder("bianji", Role.EDITOR, here.district)


def test_who_is_asked_for_more_adds_to_what_he_sent_and_nobody_else_does(client, here, editor):
    client.force_login(here.grid_worker)
    sent = {"key": "k" * 32, "region": here.community.pk, "title": "缝补摊", "text": "周六九点。", "agreed": "on"}
    client.post("/contribute/", sent | {"photos": upload(encoded(plain()))})
    found, address = Contribution.objects.get(), f"/contribute/{'k' * 32}/"
    assert client.get(address).status_code == 302  # nobody has asked yet
    assert client.post(address, {"text": "多说一句。"}).status_code == 422
    drafting.ask_for_more(contribution=found, words="谁来补的？", by=editor, at=later())
    for stranger in (here.worker, editor):
        client.force_login(stranger)
        assert client.get(address).status_code == client.post(address, {"text": "我来说。"}).status_code == 404

    client.force_login(here.grid_worker)
    assert f'href="{address}"' in client.get("/contribute/").text
    shown = client.get(address).text
    assert "谁来补的？" in shown and "周六九点。" in shown and "照片 1 张，都留着。" in shown
    refused = client.post(address, {"text": "街道妇联来补的。", "photos": upload(encoded(plain(colour="red")))})
    assert refused.status_code == 422 and "街道妇联来补的。" in refused.text and "照片里的人同意公开" in refused.text
    assert client.post(address, {"text": "街道妇联来补的。"}).status_code == 302
    again = client.post(address, {"text": "再说一遍。"})

    assert again.status_code == 422 and "再说一遍。" in again.text
    found.refresh_from_db()
    assert found.state == "new" and found.pictures.count() == 1
    assert re.fullmatch(r"周六九点。\n（\d+月\d+日补充）街道妇联来补的。", found.text)
    assert "补充好了" in Notice.objects.get(user=editor).text
    client.force_login(editor)
    assert "来稿等您看 <b>1</b>" in client.get("/admin/").text


def test_a_photo_that_cannot_be_read_is_named_and_the_rest_is_taken(client, here):
    client.force_login(here.grid_worker)
    sent = {"key": "k", "region": here.community.pk, "title": "缝补摊", "text": "周六。", "agreed": "on"}

    answer = client.post(
        "/contribute/", sent | {"photos": [upload(encoded(plain())), upload(b"no picture")]}, follow=True
    )

    assert "有 1 张照片打不开" in answer.text
    assert Contribution.objects.get().pictures.count() == 1


def test_looking_at_the_list_makes_no_picture(client, editor, here):
    cache.clear()  # it knows the pictures of other tests by the same number
    client.force_login(here.grid_worker)
    sent = {"key": "k", "region": here.community.pk, "title": "缝补摊", "text": "周六。", "agreed": "on"}
    client.post("/contribute/", sent | {"photos": upload(encoded(plain()))})
    client.force_login(editor)
    before = set(Rendition.objects.values_list("file", flat=True))

    shown = client.get("/admin/contributions/").text

    assert set(Rendition.objects.values_list("file", flat=True)) == before
    assert any(name in shown for name in before)


def test_what_its_sender_had_erased_can_still_be_answered(here, editor, news):
    made = drafting.contribute(
        key="k",
        region=here.community,
        title="缝补摊",
        text="周六。",
        wish=None,
        files=[],
        by=here.grid_worker,
        at=later(),
    )
    holding.erase(here.grid_worker, later())

    assert drafting.take_up(contribution=made, column=news, by=editor, at=later()).lead == ""
