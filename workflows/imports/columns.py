"""Which column means what. Real sheets have a title above the header and call things by many names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from community.people.refusal import Refused

LOOK_AT = 15  # rows in which the header must stand
PROBLEM = "问题"


@dataclass(frozen=True)
class Columns:
    """``names``: field → the name in our template, then what others call it. A header has all that are ``needed``."""

    names: dict[str, tuple[str, ...]]
    needed: tuple[str, ...]

    @cached_property
    def labels(self) -> dict[str, str]:
        return {field: names[0] for field, names in self.names.items()}

    @cached_property
    def meaning(self) -> dict[str, str]:
        return {name: field for field, names in self.names.items() for name in names}

    def read_header(self, cells: tuple[str, ...]) -> Header:
        fields: dict[str, int] = {}
        unused: list[str] = []
        for index, cell in enumerate(cells):
            field = self.meaning.get(plain(cell))
            if field and field not in fields:
                fields[field] = index
            elif cell and plain(cell) != PROBLEM:
                unused.append(cell[:20])
        return Header(fields, cells, unused)

    def values(self, header: Header, cells: tuple[str, ...]) -> dict[str, str]:
        """Every field's text in this row, empty where the sheet has no such column."""
        end = len(cells)
        return {field: cells[i] if (i := header.fields.get(field, end)) < end else "" for field in self.names}

    def find_header(self, numbered: Iterator[tuple[int, tuple[str, ...]]]) -> Header:
        """Reads on to the first row that names whatever a sheet of this kind must have."""
        best: Header | None = None
        for number, cells in numbered:
            header = self.read_header(cells)
            if best is None or len(header.fields) > len(best.fields):
                best = header
            if all(field in header.fields for field in self.needed):
                return header
            if number >= LOOK_AT:
                break
        known = best.fields if best else {}
        missing = "、".join(f"“{self.labels[field]}”" for field in self.needed if field not in known)
        raise Refused("no_header", f"没有找到{missing}这样的列。请对照模板，把表头写在最上面几行。")


@dataclass(frozen=True)
class Header:
    """``fields``: field → index of its column; ``cells``: the header as it stands; ``unused``: columns left aside."""

    fields: dict[str, int]
    cells: tuple[str, ...]
    unused: list[str]


def plain(name: str) -> str:
    """The name without what people put around it: 「*姓 名（必填）：」 is 姓名."""
    return re.sub(r"[\s*＊:：\"“”]|[（(\[【].*?[）)\]】]", "", name)
