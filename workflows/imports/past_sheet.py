"""补录: finished history. It needs the street's approval, earns no points and stands on no board (design.md §5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from community.people.actor import Actor
from community.people.models import Organisation, User
from community.people.privacy import mask_name
from community.people.roles import Verb
from community.wishes.models import Category, Status, Wish
from community.wishes.operations.record import ENDINGS, Past, record_many

from .columns import Columns
from .lookups import NamedWidget, UnitWidget
from .resource import column, row_key
from .widgets import PastDayWidget, TextWidget
from .wish_sheet import CHOICES, EXAMPLE, NUMBER, PERSON, WIDTHS, OfCommunity

SYNONYMS = {"办成": Status.FULFILLED, "已办结": Status.FULFILLED, "办结": Status.FULFILLED, "已解决": Status.FULFILLED}


class PastSheet(OfCommunity):
    slug = "past"
    subject = "补录"
    lead = "平台启用以前已经办完的心愿，从这里补进来。街道同意以后才登记；不计积分，不上墙，不上榜，也不通知任何人。"
    agree = "表里写的都是真的，办完的，没有在平台上登记过"
    after = "补录的在“本社区心愿”里查得到，标着“补录”。"
    rule = "必须有姓名、心愿内容、类别、开始日期、办完日期。"
    approval = Verb.DATA_APPROVE_IMPORT.value
    columns = Columns(
        PERSON
        | {
            "category": ("类别", "心愿类别", "分类", "心愿类型", "类型"),
            "begun_on": ("开始日期", "提出日期", "登记日期", "许愿日期", "开始时间", "登记时间"),
            "ended_on": ("办完日期", "办结日期", "完成日期", "圆梦日期", "结束日期", "办结时间", "完成时间"),
            "status": ("结果", "办理结果", "状态"),
            "organisation": ("办理单位", "认领单位", "承办单位", "认领组织", "办理组织"),
            "doer": ("办理人", "经办人", "认领人", "谁办的"),
            "report": ("办理情况", "办结情况", "情况说明", "说明"),
            "outside_number": NUMBER,
        },
        needed=("name", "own_words", "ended_on"),
    )
    example = EXAMPLE | {
        "category": "修理缝补",
        "begun_on": "2025-03-01",
        "ended_on": "2025-03-09",
        "status": "已实现",
        "organisation": "麦田里党支部",
        "doer": "刘志平",
        "report": "补好了三件，当面交给她。",
    }
    choices = CHOICES | {"status": ",".join(status.label for status in ENDINGS)}
    widths = WIDTHS | {"report": 36, "category": 16, "organisation": 22, "begun_on": 14, "ended_on": 14}

    doer = column("doer", TextWidget("办理人", 40))
    report = column("report", TextWidget("办理情况", 300, lines=True))

    def __init__(self, by: Actor, at: datetime, *, today: datetime | None = None) -> None:
        super().__init__(by, at, today=today)
        categories = [(c.name, c) for c in Category.objects.all()]
        endings = [(status.label, status) for status in ENDINGS] + list(SYNONYMS.items())
        self.fields["category"] = column("category", NamedWidget("类别", categories))
        self.fields["begun_on"] = column("begun_on", PastDayWidget("开始日期", self.today))
        self.fields["ended_on"] = column("ended_on", PastDayWidget("办完日期", self.today))
        self.fields["status"] = column("status", NamedWidget("结果", endings, required=False))
        self.fields["organisation"] = column("organisation", UnitWidget())

    def judge(self, known: dict[str, Any]) -> Iterator[tuple[str, str]]:
        yield from super().judge(known)
        if "begun_on" in known and "ended_on" in known and known["ended_on"] < known["begun_on"]:
            yield "ended_on", "办完日期比开始日期还早，请看一下。"
        if not (known.get("organisation", True) or known.get("doer", True)):
            yield "organisation", "办理单位和办理人至少写一样。"

    def item(self, known: dict[str, Any]) -> Past:
        own = {field: known[field] for field in ("category", "begun_on", "ended_on", "report")}
        own |= {"status": known["status"] or Status.FULFILLED, "doer": known["doer"]}
        if isinstance(known["organisation"], Organisation):
            own["organisation"] = known["organisation"]
        else:
            own["doer"] = f"{known['organisation']} {known['doer']}".strip()
        return Past(**self.who_and_where(known) | own)

    def key(self, item: Past) -> str:
        """The same wish can come true twice, but not on the same day."""
        return row_key(self.slug, super().key(item), item.ended_on.isoformat())

    def write(self, items: list[Past], approved_by: User | None) -> list[Wish]:
        return record_many(items, by=self.by, approved_by=approved_by, at=self.at)

    def shown(self, item: Past) -> list[tuple[str, str]]:
        return [
            ("心愿", item.own_words[:60]),
            ("谁的", f"{mask_name(item.name, item.title)}，{item.region}"),
            ("类别", str(item.category.name)),
            ("哪天", f"{item.begun_on:%Y-%m-%d} 到 {item.ended_on:%Y-%m-%d}"),
            ("谁办的", " ".join(filter(None, [str(item.organisation or ""), item.doer]))),
            ("结果", Status(item.status).label),
        ]

    def cut(self, item: Past) -> tuple[str, str]:
        return item.region.name, f"{item.ended_on.year} 年"
