"""What a question finds, best first; the same on both databases, because the order is made here."""

import re
from collections import Counter
from dataclasses import dataclass, field
from math import log

from .grams import EMPTY, core, grams, pairs, plain, terms
from .models import Entry, EntryQuerySet

MOST = 300  # lines compared for one question
PER_PAIR = 200
LONGEST_QUESTION = 60


@dataclass(frozen=True)
class Found:
    """``exact``: every word of the question is there; otherwise these are only near it."""

    entries: list[Entry] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    exact: bool = True
    full: bool = False
    perhaps: str = ""


def find(question: str, among: EntryQuerySet | None = None) -> Found:
    """All the words; else the words without what is said around them; else what holds the rarest of their pairs."""
    question = question[:LONGEST_QUESTION]
    among = Entry.objects.all() if among is None else among
    asked, meant = terms(question), core(question)
    if not asked:
        return Found(exact=False)
    for words in (asked, meant):
        if words and (entries := _holding(words, among)):
            return Found(entries, words, exact=words == asked, full=len(entries) >= MOST)
    entries = _near(meant, among)
    return Found(entries, pairs(meant), exact=False, perhaps=_perhaps(question, entries))


def _holding(words: list[str], among: EntryQuerySet) -> list[Entry]:
    newest = among.order_by("-pk").defer("title_grams", "text_grams")
    titles = {e.pk: e for e in newest.matching(words, title=True)[:MOST]}
    found = titles | {e.pk: e for e in newest.matching(words)[:MOST]}
    best = sorted(found.values(), key=lambda e: (-worth(e, words), -e.day.toordinal(), -e.pk))
    return best[:MOST]


def worth(entry: Entry, words: list[str]) -> float:
    """A word in the title counts more than any number in the text; the more of the title it is, the more."""
    title, text = plain(entry.title), plain(entry.text)
    points = 0.0
    for word in words:
        if word in title:
            points += 10 + 5 * len(word) / len(title)
        points += 0.5 * min(text.count(word), 4)
    return round(points, 3)


def _near(words: list[str], among: EntryQuerySet) -> list[Entry]:
    """By pairs of characters, the rare ones counting more; at least a third of what was asked must be there."""
    weights: dict[str, float] = {}
    points: Counter[int] = Counter()
    for pair in pairs(words)[:16]:
        found = list(among.order_by("-pk").matching([pair]).values_list("pk", flat=True)[:PER_PAIR])
        # What stands nowhere tells little of what was meant.
        weights[pair] = log(1 + PER_PAIR / len(found)) if found else 1
        points.update(dict.fromkeys(found, weights[pair]))
    least = sum(weights.values()) / 3
    likely = [pk for pk, weight in points.most_common(60) if weight >= least]
    entries = Entry.objects.filter(pk__in=likely).defer("title_grams", "text_grams")

    def likeness(entry: Entry) -> float:
        title = set(grams(entry.title))
        return round(points[entry.pk] + sum(weight for pair, weight in weights.items() if pair in title), 3)

    return sorted(entries, key=lambda e: (-likeness(e), -e.day.toordinal(), -e.pk))


def _perhaps(question: str, entries: list[Entry]) -> str:
    """您是不是想找: a piece of a title nearby that differs by one character; "" for none."""
    asked = "".join(terms(question))
    if not 3 <= len(asked) <= 12 or EMPTY.search(asked):
        return ""
    for entry in entries[:20]:
        title = plain(entry.title)
        for start in range(len(title) - len(asked) + 1):
            piece = title[start : start + len(asked)]
            if sum(one != other for one, other in zip(asked, piece, strict=True)) == 1:
                return piece
    return ""


def suggestions(beginning: str, *, most: int = 6) -> list[str]:
    """Titles that hold what has been typed so far."""
    words = terms(beginning[:LONGEST_QUESTION])
    if not words:
        return []
    rows = Entry.objects.matching(words, title=True).order_by("-pk").defer("text", "title_grams", "text_grams")
    return list(dict.fromkeys(entry.title for entry in rows[: 2 * most]))[:most]


def marked(text: str, words: list[str], *, before: int = 30, length: int = 110) -> list[tuple[str, bool]]:
    """The piece of ``text`` around the first of the words, in parts: (part, whether it is one of them)."""
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "$^", re.IGNORECASE)
    first = pattern.search(text)
    start = max(first.start() - before, 0) if first and first.end() > length else 0
    piece = text[start : start + length]
    parts, end = [("…", False)] if start else [], 0
    for hit in pattern.finditer(piece):
        parts += [(piece[end : hit.start()], False), (hit.group(), True)]
        end = hit.end()
    parts.append((piece[end:] + ("…" if start + length < len(text) else ""), False))
    return [part for part in parts if part[0]]
