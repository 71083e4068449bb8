"""区域: the streets, communities and grids of the district. Told again, only phones and addresses change."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from community.people.actor import Actor
from community.people.models import Level, Region, User
from community.people.places import ABOVE, NewPlace, lay_out
from community.people.roles import Verb

from .columns import Columns
from .lookups import NamedWidget
from .resource import Finding, Results, SheetResource, Values, column, row_key
from .widgets import OfficePhoneWidget, TextWidget

LEVELS = [("街道", Level.STREET), ("镇", Level.STREET), ("社区", Level.COMMUNITY), ("村", Level.COMMUNITY)]
LEVELS += [("网格", Level.GRID)]
Named = dict[tuple[str, str], list[Region | None]]  # by level and name; None: further up in the same sheet


class SlugWidget(TextWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value, row, **kwargs)
        if text and not re.fullmatch(r"[a-z][a-z0-9-]*", text):
            raise ValueError("网址名用小写字母开头，只用小写字母、数字和横线，如 maitianli；也可以空着。")
        return text


class PlaceSheet(SheetResource):
    slug = "place"
    subject = "区域"
    lead = "把街道、社区、网格一次建好，按顺序写：先街道，再社区，再网格。再传一次只改电话和地址。"
    agree = "我核对过，名称和上级都对"
    after = "接着可以导入组织，再导入人员。"
    rule = "必须有层级、名称；社区要写在哪个街道，网格要写在哪个社区。上级要已经有，或者写在前面的行里。"
    verb = Verb.PEOPLE_MANAGE
    main = "name"
    clash = "这个网址名第 {} 行已经用了，请换一个。"
    columns = Columns(
        {
            "level": ("层级", "级别", "类型"),
            "name": ("名称", "区域名称", "区域"),
            "parent": ("上级", "上级区域", "所属街道", "所属"),
            "slug": ("网址名", "网址用名", "拼音"),
            "phone": ("公开电话", "电话", "联系电话"),
            "address": ("公开地址", "地址"),
        },
        needed=("level", "name"),
    )
    example = {
        "level": "社区",
        "name": "示例社区（这一行不会导入）",
        "parent": "青禾街道",
        "slug": "shili",
        "phone": "025-1000001",
        "address": "示例路 1 号党群服务中心",
    }
    choices = {"level": "街道,社区,网格"}
    widths = {"name": 30, "parent": 20, "slug": 16, "phone": 16, "address": 30}

    level = column("level", NamedWidget("层级", LEVELS))
    name = column("name", TextWidget("名称", 40, required=True))
    parent = column("parent", TextWidget("上级", 40))
    phone = column("phone", OfficePhoneWidget())
    address = column("address", TextWidget("公开地址", 100))

    def __init__(self, by: Actor, at: datetime, *, today: datetime | None = None) -> None:
        super().__init__(by, at, today=today)
        self.fields["slug"] = column("slug", SlugWidget("网址名", 40))  # the class calls the kind itself so
        self.top = self._mine()[:1]

    def _mine(self) -> list[Region]:
        """As of now: a sheet that goes in adds to them."""
        return [r for r in Region.objects.all() if self.by.may(self.verb, area=r.path, at=self.at)]

    def places(self) -> list[str]:
        return [region.name for region in self.top]

    def _named(self) -> Named:
        found: Named = defaultdict(list)
        for region in self._mine():
            found[region.level, region.name].append(region)
            if region.level == Level.DISTRICT:
                found[region.level, ""].append(region)  # the only one there is need not be named
        return found

    def read(self, rows: list[Values]) -> Results:
        """What it lies in has to be there already, or stand further up."""
        results, named = super().read(rows), self._named()
        good = [result for result in results if isinstance(result, NewPlace)]
        there = {_which(new) for new, place in zip(good, self._there(good), strict=True) if place}
        for index, result in enumerate(results):
            if isinstance(result, NewPlace):
                if finding := self._misplaced(result, named):
                    results[index] = [finding]
                elif _which(result) not in there:
                    there.add(_which(result))
                    named[result.level, result.name].append(None)
        return results

    def _misplaced(self, new: NewPlace, named: Named) -> Finding | None:
        above = ABOVE[new.level]
        found = named[above, new.parent]
        if len(found) > 1:
            return Finding("parent", "有几个叫这个名字的，分不清是哪个。")
        if not found and not new.parent:
            return Finding("parent", f"请写在哪个{above.label}。")
        return None if found else Finding("parent", f"没有这个{above.label}，它要已经有，或者写在前面的行里。")

    def item(self, known: dict[str, Any]) -> NewPlace:
        return NewPlace(**{field: known[field] for field in self.columns.names})

    def area(self, item: NewPlace) -> str:
        return self.top[0].path

    def key(self, item: NewPlace) -> str:
        return row_key(self.slug, *vars(item).values())

    def only_once(self, item: NewPlace) -> tuple[str, str]:
        return "slug", item.slug

    def known(self, items: list[NewPlace]) -> set[str]:
        pairs = zip(items, self._there(items), strict=True)
        return {
            self.key(item) for item, place in pairs if place and item.slug in {"", place.slug} and not item.news(place)
        }

    def _there(self, items: list[NewPlace]) -> Iterator[Region | None]:
        """The place each of these is, when there is one."""
        named = self._named()
        by_path = {(r.path[: -Region.steplen], r.level, r.name): r for r in self._mine()}
        for item in items:
            above = (named[ABOVE[item.level], item.parent] or [None])[0]
            yield above and by_path.get((above.path, item.level, item.name))

    def conflicts(self, items: list[NewPlace]) -> dict[int, Finding]:
        """An address on the web stays with the place that has it."""
        taken = dict(Region.objects.values_list("slug", "pk"))
        found = {}
        for index, (item, place) in enumerate(zip(items, self._there(items), strict=True)):
            if place and item.slug and item.slug != place.slug:
                found[index] = Finding("slug", f"{place.name}的网址名是 {place.slug}，不能再改。")
            elif not place and item.slug in taken:
                found[index] = Finding("slug", "这个网址名已经有人用了，请换一个。")
        return found

    def take_in(self, items: list[NewPlace], *, approved_by: User | None) -> int:
        known, named = self.known(items), self._named()
        fresh = [item for item in items if self.key(item) not in known]
        for item in fresh:
            [below, *_] = named[ABOVE[item.level], item.parent]
            assert below is not None  # only ``read`` knows places that are still to come
            place = lay_out(item, below=below)
            if place not in named[item.level, item.name]:
                named[item.level, item.name].append(place)
        return len(fresh)


def _which(new: NewPlace) -> tuple[Level, str, str]:
    """Two of the same name are two places when they lie in two."""
    return new.level, new.name, new.parent
