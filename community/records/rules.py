"""Changing the rules: one who may proposes, another who may approves. Nothing here acts before that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import singledispatch
from itertools import pairwise
from typing import TypeVar

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.people.actor import Actor
from community.people.models import User
from community.people.refusal import Refused
from community.people.roles import VERBS, Verb

from . import calendar, policies
from .approval import Proposed
from .models import Arrangement, Holiday, Policy

# Every process has read the rows anew by then: a rule begins at one moment everywhere.
EVERYWHERE = timedelta(seconds=policies.CACHE_SECONDS)
AnyProposed = TypeVar("AnyProposed", bound=Proposed)


def keeps_rules(by: Actor, at: datetime) -> bool:
    """By an office of his own. To stand in for a colleague is not enough: one office could then be used twice."""
    own = [m for m in by.memberships(at) if by.user and m.user_id == by.user.pk]
    return any(m.region_id and Verb.POLICY_EDIT in VERBS[m.role] for m in own)


def entitled(by: Actor, at: datetime) -> User:
    if by.user is None or not keeps_rules(by, at):
        raise Refused("not_yours", "规则由系统管理员来改。")
    return by.user


def put_forward(row: AnyProposed, *, by: Actor, at: datetime) -> AnyProposed:
    """Save the proposal; refuses a second one about the same thing while the first waits."""
    row.set_by, row.set_at = entitled(by, at), at
    if not row.reason:
        raise Refused("no_reason", "请写明为什么改。", field="reason")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("waiting_already", "这一项已经有一个改动在等批准，请先处理那一个。") from error
    return row


@transaction.atomic
def propose_number(*, key: str, value: int, valid_from: datetime, reason: str, by: Actor, at: datetime) -> Policy:
    """From ``valid_from`` on, or from the approval if that comes later."""
    if valid_from < at:
        raise Refused("past", "已经过去的日子不能改，请往后选。", field="valid_on")
    policies.refuse_unsound(key, value, valid_from)
    return put_forward(Policy(key=key, value=value, valid_from=valid_from, reason=reason), by=by, at=at)


@transaction.atomic
def propose_days(
    *, name: str, days: Iterable[tuple[date, str, str]], reason: str, by: Actor, at: datetime
) -> Arrangement:
    """``days``: (day, kind, name of the holiday); all of them still to come."""
    lines = sorted(days)
    _refuse_days([day for day, _, _ in lines], at)
    arrangement = put_forward(Arrangement(name=name, reason=reason), by=by, at=at)
    Holiday.objects.bulk_create(Holiday(arrangement=arrangement, day=d, kind=k, name=n) for d, k, n in lines)
    return arrangement


def _refuse_days(days: list[date], at: datetime) -> None:
    if not days:
        raise Refused("no_days", "请至少写一天。", field="days")
    if twice := [day for day, following in pairwise(days) if day == following]:
        raise Refused("twice", f"{twice[0]:%-m月%-d日} 写了两次，请留一次。", field="days")
    if days[0] <= timezone.localdate(at):
        raise Refused("past", f"{days[0]:%Y年%-m月%-d日} 已经到了，只能安排明天以后的日子。", field="days")


@transaction.atomic
def approve(row: Proposed, *, by: Actor, at: datetime) -> Proposed:
    """In force from now on, or from its own later day. Refuses the one who proposed it."""
    user = entitled(by, at)
    row = _waiting(row)
    if row.set_by_id == user.pk:
        raise Refused("own_proposal", "这是您自己提出的，要请另一位系统管理员批准。")
    enact(row, at=at)
    row.approved_by, row.approved_at = user, at
    row.save()
    transaction.on_commit(forget)
    return row


@transaction.atomic
def close(row: Proposed, *, reason: str, by: Actor, at: datetime) -> Proposed:
    """Rejected by another, or withdrawn by whoever proposed it; it never has any effect."""
    user = entitled(by, at)
    if not reason:
        raise Refused("no_reason", "请写明理由。", field="closing")
    row = _waiting(row)
    row.closed_by, row.closed_at, row.closing = user, at, reason
    row.save()
    return row


def _waiting(row: Proposed) -> Proposed:
    """The row as it is now. All that wait are locked, for what is approved is judged beside its neighbours."""
    rows = type(row)._default_manager.select_for_update().filter(approved_at=None, closed_at=None).order_by("pk")
    found = next((waiting for waiting in rows if waiting.pk == row.pk), None)
    if found is None:
        raise Refused("decided", "这个改动已经有人处理了，您这次没有重复提交。")
    return found


@singledispatch
def enact(row: Proposed, *, at: datetime) -> None:
    """Set what approving settles, besides who and when; raises ``Refused`` when the change does not fit any more."""
    raise NotImplementedError(type(row))


@enact.register
def _(row: Policy, *, at: datetime) -> None:
    row.valid_from = max(row.valid_from, at + EVERYWHERE)
    policies.refuse_unsound(row.key, row.value, row.valid_from)


@enact.register
def _(row: Arrangement, *, at: datetime) -> None:
    _refuse_days(sorted(row.days.values_list("day", flat=True)), at)


def forget() -> None:
    """What this process has kept of the rules; the others read them anew within ``EVERYWHERE``."""
    cache.delete_many([policies.CACHE_KEY, calendar.CACHE_KEY])
