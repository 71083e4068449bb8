"""What machines get: feeds, the list of documents, the map, robots.txt, and where a page that moved has gone."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import date
from urllib.parse import urlsplit

import pytest
from wagtail.models import Page

from cms.models import ArticlePage, ColumnPage, PolicyPage
from cms.review.operations import seed
from community.wishes.models import Visibility, Wish
from home.feeds import clean
from home.models import HomePage
from tests.factories import MORNING
from tests.workflows import paths

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def article():
    return out(
        ArticlePage(
            title="长凳<修>好了 & 亮灯", slug="bench", lead="来两回\x0b。", body="<p>老周</p>", source="石渡街道"
        ),
        "news",
    )


@pytest.fixture
def document():
    page = PolicyPage(
        title="加装电梯补助办法", slug="lifts", doc_no="云建规〔2026〕4 号", issuer="云桥区住建局",
        written_on=date(2026, 6, 1), abstract="哪些楼能补。", body="<p>第一条</p>",
    )  # fmt: skip
    return out(page, "policies")


def out(page, column):
    page.live = False
    ColumnPage.objects.get(slug=column).add_child(instance=page)
    return seed(page=type(page).objects.get(pk=page.pk), at=MORNING)


def titles(answer):
    return [entry.findtext(f"{ATOM}title") for entry in ET.fromstring(answer.content).iter(f"{ATOM}entry")]


def addresses(answer):
    return [loc.text for loc in ET.fromstring(answer.content).iter(f"{MAP}loc")]


def test_the_feed_of_the_site_has_every_column_and_that_of_a_column_its_own(client, article, document):
    site, news = client.get("/feeds/"), client.get("/feeds/news/")

    assert site["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert set(titles(site)) == {article.title, document.title}
    assert titles(news) == [article.title]
    assert titles(client.get("/feeds/policies/")) == [document.title]
    [entry] = ET.fromstring(news.content).iter(f"{ATOM}entry")
    assert [link.get("href") for link in entry.iter(f"{ATOM}link")] == ["http://127.0.0.1:8000/news/bench/"]
    assert entry.findtext(f"{ATOM}id") == article.translation_key.urn
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "石渡街道"
    assert entry.findtext(f"{ATOM}summary") == "来两回。"


def test_words_that_stood_on_two_lines_stay_apart_in_a_feed():
    assert clean("通知　第三号\n 明天\x0b停水 ") == "通知 第三号 明天停水"


def test_what_is_not_public_is_in_no_feed_map_or_list(client, article, document):
    article.unpublish()
    document.unpublish()

    assert titles(client.get("/feeds/")) == []
    assert client.get("/feeds/policies.json").json()["policies"] == []
    assert not [one for one in addresses(client.get("/sitemap-pages-0.xml")) if "bench" in one or "lifts" in one]
    assert client.get("/feeds/nowhere/").status_code == 404


def test_a_document_is_listed_with_its_particulars(client, document):
    answer = client.get("/feeds/policies.json").json()

    assert (answer["total"], answer["page"], answer["pages"], answer["next"]) == (1, 1, 1, None)
    assert answer["policies"][0] == {
        "title": "加装电梯补助办法",
        "url": "http://127.0.0.1:8000/policies/lifts/",
        "index_no": document.index_no,
        "doc_no": "云建规〔2026〕4 号",
        "issuer": "云桥区住建局",
        "theme": "其他",
        "genre": "其他",
        "written_on": "2026-06-01",
        "published_at": answer["policies"][0]["published_at"],
        "effective_on": None,
        "repealed_on": None,
        "validity": "有效",
        "in_force": True,
        "abstract": "哪些楼能补。",
    }


def test_the_list_of_documents_goes_on_on_the_next_page(client, document, monkeypatch):
    monkeypatch.setattr("home.feeds.A_PAGE", 1)
    second = PolicyPage(title="二", slug="two", doc_no="云建规〔2026〕5 号", issuer="局", written_on=date(2026, 6, 2),
                        abstract="二", body="<p>第一条</p>")  # fmt: skip
    out(second, "policies")

    first = client.get("/feeds/policies.json").json()
    rest = client.get(first["next"]).json()

    assert first["next"].endswith("/feeds/policies.json?page=2")
    assert {one["title"] for page in (first, rest) for one in page["policies"]} == {"加装电梯补助办法", "二"}
    assert rest["next"] is None


def test_the_map_leads_to_every_public_page_and_to_the_wishes_of_the_wall_alone(client, here, article, monkeypatch):
    monkeypatch.setattr("home.sitemaps.PART", 2)
    shown, hidden = paths.to_pool(here), paths.to_pool(here)
    Wish.objects.filter(pk=hidden.pk).update(visibility=Visibility.STREET)

    parts = addresses(client.get("/sitemap.xml"))
    found = [one for part in parts for one in addresses(client.get(urlsplit(part).path))]

    assert any(part.endswith(f"/sitemap-wishes-{shown.pk // 2}.xml") for part in parts)
    assert {"http://127.0.0.1:8000/", "http://127.0.0.1:8000/news/bench/"} <= set(found)
    assert [one for one in found if re.search(r"/wishes/\d", one)] == [f"http://127.0.0.1:8000/wishes/{shown.code}/"]
    assert all(client.get(urlsplit(one).path).status_code == 200 for one in found)
    assert client.get("/sitemap-people-0.xml").status_code == 404


def test_robots_are_kept_from_desk_secrets_and_forms_and_shown_the_map(client):
    text = client.get("/robots.txt").text

    assert {"Disallow: /admin/", "Disallow: /me/", "Disallow: /accounts/", "Disallow: /wishes/*/"} <= set(
        text.split("\n")
    )
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text


def test_a_page_that_moved_or_was_renamed_is_found_at_its_old_address(
    client, article, django_capture_on_commit_callbacks
):
    other = ColumnPage(title="通知", slug="notices", live=False)
    HomePage.objects.get().add_child(instance=other)
    seed(page=other, at=MORNING)

    Page.objects.get(pk=article.pk).move(other, pos="last-child")
    moved = client.get("/news/bench/")
    assert (moved.status_code, moved["Location"]) == (301, "/notices/bench/")

    page = ArticlePage.objects.get(pk=article.pk)
    page.slug = "long-bench"
    page.save_revision(clean=False)
    with django_capture_on_commit_callbacks(execute=True):
        seed(page=page, at=MORNING)
    assert client.get("/news/bench/", follow=True).redirect_chain == [("/notices/long-bench/", 301)]
    assert client.get("/notices/bench/")["Location"] == "/notices/long-bench/"


def data(answer):
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.text)
    return json.loads(text)["@graph"]


def test_a_page_says_to_machines_what_it_says_to_people(client, article, document):
    page, (news, trail) = client.get("/news/bench/"), data(client.get("/news/bench/"))

    assert '<link rel="canonical" href="http://127.0.0.1:8000/news/bench/">' in page.text
    for name, content in [
        ("SiteName", "五微社区"), ("ColumnName", "新闻"), ("ArticleTitle", "长凳&lt;修&gt;好了 &amp; 亮灯"),
        ("ContentSource", "石渡街道"), ("Url", "http://127.0.0.1:8000/news/bench/"),
    ]:  # fmt: skip
        assert f'<meta name="{name}" content="{content}">' in page.text
    assert (news["@type"], news["headline"]) == ("NewsArticle", "长凳<修>好了 & 亮灯")
    assert [step["name"] for step in trail["itemListElement"]] == ["五微社区", "新闻", "长凳<修>好了 & 亮灯"]
    law = data(client.get("/policies/lifts/"))[0]
    assert (law["@type"], law["legislationIdentifier"]) == ("Legislation", "云建规〔2026〕4 号")
    assert law["legislationLegalForce"] == "InForce"
    assert data(client.get("/"))[0]["@type"] == "WebSite"
    assert data(client.get("/news/"))[0]["@type"] == "CollectionPage"
