"""Proposals of every kind: which wait for a second person, which were decided lately, who may decide them."""

from typing import Any

from django.db.models import Model

from community.people.actor import Actor
from community.people.models import Membership, User
from community.people.roles import VERBS, Verb
from community.records.approval import Proposed
from community.records.models import Arrangement, Policy
from community.wishes.models import Terms

# As they stand in addresses.
KINDS: dict[str, Any] = {"number": Policy, "terms": Terms, "days": Arrangement}


def kind_of(row: Model) -> str:
    return next(kind for kind, model in KINDS.items() if isinstance(row, model))


def waiting() -> list[Proposed]:
    """The longest waiting first."""
    rows = [row for model in KINDS.values() for row in model.objects.waiting().select_related("set_by")]
    return sorted(rows, key=lambda row: row.set_at)


def waiting_for(by: Actor) -> list[Proposed]:
    """Those he may approve: what others proposed."""
    return [row for row in waiting() if by.user and row.set_by_id != by.user.pk]


def decided(most: int = 20) -> list[Proposed]:
    """What people decided, the latest first."""
    rows: list[Any] = []
    for model in KINDS.values():
        people = model.objects.exclude(set_by=None).select_related("set_by", "approved_by", "closed_by")
        rows += people.exclude(approved_at=None).order_by("-approved_at")[:most]
        rows += people.exclude(closed_at=None).order_by("-closed_at")[:most]
    return sorted(rows, key=lambda row: row.approved_at or row.closed_at, reverse=True)[:most]


def deciders(row: Proposed, on: Any) -> list[User]:
    """Everyone but the one who proposed it who may approve it."""
    roles = [role for role, verbs in VERBS.items() if Verb.POLICY_EDIT in verbs]
    held = Membership.objects.active(on).filter(role__in=roles, user__is_active=True).exclude(user=row.set_by_id)
    return list(User.objects.filter(memberships__in=held).distinct().order_by("pk"))
