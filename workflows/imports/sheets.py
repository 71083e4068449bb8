"""Sheets we hand out: the template, and the rows that have to be put right."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from workflows.models import ImportBatch

from .columns import PROBLEM
from .kinds import KINDS
from .resource import SheetResource

HEAD, WRONG = PatternFill("solid", fgColor="F4EBDC"), PatternFill("solid", fgColor="FBEAE6")
AS_TEXT = "@"  # so that no sheet program turns a phone into 1.38E+10
TEMPLATE_ROWS = 500


def template(kind: type[SheetResource]) -> bytes:
    """An empty sheet with our names for the columns and one example, which is never imported."""
    labels = kind.columns.labels
    book = Workbook()
    sheet = book.active
    sheet.title = kind.subject
    sheet.append(list(labels.values()))
    sheet.append([kind.example.get(field, "") for field in labels])
    for index, field in enumerate(labels, start=1):
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = kind.widths.get(field, 13)
        for row in range(2, TEMPLATE_ROWS):
            sheet.cell(row, index).number_format = AS_TEXT
        if field in kind.choices:
            choice = DataValidation(type="list", formula1=f'"{kind.choices[field]}"', allow_blank=True)
            choice.add(f"{letter}2:{letter}{TEMPLATE_ROWS}")
            sheet.add_data_validation(choice)
    return _finished(book)


def to_put_right(batch: ImportBatch) -> bytes:
    """The rows that did not come in, as they stood, each wrong cell marked, and a last column that says why."""
    labels = KINDS[batch.kind].columns.labels
    header = json.loads(batch.header)
    fields: dict[str, int] = header["fields"]
    names = [name for name in header["cells"] if name != PROBLEM]
    book = Workbook()
    sheet = book.active
    sheet.title = "要改的"
    for index, name in enumerate([*names, PROBLEM], start=1):
        _put(sheet.cell(1, index), name)
    for number, row in enumerate(batch.rows.filter(bad=True).order_by("number").iterator(), start=2):
        facts = row.facts
        for index, text in enumerate(facts["cells"][: len(names)], start=1):
            _put(sheet.cell(number, index), text)
        for field, message in facts["findings"]:
            if field in fields:
                cell = sheet.cell(number, fields[field] + 1)
                cell.fill, cell.comment = WRONG, Comment(message, "工作台")
        _put(sheet.cell(number, len(names) + 1), problem(facts["findings"], labels))
        sheet.cell(number, len(names) + 1).fill = WRONG
    sheet.column_dimensions[get_column_letter(len(names) + 1)].width = 60
    return _finished(book)


def problem(findings: list[list[str]], labels: Mapping[str, str]) -> str:
    return "\n".join(f"{labels[field]}：{message}" if field in labels else message for field, message in findings)


def _put(cell: Any, text: str) -> None:
    """As text, also when it begins like a formula."""
    cell.value = text
    if text:
        cell.data_type = "s"
    cell.number_format = AS_TEXT
    cell.alignment = Alignment(vertical="top", wrap_text="\n" in text)


def _finished(book: Any) -> bytes:
    sheet = book.active
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), HEAD
    sheet.freeze_panes = "A2"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
