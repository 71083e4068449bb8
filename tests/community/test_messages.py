"""Which way a message takes, and when it may ring."""

from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction

from community.people.models import User
from community.records import codes
from community.records.calendar import after_working_days, before_working_days, silence_ends
from community.records.models import Delivery, Follow, Group, Notice, NoticePreference
from community.records.operations import Message, deliver, follow, notify, prefer, preference, reachable, unfollow
from tests.factories import SHANGHAI, District, later, number

pytestmark = pytest.mark.django_db
NOON, NIGHT, MORNING = later(hours=3), later(hours=13), later(hours=23)  # 22:00 on Tuesday, 8:00 on Wednesday
SENT: list[tuple[str, str]] = []


class Kept:
    """A line that remembers what went out."""

    def send(self, to: str, text: str) -> None:
        SENT.append((to, text))


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> None:
    settings.SMS_SENDER = f"{__name__}.Kept"
    SENT.clear()
    cache.clear()


def tell(user: User | None = None, at: datetime = NOON, **extra: Any) -> None:
    notify(
        [Message(dedupe=f"m{Notice.objects.count()}", subject="s", kind="k", text="您好\n第二行", user=user, **extra)],
        at=at,
    )


@pytest.mark.parametrize(
    "hour, since, until, ends",
    [
        (20, 21, 8, None),
        (21, 21, 8, (11, 8)),
        (23, 21, 8, (11, 8)),
        (0, 21, 8, (10, 8)),
        (7, 21, 8, (10, 8)),
        (8, 21, 8, None),
        (12, 12, 14, (10, 14)),
        (14, 12, 14, None),
        (3, 8, 8, None),
    ],
)
def test_silence_lasts_from_hour_to_hour(hour: int, since: int, until: int, ends: tuple[int, int] | None) -> None:
    at = datetime(2026, 11, 10, hour, 30, tzinfo=SHANGHAI)
    expected = datetime(2026, 11, ends[0], ends[1], tzinfo=SHANGHAI) if ends else None
    assert silence_ends(at, since=since, until=until) == expected


@pytest.mark.parametrize("at", [later(), later(hours=10), later(days=4), later(days=5, hours=12), later(days=6)])
@pytest.mark.parametrize("days", [1, 3])
def test_counting_working_days_back_is_counting_them_forward(at: datetime, days: int) -> None:
    edge = before_working_days(at, days)
    assert after_working_days(edge.replace(hour=0), days) > at
    assert after_working_days(edge - (later(seconds=1) - later()), days) <= at


def test_who_has_no_account_gets_a_text_message_but_not_at_night(here: District) -> None:
    tell(phone="13900000009", at=NIGHT)
    assert (deliver(at=NIGHT), deliver(at=later(hours=22, minutes=59)), deliver(at=MORNING)) == (0, 0, 1)
    assert SENT == [("13900000009", "您好")]


class Gone:
    """A line that carries nothing."""

    def send(self, to: str, text: str) -> None:
        raise OSError("no line")


def test_what_no_carrier_took_in_the_evening_does_not_ring_at_night(here: District, settings: Any) -> None:
    tell(here.wisher, at=later(hours=11, minutes=50))
    settings.SMS_SENDER = f"{__name__}.Gone"
    deliver(at=later(hours=11, minutes=58))  # 20:58
    settings.SMS_SENDER = f"{__name__}.Kept"
    assert (deliver(at=NIGHT), deliver(at=later(hours=22, minutes=59)), Delivery.objects.get().tries) == (0, 0, 1)
    prefer(user=here.wisher, quiet_from=21, quiet_until=9)
    assert (deliver(at=MORNING), deliver(at=later(hours=24))) == (0, 1)


def test_a_code_that_is_void_is_not_sent_any_more(here: District, settings: Any) -> None:
    settings.SMS_SENDER = f"{__name__}.Gone"
    codes.send(subject="s", phone="13900000009", kind="k", words="{digits}{minutes}", at=NOON)
    deliver(at=NOON)
    settings.SMS_SENDER = f"{__name__}.Kept"
    assert deliver(at=later(hours=4)) == 0
    assert (Delivery.objects.get().state, SENT) == (Delivery.State.VOID, [])


def test_what_is_urgent_breaks_the_silence(here: District) -> None:
    tell(phone="13900000009", at=NIGHT, urgent=True)
    assert deliver(at=NIGHT) == 1


def test_the_house_s_quiet_hours_are_policy(here: District) -> None:
    number(here, "notice.quiet.from", 23, later())
    cache.clear()
    tell(phone="13900000009", at=NIGHT)
    assert deliver(at=NIGHT) == 1


def test_who_has_an_account_reads_it_there_and_gets_it_his_way(here: District) -> None:
    here.wisher.email = "zhang@example.org"
    here.wisher.save()
    chosen = {"progress": "email", "reminder": "sms", "digest": "site", "quiet_from": 1, "quiet_until": 1}
    prefer(user=here.wisher, **chosen)
    for group in Group:
        tell(here.wisher, group=group, at=NIGHT)
    assert deliver(at=NIGHT) == 2
    assert Notice.objects.filter(user=here.wisher).count() == 3
    assert SENT == [("13900000001", "您好")]
    assert [m.to for m in mail.outbox] == [["zhang@example.org"]]
    assert mail.outbox[0].body == "您好\n第二行"


def test_who_chose_nothing_gets_progress_by_text_message_and_the_digest_here(here: District) -> None:
    for group in Group:
        tell(here.wisher, group=group)
    assert [d.carrier for d in Delivery.objects.all()] == ["sms", "sms"]


@pytest.mark.parametrize("phone, email, active, ways", [
    ("13900000008", "", True, ["sms"]),
    ("025-1234567", "", True, []),
    ("", "a@example.org", True, ["email"]),
    ("13900000008", "a@example.org", False, []),
])  # fmt: skip
def test_nothing_is_sent_where_it_cannot_arrive(
    here: District, phone: str, email: str, active: bool, ways: list[str]
) -> None:
    user = here.outsider
    user.phone, user.email, user.is_active = phone, email, active
    user.save()
    tell(user)
    assert reachable(user) == ways
    assert Delivery.objects.count() == ("sms" in ways)
    assert Notice.objects.filter(user=user).count() == 1


def test_a_phone_that_is_gone_before_it_was_sent_is_not_tried_forever(here: District) -> None:
    tell(here.wisher)
    here.wisher.phone = ""
    here.wisher.save()
    for n in range(10):
        deliver(at=later(days=n))
    assert Delivery.objects.get().state == Delivery.State.FAILED
    assert SENT == []


def test_an_hour_beyond_the_clock_is_refused_by_the_database(here: District) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticePreference.objects.create(user=here.wisher, quiet_from=24, quiet_until=8)


def test_preferences_cost_one_query_however_many_are_told(here: District, django_assert_max_num_queries: Any) -> None:
    people = [here.wisher, here.worker, here.manager, here.resident]
    preference(later())
    with django_assert_max_num_queries(4):
        notify([Message(dedupe=u.username, subject="s", kind="k", text="t", user=u) for u in people], at=later())


def test_following_twice_is_following_once_and_it_can_end_and_begin_again(here: District) -> None:
    for _ in range(2):
        follow(subject="wish:1", user=here.resident, at=later())
    assert Follow.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(subject="wish:1", user=here.resident, at=later())
    unfollow(subject="wish:1", user=here.resident, at=later(hours=1))
    assert not Follow.objects.live().exists()
    follow(subject="wish:1", user=here.resident, at=later(hours=2))
    assert (Follow.objects.count(), Follow.objects.live().count()) == (2, 1)
