"""Choosing a colleague: by mask, place and office, as the desk knows people."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from community.people.actor import Actor
from community.people.areas import below
from community.people.models import Membership, Region, User
from community.people.roles import STAFF

STREET = 2 * Region.steplen


class PersonField(forms.ModelChoiceField):
    """One of these people, each under his label."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), empty_label="请选择", **kwargs)

    def offer(self, people: dict[int, str]) -> None:
        self.queryset = User.objects.filter(pk__in=people, is_active=True)
        self.choices = [("", "请选择"), *people.items()]


def staff_within(paths: Iterable[str], at: datetime) -> dict[int, str]:
    """{id: label} of those who work at the desk there, by place; two alike are told apart by their phone."""
    here = below(paths, "region__path")
    held = Membership.objects.active(timezone.localdate(at)).filter(here, role__in=STAFF, user__is_active=True)
    held = held.select_related("user", "region").defer("user__name", "user__phone").order_by("region__path", "pk")
    posts: dict[User, list[str]] = {}
    for one in held:
        posts.setdefault(one.user, []).append(f"{one.region} {one.get_role_display()}")
    return told_apart({user: f"{user}（{'、'.join(offices)}）" for user, offices in posts.items()})


def told_apart(labels: dict[User, str]) -> dict[int, str]:
    """{id: label}, with the end of the phone where two are alike."""
    alike = [label for label in labels.values() if list(labels.values()).count(label) > 1]
    return {
        user.pk: f"{label} 尾号 {user.phone_mask[-4:]}" if label in alike and user.phone_mask else label
        for user, label in labels.items()
    }


def colleagues_of(by: Actor, at: datetime) -> dict[int, str]:
    """Those of his street; of the district for who works there."""
    streets = {m.region.path[:STREET] for m in by.memberships(at) if m.region}
    return staff_within(streets, at)
