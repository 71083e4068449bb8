"""The demo is built by the product's own operations, in the past, and its figures are those of its lists."""

from collections import Counter
from datetime import timedelta
from statistics import median

import pytest
from django.core.management import call_command
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from cms.models import ArticlePage, PolicyPage
from community.people.models import Level, Membership, Region, User
from community.people.roles import Role
from community.points.models import Entry
from community.records.models import Delivery, Notice
from community.records.rules import forget
from community.wishes.figures import figures
from community.wishes.following import followers
from community.wishes.models import ENDS, Claim, Status, Wish, WishEvent
from home.demo import build as demo
from home.demo import people
from home.demo.articles import ARTICLES
from workflows.door import notes_of


@pytest.fixture(scope="module")
def now(django_db_setup, django_db_blocker):
    """One demo for all tests of this file, taken back at the end."""
    from django.db import transaction

    class TakeBack(Exception):
        pass

    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                moment = timezone.now()
                demo.build(now=moment)
                yield moment
                raise TakeBack
        except TakeBack:
            forget()


pytestmark = pytest.mark.django_db


COUNTS = {
    Status.SCREENING: 6,
    Status.AMENDING: 3,
    Status.OPEN: 34,
    Status.OFFERED: 4,
    Status.CLAIM_CONFIRMING: 3,
    Status.ACTING: 40,
    Status.TRANSFERRED: 2,
    Status.COORDINATING: 2,
    Status.CONFIRMING: 14,
    Status.VERIFYING: 10,
    Status.FULFILLED: 154,
    Status.ANSWERED: 9,
    Status.DISPUTED: 4,
    Status.UNFULFILLED: 5,
    Status.DECLINED: 5,
    Status.MERGED: 2,
    Status.WITHDRAWN: 2,
    Status.CLOSED: 1,
}


def test_three_hundred_wishes_stand_in_every_status(now):
    assert Counter(Wish.objects.values_list("status", flat=True)) == COUNTS
    assert sum(COUNTS.values()) == 300 and set(COUNTS) == set(Status.values)


def test_of_those_carried_out_four_in_five_were_rated_and_nearly_all_of_them_well(now):
    carried_out = Wish.objects.filter(status__in=[Status.FULFILLED, Status.DISPUTED])
    last_word = Subquery(
        WishEvent.objects.filter(wish=OuterRef("pk"), step="confirm").order_by("-seq").values("outcome")[:1]
    )
    words = Counter(carried_out.annotate(word=last_word).values_list("word", flat=True))
    assert words == {"satisfied": 109, "fair": 15, "dissatisfied": 4, "lapse": 30}


def test_more_than_a_third_was_written_down_by_somebody_else(now):
    assert Wish.objects.exclude(proxied_by=None).count() == 112


def test_nine_neighbours_want_the_benches_too(now, client):
    wish = Wish.objects.get(public_title="菜场门口能不能放两条长凳，等车有地方歇脚")
    assert followers(wish).count() == 9 and "9 " in client.get(wish.get_absolute_url()).text


def test_two_neighbours_did_as_much_as_is_told_of_them(now):
    told = {"jumin": 27, "qishou": 14}
    done = Claim.objects.filter(ending=Claim.Ending.DONE, wish__status=Status.FULFILLED)
    assert Counter(done.filter(user__username__in=told).values_list("user__username", flat=True)) == told


def test_people_wait_a_day_or_two_for_somebody_and_a_week_for_the_end(now):
    lives = Wish.objects.fulfilled().prefetch_related("events")
    moments = [{event.outcome: event.at for event in wish.events.all()} for wish in lives]
    day = timedelta(days=1)
    assert 1.2 < median((life["claim"] - life["publish"]) / day for life in moments) < 2.1
    assert 5.5 < median((life["approve"] - life["submit"]) / day for life in moments) < 7


def test_the_district_has_six_streets_of_four_communities_with_somebody_to_fall_back_on(now):
    assert Counter(Region.objects.values_list("level", flat=True)) == {"district": 1, "street": 6, "community": 24}
    assert not Region.objects.filter(level=Level.COMMUNITY).filter(fallback=None).exists()
    managed = Membership.objects.filter(role=Role.ORG_MANAGER).values("organisation")
    assert not Region.objects.filter(level=Level.COMMUNITY).exclude(fallback__in=managed).exists()


def test_every_role_has_somebody(now):
    assert set(User.objects.filter(memberships__isnull=False).values_list("memberships__role", flat=True)) == set(
        Role.values
    )


def test_every_step_can_be_taken_with_one_worker_and_one_reviewer_away(now):
    for region in Region.objects.filter(level=Level.COMMUNITY):
        assert Membership.objects.filter(region=region, role=Role.COMMUNITY_WORKER).count() >= 2
        assert Membership.objects.filter(region=region.street, role=Role.STREET_REVIEWER).count() >= 2


def test_the_vegetables_went_through_seven_people_and_five_took_a_share(now):
    wish = Wish.objects.get(public_title="地里六千八百斤青菜没人收")
    hands = set(wish.hands.values_list("user", flat=True))
    acted = set(wish.events.exclude(actor=None).values_list("actor", flat=True))
    assert wish.status == Status.FULFILLED and wish.visibility == "wall"
    shares = wish.pledges.exclude(delivered_at=None)
    assert sum(part.quantity or 0 for part in shares) == wish.quantity == 6800 and shares.count() == 5
    assert len(hands | acted) + 1 == 7 + 5  # and the wisher, who has no account
    assert list(wish.events.order_by("seq").values_list("outcome", flat=True)) == [
        *("submit", "publish", "claim", "contact"),
        *("pledge", "deliver") * 5,
        *("done", "satisfied", "approve"),
    ]
    assert "住院" not in wish.public_text and "住院" in wish.own_words


def test_nothing_lies_in_the_future_and_nothing_happens_before_what_led_to_it(now):
    assert not WishEvent.objects.filter(at__gt=now).exists()
    assert not Notice.objects.filter(at__gt=now).exists()
    assert not Entry.objects.filter(at__gt=now).exists()
    assert not Wish.objects.filter(submitted_at__gt=F("since")).exists()
    for wish in Wish.objects.prefetch_related("events"):
        moments = [e.at for e in sorted(wish.events.all(), key=lambda e: e.seq)]
        assert moments == sorted(moments)
        assert wish.submitted_at == moments[0]


def test_the_wall_has_eight_yellow_and_two_red(now):
    waiting = [wish.waiting_days(now) for wish in Wish.objects.on_wall().open()]
    assert len(waiting) == 34
    assert len([days for days in waiting if 3 <= days < 7]) == 8
    assert len([days for days in waiting if days >= 7]) == 2


def test_the_clock_has_nothing_to_do_and_leaves_the_red_ones_red(now):
    """In the evening the next reminder may be minutes away."""
    assert not Wish.objects.waking(now).exists()
    assert not Delivery.objects.due(now).exists()


def test_the_figures_equal_their_lists(now):
    shown = figures(now)
    day = timezone.localtime(now).day
    assert shown.fulfilled_this_month == 41 or day < 20
    month = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    assert shown.open_now == len(list(Wish.objects.on_wall().open()))
    assert shown.fulfilled_this_month == len(
        [w for w in Wish.objects.on_wall().fulfilled() if w.ended_at and w.ended_at >= month]
    )
    assert Claim.objects.filter(ending=Claim.Ending.DONE).count() == (
        Wish.objects.filter(status__in=[Status.FULFILLED, Status.DISPUTED]).count()
    )
    live = Wish.objects.live()
    assert live.filter(task=None).count() == 0
    assert Wish.objects.count() == live.count() + Wish.objects.filter(status__in=ENDS).count()


def test_the_reviewer_finds_something_overdue(now):
    street = Region.objects.get(slug="qinghe")
    waiting = Wish.objects.near(street).filter(status=Status.VERIFYING)
    assert waiting.count() >= 3
    assert [w for w in waiting if w.is_overdue(now)]


def test_all_demo_people_can_log_in(now, client):
    for persona in people.PERSONAS:
        assert client.login(username=persona.username, password=people.PASSWORD), persona.username


def test_everybody_has_a_phone_of_the_range_nobody_owns(now):
    phones = [user.phone for user in User.objects.all()] + [w.phone for w in Wish.objects.all()]
    assert all(phone.startswith("1390000") and len(phone) == 11 for phone in phones)


def test_articles_and_policies_are_live_and_the_repealed_one_names_its_successor(now, client):
    assert ArticlePage.objects.live().count() == len(ARTICLES) + 1  # the gallery
    old = PolicyPage.objects.get(slug="elevator-2022")
    assert not old.in_force and old.successor.slug == "elevator-2026"
    assert client.get("/news/vegetables/").status_code == 200
    assert client.get("/policies/elevator-2022/").status_code == 200
    assert "六千八百斤青菜" in client.get("/").text


SAID = [
    ("vegetables", "地里六千八百斤青菜没人收", ("六千八百斤", "四天", "十三家食堂")),
    ("dance-teacher", "想参加舞蹈队，没基础能不能来", ("四十二个人",)),
    ("new-lights", "三十年的黑楼梯，想装几盏灯", ("三十年",)),
]


@pytest.mark.parametrize("slug, title, numbers", SAID)
def test_what_an_article_says_its_wish_says_too(now, client, slug, title, numbers):
    page, wish = client.get(f"/news/{slug}/"), Wish.objects.get(public_title=title)
    story = wish.public_title + wish.public_text + "".join(note.text for note in notes_of(wish).values())
    assert wish.get_absolute_url() in page.text
    for number in numbers:
        assert number in page.text and number in story


def test_what_articles_say_of_people_is_counted(now, client):
    assert "了却了 27 个心愿" in client.get("/news/sewing-stall/").text
    assert "到现在办成了 14 件" in client.get("/news/rider-zheng/").text
    seekers = Wish.objects.fulfilled().filter(category__slug="job-seek").count()
    assert f"{seekers} 位街坊找到了离家近的活" in client.get("/news/job-fair/").text
    assert not [page.title for page in ArticlePage.objects.all() if "{" in page.title + page.body]


def test_a_policy_and_what_explains_it_lead_to_each_other(now, client):
    policy, explained = "/policies/ageing-rules/", "/policies/ageing-explained/"
    assert explained in client.get(policy).text and policy in client.get(explained).text


def test_the_board_of_the_last_quarter_names_as_many_as_its_title_says(now, client):
    page = ArticlePage.objects.get(slug="stars-notice")
    number = int(page.title.split("：")[1].split(" ")[0])
    assert number > 5 and page.body.count(" 件") == number


def test_a_second_run_changes_nothing(now, capsys):
    before = (User.objects.count(), WishEvent.objects.count())
    call_command("demo")
    assert (User.objects.count(), WishEvent.objects.count()) == before
    assert "nothing was changed" in capsys.readouterr().out
