"""A merge asks: nobody stands behind another wish because a worker thought it the same."""

import pytest

from community.records.models import Follow, Notice
from community.wishes.models import Joining, Status, Wish
from tests.factories import as_, day, later, public_version, step, wishing
from workflows import door

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged(here, client):
    """`merged()`: A, which two others wanted, merged into B, which hangs on the wall."""

    def merge(**extra):
        into = door.start(wishing(here, wisher=None, phone="13700000009", name="赵一"), by=as_(here.worker), at=later())
        into = step(into, "publish", here.worker, **public_version())
        wish = door.start(wishing(here, **extra), by=as_(here.wisher), at=later())
        wish = step(wish, "publish", here.worker, **public_version())
        for user in (here.outsider, here.member):
            client.force_login(user)
            client.post(f"/wishes/{wish.code}/follow/")
        client.logout()
        wish = step(wish, "claim", here.resident, plan="周六", promised_on=day())
        wish = step(wish, "contact", here.resident)
        wish = step(wish, "hand_back", here.resident, reason="手伤了")
        return step(wish, "merge", here.worker, into=into.code), Wish.objects.get(pk=into.pk)

    return merge


def answer(client, wish, agreed):
    return client.post(f"/wishes/{wish.code}/together/", {"agreed": agreed}, follow=True)


def followers(wish):
    return set(Follow.objects.live().filter(subject=wish.subject).values_list("user__username", flat=True))


def test_everyone_concerned_is_asked_and_nobody_is_moved(here, client, merged):
    wish, into = merged()
    assert wish.status == Status.MERGED
    asked = Notice.objects.filter(kind="wish.merged", subject=wish.subject)
    assert set(asked.values_list("user__username", flat=True)) == {"wisher", "outsider", "member"}
    assert followers(into) == set()
    assert followers(wish) == {"outsider", "member"}


def test_whoever_agrees_follows_the_other_and_whoever_does_not_is_left_in_peace(here, client, merged):
    wish, into = merged()
    client.force_login(here.outsider)
    page = client.get(f"/wishes/{wish.code}/together/").text
    assert into.public_text in page
    assert "您也有的心愿" in page
    assert "您已经同意" in answer(client, wish, "yes").text
    client.force_login(here.member)
    assert "不用再告诉您" in answer(client, wish, "no").text
    client.force_login(here.wisher)
    assert "看一看，回答" in client.get(wish.get_absolute_url()).text
    answer(client, wish, "yes")
    assert "看一看，回答" not in client.get(wish.get_absolute_url()).text
    assert followers(into) == {"outsider", "wisher"}
    assert Wish.objects.get(pk=wish.pk).status == Status.MERGED


def test_an_answer_counts_once(here, client, merged):
    wish, into = merged()
    client.force_login(here.member)
    answer(client, wish, "no")
    assert "您已经回答过了" in answer(client, wish, "yes").text
    assert followers(into) == set()


def test_a_wisher_who_does_not_agree_gets_his_own_wish_back(here, client, merged):
    wish, into = merged()
    client.force_login(here.wisher)
    page = answer(client, wish, "no")
    assert page.redirect_chain == [(f"/wishes/{wish.code}/unmerge/", 302)]
    key = {name: page.context[name] for name in ("pin", "key")}
    client.post(f"/wishes/{wish.code}/unmerge/", key | {"reason": "我的是羽绒服，不是棉袄"})
    wish = Wish.objects.get(pk=wish.pk)
    assert (wish.status, wish.merged_into) == (Status.SCREENING, None)
    assert client.get(f"/wishes/{wish.code}/together/").status_code == 404
    client.force_login(here.outsider)
    assert client.post(f"/wishes/{wish.code}/together/", {"agreed": "yes"}).status_code == 404
    assert followers(into) == set()


def test_a_wisher_without_an_account_answers_from_his_link(here, client, merged):
    wish, into = merged(wisher=None)
    asked = Notice.objects.get(kind="wish.merged", subject=wish.subject, user=None)
    link = next(word for word in asked.text.split() if "/enter/" in word or "http" in word)
    link = link[link.index("/wishes/") :]
    client.post(link.partition("?")[0], {"t": link.partition("t=")[2]})
    assert "看一看，回答" in client.get(wish.get_absolute_url()).text
    assert "您已经同意" in answer(client, wish, "yes").text
    assert Joining.objects.get(wish=wish, user=None).agreed
    assert followers(into) == set()


@pytest.mark.parametrize("name", ["resident", "worker", "manager"])
def test_nobody_else_is_asked(here, client, merged, name):
    wish, _ = merged()
    client.force_login(getattr(here, name))
    assert client.get(f"/wishes/{wish.code}/together/").status_code == 404
    assert answer(client, wish, "yes").status_code == 404
    assert not Joining.objects.filter(wish=wish).exclude(agreed=None).exists()


def test_who_is_not_logged_in_learns_nothing(here, client, merged):
    wish, _ = merged()
    for code in (wish.code, "100000000"):
        assert client.get(f"/wishes/{code}/together/")["Location"].startswith("/accounts/login/?next=")


def test_what_is_not_public_is_not_shown_to_who_is_asked(here, client, merged):
    wish, into = merged()
    Wish.objects.filter(pk=into.pk).update(visibility="staff")
    client.force_login(here.outsider)
    page = client.get(f"/wishes/{wish.code}/together/").text
    assert into.spoken_code not in page
    answer(client, wish, "yes")
    assert followers(into) == set()


def test_a_wisher_who_joined_hears_of_the_end_once(here, client, merged):
    wish, into = merged()
    for user in (here.wisher, here.outsider):
        client.force_login(user)
        answer(client, wish, "yes")
    before = {u: Notice.objects.filter(user=u).count() for u in (here.wisher, here.outsider)}
    into = step(into, "claim", here.resident, plan="周六", promised_on=day())
    into = step(into, "done", here.resident, report="都补好了")
    into = step(into, "satisfied", as_(here.second_worker, channel="phone"))
    step(into, "approve", here.reviewer)
    assert {u: Notice.objects.filter(user=u).count() - n for u, n in before.items()} == {
        here.wisher: 2,
        here.outsider: 2,
    }
