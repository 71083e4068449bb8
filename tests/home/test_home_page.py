import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone
from wagtail.models import Page, Site

from community.people.actor import Channel
from community.people.models import Level, Region
from community.wishes.figures import figures
from community.wishes.models import Category, Nature, Status, Story, Visibility, Wish
from home.models import HomePage
from home.setup import create_site_tree
from tests.factories import step
from tests.workflows import paths

pytestmark = pytest.mark.django_db


def test_a_new_installation_has_the_home_page_as_its_site_two_columns_and_the_boards():
    home = HomePage.objects.get()

    assert Site.objects.get().root_page.specific == home
    assert [column.slug for column in home.get_children()] == ["news", "policies", "stars"]
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    assert not any(Page.find_problems())


def test_setting_up_the_tree_again_changes_nothing():
    before = list(Page.objects.order_by("path").values_list("path", "title", "numchild"))

    create_site_tree(apps)

    assert list(Page.objects.order_by("path").values_list("path", "title", "numchild")) == before


def test_the_two_reasons_to_come_are_one_tap_away(client):
    page = client.get("/").text

    assert '<a class="button primary big" href="/wishes/new/">我要许愿</a>' in page
    assert '<a class="button big" href="/wishes/">我来帮忙</a>' in page


def test_without_any_wish_the_home_page_states_no_zero(client):
    page = client.get("/").text

    assert "<span>街坊的事，</span><span>街坊一起办</span>" in page
    assert "等您帮一把" not in page
    assert "刚刚实现" not in page


def test_the_headline_opens_its_page(client):
    home = HomePage.objects.get()
    home.headline, home.headline_page = "周三晚上亮灯到八点半", Page.objects.get(slug="news")
    home.save()

    assert '<a href="/news/">周三晚上亮灯到八点半</a>' in client.get("/").text


def test_large_letters_are_chosen_once_and_keep_the_page(client):
    answer = client.get("/mode/", {"mode": "elder", "next": "/news/?page=2"}, follow=True)

    assert answer.request["PATH_INFO"] == "/news/"
    assert answer.request["QUERY_STRING"] == "page=2"
    assert '<html lang="zh-Hans" class="elder">' in answer.text
    assert '<html lang="zh-Hans" class="elder">' in client.get("/").text


def test_standard_letters_come_back(client):
    client.get("/mode/", {"mode": "elder", "next": "/"})

    assert 'class="elder"' not in client.get("/mode/", {"mode": "standard", "next": "/"}, follow=True).text


def test_the_link_to_large_letters_names_the_page_one_is_on(client):
    assert 'href="/mode/?mode=elder&amp;next=/news/%3Fpage%3D1"' in client.get("/news/?page=1").text


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_the_toggle_never_leads_off_the_site(client, elsewhere):
    assert client.get("/mode/", {"mode": "elder", "next": elsewhere})["Location"] == "/"


def test_an_unknown_mode_is_not_remembered(client):
    assert "mode" not in client.get("/mode/", {"mode": "<huge>", "next": "/"}).cookies


@pytest.fixture
def wish():
    """`wish(title, days=…)`: one on the wall, in that state for so many days."""
    street = Region.add_root(name="柳岸街道", level=Level.STREET, slug="liuan")
    community = street.add_child(name="渔歌里社区", level=Level.COMMUNITY, slug="yugeli")
    category = Category.objects.create(nature=Nature.CULTURE, name="学艺", slug="lessons")

    def make(title, *, days, **facts):
        since = timezone.now() - timedelta(days=days)
        return Wish.objects.create(
            **{
                "own_words": "原话",
                "public_title": title,
                "wisher_mask": "张先生",
                "region": community,
                "street": street,
                "area_path": community.path,
                "category": category,
                "visibility": Visibility.WALL,
                "status": Status.OPEN,
                "channel": Channel.WEB,
                "submitted_at": since,
                "since": since,
                **facts,
            }
        )

    return make


def test_the_three_that_wait_longest_come_first(client, wish):
    for title, days in [("二胡", 6), ("挂号", 2), ("轮椅", 4), ("路灯", 1)]:
        wish(title, days=days)

    answer = client.get("/")

    assert [wish.public_title for wish, _ in answer.context["waiting"]] == ["二胡", "轮椅", "挂号"]
    assert "已等 6 天" in answer.text
    assert ">文体</span>" in answer.text
    assert "<span>渔歌里社区</span><span>张先生</span>" in answer.text


def test_a_wish_that_is_not_for_the_wall_is_not_on_the_home_page(client, wish):
    wish("借轮椅", days=9, visibility=Visibility.STREET)

    assert "借轮椅" not in client.get("/").text


def test_the_latest_story_names_who_helped(client, wish):
    Story.objects.create(
        wish=wish("青菜", days=0, status=Status.FULFILLED, ended_at=timezone.now()),
        title="六千八百斤青菜，四天进了十三家食堂",
        text="打到第十三家才挂断。",
        helpers="麦田里党支部",
        at=timezone.now(),
    )

    page = client.get("/").text

    assert "六千八百斤青菜" in page
    assert "出力的人：麦田里党支部" in page


def test_the_figures_open_lists_of_as_many(client, here):
    for _ in range(3):
        wish = step(paths.to_verify(here), "approve", here.reviewer, at=timezone.now())
    paths.to_pool(here)
    Wish.objects.filter(pk=wish.pk).update(
        since=timezone.now() - timedelta(days=40), ended_at=timezone.now() - timedelta(days=40)
    )
    page = client.get("/").text
    assert figures(timezone.now()).fulfilled_this_month == 2
    for status, number in [("fulfilled", 2), ("open", 1)]:
        address = re.search(rf'href="(/wishes/\?status={status}[^"]+)">{number}<', page)
        assert address, page
        assert client.get(address.group(1).replace("&amp;", "&")).text.count('class="card') == number


def test_everything_below_follows_the_community_chosen_once(client, here):
    own, sister, far = (paths.to_pool(here) for _ in range(3))
    for wish, place, days in [(own, here.community, 1), (sister, here.sister, 9), (far, here.far, 30)]:
        since = timezone.now() - timedelta(days=days)
        Wish.objects.filter(pk=wish.pk).update(region=place, street=place.street, since=since)
    back = client.get("/place/", {"choose": "1", "community": "maitianli", "next": "/"})
    assert back["Location"] == "/"

    answer = client.get("/")

    assert [wish.pk for wish, _ in answer.context["waiting"]] == [own.pk, sister.pk, far.pk]
    assert "麦田里社区有" in answer.text
    assert 'href="tel:025-1000001"' in answer.text
    list_of_same = re.search(r'href="(/wishes/\?status=open&amp;community=maitianli)">1<', answer.text)
    assert list_of_same
    assert client.get(list_of_same[1].replace("&amp;", "&")).text.count('class="card') == 1
    client.get("/place/", {"choose": "1", "community": "all", "next": "/"})
    assert [wish.pk for wish, _ in client.get("/").context["waiting"]] == [far.pk, sister.pk, own.pk]


def test_a_place_nobody_knows_is_not_kept_and_nobody_is_led_away(client, here):
    assert "community" not in client.get("/place/", {"choose": "1", "community": "nowhere"}).cookies
    answer = client.get("/place/", {"choose": "1", "community": "xindu", "next": "https://example.org/"})
    assert answer["Location"] == "/"
    client.cookies["community"] = "maitianli'"
    assert client.get("/").status_code == 200


def test_in_large_letters_there_are_six_entries(client, here):
    entries = client.get("/").text.partition('<p class="entries">')[2].partition("</p>")[0]
    assert re.findall(r">([^<>]+)</a>", entries) == [
        "我要许愿", "我来帮忙", "查进度", "社区电话", "我的心愿", "微星光",
    ]  # fmt: skip
