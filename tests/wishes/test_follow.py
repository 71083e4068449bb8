"""我也有这个心愿: who may, who is told, and that nobody sees who."""

import pytest

from community.records.models import Follow, Notice
from community.wishes.models import Wish
from tests.factories import day, public_version, step
from tests.workflows import paths

pytestmark = pytest.mark.django_db


def follow(client, wish, user):
    client.force_login(user)
    return client.post(f"/wishes/{wish.code}/follow/", follow=True)


def told(user, kind):
    return Notice.objects.filter(user=user, kind=f"wish.{kind}").count()


def test_one_tap_joins_one_tap_leaves_and_only_the_number_is_shown(client, here):
    wish = paths.to_pool(here)
    assert "记下了" in follow(client, wish, here.outsider).text
    page = follow(client, wish, here.resident).text
    assert "您和另外 1 位邻居也有这个心愿" in page
    assert wish.public_title in client.get("/me/").text.partition('id="followed"')[2]

    client.logout()
    page = client.get(wish.get_absolute_url()).text
    assert "另有 2 位邻居也有这个心愿" in page
    assert "沈" not in page

    client.force_login(here.resident)
    assert "不再告诉您" in client.post(f"/wishes/{wish.code}/unfollow/", follow=True).text
    assert "另有 1 位邻居也有这个心愿" in client.get(wish.get_absolute_url()).text
    assert 'id="followed"' not in client.get("/me/").text


def test_whoever_is_not_logged_in_goes_to_log_in_and_comes_back_to_the_button(client, here):
    wish = paths.to_pool(here)
    page = client.get(wish.get_absolute_url()).text
    assert f'href="/accounts/login/?next=/wishes/{wish.code}/%23follow"' in page
    answer = client.post(f"/wishes/{wish.code}/follow/")
    assert answer["Location"] == f"/accounts/login/?next=/wishes/{wish.code}/follow/"
    assert not Follow.objects.exists()
    client.force_login(here.resident)
    for way in ("follow", "unfollow"):
        assert client.get(f"/wishes/{wish.code}/{way}/")["Location"] == f"/wishes/{wish.code}/#follow"
    assert not Follow.objects.exists()


@pytest.mark.parametrize("name", ["wisher", "resident"])
def test_neither_the_wisher_nor_who_has_it_in_hand_follows_it(client, here, name):
    wish = paths.to_act(here)
    assert follow(client, wish, getattr(here, name)).status_code == 403
    assert "我也有这个心愿</button>" not in client.get(wish.get_absolute_url()).text
    assert not Follow.objects.exists()


def test_who_left_the_wish_with_this_phone_follows_it_neither(client, here):
    wish = paths.to_pool(here)
    Wish.objects.filter(pk=wish.pk).update(wisher=None)
    assert follow(client, wish, here.wisher).status_code == 403


@pytest.mark.parametrize("name", ["worker", "manager", "coordinator"])
def test_what_is_not_on_the_wall_is_followed_by_nobody(client, here, name):
    """诉求, debt, health and children never are on the wall, nor what the wisher keeps to the street."""
    for wish in (paths.to_screen(here), step(paths.to_screen(here), "publish_street", here.worker, **public_version())):
        assert follow(client, wish, getattr(here, name)).status_code in {403, 404}
        assert client.get(wish.get_absolute_url()).text.count("我也有这个心愿") == 0
    assert not Follow.objects.exists()


def test_what_has_ended_is_not_followed_any_more(client, here):
    wish = step(paths.to_verify(here), "approve", here.reviewer)
    assert "可以自己提一个" in follow(client, wish, here.outsider).text
    assert not Follow.objects.exists()


def test_followers_hear_that_somebody_comes_and_how_it_ended_and_nothing_between(client, here):
    wish = paths.to_pool(here)
    follow(client, wish, here.outsider)
    wish = step(wish, "claim", here.resident, plan="周六上门", promised_on=day())
    assert told(here.outsider, "act") == 1
    wish = step(wish, "contact", here.resident)
    wish = step(wish, "done", here.resident, report="补好了")
    wish = step(wish, "satisfied", here.wisher)
    wish = step(wish, "send_back", here.reviewer, phrase="没说明谁参加")
    wish = step(wish, "done", here.resident, report="补好了，我补的")
    wish = step(wish, "satisfied", here.wisher)
    assert Notice.objects.filter(user=here.outsider).count() == 1
    step(wish, "approve", here.reviewer)
    assert told(here.outsider, "fulfilled") == 1


def test_followers_hear_that_it_could_not_be_done_or_was_withdrawn(client, here):
    wish = paths.to_coordinate(here)
    follow(client, wish, here.outsider)
    step(wish, "close", here.coordinator, told="on", reason="楼顶承重不够。")
    assert told(here.outsider, "unfulfilled") == 1
    wish = paths.to_pool(here)
    follow(client, wish, here.outsider)
    step(wish, "withdraw", here.wisher, reason="不用了")
    assert told(here.outsider, "withdrawn") == 1


def test_a_follower_who_takes_it_on_hears_of_it_once(client, here):
    wish = paths.to_pool(here)
    follow(client, wish, here.resident)
    step(wish, "claim", here.resident, plan="周六上门", promised_on=day())
    assert told(here.resident, "act") == 1


def test_what_left_the_wall_tells_its_followers_nothing(client, here):
    wish = paths.to_pool(here)
    follow(client, wish, here.outsider)
    step(wish, "take_down", here.worker, reason="涉及隐私")
    wish = step(Wish.objects.get(pk=wish.pk), "dispatch", here.worker, **public_version(organisation=here.branch.pk))
    Wish.objects.filter(pk=wish.pk).update(visibility="staff")
    step(wish, "accept", here.manager, handler=paths.membership_of(here.member, here.branch))
    assert not Notice.objects.filter(user=here.outsider).exists()
