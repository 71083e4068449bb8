"""Reading the days off the text of a holiday notice, as the State Council words it year after year."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from community.records.models import Holiday

# 一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
NAME = re.compile(r"^[一二三四五六七八九十]+、\s*([^：:\s]{1,10})[：:]")
ASIDE = re.compile(r"（[^）]*）|\([^)]*\)")
SPAN = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:\s*(?:至|到|-|—|~)\s*(?:(\d{1,2})月)?(\d{1,2})日)?")
WORDS = {"放假": Holiday.Kind.REST, "上班": Holiday.Kind.WORK, "取消": Holiday.Kind.LIBRARY}
LONGEST = 31


def days_of(text: str, year: int) -> list[tuple[date, str, str]]:
    """(day, kind, name) of every day named; ``ValueError`` says in Chinese which part cannot be read."""
    found: list[tuple[date, str, str]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        named = NAME.match(line)
        name = named[1] if named else ""
        for sentence in filter(None, re.split(r"[。；;]", ASIDE.sub("", line[named.end() if named else 0 :]))):
            found += _read(sentence, year, name)
    return found


def _read(sentence: str, year: int, name: str) -> Iterator[tuple[date, str, str]]:
    spans = list(SPAN.finditer(sentence))
    kinds = {kind for word, kind in WORDS.items() if word in sentence}
    if not spans and not kinds:
        return  # 各地要妥善安排好值班 …
    if not spans or len(kinds) != 1:
        raise ValueError(f"“{sentence.strip()[:30]}”看不明白。请写明哪天，是放假、上班还是取消。")
    [kind] = kinds
    for span in spans:
        for day in _days(span, year):
            yield day, kind, name if kind == Holiday.Kind.REST else ""


def _days(span: re.Match[str], year: int) -> list[date]:
    given, month, first, to_month, last = span.groups()
    try:
        start = date(int(given or year), int(month), int(first))
        # A span over New Year ends in the next one.
        end_year = start.year + (to_month is not None and int(to_month) < start.month)
        end = date(end_year, int(to_month or month), int(last)) if last else start
    except ValueError as error:
        raise ValueError(f"“{span[0]}”没有这样的日子，请看一下。") from error
    length = (end - start).days + 1
    if not 1 <= length <= LONGEST:
        raise ValueError(f"“{span[0]}”前后不对，一段最多 {LONGEST} 天。")
    return [start + timedelta(days=n) for n in range(length)]
