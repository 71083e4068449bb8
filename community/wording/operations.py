"""Keeping the word list."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from community.people.actor import Actor
from community.people.refusal import Refused
from community.people.roles import Verb

from .models import Level, Term

COLUMNS = ("词", "级别", "建议改成", "类别")
MOST_ROWS = 50_000
NOT_CSV = "这个文件读不出来，没有导入。请在 WPS 或 Excel 里另存为 csv 再传。"
LABELS = {level.label: level.value for level in Level}


@dataclass
class Sheet:
    """What a file says: terms by their text, and (line, what is wrong) for lines that say nothing usable."""

    terms: dict[str, Term] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)


def _require(by: Actor, at: datetime) -> None:
    if not by.may(Verb.WORDING_EDIT, at=at):
        raise Refused("not_yours", "您的岗位不能改错敏词。")


@transaction.atomic
def keep(*, text: str, level: str, replacement: str = "", topic: str = "", by: Actor, at: datetime) -> Term:
    """Add a word, or change what is said about it."""
    _require(by, at)
    text = text.strip()
    if not text:
        raise Refused("empty", "请填要查的词。", field="text")
    if text == replacement.strip():
        raise Refused("same", "建议改成的词和原来一样。", field="replacement")
    said = {"level": level, "replacement": replacement.strip(), "topic": topic.strip()}
    return Term.objects.update_or_create(text=text, defaults=said | {"changed_at": at, "changed_by": by.user})[0]


@transaction.atomic
def drop(*, term: Term, by: Actor, at: datetime) -> None:
    _require(by, at)
    term.delete()


def read_sheet(content: bytes, *, by: Actor, at: datetime) -> Sheet:
    """A csv with the columns of ``COLUMNS``, in UTF-8 or as Excel saves it in Chinese (GB 18030). Refuses what is none."""
    if b"\0" in content:
        raise Refused("not_csv", NOT_CSV, field="sheet")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    sheet = Sheet()
    for number, row in enumerate(_lines(text), start=1):
        cells = [cell.strip() for cell in row] + [""] * len(COLUMNS)
        if (number == 1 and cells[0] == COLUMNS[0]) or not any(cells):
            continue
        if number > MOST_ROWS:
            sheet.problems.append((number, f"一次最多 {MOST_ROWS} 行，后面的没有读。"))
            break
        _read_row(sheet, number, cells, by, at)
    return sheet


def _lines(text: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text))
    except csv.Error:
        raise Refused("not_csv", NOT_CSV, field="sheet") from None


def _read_row(sheet: Sheet, number: int, cells: list[str], by: Actor, at: datetime) -> None:
    text, level, replacement, topic = cells[:4]
    if not text or len(text) > 60 or len(replacement) > 60 or len(topic) > 20:
        sheet.problems.append((number, "词要有 1 到 60 个字，类别最多 20 个字。"))
    elif level and level not in LABELS:
        sheet.problems.append((number, f"级别“{level[:10]}”不认识，要写{'、'.join(LABELS)}。"))
    else:
        known = LABELS.get(level, Level.WARN)
        sheet.terms[text] = Term(
            text=text, level=known, replacement=replacement, topic=topic, changed_at=at, changed_by=by.user
        )  # fmt: skip


@transaction.atomic
def take_in(*, terms: Iterable[Term], by: Actor, at: datetime) -> int:
    """Add the words and change those that are known; returns how many."""
    _require(by, at)
    said = ["level", "replacement", "topic", "changed_at", "changed_by"]
    rows = list(terms)
    Term.objects.bulk_create(rows, 1000, update_conflicts=True, unique_fields=["text"], update_fields=said)
    return len(rows)


def write_sheet(terms: Iterable[Term]) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    rows.writerows((t.text, t.get_level_display(), t.replacement, t.topic) for t in terms)
    return out.getvalue()
