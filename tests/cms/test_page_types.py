"""What each type of page promises to who reads it, and to who writes it."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from cms.models import (
    PIECES,
    ArticlePage,
    BulletinPage,
    FormField,
    FormPage,
    InterpretationPage,
    NoticePage,
    PolicyPage,
    Reply,
    ServicePage,
    SiteSettings,
    StandardPage,
)
from cms.review.operations import seed
from cms.rights import works_for
from cms.shelf import around
from community.people.models import Region
from community.people.roles import Role
from community.records.forgetting import forget_all
from community.wishes.models import Wish
from home.models import HomePage
from tests.factories import MORNING, holder, later, number
from tests.workflows import paths

pytestmark = pytest.mark.django_db


def bulletin(slug, region=None, **more):
    ends_at = more.pop("ends_at", timezone.now() + timedelta(hours=5))
    return BulletinPage(title=slug, slug=slug, region=region, ends_at=ends_at, text="今晚停水，请提前接水。", **more)


def notice(**more):
    return NoticePage(
        title="公示",
        slug="gongshi",
        lead="……",
        body="<p>……</p>",
        issuer="街道",
        objections="电话",
        **more,
    )


def test_a_document_gets_a_number_of_its_year_that_never_changes_again(policy, policies, publish):
    number = policy.index_no
    assert number == "YQ/2026-00001"
    policy.written_on = date(2025, 1, 1)
    policy.index_no = None  # as an older draft would have it
    policy.save()

    assert PolicyPage.objects.get(pk=policy.pk).index_no == number
    copied = policy.copy(update_attrs={"slug": "again"}, copy_revisions=False, keep_live=False)
    assert copied.index_no not in {"", None, number}


def test_documents_are_found_by_year_issuer_theme_and_validity(client, policies, policy, repealed_policy):
    for query, found in [
        ({"year": "2026"}, [policy]),
        ({"year": "2022", "validity": "repealed"}, [repealed_policy]),
        ({"issuer": policy.issuer}, [policy, repealed_policy]),
        ({"theme": "health"}, []),
        ({"year": "1999", "validity": "nonsense"}, [policy, repealed_policy]),
    ]:
        answer = client.get(policies.url, query)
        assert {page.pk for page in answer.context["pieces"]} == {page.pk for page in found}, query


def test_a_repealed_document_says_so_wherever_it_is_linked(client, news, article, repealed_policy, publish):
    article.body = f'<p>见<a linktype="page" id="{repealed_policy.pk}">旧办法</a></p>'
    article.more = [("policy", repealed_policy)]
    article.save_revision()
    seed(page=article, at=MORNING)

    page = client.get(article.url).text

    assert f'<a href="{repealed_policy.url}" class="repealed" title="已废止">旧办法</a>' in page
    assert '<span class="badge warn">废止</span>' in page
    assert f"现在照《{repealed_policy.successor.title}》办" in page
    found = client.get("/search/", {"q": "旧的补助办法"}).text
    assert f"<span>{repealed_policy.issuer}　已废止</span>" in found
    repealed_policy.validity = PolicyPage.Validity.AMENDED
    repealed_policy.save_revision()
    seed(page=repealed_policy, at=MORNING)
    assert 'class="repealed" title="已修改">旧办法</a>' in client.get(article.url).text


def test_a_document_and_what_it_means_lead_to_each_other(client, news, policy, publish):
    page = InterpretationPage(
        title="一图看懂", slug="yitu", lead="三句话说清楚。", body="<p>……</p>", source="区住建局", policy=policy
    )
    meaning = publish(page, below=news)

    assert f'href="{meaning.url}"' in client.get(policy.url).text
    assert f'href="{policy.url}"' in client.get(meaning.url).text


def test_who_cannot_manage_a_service_asks_the_community_with_the_words_filled_in(client, news, publish, policy, here):
    facts = {"what": "每月 100 元。", "conditions": "八十岁以上。", "where": "社区窗口", "policy": policy}
    service = publish(ServicePage(title="高龄津贴", slug="laoren", **facts), below=news)

    page = client.get(service.url).text

    assert "不会办？请社区帮我" in page
    assert f'href="{policy.url}"' in page
    assert f'href="{service.url}"' in client.get(policy.url).text
    assert "我想办“高龄津贴”" in client.get("/wishes/new/", {"help": "高龄津贴"}).text


def test_a_public_notice_runs_over_five_whole_working_days():
    page = notice(starts_on=date(2026, 9, 28))  # a Monday; the National Day holidays are no working days
    page.clean()

    assert page.ends_on == date(2026, 10, 9)
    with pytest.raises(ValidationError, match="最早到 2026-10-09 止"):
        notice(starts_on=date(2026, 9, 28), ends_on=date(2026, 10, 8)).clean()


def test_a_public_notice_has_no_result_before_it_is_over():
    today = timezone.localdate()

    with pytest.raises(ValidationError, match="公示还没有结束"):
        notice(starts_on=today, ends_on=today + timedelta(days=30), result="没有异议。").clean()


def test_a_bulletin_concerns_its_place_until_it_ends(news, publish, here):
    now = timezone.now()
    own = publish(bulletin("own", here.community), below=news)
    street = publish(bulletin("street", here.street, ends_at=now + timedelta(hours=9)), below=news)
    district = publish(bulletin("district", ends_at=now + timedelta(hours=12)), below=news)
    publish(bulletin("far", here.far), below=news)
    publish(bulletin("over", here.community, ends_at=now - timedelta(minutes=1)), below=news)

    assert list(BulletinPage.objects.current(now, around(here.community))) == [own, street, district]
    assert list(BulletinPage.objects.current(now, [])) == [district]


def test_a_reader_sees_his_own_community_and_street_first_and_what_is_pinned_on_top(client, news, publish, here):
    def piece(slug, region=None, **more):
        page = ArticlePage(title=slug, slug=slug, lead="导", body="<p>正</p>", source="区", region=region, **more)
        return publish(page, below=news)

    own, street = piece("own", here.community), piece("street", here.street)
    pinned = piece("pinned", pinned_until=timezone.localdate())
    piece("unpinned", pinned_until=timezone.localdate() - timedelta(days=1))
    client.cookies["community"] = here.community.slug

    seen = client.get(news.url).context

    assert [page.pk for page in seen["near"]] == [own.pk, street.pk]
    assert [page.pk for page in seen["pinned"]] == [pinned.pk]


def test_what_people_answer_is_sealed_and_nothing_comes_in_after_the_end(client, news, publish):
    form = FormPage(title="问卷", slug="wenjuan", lead="说说看。")
    form.form_fields = [FormField(label="您的电话", field_type="singleline", clean_name="phone")]
    publish(form, below=news)

    answer = client.post(form.url, {"phone": "13900001234"})
    assert answer.status_code == 302  # loading the thanks again sends nothing again
    assert "收到了" in client.get(answer["Location"]).text

    assert Reply.objects.get().form_data == {"phone": "13900001234"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT form_data FROM cms_reply")
        assert "13900001234" not in cursor.fetchone()[0]
    FormPage.objects.update(closes_at=timezone.now())
    assert client.post(form.url, {"phone": "13900001234"}).status_code == 409
    assert Reply.objects.count() == 1


def test_answers_of_a_survey_are_kept_as_long_as_the_rule_says(here, clock, news, publish):
    survey = publish(FormPage(title="问卷", slug="wenjuan", lead="说说看。"), below=news)
    for day in (0, 1):
        kept = Reply.objects.create(page=survey, form_data={"phone": "13900001234"})
        Reply.objects.filter(pk=kept.pk).update(submit_time=later(days=day))
    for asked, left in [(365, 2), (365.5, 1)]:
        forget_all(later(days=asked))
        assert Reply.objects.count() == left
    number(here, "survey.keep.days", 30, later())
    clock(days=31.5)
    call_command("tick")
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    "place, mine",
    [("community", {"community"}), ("street", {"community", "street"}), ("district", {"community", "street", ""})],
)
def test_an_editor_works_on_pages_of_his_region_only(here, news, publish, place, mine):
    editor = holder("bianji", Role.EDITOR, getattr(here, place))

    assert editor.groups.filter(name="宣传编辑").exists()
    for name in ("", "community", "street", "far"):
        region = getattr(here, name) if name else None
        page = publish(
            ArticlePage(title="稿", slug=f"g{name}", lead="导", body="<p>正</p>", source="区", region=region),
            below=news,
        )
        allowed = name in mine or (place == "district")
        assert works_for(editor, region and region.pk) == allowed, name
        assert page.permissions_for_user(editor).can_edit() == allowed, name
        assert Page.objects.get(pk=page.pk).permissions_for_user(editor).can_edit() == allowed, name


def test_every_piece_has_a_place_and_can_lie_in_a_column(news):
    for model in PIECES:
        assert model._meta.get_field("region").related_model is Region
        assert model in type(news).allowed_subpage_models()
    assert StandardPage not in type(news).allowed_subpage_models()


def test_the_home_page_shows_what_is_on_in_ones_community_and_news_by_level(client, home, news, publish, here):
    publish(bulletin("今晚停水", here.community), below=news)
    publish(
        ArticlePage(title="社区的事", slug="s", lead="导", body="<p>正</p>", source="社区", region=here.community),
        below=news,
    )
    assert "今晚停水" not in client.get("/").text
    client.cookies["community"] = here.community.slug

    page = client.get("/").text

    assert "今晚停水" in page
    assert page.index("社区的事") > page.index(f'<h3 class="level">{here.community.name}</h3>')


def test_only_what_was_filled_in_stands_on_the_pages(client, home):
    page = client.get("/").text
    assert "ICP" not in page and "主办" not in page and "data-grey" not in page
    now = timezone.now()
    SiteSettings.objects.update(
        icp="某 ICP 备 1 号", sponsor="区委社会工作部", banner="台风今晚到", grey_from=now, show_stars=False,
        home_order='[{"type": "part", "value": "news"}]',
    )  # fmt: skip

    page = client.get("/").text

    assert "某 ICP 备 1 号" in page and "主办：区委社会工作部" in page and "台风今晚到" in page
    assert "<html" in page and " data-grey>" in page
    assert 'href="/stars/"' not in page.partition('aria-label="底部菜单"')[2]
    assert SiteSettings.load().home_parts[0] == "home/home/news.html"
    SiteSettings.objects.update(banner_until=now, grey_until=now)
    page = client.get("/").text
    assert "台风今晚到" not in page and " data-grey" not in page


def test_a_page_of_the_house_asks_the_database_few_questions(
    client, home, news, article, here, publish, django_assert_max_num_queries
):
    client.cookies["community"] = here.community.slug
    HomePage.objects.update(headline="青菜到家", headline_page=article)
    publish(bulletin("water", here.community), below=news)
    SiteSettings.objects.update(menu=json.dumps([{"type": "link", "value": {"label": "长凳", "page": article.pk}}]))
    Wish.objects.filter(pk=paths.to_fulfilled(here).pk).update(since=timezone.now())
    paths.to_pool(here)
    for address, most, shown in (("/", 25, ["青菜到家", "water", "1 件<", "刚刚实现"]), (article.url, 15, ["长凳"])):
        page = client.get(address).text
        assert all(words in page for words in shown)
        with django_assert_max_num_queries(most):
            client.get(address)
