"""Six digits by text message: one a minute, good for a while, for a few tries, and once."""

import re
from datetime import timedelta

import pytest

from community.people.operations import sign_up
from community.people.refusal import Refused
from community.records import codes
from community.records.models import Notice
from community.records.policies import policy
from tests.factories import District, later

pytestmark = pytest.mark.django_db
SUBJECT = codes.of_phone("13700001111")


def send(seconds: int = 0) -> str:
    """The digits that went out."""
    at = later() + timedelta(seconds=seconds)
    codes.send(subject=SUBJECT, phone="13700001111", kind="code", words="{digits}，{minutes} 分钟内有效", at=at)
    return re.findall(r"\d{6}", Notice.objects.latest("pk").text)[0]


def refusal(digits: str, seconds: int = 0) -> str:
    """Empty when it is taken."""
    try:
        codes.check(subject=SUBJECT, digits=digits, at=later() + timedelta(seconds=seconds))
    except Refused as refused:
        return refused.code
    return ""


def other(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06d}"


def test_it_is_taken_once() -> None:
    digits = send()
    assert [refusal(digits), refusal(digits)] == ["", "no_code"]


def test_another_comes_after_a_minute_and_takes_the_place_of_the_first() -> None:
    first = send()
    with pytest.raises(Refused, match="too_soon"):
        send(seconds=59)
    second = send(seconds=61)
    assert first == second or refusal(first, 62) == "wrong_code"
    assert refusal(second, 62) == ""


def test_it_is_good_for_as_long_as_was_said() -> None:
    digits, minutes = send(), policy("wish.code.minutes", later())
    assert refusal(digits, 60 * minutes) == "no_code"
    assert refusal(digits, 60 * minutes - 1) == ""


def test_whoever_guesses_has_a_few_tries_and_then_the_right_one_is_no_use() -> None:
    digits = send()
    tries = policy("wish.code.tries", later())
    assert [refusal(other(digits)) for _ in range(tries)] == ["wrong_code"] * tries
    assert refusal(digits) == "too_many"


def test_nobody_gets_an_account_without_his_consent(here: District) -> None:
    with pytest.raises(Refused, match="consent"):
        sign_up(phone="13700001111", region=here.community, name="", title="", agreed=["photo"], at=later())
