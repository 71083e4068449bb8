"""Narrowing a list by what the address says; what an address gets wrong is left out, never an error."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet

from community.people.areas import below
from community.people.models import Region
from community.wishes.models import Category, Status

from . import due

Rows = TypeVar("Rows", bound=QuerySet[Any])


def communities(paths: Iterable[str]) -> Any:
    """The communities in these areas, in the official order."""
    return Region.objects.communities().filter(below(paths, "path")).order_by("path")


class ListFilter(forms.Form):
    """Community and category; one community alone is no choice and is not asked for."""

    region = forms.ChoiceField(label="社区", required=False)
    category = forms.ChoiceField(label="类别", required=False)

    def __init__(self, data: Any, *, paths: list[str], at: datetime) -> None:
        super().__init__({key: data.get(key) for key in self.base_fields if data.get(key)})
        self.at = at
        self.offer("region", "全部社区", communities(paths))
        self.offer("category", "全部类别", Category.objects.in_use(at))
        self.is_valid()
        self.chosen = {name: value for name, value in self.cleaned_data.items() if value}

    def offer(self, name: str, everything: str, rows: Iterable[Any]) -> None:
        """One look at the rows serves both what may be chosen and what is shown."""
        field: Any = self.fields[name]
        field.choices = [("", everything), *((str(row.pk), str(row)) for row in rows)]
        if len(field.choices) < 3:
            del self.fields[name]

    def apply(self, rows: Rows) -> Rows:
        for name, value in self.chosen.items():
            rows = rows.filter(getattr(self, f"by_{name}", self.equal)(name, value))
        return rows

    def equal(self, name: str, value: Any) -> Q:
        return Q(**{name: value})

    def by_heat(self, name: str, value: str) -> Q:
        return due.condition(value, self.at)

    def by_proxied(self, name: str, value: bool) -> Q:
        return Q(proxied_by__isnull=False)

    @property
    def words(self) -> list[str]:
        """What is chosen, in the words of the choices."""
        fields: dict[str, Any] = self.fields
        shown = {name: dict(getattr(fields[name], "choices", ())) for name in self.chosen}
        return [str(shown[name].get(value, fields[name].label)) for name, value in self.chosen.items()]

    def query(self, **changes: str) -> str:
        """The address of this cut, with some parts changed; an empty part is dropped."""
        parts = {name: "on" if value is True else value for name, value in self.chosen.items()}
        return urlencode({name: value for name, value in (parts | changes).items() if value})


class InboxFilter(ListFilter):
    status = forms.ChoiceField(choices=Status.choices, required=False, widget=forms.HiddenInput)
    heat = forms.ChoiceField(choices=due.Heat.choices, required=False, widget=forms.HiddenInput)
    proxied = forms.BooleanField(label="只看代填的", required=False)


class ArchiveFilter(ListFilter):
    status = forms.ChoiceField(label="状态", choices=[("", "全部状态"), *Status.choices], required=False)
    field_order = ("status", "region", "category")
