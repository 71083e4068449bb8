"""Sheets as people send them."""

import io
from typing import Any

from openpyxl import Workbook

HEADER = ["姓名", "性别", "联系电话", "诉求内容", "所属社区", "家庭住址", "完成期限", "工单号"]


def row(number: int = 1, **changes: Any) -> list[Any]:
    """A good row; ``changes`` by the names of ``HEADER``."""
    cells = {
        "姓名": f"张桂{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        "性别": "女",
        "联系电话": 13900000100 + number,
        "诉求内容": f"想请人修一修第 {number} 把椅子",
        "所属社区": "麦田里社区",
        "家庭住址": f"麦田里{number}幢502室",
        "完成期限": "",
        "工单号": f"20261122{number:04d}",
    }
    return [{**cells, **changes}[name] for name in HEADER]


def xlsx(*rows: list[Any], header: list[str] | None = None, above: tuple[list[Any], ...] = ()) -> bytes:
    book = Workbook()
    for line in (*above, header or HEADER, *rows):
        book.active.append(line)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def csv(*rows: list[Any], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    lines = [delimiter.join(str(cell) for cell in line) for line in (HEADER, *rows)]
    return "\r\n".join(lines).encode(encoding)


def thirty() -> list[list[Any]]:
    """Thirty rows; the 4th, 11th and 30th have something to put right."""
    rows = [row(n) for n in range(1, 31)]
    rows[3] = row(4, 联系电话="1390000010")
    rows[10] = row(11, 所属社区="麦田理")
    rows[29] = row(30, 诉求内容="")
    return rows
