"""The editors' day: write, paste, tell a wish, take in what correspondents send, take down what was wrong."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from cms import drafting
from cms.models import ArticlePage, BulletinPage, Contribution
from cms.review import operations as reviews
from community.people.refusal import Refused
from community.people.roles import Role
from community.records.models import Notice
from community.wishes.models import Story, Wish
from tests.factories import as_, holder, later, step
from tests.pictures import encoded, plain, upload
from tests.workflows import paths

pytestmark = pytest.mark.django_db
LISTS = ["write", "contributions", "drafts", "published", "schedule"]


@pytest.fixture
def editor(here):
    return holder("bianji", Role.EDITOR, here.district)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def story(here):
    step(paths.to_verify(here), "approve", here.reviewer)
    return Story.objects.select_related("wish__region").get()


def writing(column, **changes):
    facts = {
        "column": column.pk,
        "kind": "event",
        "title": "缝补日",
        "region": "",
        "source": "麦田里社区",
        "pasted": "",
    }
    return facts | changes


@pytest.mark.parametrize("name", LISTS)
def test_the_editors_pages_are_there_for_editors_only(client, here, editor, name):
    client.force_login(editor)
    assert client.get(f"/admin/{name}/").status_code == 200
    for other in (here.worker, here.reviewer, here.admin):
        client.force_login(other)
        assert client.get(f"/admin/{name}/").status_code in {302, 404}


def test_a_list_costs_the_same_however_long_it_is(desk, here, news, publish):
    """The editors' own, Wagtail's, and the one that readers see."""

    def questions():
        costs = []
        for address in ("/admin/published/", f"/admin/pages/{news.pk}/", "/news/"):
            with CaptureQueriesContext(connection) as asked:
                assert desk.get(address).status_code == 200
            costs.append(len(asked))
        return costs

    def one_more(n):
        page = ArticlePage(
            title=f"又一篇 {n}", slug=f"n{n}", lead="又", body="<p>又</p>", source="区", region=here.community
        )
        publish(page, below=news)

    one_more(0)
    questions()  # what a process reads once
    before = questions()
    for n in (1, 2, 3):
        one_more(n)
    assert questions() == before


def test_the_first_page_names_what_links_to_a_page_that_is_gone(desk, news, article, publish):
    body = f'<p><a linktype="page" id="{article.pk}">看这篇</a></p>'
    publish(ArticlePage(title="链过去的", slug="links", lead="看", body=body, source="石渡街道"), below=news)
    assert "链到了打不开的页" not in desk.get("/admin/").text

    article.unpublish()

    assert "链到了打不开的页" in desk.get("/admin/").text


def test_the_first_page_counts_the_questions_nobody_has_answered_and_opens_them(desk, here):
    paths.to_act(here)
    assert "都答了。" in desk.get("/admin/").text
    wish = paths.to_transfer(here)

    told = re.findall(r'<li><a href="([^"]+)">(待认领|办理中) <b>(\d+)</b>', desk.get("/admin/").text)

    [(address, tab, number)] = told
    assert (tab, number) == ("办理中", "1")
    assert wish.public_title in desk.get(unescape(address)).text


@pytest.mark.parametrize("kind", drafting.KINDS)
def test_a_draft_of_each_template_opens_in_the_editor(desk, news, editor, kind):
    answer = desk.post("/admin/write/", writing(news, kind=kind, pasted="<p>九点开始。</p>"))

    page = Page.objects.get(title="缝补日").specific
    assert answer["Location"] == f"/admin/pages/{page.pk}/edit/"
    assert not page.live and page.owner == editor
    assert isinstance(page, drafting.KINDS[kind][1])
    kept = [
        getattr(page, "body", ""),
        getattr(page, "text", ""),
        getattr(page, "what", ""),
        *(block.value for block in getattr(page, "more", [])),
    ]
    assert "九点开始。" in "".join(map(str, kept))
    assert desk.get(answer["Location"]).status_code == 200


def test_a_paste_keeps_its_order_and_tells_of_pictures_that_were_left_behind(desk, news):
    pasted = (
        "<p>分工：</p><table><tr><td>楼栋</td><td>谁</td></tr><tr><td>3</td><td>老周</td></tr></table>"
        "<p>互相转告。</p><img src='file:///C:/a.jpg'>"
    )

    answer = desk.post("/admin/write/", writing(news, pasted=pasted), follow=True)

    page = ArticlePage.objects.get(title="缝补日")
    assert page.body == "<p>分工：</p>"
    assert [block.block_type for block in page.more] == ["table", "text"]
    assert page.more[0].value.rows == [["3", "老周"]]
    assert "有 1 处图片或表格没有带过来" in answer.content.decode()


def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(desk, news):
    answer = desk.post("/admin/write/", writing(news, title="", pasted="已经写了很多"))

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"title"}
    assert "已经写了很多" in answer.content.decode()


def test_a_paste_comes_back_whole_and_harmless_when_something_else_is_missing(desk, news):
    pasted = '<p class="MsoNormal">九点<b>开始</b></p><table><tr><td>3</td></tr></table><img src=x onerror=alert(1)><script>x</script>'
    answer = desk.post("/admin/write/", writing(news, title="", pasted=pasted))
    kept = answer.context["form"]["pasted"].value()
    assert kept == '<p>九点<b>开始</b></p><table><tbody><tr><td>3</td></tr></tbody></table><img src="x">'
    again = desk.post("/admin/write/", writing(news, title="", pasted=kept))
    assert again.context["form"]["pasted"].value() == kept


def test_a_story_is_told_by_who_writes_for_its_place(client, here, news, story):
    client.force_login(holder("far_editor", Role.EDITOR, here.far))
    assert story.title not in client.get("/admin/write/").text
    client.post("/admin/write/", {"story": story.wish.code, "column": news.pk})
    assert not ArticlePage.objects.filter(title=story.title).exists()
    client.force_login(holder("own_editor", Role.EDITOR, here.community))
    assert story.title in client.get("/admin/write/").text
    assert client.post("/admin/write/", {"story": story.wish.code, "column": news.pk}).status_code == 302


def test_an_editor_of_a_community_writes_for_it_alone(client, here, news):
    client.force_login(holder("community_editor", Role.EDITOR, here.community))

    assert client.post("/admin/write/", writing(news, region=here.far.pk)).status_code == 422
    assert client.post("/admin/write/", writing(news, region=here.community.pk)).status_code == 302
    assert ArticlePage.objects.get(title="缝补日").region == here.community


def test_a_fulfilled_wish_becomes_a_draft_that_says_no_more_than_the_wall(desk, here, story, news):
    desk.post("/admin/write/", {"story": story.wish.code, "column": news.pk})

    page = ArticlePage.objects.get(title=story.title)
    timeline, link = page.more
    assert not page.live and page.region == here.community
    assert len(timeline.value) == 3
    assert link.value["code"] == story.wish.code
    for secret in (story.wish.wisher_name, story.wish.phone, story.wish.address):
        assert secret and secret not in page.body + page.lead


def test_a_wish_that_left_the_wall_is_not_told(here, story, news, editor):
    Wish.objects.filter(pk=story.wish_id).update(visibility="staff")

    with pytest.raises(Refused) as refusal:
        drafting.tell(story=story, column=news, by=editor, at=later())
    assert refusal.value.code == "not_public"


def test_a_contribution_goes_from_the_phone_to_a_draft_and_its_sender_hears_of_it(client, here, editor, news):
    client.force_login(here.grid_worker)
    assert 'href="/contribute/"' in client.get("/me/").text
    sent = {
        "key": "k" * 32,
        "region": here.community.pk,
        "title": "缝补摊",
        "text": "周六九点。\n二十六件。",
        "agreed": "on",
    }
    for _ in range(2):  # a bad network sends it twice
        assert client.post("/contribute/", sent | {"photos": upload(encoded(plain()))}).status_code == 302

    found = Contribution.objects.get()
    assert found.pictures.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM cms_contribution")
        assert "二十六件" not in cursor.fetchone()[0]
    client.force_login(editor)
    assert "来稿等您看 <b>1</b>" in client.get("/admin/").text
    client.post("/admin/contributions/", {"contribution": found.pk, "do": "ask", "words": "谁来补的？"})
    assert "谁来补的" in Notice.objects.get(user=here.grid_worker).text
    client.post("/admin/contributions/", {"contribution": found.pk, "do": "adopt", "column": news.pk})

    page = ArticlePage.objects.get(title="缝补摊")
    assert not page.live and "二十六件" in page.body and len(page.gallery[0].value["pictures"]) == 1
    assert Contribution.objects.get().state == "adopted"
    with pytest.raises(Refused, match="stale"):
        drafting.send_back(contribution=found, words="不用了", by=editor, at=later())
    client.force_login(here.grid_worker)
    assert "已采用" in client.get("/contribute/").text


def test_pictures_of_people_who_did_not_agree_are_not_taken(client, here):
    client.force_login(here.grid_worker)
    sent = {"key": "k", "region": here.community.pk, "title": "缝补摊", "text": "周六。"}

    answer = client.post("/contribute/", sent | {"photos": upload(encoded(plain()))})

    assert answer.status_code == 422
    assert "照片里的人同意公开" in answer.text
    assert not Contribution.objects.exists()


def test_who_works_nowhere_cannot_contribute_and_nobody_for_another_place(client, here):
    client.force_login(here.outsider)
    assert client.get("/contribute/").status_code == 404
    assert "/contribute/" not in client.get("/me/").text
    client.force_login(here.grid_worker)
    sent = {"key": "k", "region": here.far.pk, "title": "别处", "text": "别处的事。"}
    assert client.post("/contribute/", sent).status_code == 422


def test_a_page_is_taken_down_with_its_reason_by_who_works_for_its_place(desk, client, here, article, editor):
    sheet = f"/admin/review/sheet/{article.pk}/"
    assert "请写一句为什么撤" in desk.post(sheet, {"retraction": " "}).text
    assert client.get(article.url).status_code == 200

    with pytest.raises(Refused, match="barred"):
        reviews.retract(page=article, reason="不对", by=as_(holder("x", Role.EDITOR, here.community)), at=later())
    assert not article.permissions_for_user(editor).can_unpublish()  # Wagtail's own way asks for no reason
    assert "撤稿" in desk.get("/admin/published/").text
    desk.post(sheet, {"retraction": "件数写错了"})

    assert client.get(article.url).status_code == 404
    assert PageLogEntry.objects.get(action="cms.retract").data == {"reason": "件数写错了"}
    article.refresh_from_db()
    assert "水平尺" in article.body


def test_what_has_a_time_stands_in_the_schedule(desk, news, editor):
    soon = timezone.now() + timedelta(days=2)
    page = ArticlePage(title="定了时间", slug="ding", owner=editor, live=False, go_live_at=soon)
    news.add_child(instance=page)
    news.add_child(instance=BulletinPage(title="没定时间", slug="mei", owner=editor, live=False, ends_at=soon))

    schedule = desk.get("/admin/schedule/").content.decode()

    assert "定了时间" in schedule and "没定时间" not in schedule


def test_what_an_editor_sends_wrong_is_told_and_kept(client, here, editor):
    client.force_login(here.grid_worker)
    client.post("/contribute/", {"key": "k" * 32, "region": here.community.pk, "title": "缝补摊", "text": "周六九点。"})
    found = Contribution.objects.get()
    client.force_login(editor)
    for nonsense in ("", "abc", "9" * 40, "²"):
        assert client.post("/admin/contributions/", {"contribution": nonsense, "do": "ask"}).status_code == 404
    long = client.post("/admin/contributions/", {"contribution": found.pk, "do": "ask", "words": "谁" * 201})
    assert long.status_code == 422 and "最多 200 个字" in long.text and "谁" * 201 in long.text
    nowhere = client.post("/admin/contributions/", {"contribution": found.pk, "do": "adopt", "column": "abc"})
    assert nowhere.status_code == 422 and "请选一个栏目" in nowhere.text
