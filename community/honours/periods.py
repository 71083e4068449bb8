"""The months, quarters and years that a board is about, cut in Shanghai: 2026-10, 2026-Q3, 2026."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from community.records.calendar import day_start

WRITTEN = re.compile(r"(20\d\d)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)


@dataclass(frozen=True)
class Period:
    year: int
    month: int  # the first one
    months: int  # 1, 3 or 12

    @classmethod
    def read(cls, text: str) -> Period:
        """ValueError for anything that is no period."""
        found = WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(text)
        year, quarter, month = int(found[1]), found[2], found[3]
        if quarter:
            return cls(year, 3 * int(quarter) - 2, 3)
        return cls(year, int(month), 1) if month else cls(year, 1, 12)

    def __str__(self) -> str:
        if self.months == 12:
            return f"{self.year}"
        return f"{self.year}-Q{(self.month + 2) // 3}" if self.months == 3 else f"{self.year}-{self.month:02}"

    @property
    def label(self) -> str:
        if self.months == 12:
            return f"{self.year}年"
        if self.months == 3:
            return f"{self.year}年第{'一二三四'[self.month // 3]}季度"
        return f"{self.year}年{self.month}月"

    @property
    def word(self) -> str:
        return {1: "本月", 3: "本季", 12: "全年"}[self.months]

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def start(self) -> datetime:
        return day_start(self.first)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return day_start(self.before(-1).first)

    def before(self, number: int = 1) -> Period:
        """The one of the same length so many earlier."""
        months = self.year * 12 + self.month - 1 - number * self.months
        return Period(months // 12, months % 12 + 1, self.months)


def at_hand(at: datetime) -> list[Period]:
    """What a board may be about: this one and those before it; quarters first, they are the usual."""
    today = timezone.localdate(at)
    now = {3: (today.month - 1) // 3 * 3 + 1, 1: today.month, 12: 1}
    numbers = {3: 8, 1: 12, 12: 3}
    return [Period(today.year, now[months], months).before(n) for months in now for n in range(numbers[months])]
