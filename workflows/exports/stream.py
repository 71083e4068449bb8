"""Rows → a CSV that Excel and WPS open as it is: piece by piece, nothing in it can run, and it says whose it is."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

FORMULA = "=+-@\t\r\n＝＋－＠"  # full-width signs too: some sheet programs fold them
BOM = "\ufeff"  # else Excel takes it for the local encoding


class _Line:
    """What ``csv.writer`` writes to: it hands each line back."""

    def write(self, text: str) -> str:
        return text


def harmless(cell: str) -> str:
    """Text that no sheet program takes for a formula; a mark in front shows that it would have been one."""
    begins = cell.lstrip(" \u3000")[:1] or cell[:1]
    return f"'{cell}" if begins and begins in FORMULA else cell


def csv_lines(watermark: str, headings: list[str], chunks: Iterable[list[list[Any]]]) -> Iterator[str]:
    """One piece of text per chunk. The last line says that it is whole: without it the way was interrupted."""
    writer = csv.writer(_Line())
    yield BOM + writer.writerow([harmless(watermark)]) + writer.writerow(headings)
    number = 0
    for chunk in chunks:
        number += len(chunk)
        yield "".join(writer.writerow([harmless(str(cell)) for cell in row]) for row in chunk)
    yield writer.writerow([f"（完，共 {number} 行）"])
