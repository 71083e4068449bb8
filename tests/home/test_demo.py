"""The demo is built by the product's own operations, in the past, and its figures are those of its lists."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from community.people.models import Level, Membership, Region, User
from community.people.roles import Role
from community.points.models import Entry
from community.records.models import Delivery, Notice
from community.wishes.models import ENDS, Claim, Status, Wish, WishEvent
from community.wishes.queries import figures
from home.demo import build as demo
from home.demo import people


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
            pass


pytestmark = pytest.mark.django_db


def test_every_status_has_a_wish(now):
    assert set(Wish.objects.values_list("status", flat=True)) == set(Status.values)


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


def test_the_vegetables_went_through_seven_people(now):
    wish = Wish.objects.get(public_title="地里六千八百斤青菜没人收")
    hands = set(wish.hands.values_list("user", flat=True))
    acted = set(wish.events.exclude(actor=None).values_list("actor", flat=True))
    assert wish.status == Status.FULFILLED and wish.visibility == "wall"
    assert len(hands | acted) + 1 == 7  # and the wisher, who has no account
    assert list(wish.events.order_by("seq").values_list("outcome", flat=True)) == [
        *("submit", "publish", "claim", "contact", "done", "satisfied", "approve"),
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


def test_the_wall_has_two_yellow_and_two_red(now):
    waiting = [wish.waiting_days(now) for wish in Wish.objects.on_wall().open()]
    assert len([days for days in waiting if 3 <= days < 7]) == 2
    assert len([days for days in waiting if days >= 7]) == 2
    assert len(waiting) >= 12


def test_the_clock_has_nothing_to_do_but_the_two_red_ones(now):
    assert {w.waiting_days(now) >= 7 for w in Wish.objects.waking(now)} == {True}
    assert Wish.objects.waking(now).count() == 2
    assert not Delivery.objects.due(now).exists()


def test_the_figures_equal_their_lists(now):
    shown = figures(now)
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
    from cms.models import ArticlePage, PolicyPage

    assert ArticlePage.objects.live().count() == 7
    old = PolicyPage.objects.get(slug="elevator-2022")
    assert not old.in_force and old.successor.slug == "elevator-2026"
    assert client.get("/news/vegetables/").status_code == 200
    assert client.get("/policies/elevator-2022/").status_code == 200
    assert "六千八百斤青菜" in client.get("/").text


def test_a_second_run_changes_nothing(now, capsys):
    before = (User.objects.count(), WishEvent.objects.count())
    call_command("demo")
    assert (User.objects.count(), WishEvent.objects.count()) == before
    assert "nothing was changed" in capsys.readouterr().out
