import re

import pytest
from django.test import Client

from cms.models import ArticlePage, ColumnPage
from cms.review.operations import seed
from community.search.models import Entry, Promotion, Unanswered
from home.indexing import rebuild_all
from tests.factories import as_, later, public_version, step, wishing
from workflows.door import start


@pytest.fixture
def bench(db):
    page = ArticlePage(
        title="一条长凳<b>修了</b>两回", slug="bench", lead="居民说不满意", body="<p>老周带着水平尺</p>", source="街道"
    )
    ColumnPage.objects.get(slug="news").add_child(instance=page)
    return seed(page=page, at=later())


def ask(client, **query):
    answer = client.get("/search/", query)
    assert answer.status_code == 200
    return answer


def addresses(answer):
    return [result.address for result in answer.context["results"]]


def test_a_page_is_found_from_its_publication_to_its_withdrawal(bench, client):
    assert addresses(ask(client, q="水平尺")) == ["/news/bench/"]
    assert addresses(ask(client, q="长凳", kind="policypage")) == []
    bench.unpublish()
    assert addresses(ask(client, q="水平尺")) == []
    assert not Entry.objects.filter(key=f"page:{bench.pk}").exists()


def test_what_was_found_is_marked_and_nothing_in_it_is_markup(bench, client):
    html = ask(client, q="长凳").content.decode()

    assert "一条<mark>长凳</mark>&lt;b&gt;修了" in html
    assert "<b>修了" not in html
    assert "<script>x" not in ask(client, q="<script>x").content.decode()


def test_nothing_found_says_whom_to_call_and_tells_the_editors_without_a_get_writing(bench):
    client = Client(enforce_csrf_checks=True)
    html = ask(client, q="电梯补帖").content.decode()
    assert "没有找到“电梯补帖”。" in html
    assert not Unanswered.objects.exists()

    [token] = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', html)
    for question in ["电梯补帖", "电梯补帖", "电梯\0补帖 ", "13800001234", "长凳", "", "\0"]:
        client.post("/search/missing/", {"q": question, "csrfmiddlewaretoken": token})

    assert list(Unanswered.objects.values_list("question", "number")) == [("电梯补帖", 2), ("电梯 补帖", 1)]


def test_an_editor_puts_something_above_the_rest(bench, client):
    Promotion.objects.create(words="低保 困难补助", title="困难家庭怎么申请", address="/policies/")

    assert "困难家庭怎么申请" in ask(client, q="困难补助").content.decode()
    assert "困难家庭怎么申请" not in ask(client, q="长凳").content.decode()


def test_a_wish_is_found_while_it_is_on_the_wall_and_by_its_public_words_only(here, client):
    wish = start(wishing(here), by=as_(here.wisher), at=later())
    assert not Entry.objects.exists()
    wish = step(wish, "publish", here.worker, **public_version())
    assert addresses(ask(client, q="补三件棉袄")) == [wish.get_absolute_url()]
    assert addresses(ask(client, q="3幢502")) == []

    step(wish, "take_down", here.worker, reason="住户要求先撤下来")

    assert addresses(ask(client, q="补三件棉袄")) == []
    assert not Entry.objects.exists()


def test_the_index_made_anew_is_the_index_kept(here, bench):
    step(start(wishing(here), by=as_(here.wisher), at=later()), "publish", here.worker, **public_version())
    kept = rows()

    rebuild_all()

    assert len(kept) == 2
    assert kept <= rows()


def rows():
    return set(Entry.objects.values_list("key", "title", "text", "day", "area"))


@pytest.mark.parametrize(
    "query",
    [
        {"q": "a", "year": "٢٠٢٦"},
        {"q": "a", "year": "02026" + "0" * 20},
        {"q": "a", "page": "x"},
        {"kind": "'"},
        {"q": "'\"", "community": "%"},
    ],
)
def test_nonsense_in_the_address_is_answered(db, client, query):
    ask(client, **query)
