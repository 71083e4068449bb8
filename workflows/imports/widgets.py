"""One cell → one value, or a sentence that says what to do. Every field of the resource has one of these."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from import_export.widgets import Widget

from community.people.models import Title
from community.people.privacy import MOBILE, PATTERNS, normalise_phone, phone_problem

from .reading import MOST_IN_CELL

NOTHING = {"", "无", "没有", "暂无", "/", "-", "—", "——", "空"}
YES = {
    "是",
    "有",
    "对",
    "y",
    "yes",
    "true",
    "1",
    "√",
    "✓",
    "公开",
    "上墙",
    "可以",
    "愿意",
    "同意",
    "加急",
    "紧急",
    "本人",
}
NO = {"否", "不", "无", "没有", "n", "no", "false", "0", "×", "x", "不公开", "不上墙", "不可以", "不愿意", "不同意"}
NO |= {"不加急", "一般", "普通", "非本人", "不是"}
TITLES = {"男": Title.MR, "先生": Title.MR, "男士": Title.MR, "女": Title.MS, "女士": Title.MS, "女性": Title.MS}
TITLES |= {"男性": Title.MR}
LONGEST = 40  # characters of a phone number, however it was formatted; float() holds every such number
DAY_ONE = date(1899, 12, 30)  # Excel counts days from here
SERIALS = range(36_526, 73_051)  # 2000 to 2099


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as ASCII."""
    return "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)


class TextWidget(Widget):
    """Text on one or many lines. ``open_``: stands readable in the database, so it must carry nothing personal."""

    def __init__(self, label: str, most: int, *, required: bool = False, open_: bool = False, lines: bool = False):
        super().__init__()
        self.label, self.most, self.required, self.open_, self.lines = label, most, required, open_, lines

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        if len(value) > MOST_IN_CELL:
            raise ValueError(f"{self.label}最多 {self.most} 个字，这里有 {MOST_IN_CELL} 多个字，请写短一点。")
        text = value if self.lines else " ".join(value.split())
        text = "" if text in NOTHING else text.replace("\r\n", "\n").replace("\r", "\n")
        if self.required and not text:
            raise ValueError(f"请填{self.label}。")
        if len(text) > self.most:
            raise ValueError(f"{self.label}最多 {self.most} 个字，这里有 {len(text)} 个字，请写短一点。")
        found = [kind for kind, pattern in PATTERNS if self.open_ and pattern.search(half_width(text))]
        if found:
            raise ValueError(f"{self.label}里像是有{'、'.join(found)}，请去掉。")
        return text


class TitleWidget(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        if value in NOTHING:
            return Title.NONE
        if value not in TITLES:
            raise ValueError(f"看不懂“{value[:10]}”，请填先生或女士，也可以空着。")
        return TITLES[value]


class YesNoWidget(Widget):
    """``blank`` is what an empty cell means."""

    def __init__(self, *, yes: Any = True, no: Any = False, blank: Any):
        super().__init__()
        self.yes, self.no, self.blank = yes, no, blank

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = half_width(value).strip().lower()
        if not text:
            return self.blank
        if text in YES or text in NO:
            return self.yes if text in YES else self.no
        raise ValueError(f"看不懂“{value[:10]}”，请填“是”或“否”。")


class PhoneWidget(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = half_width(value).strip()
        if text in NOTHING:
            return ""
        text = _whole_number(text)
        numbers = [part for part in re.split(r"[/、,，;；\n]|\s{2,}|或", text) if part.strip()]
        if len(numbers) > 1:
            raise ValueError("这一格有几个号码，请只留一个。")
        if problem := phone_problem(text):
            raise ValueError(problem)
        return normalise_phone(text)


class MobileWidget(PhoneWidget):
    """The number somebody logs in with."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        number = super().clean(value, row, **kwargs)
        if not MOBILE.fullmatch(number):
            raise ValueError("请填本人的 11 位手机号，他用这个号码登录。")
        return number


class OfficePhoneWidget(Widget):
    """A number that stands on the wall: any that can be dialled, also without area code."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = "" if value in NOTHING else half_width(value).strip()
        if text and not re.fullmatch(r"[\d\- ]{5,20}", text):
            raise ValueError("请填办公电话，如 025-1000001。")
        return text


def _whole_number(text: str) -> str:
    """13800000000.0 and 1.3800000001E+10 as digits; a number that lost its last digits cannot be helped."""
    if len(text) > LONGEST or text.isdigit() or not re.fullmatch(r"\+?\d+(\.\d+)?([eE]\+?\d+)?", text):
        return text
    mantissa, _, power = text.lower().partition("e")
    decimals = mantissa.partition(".")[2]
    if power and len(decimals) < int(power) - 1:
        raise ValueError("号码变成了科学计数，后几位已经丢了。请把这一列设成“文本”，再填一次。")
    return str(int(float(text)))


class DayWidget(Widget):
    """A day in many shapes, or Excel's own number for it. ``today`` completes 11月22日 to its next occurrence.

    What may be said of the day is the subclass's to judge.
    """

    def __init__(self, today: date):
        super().__init__()
        self.today = today

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        text = re.sub(r"\s|\d+:\d+.*$", "", half_width(value)) if value not in NOTHING else ""
        if not text:
            return self.blank()
        day = self._read(text, value)
        self.judge(day)
        return day

    def blank(self) -> date | None:
        return None

    def judge(self, day: date) -> None:
        """Raise ValueError with a sentence when the day cannot be."""

    def _read(self, text: str, shown: str) -> date:
        if text.isdigit() and int(text) in SERIALS:
            return DAY_ONE + timedelta(days=int(text))
        year, month, day = self._parts(text)
        try:
            if year:
                return date(year, month, day)
            this_year = date(self.today.year, month, day)
            return this_year if this_year >= self.today else date(self.today.year + 1, month, day)
        except ValueError:
            if month:
                raise ValueError(f"没有“{shown[:20]}”这一天，请看一下。") from None
            raise ValueError(f"看不懂“{shown[:20]}”，请写成 2026-11-22 这样。") from None

    def _parts(self, text: str) -> tuple[int, int, int]:
        """(year or 0, month, day); zeros when it is no day at all."""
        if found := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:T.*|前|之前)?", text):
            return int(found[1]), int(found[2]), int(found[3])
        if found := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text):
            return int(found[1]), int(found[2]), int(found[3])
        if found := re.fullmatch(r"(\d{1,2})月(\d{1,2})[日号](?:前|之前)?", text):
            return 0, int(found[1]), int(found[2])
        return 0, 0, 0


class ComingDayWidget(DayWidget):
    def judge(self, day: date) -> None:
        if day < self.today:
            raise ValueError(f"{day} 已经过了。还要办的请改日子或空着；已经办完的走补录，不从这里导入。")
        if day > self.today + timedelta(days=730):
            raise ValueError(f"{day} 太远了，请看一下年份。")


class PastDayWidget(DayWidget):
    """A day that has to be told, with its year, and lies behind us."""

    def __init__(self, label: str, today: date):
        super().__init__(today)
        self.label = label

    def blank(self) -> date | None:
        raise ValueError(f"请填{self.label}。")

    def _parts(self, text: str) -> tuple[int, int, int]:
        year, month, day = super()._parts(text)
        if month and not year:
            raise ValueError(f"{self.label}请连年份一起写，如 2025-11-22。")
        return year, month, day

    def judge(self, day: date) -> None:
        if day > self.today:
            raise ValueError(f"{day} 还没有到。还在办的从“心愿”导入，补录只收已经办完的。")
        if day.year < 2000:
            raise ValueError(f"{day} 太早了，请看一下年份。")
