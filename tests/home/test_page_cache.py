"""Kept pages: quick, never anybody's own, and fresh the moment something they show is committed."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from uuid import uuid4

import psycopg
import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import ArticlePage, ColumnPage, FormPage, SiteSettings
from cms.review.operations import seed
from community.people.models import Region
from community.wishes.models import Wish
from home.epochs import marks, note_writes, shown
from home.models import Epoch, HomePage
from home.page_cache import PageCache
from tests.factories import MORNING, day, step
from tests.workflows import paths
from workflows.throttle import Limit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.PAGE_CACHE_SECONDS = 60
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A transaction of its own, as far as a test that never commits can have one."""

    @contextmanager
    def transaction_of_its_own():
        connection.run_on_commit.clear()
        with django_capture_on_commit_callbacks(execute=True):
            yield

    return transaction_of_its_own


@pytest.fixture
def article():
    return out(ArticlePage(title="长凳修好了", slug="bench", lead="来两回。", body="<p>老周</p>", source="石渡街道"))


def out(page):
    page.live = False
    ColumnPage.objects.get(slug="news").add_child(instance=page)
    return seed(page=type(page).objects.get(pk=page.pk), at=MORNING)


@pytest.fixture
def kept(client, django_assert_num_queries):
    """`kept(address)`: whether a second look asks for the marks and for nothing else."""

    def look(address, **more):
        first = client.get(address, **more)
        with django_assert_num_queries(1):
            second = client.get(address, **more)
        return first.content == second.content and second

    return look


def test_a_second_reader_costs_one_small_question_and_a_third_is_told_that_nothing_changed(kept, client, here, article):
    wish = paths.to_pool(here)
    for address in ("/", "/news/", "/news/bench/", "/wishes/", wish.get_absolute_url(), "/stars/", "/feeds/"):
        answer = kept(address)
        assert answer, address
        again = client.get(address, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b""), address
        assert "no-cache" in answer["Cache-Control"] and "Cookie" in answer["Vary"]
    assert "script-src 'self'" in kept("/")["Content-Security-Policy"]


def test_what_changes_is_seen_by_the_next_reader(client, here, article, committed):
    """Each of the ways in which a page comes to say something else."""
    wish = paths.to_pool(here)
    mine = wish.get_absolute_url()

    def changes(*addresses, by):
        before = [client.get(address).content for address in addresses]
        with committed():
            by()
        after = [client.get(address).content for address in addresses]
        return [one != other for one, other in zip(before, after, strict=True)]

    def rename():
        article.title = "长凳修好了，灯也亮了"
        article.save_revision(clean=False)
        seed(page=article, at=MORNING)

    assert changes("/", "/news/", "/news/bench/", "/feeds/", by=rename) == [True] * 4
    claim = partial(step, wish, "claim", here.resident, plan="周六送去", promised_on=day())
    assert changes("/", "/wishes/", mine, by=claim) == [True] * 3
    assert (
        changes("/", "/news/bench/", mine, by=lambda: SiteSettings.objects.update(banner="今晚停水", banner_until=None))
        == [True] * 3
    )
    assert changes(mine, by=lambda: Region.objects.filter(pk=wish.region_id).update(name="新名社区")) == [True]
    assert changes("/", "/news/", by=article.unpublish) == [True] * 2
    with committed():
        Wish.objects.filter(pk=wish.pk).update(visibility="street")
    assert client.get(mine).status_code == 404


def test_what_is_committed_while_a_page_is_made_is_not_missed(client, rf, committed):
    """The page was read before, its marks are asked for after: it must not pass for new."""
    client.get("/")  # warms what a process reads once
    caches["pages"].clear()
    answers = []

    def slow(request):
        answer = Client().get("/")
        with committed():
            HomePage.objects.update(headline="半路换了头条")
        request.resolver_match = type("Match", (), {"view_name": "wagtail_serve"})
        answers.append(answer)
        return answer

    for _ in range(2):
        PageCache(slow)(rf.get("/"))

    assert len(answers) == 2


def test_what_one_reader_chose_or_may_do_is_not_shown_to_another(client, here, article):
    plain = client.get("/").text
    elder, near, somebody = Client(), Client(), Client()
    elder.cookies["mode"], near.cookies["community"] = "elder", here.community.slug
    somebody.force_login(here.worker)
    wish = paths.to_pool(here)

    assert 'class="elder"' in elder.get("/").text and 'class="elder"' not in plain
    assert here.community.name.removesuffix("社区") in near.get("/").text
    assert client.get("/").text == Client().get("/").text
    of_a_worker = somebody.get(wish.get_absolute_url())
    assert "怎么联系" in of_a_worker.text and "no-store" in of_a_worker["Cache-Control"]
    assert "怎么联系" not in client.get(wish.get_absolute_url()).text
    assert "怎么联系" in somebody.get(wish.get_absolute_url()).text


def test_forms_own_words_and_made_up_addresses_are_never_kept(client, article):
    form = out(FormPage(title="问卷", slug="survey", lead="三个问题。"))
    tokens = {Client().get(form.url).cookies["csrftoken"].value for _ in range(2)}
    assert len(tokens) == 2

    for address in ("/?utm=1", "/wishes/?choose=1&community=all", "/nowhere/", "/search/?q=长凳", "/wishes/new/"):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) > 1, address
    assert "class" in article.make_preview_request().text
    client.get(article.url)
    assert article.make_preview_request().headers.get("ETag") is None


def test_a_draft_that_is_saved_every_few_seconds_leaves_the_kept_pages_alone(kept, article, committed):
    before = kept("/news/bench/")
    with committed():
        article.title = "还没审过的题目"
        article.save_revision(clean=False)
    with committed():
        article.owner = None

    assert before.content == kept("/news/bench/").content
    assert shown('UPDATE "wagtailcore_page" SET "draft_title" = %s, "live" = %s WHERE 1') == "wagtailcore_page"


def test_marks_change_with_what_is_committed_and_with_nothing_else(committed):
    assert note_writes in connection.execute_wrappers
    of_wishes = marks().get("wishes_wish")

    with committed(), transaction.atomic():
        Region.objects.filter(pk=0).update(name="x")
    first = marks()["people_region"]
    with committed():
        try:
            with transaction.atomic():
                Region.objects.filter(pk=0).update(name="y")
                raise ValueError
        except ValueError:
            pass
    assert marks()["people_region"] == first
    with committed():
        try:
            with transaction.atomic():
                Wish.objects.filter(pk=0).update(public_title="x")
                raise ValueError
        except ValueError:
            Region.objects.filter(pk=0).update(name="z")
    assert marks()["people_region"] != first
    assert marks().get("wishes_wish") == of_wishes
    assert not {"django_session", Epoch._meta.db_table} & marks().keys()


def test_nobody_forgets_his_wrong_guesses_by_opening_many_pages(client, here, monkeypatch):
    """Without Redis a store throws out a third of itself when it is full."""
    guesses = Limit("guesses", 1)
    assert guesses.take("someone")
    monkeypatch.setattr(caches["pages"], "_max_entries", 3)
    for _ in range(5):
        client.cookies["community"] = uuid4().hex
        client.get("/wishes/")
    assert 0 < len(caches["pages"]._cache) <= 3  # type: ignore[attr-defined]  # LocMemCache
    assert not guesses.take("someone")


def test_pages_are_there_while_the_cache_is_away(client, settings, here, article):
    away = {"BACKEND": "config.cache.ForgivingRedis", "LOCATION": "redis://127.0.0.1:9", "OPTIONS": {}}
    settings.CACHES = {"default": away, "pages": away}
    wish = paths.to_pool(here)

    for address in ("/", "/news/bench/", "/wishes/", wish.get_absolute_url(), "/accounts/login/"):
        assert [client.get(address).status_code for _ in range(2)] == [200, 200], address
    client.force_login(here.worker)
    assert client.get("/admin/inbox/").status_code == 200


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite is a file, there is no line to be cut")
def test_a_line_that_was_cut_between_two_readers_is_taken_up_again():
    """By the question for the marks itself: nobody asks before it whether the line is still there."""

    def cut_and_ask():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [pid])
        try:
            return marks()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:  # a thread has a line of its own
        assert isinstance(thread.submit(cut_and_ask).result(), dict)
