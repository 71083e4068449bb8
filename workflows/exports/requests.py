"""Asking for a list, having it approved, taking it away: each is written down before the first byte leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.http import QueryDict
from django.utils import timezone

from community.people.actor import Actor
from community.people.areas import below
from community.people.models import Region, User
from community.people.operations import reveal
from community.people.privacy import find_private
from community.people.refusal import Refused
from community.people.roles import Verb
from community.records.calendar import day_start
from community.records.operations import Message, notify
from community.records.policies import policy
from workflows.models import Export

from .lists import LISTS, ExportList

State = Export.State
LEAST_REASON = 4


@transaction.atomic
def ask(
    what: str, query: Mapping[str, str], *, by: Actor, at: datetime, contacts: bool = False, reason: str = ""
) -> Export:
    """What may leave at once is ``READY``; many contacts wait for a second person."""
    chosen = LISTS[what]
    _entitled(chosen, by, at, contacts)
    _one_at_a_time(by)
    reason = " ".join(reason.split())
    if contacts:
        _judge(reason)
    source = chosen(by, at, contacts=contacts)
    rows = source.rows(query).count()
    many = contacts and rows + _today(by, at) > policy("export.contacts.alone", at)
    export = Export(
        owner=by.user, what=what, query=source.chosen(query).query(), area_path=_common(source.areas()),
        contacts=contacts, reason=reason, rows=rows, needs_approval=many, asked_at=at,
        state=State.WAITING if many else State.READY,
    )  # fmt: skip
    export.save(force_insert=True)
    return export


def _one_at_a_time(by: Actor) -> None:
    """Else many at the same moment would each be the first of the day."""
    assert by.user is not None  # only people hold offices
    User.objects.select_for_update(no_key=True).get(pk=by.user.pk)


def _today(by: Actor, at: datetime) -> int:
    """Rows with contacts he has asked for alone today: slices add up."""
    alone = Export.objects.filter(owner=by.user, contacts=True, needs_approval=False)
    since = day_start(timezone.localdate(at))
    return alone.filter(asked_at__gte=since).aggregate(rows=Sum("rows"))["rows"] or 0


def _entitled(chosen: type[ExportList], by: Actor, at: datetime, contacts: bool) -> None:
    if not chosen.offered_to(by, at):
        raise Refused("not_yours", "您的岗位不能导出这个列表。")
    if contacts and not chosen.may_see_contacts(by, at):
        raise Refused("no_contacts", "您的岗位只能导出隐去姓名和电话的列表。", field="contacts")


def _judge(reason: str) -> None:
    if len(reason) < LEAST_REASON:
        raise Refused("no_reason", "带联系方式要写清楚做什么用，会印在表的第一行。", field="reason")
    if found := find_private(reason):
        raise Refused("private", f"理由里不要写{found[0][0]}。", field="reason")


def _common(paths: list[str]) -> str:
    """The path of the smallest region that holds all these."""
    common = min(paths, key=len)
    while not all(path.startswith(common) for path in paths):
        common = common[: -Region.steplen]
    return common


def waiting_for(by: Actor, at: datetime) -> QuerySet[Export]:
    """The exports this person may say yes to: not his own, all of it in a place where he may export himself."""
    here = below(by.areas(Verb.DATA_EXPORT, at), "area_path")
    return Export.objects.filter(here, state=State.WAITING).exclude(owner=by.user).select_related("owner")


@transaction.atomic
def decide(export: Export, *, yes: bool, by: Actor, at: datetime) -> None:
    export = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if not waiting_for(by, at).filter(pk=export.pk).exists():
        raise Refused("not_waiting", "这次导出不在等您批准：可能已经有人决定了；自己要的，要请另一位同志批准。")
    export.state, export.approved_by, export.decided_at = State.READY if yes else State.REFUSED, by.user, at
    export.save(update_fields=["state", "approved_by", "decided_at"])
    text = "您要的导出已经批准，可以下载了。" if yes else "您要的导出没有批准，请跟批准的同志说一声做什么用。"
    notify([Message(f"{export.subject}:{export.state}", export.subject, "export", text, user=export.owner)], at=at)


@transaction.atomic
def take(export: Export, *, by: Actor, at: datetime) -> ExportList:
    """The rows to stream, once, after it has been written down that they leave. By the rights of now."""
    export = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if export.owner_id != (by.user and by.user.pk) or export.state != State.READY:
        raise Refused("not_ready", "这次导出已经下载过，或者还没有批准。要再用，请重新导出。")
    if at > (export.decided_at or export.asked_at) + timedelta(days=policy("export.ready.days", at)):
        raise Refused("too_late", "批准的时间过了，请重新导出。")
    chosen = LISTS[export.what]
    _entitled(chosen, by, at, export.contacts)
    source = chosen(by, at, contacts=export.contacts)
    if export.contacts:
        _require_what_was_asked(export, source)
        reveal(by=by, subject=export.subject, field="contacts", reason=export.reason, at=at)
    export.state, export.taken_at = State.TAKEN, at
    export.save(update_fields=["state", "taken_at"])
    return source


def _require_what_was_asked(export: Export, source: ExportList) -> None:
    """No place that has come to him since, and no filter that has lost a word."""
    here = all(path.startswith(export.area_path) for path in source.areas())
    if not here or source.chosen(QueryDict(export.query)).query() != export.query:
        raise Refused("changed", "要导出的和当时要的不一样了（范围或类别变了），请重新导出。")
