"""The text of a holiday notice, as the State Council writes it."""

from datetime import date

import pytest

from workflows.desk.rules.notice import days_of

NOTICE = """
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历腊月二十九、周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
"""


def test_the_text_of_a_holiday_notice_is_read_as_it_stands() -> None:
    days = days_of(NOTICE, 2027)

    assert [d for d, kind, _ in days if kind == "work"] == [date(2027, 1, 31), date(2027, 2, 14)]
    assert [d for d, _, name in days if name == "春节"] == [date(2027, 2, n) for n in range(5, 12)]
    assert len(days) == 3 + 7 + 2


def test_a_span_may_end_in_the_next_year_or_be_taken_back() -> None:
    days = days_of("12月31日至1月2日放假；6月8日取消", 2027)
    assert days[0] == (date(2027, 12, 31), "rest", "") and days[2][0] == date(2028, 1, 2)
    assert days[3] == (date(2027, 6, 8), "library", "")


@pytest.mark.parametrize(
    "words", ["2月30日放假", "1月1日", "放假三天", "1月1日放假上班", "1月1日至8月1日放假", "5月3日至1日放假"]
)
def test_what_cannot_be_read_is_named(words: str) -> None:
    with pytest.raises(ValueError, match="“"):
        days_of(words, 2027)
