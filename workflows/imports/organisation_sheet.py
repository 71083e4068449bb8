"""组织: names, kinds and what they belong to. The same organisation twice adds nothing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from community.people.actor import Actor
from community.people.models import Organisation, Region, User
from community.people.operations import NewOrganisation, found
from community.people.roles import Verb

from .columns import Columns
from .lookups import NamedWidget, named_regions
from .resource import Finding, Results, SheetResource, Values, column, row_key
from .widgets import OfficePhoneWidget, TextWidget, YesNoWidget

KINDS = [(kind.label, kind) for kind in Organisation.Kind]

MANY = "同一个区域里没有这个组织，别处有几个同名的，分不清是哪个。"
NONE = "没有这个上级组织，它要已经有，或者写在前面的行里。"


class OrganisationSheet(SheetResource):
    slug = "org"
    subject = "组织"
    lead = "把党组织、共建单位、社会组织、商家一次建好。已经有的不会重复，只能改由谁兜底。"
    agree = "我核对过，名称和上级都对"
    after = "接着可以导入这些组织的人员和任职。"
    rule = "必须有名称、类型、所在区域。上级组织要已经有，或者写在前面的行里。没人认领的心愿由谁来办，在“兜底”里写是。"
    verb = Verb.PEOPLE_MANAGE
    main = "name"
    clash = "同一个地方已经有第 {} 行叫这个名字，类型不一样，请看一下哪个对。"
    columns = Columns(
        {
            "name": ("名称", "组织名称", "单位名称", "组织", "单位"),
            "kind": ("类型", "组织类型", "性质", "单位类型"),
            "parent": ("上级组织", "上级", "上级党组织", "上级单位"),
            "region": ("所在区域", "区域", "社区", "所属社区", "所在社区", "街道"),
            "phone": ("办公电话", "电话", "联系电话"),
            "fallback": ("兜底", "兜底组织"),
        },
        needed=("name", "kind"),
    )
    example = {
        "name": "示例党支部（这一行不会导入）",
        "kind": "党支部",
        "parent": "麦田里社区党委",
        "region": "麦田里社区",
        "phone": "025-1000001",
        "fallback": "否",
    }
    choices = {"kind": ",".join(label for label, _ in KINDS), "fallback": "是,否"}
    widths = {"name": 30, "parent": 26, "region": 20, "kind": 14}

    name = column("name", TextWidget("名称", 60, required=True))
    kind = column("kind", NamedWidget("类型", KINDS))
    parent = column("parent", TextWidget("上级组织", 60))
    phone = column("phone", OfficePhoneWidget())
    fallback = column("fallback", YesNoWidget(blank=False))

    def __init__(self, by: Actor, at: datetime, *, today: datetime | None = None) -> None:
        super().__init__(by, at, today=today)
        self.mine = [r for r in Region.objects.all() if by.may(self.verb, area=r.path, at=at)]
        self.fields["region"] = column("region", NamedWidget("区域", named_regions(self.mine)))

    def places(self) -> list[str]:
        return [region.name for region in self.mine[:1]]

    def read(self, rows: list[Values]) -> Results:
        """A parent has to be there already, or stand further up; of several so called it is that of the same region."""
        results = super().read(rows)
        there = set(Organisation.objects.values_list("name", "region_id"))
        names = Counter(name for name, _ in there)
        for index, result in enumerate(results):
            if isinstance(result, list):
                continue
            near = (result.parent, result.region.pk) in there
            if result.parent and not near and names[result.parent] != 1:
                results[index] = [Finding("parent", MANY if names[result.parent] else NONE)]
            if (result.name, result.region.pk) not in there:
                there.add((result.name, result.region.pk))
                names[result.name] += 1
        return results

    def item(self, known: dict[str, Any]) -> NewOrganisation:
        return NewOrganisation(**{field: known[field] for field in self.columns.names})

    def area(self, item: NewOrganisation) -> str:
        return item.region.path

    def key(self, item: NewOrganisation) -> str:
        return row_key(self.slug, item.name, item.region.path, item.kind, str(item.fallback))

    def only_once(self, item: NewOrganisation) -> tuple[str, str]:
        return "kind", f"{item.region.path} {item.name}"

    def known(self, items: list[NewOrganisation]) -> set[str]:
        there = set(Organisation.objects.values_list("name", "region_id", "kind"))
        last = set(Region.objects.exclude(fallback=None).values_list("fallback__name", "pk", "fallback__kind"))
        return {
            self.key(item)
            for item in items
            if (item.name, item.region.pk, item.kind) in (last if item.fallback else there)
        }

    def conflicts(self, items: list[NewOrganisation]) -> dict[int, Finding]:
        there = {(unit.name, unit.region_id): unit for unit in Organisation.objects.all()}
        same = {place: there.get((item.name, item.region.pk)) for place, item in enumerate(items)}
        return {
            place: Finding("kind", f"{unit.name}已经有了，类型是{unit.get_kind_display()}。")
            for place, unit in same.items()
            if unit and unit.kind != items[place].kind
        }

    def take_in(self, items: list[NewOrganisation], *, approved_by: User | None) -> int:
        known = self.known(items)
        fresh = [item for item in items if self.key(item) not in known]
        for item in fresh:
            found(item)
        return len(fresh)
