"""Bytes → rows of text. What the file is, is read from the file itself, never from its name."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import openpyxl

from community.people.refusal import Refused

from .columns import Columns, Header

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_UNPACKED = 100 * 1024 * 1024
MOST_TEXT = 20_000_000  # characters of a whole sheet: one long text may be shared by every cell
MOST_IN_CELL = 2000
MOST_BLANK = 1000  # after so many empty rows on end a sheet is over
OLD_OFFICE, ZIPPED = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
BOMB = "这个表格展开后太大，请只留要导入的那一张表，另存后再传。"
TORN = "这个表格打不开，可能已损坏。请重新另存一份再传。"
NOT_A_SHEET = "这个文件不是表格，请上传 .xlsx 或 .csv。"
DAMAGED = (
    # What openpyxl raises on a damaged file; its message may quote cells.
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError, RuntimeError),
    *(OSError, EOFError, SyntaxError, zipfile.BadZipFile, zlib.error),
)
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # neither PostgreSQL nor a sheet takes them all
Cells = tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """``rows``: (row number as the sheet program counts, its cells as text), blank rows left out."""

    header: Header
    rows: list[tuple[int, Cells]]


def read(content: bytes, columns: Columns) -> Sheet:
    """The first sheet with a header we know. Refuses, in words for the importer, what cannot be one of ours."""
    if len(content) > MOST_BYTES:
        raise Refused("too_big", "这个文件超过 10 MB，请分成几份再传。")
    if content.startswith(OLD_OFFICE):
        raise Refused(
            "old_format", "这是老格式的 .xls，或者加了密码。请用 WPS 或 Excel 打开，另存为 xlsx（不加密码）再传。"
        )
    missing: Refused | None = None
    for lines in _sheets(content):
        try:
            return _body(lines, columns)
        except Refused as refused:
            if refused.code != "no_header":
                raise
            missing = missing or refused
    raise missing or Refused("empty", "这份表是空的。")


def _sheets(content: bytes) -> Iterable[Iterator[Cells]]:
    return _workbook(content) if content.startswith(ZIPPED) else _readings(_decode(content))


def _body(lines: Iterator[Cells], columns: Columns) -> Sheet:
    numbered = enumerate(lines, start=1)
    header = columns.find_header(numbered)
    rows: list[tuple[int, Cells]] = []
    blank = written = 0
    for number, cells in numbered:
        if not any(cells):
            blank += 1
            if blank > MOST_BLANK:
                break
            continue
        blank = 0
        rows.append((number, cells))
        written += sum(map(len, cells))
        if len(rows) > MOST_ROWS:
            raise Refused("too_many", f"一次最多导入 {MOST_ROWS} 行，请分成几份再传。")
        if written > MOST_TEXT:
            raise Refused("bomb", BOMB)
    if not rows:
        raise Refused("empty", "表头下面没有内容。")
    return Sheet(header, rows)


def _workbook(content: bytes) -> Iterator[Iterator[Cells]]:
    _guard(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # a sheet may claim a million rows
            yield _lines(sheet)
    except DAMAGED as error:
        raise Refused("damaged", TORN) from error


def _lines(sheet: Any) -> Iterator[Cells]:
    """The rows are parsed only here, one after the other."""
    try:
        for cells in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS):
            yield tuple(as_text(cell) for cell in cells)
    except DAMAGED as error:
        raise Refused("damaged", TORN) from error


def _guard(content: bytes) -> None:
    """Look into the archive before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise Refused("not_a_sheet", NOT_A_SHEET)
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise Refused("bomb", BOMB)
            for name in archive.namelist():
                if name.endswith(".xml") and b"<!DOCTYPE" in archive.open(name).read(1024):
                    raise Refused("not_a_sheet", NOT_A_SHEET)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise Refused("damaged", "这个表格打不开，可能已损坏或加了密码。请重新另存一份再传。") from error


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content:
        raise Refused("not_a_sheet", NOT_A_SHEET)
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("not_a_sheet", NOT_A_SHEET)


def _readings(text: str) -> Iterator[Iterator[Cells]]:
    """The text cut at commas, at semicolons and at tabs: only one of them shows a header."""
    for delimiter in ",;\t":
        yield _cut(text, delimiter)


def _cut(text: str, delimiter: str) -> Iterator[Cells]:
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield tuple(as_text(cell) for cell in line[:MOST_COLUMNS])
    except csv.Error as error:
        raise Refused("not_a_sheet", NOT_A_SHEET) from error


def as_text(cell: Any) -> str:
    """What a person sees in the cell: whole numbers without a point, days as 2026-11-22, no spaces around.

    Longer text than ``MOST_IN_CELL`` comes with one character too many, by which the fields know it.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    text = str(cell)[: MOST_IN_CELL + 1]
    too_long = len(text) > MOST_IN_CELL
    text = UNSEEN.sub("", text).replace("\u3000", " ").replace("\xa0", " ").strip()
    return text.ljust(MOST_IN_CELL + 1, "…") if too_long else text
