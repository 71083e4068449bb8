"""Which column means what. Real sheets have a title above the header and call things by many names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from community.people.refusal import Refused

# field → the name in our template, then what others call it
NAMES: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "心愿人", "居民姓名", "心愿人姓名", "许愿人", "联系人", "诉求人", "来电人"),
    "title": ("称呼", "性别", "尊称"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系方式", "联系电话", "电话号码", "来电号码"),
    "phone_is_own": ("是否本人手机", "是否本人电话", "本人手机", "是本人手机"),
    "own_words": (
        *("心愿内容", "心愿", "微心愿", "微心愿内容", "诉求", "诉求内容", "事项", "事项内容", "需求", "需求内容"),
        *("想办的事", "原话"),
    ),
    "region": ("社区", "所属社区", "所在社区", "居委会", "村社区", "社区名称"),
    "address": ("住址", "地址", "家庭住址", "家庭地址", "详细地址", "居住地址"),
    "wished_by_on": ("期望时间", "完成期限", "期望完成时间", "希望完成时间", "最好什么时候前", "期限"),
    "visibility": ("是否上墙", "是否公开", "上墙", "公开", "能否公开", "是否愿意公开"),
    "urgent": ("加急", "是否加急", "紧急", "是否紧急"),
    "outside_number": ("来源编号", "工单号", "编号", "工单编号", "外部编号", "12345工单号"),
    "proxy_reason": ("代填原因", "来源", "来源说明", "代填说明"),
}
LABELS = {field: names[0] for field, names in NAMES.items()}
MEANING = {name: field for field, names in NAMES.items() for name in names}
NEEDED = ("name", "own_words")
LOOK_AT = 15  # rows in which the header must stand
PROBLEM = "问题"


@dataclass(frozen=True)
class Header:
    """``fields``: field → index of its column; ``cells``: the header as it stands; ``unused``: columns left aside."""

    fields: dict[str, int]
    cells: tuple[str, ...]
    unused: list[str]

    def values(self, cells: tuple[str, ...]) -> dict[str, str]:
        """Every field's text in this row, empty where the sheet has no such column."""
        return {
            field: cells[self.fields[field]] if self.fields.get(field, len(cells)) < len(cells) else ""
            for field in NAMES
        }


def plain(name: str) -> str:
    """The name without what people put around it: 「*姓 名（必填）：」 is 姓名."""
    return re.sub(r"[\s*＊:：\"“”]|[（(\[【].*?[）)\]】]", "", name)


def read_header(cells: tuple[str, ...]) -> Header:
    fields: dict[str, int] = {}
    unused: list[str] = []
    for index, cell in enumerate(cells):
        field = MEANING.get(plain(cell))
        if field and field not in fields:
            fields[field] = index
        elif cell and plain(cell) != PROBLEM:
            unused.append(cell[:20])
    return Header(fields, cells, unused)


def find_header(numbered: Iterator[tuple[int, tuple[str, ...]]]) -> Header:
    """Reads on to the first row that names the wish and at least one other field."""
    best: Header | None = None
    for number, cells in numbered:
        header = read_header(cells)
        if best is None or len(header.fields) > len(best.fields):
            best = header
        if all(field in header.fields for field in NEEDED):
            return header
        if number >= LOOK_AT:
            break
    known = best.fields if best else {}
    missing = "、".join(f"“{LABELS[field]}”" for field in NEEDED if field not in known)
    raise Refused("no_header", f"没有找到{missing}这样的列。请对照模板，把表头写在最上面几行。")
