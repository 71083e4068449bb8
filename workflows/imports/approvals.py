"""A sheet that needs a second person: sent by its owner, let in or given back by somebody else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from community.people.actor import Actor, Channel
from community.people.refusal import Refused, said
from community.people.roles import Verb
from community.records.operations import Message, notify
from workflows.models import ImportBatch

from .batches import resource_of
from .kinds import APPROVALS, KINDS

SAMPLE = 12
State = ImportBatch.State
NOT_WAITING = "这份表不在等批准：可能已经批准、退回，或者导入人收回了。"


def waiting_for(by: Actor, at: datetime) -> QuerySet[ImportBatch]:
    """The sheets this person may approve now: not his own, all rows in a place where he holds the verb."""
    condition = Q(pk__in=[])
    for verb in APPROVALS:
        for path in by.areas(Verb(verb), at):
            condition |= Q(approval=verb, area_path__startswith=path)
    return ImportBatch.objects.filter(condition, state=State.SENT).exclude(owner=by.user).select_related("owner")


@transaction.atomic
def send(batch: ImportBatch, *, by: Actor, at: datetime) -> None:
    """The owner has looked at it; now it waits for somebody else."""
    batch = _locked(batch)
    if not batch.approval or batch.state not in {State.CHECKED, State.RETURNED} or not batch.good:
        raise Refused("not_to_send", "这份表现在不用送批。")
    batch.state, batch.sent_at, batch.returned_for = State.SENT, at, ""
    batch.save(update_fields=["state", "sent_at", "returned_for"])


@transaction.atomic
def approve(batch: ImportBatch, *, by: Actor, at: datetime) -> None:
    batch = _to_decide(batch, by, at)
    _require_not_in_it(batch, by, at)
    batch.state, batch.approved_by, batch.approved_at = State.RUNNING, by.user, at
    batch.save(update_fields=["state", "approved_by", "approved_at"])
    _tell_owner(batch, f"您送批的{KINDS[batch.kind].subject}表已经批准，正在导入。", at)


def _require_not_in_it(batch: ImportBatch, by: Actor, at: datetime) -> None:
    """Nobody lets himself into an office."""
    assert by.user is not None  # who decides is named
    if batch.approval == Verb.ROLE_GRANT and any(item.phone == by.user.phone for _, item in _good(batch, at)):
        raise Refused("own", "表里有您自己的手机号，请另一位同志批准，或者退回去让导入人删掉那一行。")


@transaction.atomic
def give_back(batch: ImportBatch, *, reason: str, by: Actor, at: datetime) -> None:
    reason = said(reason, most=200, field="reason")
    if not reason:
        raise Refused("no_reason", "请写退回的原因，导入人照着改。", field="reason")
    batch = _to_decide(batch, by, at)
    batch.state, batch.returned_for = State.RETURNED, reason
    batch.save(update_fields=["state", "returned_for"])
    _tell_owner(batch, f"您送批的{KINDS[batch.kind].subject}表退回了，原因写在那份表里。", at)


def _to_decide(batch: ImportBatch, by: Actor, at: datetime) -> ImportBatch:
    batch = _locked(batch)
    if by.user is None or batch.owner_id == by.user.pk:
        raise Refused("separation", "自己导入的表要请另一位同志批准。")
    if not waiting_for(by, at).filter(pk=batch.pk).exists():
        raise Refused("not_waiting", NOT_WAITING)
    return batch


def _locked(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)


def _tell_owner(batch: ImportBatch, text: str, at: datetime) -> None:
    dedupe = f"import:{batch.token}:{batch.state}:{at:%y%m%d%H%M%S}"
    subject = f"import:{batch.token}"
    notify([Message(dedupe=dedupe, subject=subject, kind="import", text=text, user=batch.owner)], at=at)


@dataclass(frozen=True)
class Look:
    """What the approver is shown: every role that is to be given, else rows from the first to the last, spread over the
    sheet; and how many of which kind."""

    sample: list[tuple[int, list[tuple[str, str]]]]
    counts: list[tuple[str, int]]


def _good(batch: ImportBatch, at: datetime) -> list[tuple[int, Any]]:
    """(number, what the row asks for)."""
    rows = list(batch.rows.filter(bad=False).order_by("number"))
    resource = resource_of(batch, Actor(batch.owner, channel=Channel.IMPORT), at)
    results = resource.read([row.facts["values"] for row in rows])
    return [(row.number, item) for row, item in zip(rows, results, strict=True) if not isinstance(item, list)]


def look(batch: ImportBatch, *, at: datetime) -> Look:
    good, kind = _good(batch, at), resource_of(batch, Actor(batch.owner, channel=Channel.IMPORT), at)
    counts = Counter(word for _, item in good for word in kind.cut(item))
    last = len(good) - 1
    shown = good
    if len(good) > SAMPLE and batch.approval != Verb.ROLE_GRANT:
        shown = [good[nth * last // (SAMPLE - 1)] for nth in range(SAMPLE)]
    return Look([(number, kind.shown(item)) for number, item in shown], counts.most_common(30))
