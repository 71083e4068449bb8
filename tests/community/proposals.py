"""Changes of rules as one person proposes them and another approves."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache

from community.people.models import User
from community.records import rules
from community.records.approval import Proposed
from community.records.models import Arrangement, Policy
from community.wishes.models import Category, Terms
from community.wishes.operations import terms as categories
from tests.factories import District, as_, category, later

RED = "wish.pool.red"
Propose = Callable[..., Proposed]


def propose_number(here: District, by: User | None = None, **changes: Any) -> Policy:
    given: dict[str, Any] = {"key": RED, "value": 5, "valid_from": later(days=2), "reason": "年底加快", "at": later()}
    return rules.propose_number(by=as_(by or here.admin), **given | changes)


def terms_of(row: Category, **changes: Any) -> dict[str, Any]:
    last = categories.last_version(row)
    assert last is not None
    return {name: getattr(last, name) for name in categories.TERMS} | changes


def propose_terms(here: District, by: User | None = None, slug: str = "service-repair", **changes: Any) -> Terms:
    moments = {name: changes.pop(name) for name in ("valid_from", "at") if name in changes}
    given: dict[str, Any] = {"valid_from": later(days=2), "at": later()} | moments
    row = category(slug)
    terms = terms_of(row, **changes or {"act_days": 20})
    return categories.propose_terms(category=row, terms=terms, reason="试行", by=as_(by or here.admin), **given)


def propose_days(here: District, by: User | None = None, **changes: Any) -> Arrangement:
    given: dict[str, Any] = {"name": "元旦", "days": [(date(2026, 12, 31), "rest", "元旦")], "at": later()}
    return rules.propose_days(reason="国办通知", by=as_(by or here.admin), **given | changes)


ALL: list[Any] = [propose_number, propose_terms, propose_days]
each = pytest.mark.parametrize("propose", ALL)


def approve(here: District, row: Proposed, at: datetime | None = None) -> Any:
    approved = rules.approve(row, by=as_(here.second_admin), at=at or later(hours=1))
    cache.clear()  # a test's transaction is never committed
    return approved
