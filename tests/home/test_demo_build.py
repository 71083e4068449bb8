"""The demo can be built on any day, and only where it belongs."""

from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from community.people.models import Level, Region
from community.records.models import Notice
from community.wishes.models import Status, Wish, WishEvent
from home.demo import build as demo
from tests.factories import SHANGHAI

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 11, 1, 0, 4, tzinfo=SHANGHAI)


def test_the_demo_never_comes_where_it_is_not_wanted(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO is off"):
        call_command("demo")
    assert not Region.objects.exists()


def test_only_the_demo_is_ever_deleted(settings):
    settings.DEMO = True
    Region.add_root(name="真的区", slug="real", level=Level.DISTRICT)
    with pytest.raises(CommandError, match="Another district"):
        call_command("demo", "--again")
    assert Region.objects.filter(slug="real").exists()


@pytest.mark.prove
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_all_of_it_can_be_deleted_and_built_anew(clone, kind):
    database = clone(kind)
    before = set(database.sql("SELECT code FROM wishes_wish"))
    assert "52 wishes" in database.manage("demo", "--again", "--small")
    after = set(database.sql("SELECT code FROM wishes_wish"))
    assert len(after) == len(before) == 52 and not after & before


@pytest.mark.parametrize("moment", [NIGHT, NIGHT + timedelta(hours=15), NIGHT + timedelta(days=89, hours=9)])
def test_it_can_be_built_at_any_hour_of_any_day(moment):
    stage = demo.build(now=moment, small=True)
    assert not WishEvent.objects.filter(at__gt=moment).exists()
    assert not Notice.objects.filter(at__gt=moment).exists()
    assert not Wish.objects.filter(submitted_at__gt=F("since")).exists()
    assert {wish.status for wish in Wish.objects.all()} == set(Status.values)
    assert len(stage.wishes) == Wish.objects.count()
