"""人员和任职: who works where, in which role, from when until when. Accounts come without a password."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from community.people.actor import Actor
from community.people.fields import lookup
from community.people.models import Level, Membership, Organisation, Region, User
from community.people.operations import Appointment, appoint
from community.people.privacy import mask_name, mask_phone
from community.people.roles import EXCLUSIVE, Role, Verb

from .columns import Columns
from .lookups import NamedWidget, named_regions, named_units
from .resource import SLICE, Finding, SheetResource, column, row_key
from .widgets import DayWidget, MobileWidget, TextWidget, TitleWidget

# Where a role is held, when it is held in a region.
LEVELS: dict[Role, set[str]] = {
    Role.GRID_WORKER: {Level.GRID, Level.COMMUNITY},
    Role.STATION_CLERK: {Level.COMMUNITY},
    Role.COMMUNITY_WORKER: {Level.COMMUNITY},
    Role.STREET_COORDINATOR: {Level.STREET},
    Role.STREET_REVIEWER: {Level.STREET},
    Role.DISTRICT_REVIEWER: {Level.DISTRICT},
    Role.SUPERVISOR: {Level.DISTRICT},
}
ROLES = [(role.label, role) for role in Role]
ROLES += [("社工", Role.COMMUNITY_WORKER), ("经办人", Role.ORG_AGENT), ("网格长", Role.GRID_WORKER)]


class PeopleSheet(SheetResource):
    slug = "person"
    subject = "人员和任职"
    lead = "把人员和他们的角色一次登记好。安全管理员批准以后才生效；密码不从表里来，本人用手机验证码登录。"
    agree = "我核对过，人和角色都对，到期的写了结束日期"
    after = "有了角色的，用自己的手机号就能登录。"
    rule = "必须有姓名、手机、角色；区域和组织按角色写一样。再传一次、改了结束日期，就改结束日期。"
    verb = Verb.PEOPLE_MANAGE
    approval = Verb.ROLE_GRANT.value
    main = "name"
    columns = Columns(
        {
            "name": ("姓名", "人员", "名字"),
            "title": ("称呼", "性别"),
            "phone": ("手机", "手机号", "手机号码", "电话", "联系电话", "联系方式"),
            "role": ("角色", "岗位", "职务", "身份"),
            "region": ("区域", "所在区域", "社区", "网格", "街道", "任职区域"),
            "organisation": ("组织", "单位", "所在组织", "任职单位", "组织名称"),
            "starts_on": ("开始日期", "任职日期", "自", "开始时间", "起"),
            "ends_on": ("结束日期", "到期日期", "至", "离任日期", "结束时间", "止"),
        },
        needed=("name", "phone", "role"),
    )
    example = {
        "name": "示例（这一行不会导入）",
        "title": "女士",
        "phone": "13900000000",
        "role": "社区工作者",
        "region": "麦田里社区",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
    }
    choices = {"title": "先生,女士"}
    widths = {"name": 24, "phone": 16, "role": 16, "region": 20, "organisation": 26, "starts_on": 14, "ends_on": 14}

    name = column("name", TextWidget("姓名", 20, required=True))
    title = column("title", TitleWidget())
    phone = column("phone", MobileWidget())
    role = column("role", NamedWidget("角色", ROLES))

    def __init__(self, by: Actor, at: datetime, *, today: datetime | None = None) -> None:
        super().__init__(by, at, today=today)
        self.today = timezone.localdate(today or at)
        self.mine = [r for r in Region.objects.all() if by.may(self.verb, area=r.path, at=at)]
        units = Organisation.objects.filter(region__in=self.mine, active=True).select_related("region")
        self.fields["region"] = column("region", NamedWidget("区域", named_regions(self.mine), required=False))
        self.fields["organisation"] = column("organisation", NamedWidget("组织", named_units(units), required=False))
        for field in ("starts_on", "ends_on"):
            self.fields[field] = column(field, DayWidget(self.today))

    def places(self) -> list[str]:
        return [region.name for region in self.mine[:1]]

    def judge(self, known: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if self.by.user and known.get("phone") and known["phone"] == self.by.user.phone:
            yield "phone", "这是您自己。自己的角色要请另一位管理员来设。"
        starts_on, ends_on = known.get("starts_on"), known.get("ends_on")
        if ends_on and starts_on and ends_on < starts_on:
            yield "ends_on", "结束日期比开始日期还早，请看一下。"
        elif ends_on and not starts_on and ends_on < self.today:
            yield "starts_on", "结束日期已经过了，请把开始日期也写上。"
        role = known.get("role")
        if role in EXCLUSIVE:
            yield "role", f"{role.label}不从表里来，请安全管理员单独设置。"
        elif role and "region" in known and "organisation" in known:
            yield from self._place(role, known["region"], known["organisation"])

    def _place(self, role: Role, region: Region | None, organisation: Organisation | None) -> Iterator[tuple[str, str]]:
        if role.of_organisation:
            if organisation is None:
                yield "organisation", f"{role.label}要写是哪个组织的。"
            if region is not None:
                yield "region", f"{role.label}只写组织，区域空着。"
        elif organisation is not None:
            yield "organisation", f"{role.label}只写区域，组织空着。"
        elif region is None:
            yield "region", f"{role.label}要写是哪个区域的。"
        elif role in LEVELS and region.level not in LEVELS[role]:
            yield "region", f"{role.label}不在{region.get_level_display()}任职，“{region.name}”不对。"

    def item(self, known: dict[str, Any]) -> Appointment:
        own = {field: known[field] for field in ("name", "title", "phone", "role", "starts_on", "ends_on")}
        return Appointment(**own, place=known["region"] or known["organisation"])

    def area(self, item: Appointment) -> str:
        return item.region.path

    def key(self, item: Appointment) -> str:
        place = f"{type(item.place).__name__} {item.place.pk}"
        return row_key(self.slug, item.phone, item.role, place, str(item.starts_on or ""), str(item.ends_on or ""))

    def known(self, items: list[Appointment]) -> set[str]:
        held = _held(items)
        return {self.key(item) for item in items if item.told_by(held.get(lookup(item.phone), []), on=self.today)}

    def conflicts(self, items: list[Appointment]) -> dict[int, Finding]:
        """A phone belongs to one person: here, and in what we have."""
        people = _people(items)
        known = {user.phone: (_bare(user.name), str(user)) for user in people if user.name}
        locked = {user.phone for user in people if not user.is_active}
        found: dict[int, Finding] = {}
        for place, item in enumerate(items):
            name, mask = known.setdefault(item.phone, (_bare(item.name), mask_name(item.name, item.title)))
            if item.phone in locked:
                found[place] = Finding("phone", "这个手机号的账号停用了或正在注销，请本人先登录恢复。")
            elif name != _bare(item.name):
                found[place] = Finding("phone", f"这个手机号是{mask}的，和这一行的姓名不一样。")
        return found

    def take_in(self, items: list[Appointment], *, approved_by: User | None) -> int:
        return sum(appoint(item, at=self.at) for item in items)

    def shown(self, item: Appointment) -> list[tuple[str, str]]:
        until = f"到 {item.ends_on}" if item.ends_on else "没有写到期"
        return [
            ("谁", f"{mask_name(item.name, item.title)}，{mask_phone(item.phone)}"),
            ("角色", Role(item.role).label),
            ("在哪里", str(item.place)),
            ("多久", f"从 {item.starts_on or '批准那天'} {until}"),
        ]

    def cut(self, item: Appointment) -> tuple[str, ...]:
        return (Role(item.role).label,)


def _bare(name: str) -> str:
    return "".join(name.split())


def _people(items: list[Appointment]) -> list[User]:
    phones = [lookup(item.phone) for item in items]
    found: list[User] = []
    for start in range(0, len(phones), SLICE):
        found += User.objects.filter(phone_lookup__in=phones[start : start + SLICE])
    return found


def _held(items: list[Appointment]) -> dict[str, list[Membership]]:
    """{phone look-up: memberships}"""
    held: dict[str, list[Membership]] = {}
    people = {user.pk: user.phone_lookup or "" for user in _people(items)}
    keys = list(people)
    for start in range(0, len(keys), SLICE):
        for membership in Membership.objects.filter(user__in=keys[start : start + SLICE]):
            held.setdefault(people[membership.user_id], []).append(membership)
    return held
