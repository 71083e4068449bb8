from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver, reverse
from wagtail.models import Page

from cms.fields import ROUTED_SLUGS
from cms.models import PIECES, ArticlePage, ColumnPage, PolicyPage, StandardPage, TopicPage
from home.models import HomePage

ALLOWED = {
    (HomePage, Page),
    (ColumnPage, HomePage),
    (TopicPage, HomePage),
    (TopicPage, ColumnPage),
    (StandardPage, HomePage),
    *((piece, ColumnPage) for piece in PIECES),
}
TYPES = [HomePage, ColumnPage, TopicPage, StandardPage, *PIECES]


@pytest.mark.parametrize("parent", [Page, *TYPES])
@pytest.mark.parametrize("child", TYPES)
def test_each_page_type_stands_only_where_it_belongs(child, parent):
    allowed = child in parent.allowed_subpage_models()

    assert allowed == ((child, parent) in ALLOWED)


def test_there_is_one_home_page_only(db):
    assert not HomePage.can_create_at(Page.get_first_root_node())


def first_words(patterns):
    for pattern in patterns:
        word, _, rest = str(pattern.pattern).lstrip("^").partition("/")
        if word:
            yield word
        elif not rest and hasattr(pattern, "url_patterns"):
            yield from first_words(pattern.url_patterns)


def test_every_word_that_routes_use_is_refused_to_columns():
    words = {word for word in first_words(get_resolver().url_patterns) if word.isidentifier()}

    assert "admin" in words
    assert words <= ROUTED_SLUGS


@pytest.mark.django_db
@pytest.mark.parametrize("slug", sorted(ROUTED_SLUGS))
def test_a_column_cannot_take_an_address_that_is_in_use(slug):
    with pytest.raises(ValidationError, match="已经另有用处"):
        ColumnPage(title="栏目", slug=slug).clean()


def test_the_page_form_says_beside_the_slug_why_it_is_refused(webmaster_client, home):
    address = reverse("wagtailadmin_pages:add", args=["cms", "columnpage", home.pk])

    answer = webmaster_client.post(address, {"title": "心愿", "slug": "wishes", "intro": ""})

    assert answer.context["form"].errors["slug"] == [
        "网址 /wishes/ 已经另有用处，这一页会打不开。请换一个词，比如 wishes-news。"
    ]
    assert "网址 /wishes/ 已经另有用处" in answer.text
    assert not ColumnPage.objects.filter(slug="wishes").exists()


@pytest.mark.parametrize("doc_no", ["云委社〔2026〕6 号", "云民规〔2026〕2号", "云建规〔2022〕14 号"])
def test_a_document_number_with_hexagonal_brackets_is_accepted(doc_no):
    PolicyPage(doc_no=doc_no).clean_fields(exclude=everything_but("doc_no"))


@pytest.mark.parametrize(
    "doc_no",
    [
        "云委社[2026]6 号",
        "云委社（2026）6 号",
        "云委社〔26〕6 号",
        "云委社〔2026〕06 号",
        "云委社〔2026〕6",
        "〔2026〕6 号",
    ],
)
def test_any_other_document_number_is_refused_with_an_example(doc_no):
    with pytest.raises(ValidationError) as refusal:
        PolicyPage(doc_no=doc_no).clean_fields(exclude=everything_but("doc_no"))

    assert refusal.value.message_dict == {
        "doc_no": ["发文字号要写成“云委社〔2026〕6 号”的样子：年份写全，用六角括号〔〕，序号前不加零。"]
    }


def everything_but(name):
    return [field.name for field in PolicyPage._meta.get_fields() if field.name != name]


def test_a_policy_with_a_successor_is_no_longer_in_force(repealed_policy):
    repealed_policy.validity = PolicyPage.Validity.IN_FORCE

    with pytest.raises(ValidationError, match="不能还是“有效”"):
        repealed_policy.full_clean()


def test_a_repealed_policy_says_so_and_names_the_one_in_force(client, repealed_policy, policy):
    answer = client.get(repealed_policy.url)

    assert "这份文件已经废止，办事请不要再用它。" in answer.text
    assert f'<a href="{policy.url}">{policy.title}</a>' in answer.text


def test_a_policy_shows_its_particulars(client, policy):
    answer = client.get(policy.url)

    for particular in [
        "云建规〔2026〕4 号",
        "云桥区住房和城乡建设局",
        "2026年6月1日",
        "2026年7月1日",
    ]:
        assert f"<dd>{particular}</dd>" in answer.text


def test_an_article_shows_its_source_and_that_it_is_original(client, article):
    answer = client.get(article.url)

    assert "来源：石渡街道" in answer.text
    assert "原创" in answer.text


def test_a_column_lists_twenty_pieces_newest_first(client, news, publish):
    for number in range(21):
        page = ArticlePage(title=f"第 {number} 篇", slug=f"n{number}", lead="导语", body="<p>正文</p>", source="区")
        publish(page, below=news)
        page.first_published_at += timedelta(minutes=number)
        page.save()

    first, second = client.get(news.url), client.get(news.url, {"page": "2"})

    assert [piece.title for piece in first.context["pieces"]] == [f"第 {number} 篇" for number in range(20, 0, -1)]
    assert [piece.title for piece in second.context["pieces"]] == ["第 0 篇"]
    assert '<a class="button" rel="next" href="?page=2">下一页</a>' in first.text
    assert '<link rel="canonical" href="http://127.0.0.1:8000/news/">' in first.text
    assert '<link rel="canonical" href="http://127.0.0.1:8000/news/?page=2">' in second.text
    assert '<link rel="canonical" href="http://127.0.0.1:8000/news/">' in client.get(news.url, {"page": "x"}).text


def test_a_piece_that_is_not_published_is_on_no_list(client, news, article):
    article.unpublish()

    assert article.title not in client.get(news.url).text
    assert client.get(article.url).status_code == 404


def test_an_empty_column_leads_somewhere(client, policies):
    assert "这里还没有内容" in client.get(policies.url).text
