import re
from datetime import timedelta

import pytest

from community.records.models import Follow
from community.wishes.models import Status, Visibility, Wish
from community.wishes.operations.submit import free_codes
from tests.factories import category, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def hang(here):
    """`hang(3, status=…)`: so many wishes on the wall, with consecutive titles."""

    def make(number, *, title="心愿", at=None, **facts):
        made = [
            Wish(
                **{
                    "code": code,
                    "own_words": "原话",
                    "public_title": f"{title}{n:03}",
                    "wisher_mask": "张女士",
                    "region": here.community,
                    "street": here.street,
                    "area_path": here.community.path,
                    "category": category(),
                    "visibility": Visibility.WALL,
                    "status": Status.OPEN,
                    "channel": "web",
                    "submitted_at": later(),
                    "since": at or later(minutes=-n),
                    **facts,
                }
            )
            for n, code in enumerate(free_codes(number))
        ]
        return Wish.objects.bulk_create(made)

    return make


def titles(answer):
    return re.findall(r'class="stretch"[^>]*>([^<]+)<', answer.text)


def walk(client, address, word="next"):
    """The titles of every page, following the link of that kind to its end."""
    pages = []
    while address:
        answer = client.get(address)
        assert titles(answer) not in pages, "a page came twice"
        pages.append(titles(answer))
        link = re.search(rf'rel="{word}" href="([^"]+)"', answer.text)
        address = "/wishes/" + link[1].replace("&amp;", "&") if link else ""
        last = answer
    return pages, last


def test_the_one_that_waits_longest_comes_first(client, hang):
    hang(3)
    assert titles(client.get("/wishes/")) == ["心愿002", "心愿001", "心愿000"]


def test_what_came_true_last_comes_first(client, hang):
    hang(3, status=Status.FULFILLED, ended_at=later())
    assert titles(client.get("/wishes/?status=fulfilled")) == ["心愿000", "心愿001", "心愿002"]


@pytest.mark.parametrize("status", ["open", "fulfilled"])
def test_pages_over_equal_moments_leave_nothing_out_and_repeat_nothing(client, hang, status):
    hang(30, title="甲", at=later(), status=status)
    hang(27, title="乙", at=later(minutes=1), status=status)

    pages, last = walk(client, f"/wishes/?status={status}")

    shown = [title for page in pages for title in page]
    assert [len(page) for page in pages] == [20, 20, 17]
    assert len(set(shown)) == 57
    back = re.findall(r'rel="prev" href="([^"]+)"', last.text)[0].replace("&amp;", "&")
    backwards, _ = walk(client, "/wishes/" + back, "prev")
    assert backwards == [pages[1], pages[0]]


def test_a_wish_claimed_meanwhile_leaves_no_gap(client, hang):
    made = hang(45)
    first = client.get("/wishes/")
    following = re.findall(r'rel="next" href="([^"]+)"', first.text)[0].replace("&amp;", "&")
    Wish.objects.filter(pk=made[-1].pk).update(status=Status.ACTING)

    assert titles(client.get("/wishes/" + following)) == [f"心愿{n:03}" for n in range(24, 4, -1)]


@pytest.mark.parametrize(
    "cursor", ["x", "0", "1-", "-1-1", "99999999999999999-999999999999999999", "１-１", "1-1'--", "1" * 400]
)
@pytest.mark.parametrize("word", ["after", "before"])
def test_a_cursor_nobody_gave_out_shows_the_first_page(client, hang, word, cursor):
    hang(3)
    answer = client.get("/wishes/", {word: cursor})
    assert answer.status_code == 200
    assert len(titles(answer)) == 3


@pytest.mark.parametrize(
    "query",
    [
        "status=x",
        "community=nowhere",
        "nature=appeal",
        "status=&community=",
        "month=2026-13",
    ],
)
def test_filters_we_do_not_know_are_left_aside(client, hang, query):
    hang(2)
    assert len(titles(client.get(f"/wishes/?{query}"))) == 2


def test_filters_by_place_nature_and_progress(client, hang, here):
    hang(1, title="麦田里")
    hang(1, title="新渡", region=here.sister, area_path=here.sister.path)
    hang(1, title="书院坡", region=here.far, street=here.other_street, area_path=here.far.path)
    hang(1, title="借用", category=category("goods-borrow"))
    hang(1, title="在办", status=Status.ACTING)

    assert titles(client.get("/wishes/?community=xindu")) == ["新渡000"]
    assert len(titles(client.get("/wishes/?community=qinghe"))) == 3
    assert titles(client.get("/wishes/?community=all&nature=goods")) == ["借用000"]
    assert titles(client.get("/wishes/?community=all&status=acting")) == ["在办000"]


def test_the_community_is_chosen_once(client, hang, here):
    hang(1, title="麦田里")
    hang(1, title="新渡", region=here.sister, area_path=here.sister.path)
    client.get("/wishes/?community=xindu&choose=1")

    assert titles(client.get("/wishes/")) == ["新渡000"]
    assert 'value="xindu" selected' in client.get("/wishes/new/").text
    client.get("/wishes/?community=all&choose=1")
    assert len(titles(client.get("/wishes/"))) == 2


def test_what_is_not_for_the_wall_is_not_on_it(client, hang):
    hang(1, title="街道", visibility=Visibility.STREET)
    hang(1, title="没有公开标题", public_title="", status=Status.SCREENING)
    hang(1, title="撤回", status=Status.WITHDRAWN)
    for status in ("open", "acting", "fulfilled"):
        assert titles(client.get(f"/wishes/?status={status}")) == []


def test_an_empty_wall_says_where_to_look(client, here):
    answer = client.get("/wishes/?community=maitianli")
    assert "这里暂时没有等人认领的心愿。看看隔壁社区，或者说说您能帮什么" in answer.text
    assert 'href="?status=open&amp;community=qinghe"' in answer.text


def test_how_long_and_how_many_in_words(client, hang):
    hang(2, at=later(days=-4))
    page = client.get("/wishes/").text
    assert "已等 4 天，还没人接" in page
    assert "有 2 个心愿等人认领" in page


def test_a_deep_page_costs_no_more_than_the_first(client, hang, django_assert_max_num_queries):
    hang(400)
    client.get("/wishes/")
    cursor = client.get("/wishes/").context["next_url"]
    for _ in range(15):
        cursor = client.get("/wishes/" + cursor).context["next_url"]
    for address in ("/wishes/", "/wishes/" + cursor, "/wishes/?status=fulfilled&community=maitianli&nature=goods"):
        with django_assert_max_num_queries(6):
            client.get(address)


def test_a_wish_far_in_the_past_is_no_trouble(client, hang):
    hang(21, at=later() - timedelta(days=20_000))
    pages, _ = walk(client, "/wishes/")
    assert [len(page) for page in pages] == [20, 1]


def test_a_card_says_what_is_lacking_and_who_else_wants_it(client, hang, here):
    wish = hang(1, quantity=30, unit="斤", public_text="青菜吃不完，谁家要。")[0]
    Follow.objects.create(subject=wish.subject, user=here.resident, at=later())
    card = client.get("/wishes/").text
    for words in ("青菜吃不完，谁家要。", "还差 30斤", "还有 1 家也想", "我来认领"):
        assert words in card


def test_nothing_sealed_is_fetched_for_a_card(client, hang):
    hang(1)
    cards = client.get("/wishes/").context["cards"]
    assert (
        all({"own_words", "phone", "address", "wisher_name"} <= wish.get_deferred_fields() for wish, _ in cards)
        and cards
    )


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "1999-12", "2100-01"])
def test_a_month_of_another_age_is_no_month(client, here, month):
    assert client.get(f"/wishes/?status=fulfilled&month={month}").status_code == 200
