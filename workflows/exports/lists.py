"""What can be taken out of the desk: for each list its columns, its rows for one person, and who may see contacts.

Columns are django-import-export fields over dictionaries, so that no row becomes an object and none asks a query.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce, Left, Length
from django.utils import timezone
from import_export.fields import Field
from import_export.resources import Resource
from import_export.widgets import Widget

from community.people.actor import Actor, Channel
from community.people.areas import below
from community.people.models import Membership, Organisation
from community.people.roles import Role, Verb
from community.wishes.codes import spoken
from community.wishes.models import Nature, Status, Wish
from workflows.desk.filters import ArchiveFilter
from workflows.imports.kinds import KINDS
from workflows.models import ImportBatch

from .filters import PeopleFilter, PlaceFilter

CHUNK = 1000
RATINGS = {"satisfied": "满意", "fair": "基本满意", "dissatisfied": "不满意", "unrated": "未评价"}


class Words(Widget):
    """A stable code as people's words."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self.words = words

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.words.get(value, "") if value else ""


class Day(Widget):
    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if isinstance(value, datetime):
            value = timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        return str(value or "")


class YesNo(Widget):
    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "是" if value else ""


class Code(Widget):
    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return spoken(value)


def choices(kind: type[TextChoices]) -> Words:
    return Words(dict(kind.choices))


class ExportList(Resource):
    """``values``: column → expression over the model; ``contacts``: those only the entitled see,
    with their labels; ``sealed``: where they are kept."""

    do_not_call_in_templates = True  # pages name the list, they do not make one
    slug: ClassVar[str]
    name: ClassVar[str]
    verbs: ClassVar[tuple[Verb, ...]]
    values: ClassVar[Mapping[str, Any]]
    contacts: ClassVar[Mapping[str, str]] = {}
    sealed: ClassVar[Mapping[str, str]] = {}
    filter: ClassVar[Any]

    def __init__(self, by: Actor, at: datetime, *, contacts: bool = False) -> None:
        super().__init__()
        self.by, self.at, self.with_contacts = by, at, contacts
        for column, label in self.contacts.items() if contacts else ():
            self.fields[column] = Field(column, label)
        self.columns = list(self.fields.values())

    @classmethod
    def offered_to(cls, by: Actor, at: datetime) -> bool:
        return any(by.areas(verb, at) for verb in cls.verbs)

    @classmethod
    def may_see_contacts(cls, by: Actor, at: datetime) -> bool:
        return bool(cls.contacts and cls.areas_with_contacts(by, at))

    @classmethod
    def areas_with_contacts(cls, by: Actor, at: datetime) -> list[str]:
        """Where he may both export and look at contact data."""
        reveals = by.areas(Verb.PEOPLE_REVEAL, at)
        return [path for path in by.areas(Verb.DATA_EXPORT, at) if any(path.startswith(above) for above in reveals)]

    def areas(self) -> list[str]:
        if self.with_contacts:
            return self.areas_with_contacts(self.by, self.at)
        return sorted({path for verb in self.verbs for path in self.by.areas(verb, self.at)})

    def chosen(self, query: Any) -> Any:
        """The list's own filter, bound to what the address says."""
        return self.filter(query, paths=self.areas(), at=self.at)

    def rows(self, query: Any) -> QuerySet[Any]:
        """What the list shows this person under this filter."""
        raise NotImplementedError

    def headings(self) -> list[str]:
        return [field.column_name for field in self.columns]

    def chunks(self, query: Any, *, most: int | None = None) -> Iterator[list[list[str]]]:
        """Newest first, a thousand at a time by key: memory and queries do not grow, and no read stays open.

        Of more than ``most`` rows, which were asked for, the newest are left out.
        """
        sealed = {name: F(column) for name, column in self.sealed.items()} if self.with_contacts else {}
        rows = self.rows(query).order_by("-pk").values("pk", **self.values, **sealed)
        newer = max(rows.count() - most, 0) if most is not None else 0
        chunk = list(rows[newer : newer + CHUNK])
        while chunk:
            yield [[field.export(row) for field in self.columns] for row in chunk]
            chunk = list(rows.filter(pk__lt=chunk[-1]["pk"])[:CHUNK])


class WishList(ExportList):
    slug, name = "wishes", "心愿"
    verbs = (Verb.DATA_EXPORT,)
    filter = ArchiveFilter
    values = {
        "code_": F("code"), "status_": F("status"), "title_": F("public_title"), "nature_": F("category__nature"),
        "category_": F("category__name"), "region_": F("region__name"), "wisher_": F("wisher_mask"),
        "phone_": F("phone_mask"), "unit_": F("organisation__name"), "actor_": F("actor__name_mask"),
        "channel_": F("channel"), "recorded_": F("recorded_later"), "submitted_": F("submitted_at"),
        "ended_": F("ended_at"), "rating_": F("rating"),
    }  # fmt: skip
    contacts = {"name_in_full": "姓名", "phone_in_full": "完整电话", "address_in_full": "住址"}
    sealed = {"name_in_full": "wisher_name", "phone_in_full": "phone", "address_in_full": "address"}

    code = Field("code_", "编号", Code())
    status = Field("status_", "状态", choices(Status))
    title = Field("title_", "公开标题")
    nature = Field("nature_", "性质", choices(Nature))
    category = Field("category_", "类别")
    region = Field("region_", "社区")
    wisher = Field("wisher_", "心愿人")
    phone = Field("phone_", "电话")
    unit = Field("unit_", "办理单位")
    actor = Field("actor_", "经办人")
    channel = Field("channel_", "来源", choices(Channel))
    recorded = Field("recorded_", "补录", YesNo())
    submitted = Field("submitted_", "提交时间", Day())
    ended = Field("ended_", "结束时间", Day())
    rating = Field("rating_", "评价", Words(RATINGS))

    def rows(self, query: Any) -> QuerySet[Any]:
        return self.chosen(query).apply(Wish.objects.in_areas(self.areas()))


class PeopleList(ExportList):
    slug, name = "people", "人员和任职"
    verbs = (Verb.DATA_EXPORT, Verb.PEOPLE_MANAGE)
    filter = PeopleFilter
    values = {
        "person_": F("user__name_mask"), "phone_": F("user__phone_mask"), "role_": F("role"),
        "place_": Coalesce("region__name", "organisation__name"), "from_": F("starts_on"), "until_": F("ends_on"),
        "active_": F("user__is_active"),
    }  # fmt: skip
    contacts = {"name_in_full": "姓名", "phone_in_full": "完整手机"}
    sealed = {"name_in_full": "user__name", "phone_in_full": "user__phone"}

    person = Field("person_", "称呼")
    phone = Field("phone_", "手机")
    role = Field("role_", "角色", choices(Role))
    place = Field("place_", "在哪里")
    begins = Field("from_", "自", Day())
    ends = Field("until_", "至", Day())
    active = Field("active_", "可登录", YesNo())

    def rows(self, query: Any) -> QuerySet[Any]:
        places = below(self.areas(), "region__path", "organisation__region__path")
        return self.chosen(query).apply(Membership.objects.filter(places))


class OrganisationList(ExportList):
    slug, name = "organisations", "组织"
    verbs = (Verb.DATA_EXPORT, Verb.PEOPLE_MANAGE)
    filter = PlaceFilter
    above = Organisation.objects.filter(path=Left(OuterRef("path"), Length(OuterRef("path")) - Organisation.steplen))
    values = {
        "name_": F("name"), "kind_": F("kind"),
        "above_": Case(When(depth__gt=1, then=Subquery(above.values("name")[:1])), default=Value("")),
        "region_": F("region__name"), "phone_": F("phone"), "active_": F("active"),
    }  # fmt: skip

    named = Field("name_", "名称")
    kind = Field("kind_", "类型", choices(Organisation.Kind))
    upper = Field("above_", "上级组织")
    region = Field("region_", "所在区域")
    phone = Field("phone_", "办公电话")
    active = Field("active_", "在用", YesNo())

    def rows(self, query: Any) -> QuerySet[Any]:
        return self.chosen(query).apply(Organisation.objects.filter(below(self.areas(), "region__path")))


class BatchList(ExportList):
    slug, name = "imports", "我的导入"
    verbs = (Verb.DATA_IMPORT, Verb.PEOPLE_MANAGE)
    filter = PlaceFilter
    values = {
        "kind_": F("kind"), "created_": F("created_at"), "state_": F("state"), "total_": F("total"), "added_": F("added"),
        "known_": F("known"), "bad_": F("bad"), "approver_": F("approved_by__name_mask"),
    }  # fmt: skip

    kind = Field("kind_", "哪种表", Words({slug: kind.subject for slug, kind in KINDS.items()}))
    created = Field("created_", "上传时间", Day())
    state = Field("state_", "状态", choices(ImportBatch.State))
    total = Field("total_", "行数")
    added = Field("added_", "新增")
    already = Field("known_", "以前导入过")
    bad = Field("bad_", "要改的")
    approver = Field("approver_", "批准人")

    def rows(self, query: Any) -> QuerySet[Any]:
        return ImportBatch.objects.filter(owner=self.by.user)


LISTS: dict[str, type[ExportList]] = {one.slug: one for one in (WishList, PeopleList, OrganisationList, BatchList)}


def offered(by: Actor, at: datetime) -> list[type[ExportList]]:
    return [one for one in LISTS.values() if one.offered_to(by, at)]
