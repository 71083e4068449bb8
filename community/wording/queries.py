"""``check(text)``: what a text should not carry, by the agency's words and by the patterns of private data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.db.models import Count, Max

from community.people.privacy import DOOR, ID_NUMBER, MOBILE

from .matching import Matcher
from .models import Level, Term

BANK_CARD = re.compile(r"(?<!\d)(?:62|60|4\d|5[1-5])\d{14,17}(?!\d)")
PRIVATE = (
    ("身份证号", ID_NUMBER, Level.FORBID),
    ("手机号", MOBILE, Level.FORBID),
    ("银行卡号", BANK_CARD, Level.FORBID),
    ("门牌", DOOR, Level.WARN),
)


@dataclass(frozen=True)
class Finding:
    """``start`` and ``end`` count characters of the text; ``advice`` is what to write instead, or empty."""

    start: int
    end: int
    text: str
    level: str
    kind: str
    advice: str = ""

    @property
    def blocks(self) -> bool:
        return self.level == Level.FORBID

    def as_dict(self) -> dict[str, str]:
        return {"text": self.text, "level": Level(self.level).label, "kind": self.kind, "advice": self.advice}


def check(text: str) -> list[Finding]:
    """In the order of the text. Words within a longer 放行 phrase do not count, nor within a longer hit."""
    found = [*_words(text, *_current()), *_private(text)]
    found.sort(key=lambda one: (one.start, -one.end))
    return found


def forbidden_words(*texts: str) -> list[list[str]]:
    """For each text the agency's words that must not stand in it; private data has its own check in the forms."""
    known = _current()
    return [list(dict.fromkeys(one.text for one in _words(text, *known) if one.blocks)) for text in texts]


def _words(text: str, matcher: Matcher, terms: Terms) -> list[Finding]:
    found, end = [], 0
    for start, word in matcher.find(text):
        if start + len(word) <= end:
            continue  # inside the longer one before it
        end = start + len(word)
        level, advice, topic = terms[word]
        if level != Level.ALLOW:
            found.append(Finding(start, end, text[start:end], level, topic or "用词", advice))
    return found


def _private(text: str) -> list[Finding]:
    found = []
    for kind, pattern, level in PRIVATE:
        for match in pattern.finditer(text):
            if kind != "银行卡号" or _is_card(match.group()):
                found.append(Finding(match.start(), match.end(), match.group(), level, kind, "不要写在公开的地方"))
    return found


def _is_card(digits: str) -> bool:
    """Luhn's check digit, so that a long serial number is not taken for a card."""
    doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


Terms = dict[str, tuple[str, str, str]]
_lock = Lock()
_kept: tuple[tuple[int, datetime | None], Matcher, Terms] | None = None


def _current() -> tuple[Matcher, Terms]:
    """Built once per process and again when the list has changed, which one small query tells."""
    global _kept
    stamp = Term.objects.aggregate(n=Count("pk"), last=Max("changed_at"))
    key = (stamp["n"], stamp["last"])
    with _lock:
        if _kept is None or _kept[0] != key:
            rows = Term.objects.values_list("text", "level", "replacement", "topic")
            terms: Terms = {text: (level, advice, topic) for text, level, advice, topic in rows}
            _kept = (key, Matcher(terms), terms)
        return _kept[1], _kept[2]
