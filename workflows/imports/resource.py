"""A row of a sheet → a ``Wishing``, through django-import-export: declared fields, a widget each, findings by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import tablib  # type: ignore[import-untyped]  # ships no types
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource

from community.people.actor import Actor
from community.people.models import Level, Region
from community.people.roles import Verb
from community.wishes.models import Visibility
from community.wishes.operations.submit import Wishing

from .columns import NAMES
from .widgets import DayWidget, PhoneWidget, RegionWidget, TextWidget, TitleWidget, YesNoWidget

REASON = "表格导入"


@dataclass(frozen=True)
class Finding:
    """What is wrong with a cell; ``field`` is empty when it is the row as a whole."""

    field: str
    message: str


def column(field: str, widget: Any) -> Field:
    return Field(attribute=field, column_name=field, widget=widget)


class WishResource(Resource):
    """Rows are dictionaries of text by field name (``columns.NAMES``). Nothing is saved here."""

    name = column("name", TextWidget("姓名", 20, required=True))
    title = column("title", TitleWidget())
    phone = column("phone", PhoneWidget())
    phone_is_own = column("phone_is_own", YesNoWidget(blank=True))
    own_words = column("own_words", TextWidget("心愿内容", 500, required=True, lines=True))
    address = column("address", TextWidget("住址", 100))
    # Nobody asked the wisher: then only the community sees it.
    visibility = column("visibility", YesNoWidget(yes=Visibility.WALL, no=Visibility.STREET, blank=Visibility.STREET))
    urgent = column("urgent", YesNoWidget(blank=False))
    outside_number = column("outside_number", TextWidget("来源编号", 40, open_=True))
    proxy_reason = column("proxy_reason", TextWidget("代填原因", 60, open_=True))

    class Meta:
        force_init_instance = True
        instance_loader_class = BaseInstanceLoader
        use_transactions = False
        skip_diff = True
        store_instance = True

    def __init__(self, by: Actor, at: datetime, *, today: datetime | None = None) -> None:
        super().__init__()
        self.by = by
        self.streets = {region.path: region for region in Region.objects.filter(level=Level.STREET)}
        communities = list(Region.objects.filter(level=Level.COMMUNITY).order_by("path"))
        mine = [r for r in communities if by.may(Verb.DATA_IMPORT, area=r.path, at=at)]
        self.fields["region"] = column("region", RegionWidget(communities, mine))
        self.fields["wished_by_on"] = column("wished_by_on", DayWidget(timezone.localdate(today or at)))

    def init_instance(self, row: Any = None) -> SimpleNamespace:
        return SimpleNamespace(pk=None)

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Wishes come in through the door, not here."""

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """What no cell alone can tell."""
        errors = dict(import_validation_errors or {})
        known = vars(instance)
        phone = known.get("phone")
        if phone == "" and known.get("address") == "":
            errors.setdefault("phone", []).append(ValidationError("电话和住址至少写一样，不然找不到他。"))
        if phone and known.get("phone_is_own") and self.by.user and phone == self.by.user.phone:
            errors.setdefault("phone", []).append(
                ValidationError("这是您自己的手机号。请填他的号码，或在“是否本人手机”填否。")
            )
        if known.get("name") and known["name"] in known.get("proxy_reason", ""):
            errors.setdefault("proxy_reason", []).append(ValidationError("代填原因里不要写姓名。"))
        if errors:
            raise ValidationError(errors)

    def read(self, rows: list[dict[str, str]]) -> list[Wishing | list[Finding]]:
        """For each row what it asks for, or what has to be put right first."""
        data = tablib.Dataset(*([row[field] for field in NAMES] for row in rows), headers=list(NAMES))
        results = self.import_data(data, dry_run=True, raise_errors=False)
        if results.base_errors:
            raise results.base_errors[0].error
        return [self._one(result) for result in results.rows]

    def _one(self, result: Any) -> Wishing | list[Finding]:
        if result.errors:
            raise result.errors[0].error
        if result.validation_error:
            return [
                Finding("" if field == NON_FIELD_ERRORS else field, message)
                for field, messages in result.validation_error.message_dict.items()
                for message in messages
            ]
        return self._wishing(vars(result.instance))

    def _wishing(self, known: dict[str, Any]) -> Wishing:
        region: Region = known["region"]
        return Wishing(
            **{field: known[field] for field in NAMES}
            | {
                "phone_is_own": bool(known["phone"]) and known["phone_is_own"],
                "proxy_reason": known["proxy_reason"] or REASON,
            },
            street=self.streets[region.path[: -Region.steplen]],
            proxy_consent="spoken",
        )
