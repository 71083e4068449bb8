"""Narrowing the lists that have no page of their own."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from community.people.areas import below
from community.people.models import Region
from community.people.roles import Role
from workflows.desk.filters import ListFilter


class PlaceFilter(ListFilter):
    """A community of one's areas."""

    category = None  # type: ignore[assignment]  # Django's way to leave out an inherited field

    def offer(self, name: str, everything: str, rows: Iterable[Any]) -> None:
        if name in self.fields:
            super().offer(name, everything, rows)

    def by_region(self, name: str, value: str) -> Q:
        return below([Region.objects.get(pk=value).path], "region__path")


class PeopleFilter(PlaceFilter):
    role = forms.ChoiceField(label="角色", choices=[("", "全部角色"), *Role.choices], required=False)
    current = forms.BooleanField(label="只要现任的", required=False)
    field_order = ("role", "region", "current")

    def by_region(self, name: str, value: str) -> Q:
        return below([Region.objects.get(pk=value).path], "region__path", "organisation__region__path")

    def by_current(self, name: str, value: bool) -> Q:
        on = timezone.localdate(self.at)
        return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
