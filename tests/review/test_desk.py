"""The same story at the desk: lists, the page a text is read on, 审签单, 应急发布 and 补审."""

import pytest

from cms.review import operations
from cms.review.models import Release, Signature, Stage
from cms.review.operations import version_of
from tests.factories import as_, later

pytestmark = pytest.mark.django_db
BODY = "<p>老周带着水平尺又来了一趟，把松了的螺丝拧紧，大家坐上去试了试。</p>"


def form(desk, **more):
    return {"seen": version_of(desk.fresh.latest_revision), "ticks": desk.stage.points, "approve": ""} | more


def test_from_the_list_to_the_reader(desk, client):
    desk.submit()
    for user in (desk.first, desk.second, desk.final):
        client.force_login(user)
        listed = client.get("/admin/review/").text
        address = f"/admin/review/{desk.step.pk}/"
        assert f'href="{address}"' in listed
        assert "没有查到错敏词" in client.get(address).text
        assert client.post(address, form(desk)).url == "/admin/review/"

    assert desk.fresh.live
    sheet = client.get(f"/admin/review/sheet/{desk.page.pk}/").text
    assert all(stage.label in sheet for stage in (Stage.FIRST, Stage.SECOND, Stage.FINAL))
    assert "三审通过" in sheet


def test_who_may_not_sees_the_reason_beside_a_dead_button(desk, client):
    desk.submit()
    desk.sign(desk.first)
    client.force_login(desk.final)

    page = client.get(f"/admin/review/{desk.step.pk}/").text

    assert "这一步要复审同志来办" in page
    assert 'name="approve" disabled' in page
    answer = client.post(f"/admin/review/{desk.step.pk}/", form(desk))
    assert answer.status_code == 422 and "这一步要复审同志来办" in answer.text
    assert Signature.objects.count() == 1


def test_a_correction_is_shown_marked_to_the_next_and_looked_back_at(desk, client):
    desk.submit()
    desk.sign(desk.first)
    desk.sign(desk.second)
    desk.edit(desk.final, body=BODY)
    client.force_login(desk.final)
    assert "<del>座</del><ins>坐</ins>" in client.get(f"/admin/review/{desk.step.pk}/").text
    client.post(f"/admin/review/{desk.step.pk}/", form(desk))
    client.force_login(desk.second)

    page = client.get(f"/admin/review/{desk.step.pk}/").text

    assert "<del>座</del><ins>坐</ins>" in page and "看过了，可以发布" in page
    client.post(f"/admin/review/{desk.step.pk}/", form(desk))
    assert desk.fresh.live and "<del>座</del>" in client.get(f"/admin/review/sheet/{desk.page.pk}/").text


def test_what_was_typed_stays_when_it_is_refused(desk, client):
    desk.submit()
    client.force_login(desk.first)

    answer = client.post(f"/admin/review/{desk.step.pk}/", form(desk, ticks=["导向正确"]))

    assert answer.status_code == 422 and "还有没勾的" in answer.text
    assert 'value="导向正确" checked' in answer.text


def test_the_author_sees_whom_it_waits_for_and_nudges(desk, client):
    desk.submit()
    client.force_login(desk.author)
    page = client.get(f"/admin/review/sheet/{desk.page.pk}/").text
    assert "现在等：白**" in page and "催一下" in page

    client.post(f"/admin/review/sheet/{desk.page.pk}/")

    assert desk.first.notices.count() == 1
    assert client.get("/admin/review/").status_code == 404
    operations.send_back(state_id=desk.step.pk, by=as_(desk.first), at=later(hours=2), reason="写清楚谁说的")
    assert "退回：写清楚谁说的" in client.get(f"/admin/review/sheet/{desk.page.pk}/").text


def test_an_emergency_from_the_sheet_to_the_reading_after(desk, client):
    client.force_login(desk.final)
    assert "应急发布" in client.get(f"/admin/review/sheet/{desk.page.pk}/").text
    address = f"/admin/review/urgent/{desk.page.pk}/"
    said = {"seen": version_of(desk.fresh.latest_revision)}
    assert client.get(address).status_code == 200
    assert client.post(address, said | {"reason": ""}).status_code == 422
    too_long = client.post(address, said | {"reason": "停" * 201})
    assert too_long.status_code == 422
    assert "最多 200 个字，现在有 201 个。" in too_long.text
    assert "停" * 201 in too_long.text

    client.post(address, said | {"reason": "今晚\0停水"})

    release = Release.objects.get(page=desk.page.pk)
    assert desk.fresh.live
    client.force_login(desk.second)
    assert "应急发布，等补审" in client.get("/admin/review/").text
    assert "今晚停水" in client.get(f"/admin/review/after/{release.pk}/").text
    assert client.post(f"/admin/review/after/{release.pk}/", {"note": "撤" * 201}).status_code == 422
    client.post(f"/admin/review/after/{release.pk}/", {"keep": "", "note": "水\0来了"})
    assert "等补审" not in client.get("/admin/review/").text


def test_the_text_is_framed_as_its_readers_will_see_it(desk, client):
    desk.submit()
    client.force_login(desk.first)

    answer = client.get(f"/admin/review/look/{desk.fresh.latest_revision_id}/")

    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "居民说不满意" in answer.text


def test_the_first_page_says_what_waits_and_what_stands_still(desk, client):
    desk.submit()
    client.force_login(desk.first)
    assert "待我审 1" in client.get("/admin/").text
    client.force_login(desk.author)

    page = client.get("/admin/").text

    assert "我的稿件，还没发布的 1" in page and "等初审·一校" in page
    assert page.count(desk.page.title) == 1
    assert "政策 <span" in page and "空栏目" in page
