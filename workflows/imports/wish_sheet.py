"""心愿: a row becomes a wish at 待审核, as if its importer had written it down for the wisher."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from community.people.actor import Actor
from community.people.models import Level, Region, User
from community.people.roles import Verb
from community.wishes.models import Visibility, Wish
from community.wishes.operations.submit import Wishing
from workflows import door

from .columns import Columns
from .lookups import RegionWidget
from .resource import SLICE, Finding, SheetResource, column, known_rows, remember, row_key
from .widgets import ComingDayWidget, PhoneWidget, TextWidget, TitleWidget, YesNoWidget

REASON = "表格导入"
LONG_ENOUGH = 6  # a shorter number may be a running one, 1, 2, 3 …
TAKEN = "这个编号已经有心愿 {}，写的不一样。要改，请到那件心愿里改。"
PERSON = {
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
}
NUMBER = ("来源编号", "工单号", "编号", "工单编号", "外部编号", "12345工单号")
EXAMPLE = {
    "name": "示例（这一行不会导入）",
    "title": "女士",
    "phone": "13900000000",
    "phone_is_own": "是",
    "own_words": "眼睛花了穿不上针，想请人补三件棉袄。",
    "region": "麦田里社区",
    "address": "3 幢 502",
}
CHOICES = {"title": "先生,女士", "phone_is_own": "是,否"}
WIDTHS = {"own_words": 48, "address": 24, "phone": 16, "name": 24}


class OfCommunity(SheetResource):
    """Rows about a person of a community: who he is, where, and what he asked for."""

    verb = Verb.DATA_IMPORT
    main = "own_words"
    clash = "编号和第 {} 行一样，别的不一样，请看一下哪个对。"

    name = column("name", TextWidget("姓名", 20, required=True))
    title = column("title", TitleWidget())
    phone = column("phone", PhoneWidget())
    phone_is_own = column("phone_is_own", YesNoWidget(blank=True))
    own_words = column("own_words", TextWidget("心愿内容", 500, required=True, lines=True))
    address = column("address", TextWidget("住址", 100))
    outside_number = column("outside_number", TextWidget("来源编号", 40, open_=True))

    def __init__(self, by: Actor, at: datetime, *, today: datetime | None = None) -> None:
        super().__init__(by, at, today=today)
        self.today = timezone.localdate(today or at)
        self.streets = {region.path: region for region in Region.objects.filter(level=Level.STREET)}
        communities = list(Region.objects.filter(level=Level.COMMUNITY).order_by("path"))
        self.mine = [r for r in communities if by.may(self.verb, area=r.path, at=at)]
        self.fields["region"] = column("region", RegionWidget(communities, self.mine))

    def places(self) -> list[str]:
        return [region.name for region in self.mine]

    def judge(self, known: dict[str, Any]) -> Iterator[tuple[str, str]]:
        phone = known.get("phone")
        if phone and known.get("phone_is_own") and self.by.user and phone == self.by.user.phone:
            yield "phone", "这是您自己的手机号。请填他的号码，或在“是否本人手机”填否。"

    def who_and_where(self, known: dict[str, Any]) -> dict[str, Any]:
        region: Region = known["region"]
        return {field: known[field] for field in (*PERSON, "outside_number")} | {
            "phone_is_own": bool(known["phone"]) and known["phone_is_own"],
            "street": self.streets[region.path[: -Region.steplen]],
        }

    def area(self, item: Any) -> str:
        return item.region.path

    def key(self, item: Any) -> str:
        """Same person, same words, same community: same key."""
        words = "".join(item.own_words.split())
        return row_key(self.slug, item.region.slug, item.name, item.phone, words, item.outside_number)

    def only_once(self, item: Any) -> tuple[str, str]:
        number = item.outside_number
        return "outside_number", number if len(number) >= LONG_ENOUGH else ""

    def conflicts(self, items: list[Any]) -> dict[int, Finding]:
        numbers = {place: number for place, item in enumerate(items) if (number := self.only_once(item)[1])}
        taken = self._taken(list(numbers.values()))
        return {
            place: Finding("outside_number", TAKEN.format(taken[number]))
            for place, number in numbers.items()
            if number in taken
        }

    def _taken(self, numbers: list[str]) -> dict[str, str]:
        """{outside number: spoken code} of wishes in his areas that have it already."""
        found: dict[str, str] = {}
        areas = self.by.areas(self.verb, self.at)
        for start in range(0, len(numbers), SLICE):
            rows = Wish.objects.in_areas(areas).filter(outside_number__in=numbers[start : start + SLICE])
            found |= {wish.outside_number: wish.spoken_code for wish in rows.only("code", "outside_number")}
        return found

    def take_in(self, items: list[Any], *, approved_by: User | None) -> int:
        keyed = {self.key(item): item for item in items}
        for key in known_rows(list(keyed)):
            del keyed[key]
        if keyed:
            wishes = self.write(list(keyed.values()), approved_by)
            codes = (wish.code for wish in wishes)
            remember(self.slug, dict(zip(keyed, codes, strict=True)), at=self.at)
        return len(keyed)

    def write(self, items: list[Any], approved_by: User | None) -> list[Wish]:
        """The wishes these rows become, in their order."""
        raise NotImplementedError


class WishSheet(OfCommunity):
    slug = "wish"
    subject = "心愿"
    lead = "把表格里的心愿一次登记进来，先检查，再由您确认。导入的心愿从“待审核”开始，跟代填的一样。"
    agree = "表里的街坊都同意社区登记他们的心愿"
    after = "新增的在“待我处理”里等审核。您导入的算您代填，多数类别要请另一位同志审核。"
    rule = "必须有姓名和心愿内容，电话和住址至少写一样。"
    columns = Columns(
        PERSON
        | {
            "wished_by_on": ("期望时间", "完成期限", "期望完成时间", "希望完成时间", "最好什么时候前", "期限"),
            "visibility": ("是否上墙", "是否公开", "上墙", "公开", "能否公开", "是否愿意公开"),
            "urgent": ("加急", "是否加急", "紧急", "是否紧急"),
            "outside_number": NUMBER,
            "proxy_reason": ("代填原因", "来源", "来源说明", "代填说明"),
        },
        needed=("name", "own_words"),
    )
    example = EXAMPLE | {
        "wished_by_on": "2026-12-31",
        "visibility": "是",
        "urgent": "否",
        "proxy_reason": "走访时当面说的",
    }
    choices = CHOICES | {"visibility": "是,否", "urgent": "是,否"}
    widths = WIDTHS | {"proxy_reason": 22, "wished_by_on": 14}

    # Nobody asked the wisher: then only the community sees it.
    visibility = column("visibility", YesNoWidget(yes=Visibility.WALL, no=Visibility.STREET, blank=Visibility.STREET))
    urgent = column("urgent", YesNoWidget(blank=False))
    proxy_reason = column("proxy_reason", TextWidget("代填原因", 60, open_=True))

    def __init__(self, by: Actor, at: datetime, *, today: datetime | None = None) -> None:
        super().__init__(by, at, today=today)
        self.fields["wished_by_on"] = column("wished_by_on", ComingDayWidget(self.today))

    def judge(self, known: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if known.get("phone") == "" and known.get("address") == "":
            yield "phone", "电话和住址至少写一样，不然找不到他。"
        yield from super().judge(known)
        if known.get("name") and known["name"] in known.get("proxy_reason", ""):
            yield "proxy_reason", "代填原因里不要写姓名。"

    def item(self, known: dict[str, Any]) -> Wishing:
        return Wishing(
            **self.who_and_where(known)
            | {field: known[field] for field in ("wished_by_on", "visibility", "urgent")}
            | {"proxy_reason": known["proxy_reason"] or REASON, "proxy_consent": "spoken"}
        )

    def write(self, items: list[Wishing], approved_by: User | None) -> list[Wish]:
        return door.start_many(items, by=self.by, at=self.at)
