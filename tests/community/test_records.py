"""Numbers that are policy, days that are worked, messages that go out once."""

import secrets
from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache

from community.records import channels
from community.records.calendar import after_working_days, is_working_day
from community.records.models import Delivery, Notice
from community.records.operations import MOST_TRIES, AlreadySubmitted, Message, deliver, notify, submit_once
from community.records.policies import REGISTRY, policy
from community.wishes.codes import check_digit, new_code, read_code, spoken
from tests.factories import SHANGHAI, District, as_, later, number, wishing
from workflows import door

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


def test_every_default_lies_within_its_bounds() -> None:
    assert [k for k, n in REGISTRY.items() if not n.least <= n.default <= n.most] == []


def test_an_unknown_number_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        policy("wish.pool.green", later())


def test_a_number_holds_from_its_moment_on(here: District) -> None:
    number(here, "wish.pool.red", 5, later(days=1))
    assert policy("wish.pool.red", later()) == 7
    assert policy("wish.pool.red", later(days=1)) == 5


@pytest.mark.parametrize(
    "day, working",
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),  # 调休: a Saturday that is worked
        (date(2031, 6, 2), True),  # beyond the library's years: Monday to Friday
        (date(2031, 6, 1), False),
    ],
)
def test_working_days_follow_the_holiday_calendar(day: date, working: bool) -> None:
    assert is_working_day(day) == working


def test_a_working_day_before_the_holiday_ends_after_it() -> None:
    wednesday = datetime(2026, 9, 30, 10, tzinfo=SHANGHAI)
    assert after_working_days(wednesday, 1) == datetime(2026, 10, 8, 18, tzinfo=SHANGHAI)


def test_days_are_cut_in_shanghai() -> None:
    """23:30 on Monday in Shanghai is still Monday, though it is 15:30 UTC."""
    late = datetime(2026, 11, 9, 23, 30, tzinfo=SHANGHAI)
    assert after_working_days(late, 1) == datetime(2026, 11, 10, 18, tzinfo=SHANGHAI)


def message(here: District, **extra: Any) -> Message:
    return Message(dedupe="one", subject="wish:1", kind="test", text="您好", **extra)


def test_a_notice_with_the_same_key_is_written_once(here: District) -> None:
    for _ in range(2):
        notify([message(here, phone="13900000001")], at=later())
    assert (Notice.objects.count(), Delivery.objects.count()) == (1, 1)


def test_a_delivery_goes_out_once_even_when_two_workers_ask(here: District) -> None:
    notify([message(here, phone="13900000001")], at=later())
    assert (deliver(at=later()), deliver(at=later())) == (1, 0)


class BrokenLine:
    def send(self, to: str, text: str) -> None:
        raise OSError("no line")


def test_a_broken_line_is_tried_again_after_growing_pauses_and_given_up_after_most_of_a_day(
    here: District, settings: object
) -> None:
    settings.SMS_SENDER = f"{__name__}.BrokenLine"  # type: ignore[attr-defined]
    notify([message(here, phone="13900000001", urgent=True)], at=later())
    tries = []
    for minutes in (0, 4, 5, 14, 15, 34, 35):
        assert deliver(at=later(minutes=minutes)) == 0
        tries.append(Delivery.objects.get().tries)
    assert tries == [1, 1, 2, 2, 3, 3, 4]
    for n in range(4, MOST_TRIES):
        assert Delivery.objects.get().state == Delivery.State.QUEUED
        deliver(at=later(minutes=5 * (2**n - 1)))
    assert Delivery.objects.get().state == Delivery.State.FAILED
    assert channels.sender("sms").__class__ is BrokenLine


def test_a_key_is_used_once() -> None:
    made = submit_once(key="k", kind="wish", at=later())
    made.result = "386204517"
    made.save()
    with pytest.raises(AlreadySubmitted, match="386204517"):
        submit_once(key="k", kind="wish", at=later())


def test_codes_are_spoken_and_check_themselves() -> None:
    for _ in range(200):
        code = new_code()
        assert len(code) == 9
        assert read_code(spoken(code)) == code
        wrong = code[:3] + str((int(code[3]) + 1) % 10) + code[4:]
        assert read_code(wrong) == ""


def test_a_swap_of_two_neighbouring_digits_is_noticed() -> None:
    code = "12345678" + check_digit("12345678")
    assert read_code("21345678" + code[8]) == ""
    assert read_code("３８６ ２０４ ５１７".replace("７", check_digit("38620451"))) == "38620451" + check_digit(
        "38620451"
    )


def test_a_code_that_is_taken_is_drawn_again(here: District, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = door.start(wishing(here), by=as_(here.wisher), at=later()).code
    draws = iter([int(taken[:8]) - 10_000_000, int(taken[:8]) - 10_000_000, 4_711])
    monkeypatch.setattr(secrets, "randbelow", lambda below: next(draws))
    assert door.start(wishing(here), by=as_(here.wisher), at=later()).code.startswith("10004711")
