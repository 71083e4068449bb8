"""Categories and how their wishes are handled: each change is a version that somebody else approves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from community.people.actor import Actor
from community.people.refusal import Refused
from community.records.rules import EVERYWHERE, enact, put_forward

from ..models import Category, Handling, Nature, Terms, Visibility

# What a version says; everything else of its row is about who decided it, and when.
TERMS = ("handling", "widest", "act_days", "proof", "confirm_claim", "low_risk", "in_use")


@transaction.atomic
def propose_terms(
    *, category: Category, terms: Mapping[str, Any], valid_from: datetime, reason: str, by: Actor, at: datetime
) -> Terms:
    """The next version of a category, from ``valid_from`` on or from the approval if that comes later."""
    if valid_from < at:
        raise Refused("past", "已经过去的日子不能改，请往后选。", field="valid_on")
    row = Terms(category=category, valid_from=valid_from, reason=reason, **terms)
    _refuse_unsound(row)
    return put_forward(row, by=by, at=at)


@transaction.atomic
def propose_category(
    *, nature: str, name: str, terms: Mapping[str, Any], valid_from: datetime, reason: str, by: Actor, at: datetime
) -> Terms:
    """A new category with its first version; it is offered to nobody before that is approved."""
    last = Category.objects.order_by("order").last()
    category, _ = Category.objects.get_or_create(
        nature=nature,
        name=name,
        defaults={"slug": f"{nature}-{uuid4().hex[:8]}", "order": last.order + 1 if last else 0},
    )
    if category.terms.approved().exists():
        raise Refused("known", f"“{category}”已经有了，请直接改它。", field="name")
    return propose_terms(category=category, terms=terms, valid_from=valid_from, reason=reason, by=by, at=at)


def last_version(category: Category) -> Terms | None:
    """The version without an end: in force, or agreed to come into force."""
    return category.terms.approved().filter(valid_until=None).first()


def _refuse_unsound(row: Terms) -> Terms | None:
    """The version before it; raises ``Refused`` for terms that contradict themselves or change nothing."""
    if row.category.nature == Nature.APPEAL and row.widest != Visibility.STAFF:
        raise Refused("appeal", "诉求只能由工作人员看到。", field="widest")
    if row.handling in {Handling.CLAIM, Handling.CLAIM_IN_STREET} and row.widest == Visibility.STAFF:
        raise Refused("unseen", "要人认领，至少要让本街道的组织看到。", field="widest")
    last = last_version(row.category)
    if last is None:
        return None
    if row.valid_from <= last.valid_from:
        raise Refused("before_last", f"第 {last.version} 版那时还没有开始，请往后选一天。", field="valid_on")
    if all(getattr(row, name) == getattr(last, name) for name in TERMS):
        raise Refused("same", f"和第 {last.version} 版一样，不用改。")
    return last


@enact.register
def _(row: Terms, *, at: datetime) -> None:
    row.valid_from = max(row.valid_from, at + EVERYWHERE)
    last = _refuse_unsound(row)
    row.version = (last.version or 0) + 1 if last else 1
    if last:
        last.valid_until = row.valid_from
        last.save(update_fields=["valid_until"])
