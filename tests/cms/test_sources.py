"""Reposts come from the list of sources or with a reason; what people sent us leaves with them."""

import pytest
from django.core.exceptions import ValidationError

from cms import drafting
from cms.models import ArticlePage, Contribution, FormPage, NewsSource, Reply
from community.people.holdings import shown
from community.people.leaving import anonymise
from community.people.roles import Role
from community.search.models import Promotion
from tests.factories import holder, later
from tests.pictures import encoded, plain, upload

pytestmark = pytest.mark.django_db
ELSEWHERE = "https://news.people.com.cn/n1/2026/1122/c1.html"


@pytest.fixture
def editor(here):
    return holder("bianji", Role.EDITOR, here.district)


def reposted(news, address, **facts):
    page = ArticlePage(
        title="冬天怎么取暖", slug="warm", lead="别在屋里烧炭。", body="<p>别在屋里烧炭。</p>", source="人民网",
        reposted_from=address, live=False, **facts,
    )  # fmt: skip
    news.add_child(instance=page)
    page.save_revision()
    return page


def test_editors_keep_the_list_and_what_search_recommends_and_nobody_else_does(client, here, editor):
    for address in ("/admin/sources/", "/admin/search_promotions/", "/admin/search_unanswered/"):
        for other in (here.worker, here.reviewer, here.admin):
            client.force_login(other)
            assert client.get(address).status_code in {302, 403, 404}
        client.force_login(editor)
        assert client.get(address).status_code == 200
    assert client.post("/admin/sources/new/", {"name": "人民网", "domain": "https://people.com.cn"}).status_code == 200
    client.post("/admin/sources/new/", {"name": "人民网", "domain": "people.com.cn"})
    assert NewsSource.objects.get().domain == "people.com.cn"
    client.post("/admin/search_promotions/new/", {"words": "低保", "title": "低保怎么办", "address": "/policies/"})
    assert Promotion.objects.exists()


def test_a_repost_comes_from_the_list_or_with_a_reason_on_the_sheet(client, news, editor):
    NewsSource.objects.create(name="人民网", domain="people.com.cn")
    reposted(news, ELSEWHERE).full_clean()
    for address in ("https://notpeople.com.cn/", "https://com.cn/", "https://people.com.cn.example.net/"):
        page = ArticlePage(reposted_from=address)
        with pytest.raises(ValidationError) as refused:
            page.clean()
        assert "不在转载稿源名单里" in refused.value.message_dict["reposted_from"][0]
    with pytest.raises(ValidationError, match="转载的不能标原创"):
        ArticlePage(reposted_from=ELSEWHERE, original=True).clean()

    NewsSource.objects.all().delete()
    page = ArticlePage.objects.get()
    page.repost_reason = "停水通知，只有水务集团网站有"
    page.clean()
    page.save_revision(user=editor)
    client.force_login(editor)
    assert "停水通知，只有水务集团网站有" in client.get(f"/admin/review/sheet/{page.pk}/").text


def test_what_somebody_sent_us_is_shown_to_him_and_leaves_with_him(here, editor, news, publish):
    user = here.grid_worker
    user.phone = "13911112222"
    user.save()
    for key, photo in (("kept", "red"), ("left", "blue")):
        drafting.contribute(
            key=key, region=here.community, title=f"缝补摊 {key}", text=f"我是{user.name}，周六九点。", wish=None,
            files=[upload(encoded(plain(colour=photo)))], by=user, at=later(),
        )  # fmt: skip
    kept = Contribution.objects.get(key="kept")
    page = drafting.take_up(contribution=kept, column=news, by=editor, at=later())
    survey = publish(FormPage(title="报名", slug="join", lead="谁来？"), below=news)
    for phone in (user.phone, "13900009999"):
        Reply.objects.create(page=survey, form_data={"phone": phone})
    assert len(shown(user)["投稿"]) == 2
    assert [one["内容"] for one in shown(user)["填过的问卷"]] == [{"phone": user.phone}]

    for _ in range(2):
        anonymise(user=user, at=later())

    assert {one.text for one in Contribution.objects.all()} == {""}
    assert [one.form_data for one in Reply.objects.all()] == [{"phone": "13900009999"}]
    picture = ArticlePage.objects.get(pk=page.pk).gallery[0].value["pictures"][0]
    assert list(type(picture).objects.values_list("pk", flat=True)) == [picture.pk]
