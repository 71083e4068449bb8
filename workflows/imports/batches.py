"""A sheet comes in: check it, take it in piece by piece, forget it. Interrupted at any point it can go on."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from community.people.actor import Actor
from community.people.fields import lookup
from community.people.models import Region
from community.people.refusal import Refused
from community.records.models import Submission
from workflows.models import ImportBatch, ImportRow

from .duplicates import mark_doubles
from .kinds import KINDS
from .reading import Cells, Sheet, read
from .resource import Finding, SheetResource, Values

PER_REQUEST = 1100
BREATH = 0.05  # seconds between two transactions, in which others may write: SQLite has no queue of writers
SEALED_AT_ONCE = 200
KEPT = timedelta(days=7)  # how long rows to put right can be fetched
WAITS = timedelta(days=30)  # how long a sheet may wait for its approval
EXAMPLE = "示例"
State = ImportBatch.State


def check(content: bytes, *, file_name: str, by: Actor, at: datetime, kind: str = "wish") -> ImportBatch:
    """Read and check a sheet; its rows wait, sealed. The same sheet again leads to the batch that is still open.

    Raises ``Refused`` for what is no sheet of ours.
    """
    forget_old(at=at)
    fingerprint = lookup(hashlib.sha256(content).hexdigest())
    same = ImportBatch.objects.filter(owner=by.user, kind=kind, file_lookup=fingerprint)
    still_open = same.exclude(state__in=[State.DONE, State.DROPPED])
    if found := still_open.first():
        return found
    resource = KINDS[kind](by, at)
    sheet = read(content, resource.columns)
    rows = _without_example(sheet, resource)
    results = resource.read([values for _, _, values in rows])
    seen = mark_doubles([number for number, _, _ in rows], results, resource)
    batch = ImportBatch(
        kind=kind, approval=resource.approval, owner=by.user, file_name=file_name[:100], file_lookup=fingerprint,
        created_at=at, total=len(rows), seen=seen, bad=sum(isinstance(result, list) for result in results),
        header=json.dumps(vars(sheet.header)),
        area_path=_common(resource.area(result) for result in results if not isinstance(result, list)),
    )  # fmt: skip
    try:
        _keep(batch, [_row(batch, *row, result) for row, result in zip(rows, results, strict=True)])
    except IntegrityError:  # sent twice in the same moment, and the other one was first
        batch.delete()
        return still_open.get()
    return batch


def _keep(batch: ImportBatch, rows: list[ImportRow]) -> None:
    """A few at a time, so that nobody waits for a whole sheet to be sealed; until all are there it is not open."""
    batch.state = State.DROPPED
    batch.save(force_insert=True)
    for start in range(0, len(rows), SEALED_AT_ONCE):
        ImportRow.objects.bulk_create(rows[start : start + SEALED_AT_ONCE])
    batch.state = State.CHECKED
    with transaction.atomic():
        batch.save(update_fields=["state"])


def _without_example(sheet: Sheet, resource: SheetResource) -> list[tuple[int, Cells, Values]]:
    """(number, cells, text by field) of every row but the one our template shows how to do it with."""
    rows = [(number, cells, resource.columns.values(sheet.header, cells)) for number, cells in sheet.rows]
    rows = [row for row in rows if not row[2]["name"].startswith(EXAMPLE)]
    if not rows:
        raise Refused("empty", "表里只有示例，请填好以后再传。")
    return rows


def _common(places: Iterable[str]) -> str:
    """The path of the smallest region that holds all these."""
    paths = set(places)
    while len(paths) > 1:
        deepest = max(map(len, paths))
        paths = {path[: -Region.steplen] if len(path) == deepest else path for path in paths}
    return next(iter(paths), "")


def _row(batch: ImportBatch, number: int, cells: Cells, values: Values, result: Any) -> ImportRow:
    facts: dict[str, object] = {"values": values}
    if isinstance(result, list):
        facts |= {"cells": cells, "findings": [[finding.field, finding.message] for finding in result]}
    content = json.dumps(facts, ensure_ascii=False)
    return ImportRow(batch=batch, number=number, bad=isinstance(result, list), content=content)


def resource_of(batch: ImportBatch, by: Actor, at: datetime) -> SheetResource:
    """The day of the upload completes days without a year; his rights are those of now."""
    return KINDS[batch.kind](by, at, today=batch.created_at)


def carry_on(batch: ImportBatch, *, by: Actor, at: datetime, most: int = PER_REQUEST) -> ImportBatch:
    """Take in up to ``most`` of the good rows, piece by piece. Refuses a batch that is over or not approved."""
    if not batch.is_ready:
        raise Refused("over", "这份表已经处理完了，或者还没有批准，没有重复导入。")
    resource = resource_of(batch, by, at)
    for start in range(0, most, resource.at_once):
        if start:
            time.sleep(BREATH)
        batch = _again(batch, resource)
        if not batch.is_ready:
            break
    return batch


def _again(batch: ImportBatch, resource: SheetResource) -> ImportBatch:
    """One piece; once more when somebody else brought the same row in at the same moment."""
    for attempt in (1, 2, 3):
        try:
            return _piece(batch, resource)
        except IntegrityError:
            if attempt == 3:
                raise
    raise AssertionError  # the loop returns or raises


def _piece(batch: ImportBatch, resource: SheetResource) -> ImportBatch:
    """The next rows, read before the transaction that writes them, so that it is short."""
    rows = list(batch.rows.filter(bad=False).order_by("number")[: resource.at_once])
    results = resource.read([row.facts["values"] for row in rows])
    left = batch.left
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if not batch.is_ready or batch.left != left:
            return batch  # somebody else was at it
        good = [result for result in results if not isinstance(result, list)]
        for row, result in zip(rows, results, strict=True):
            if isinstance(result, list):
                _turn_bad(batch, row, result)
        added = resource.take_in(good, approved_by=batch.approved_by)
        batch.added += added
        batch.known += len(good) - added
        batch.rows.filter(pk__in=[row.pk for row in rows], bad=False).delete()
        batch.state = State.RUNNING
        batch.save(update_fields=["added", "known", "bad", "state"])
        if not batch.left:
            _finish(batch, resource.at)
    return batch


def _turn_bad(batch: ImportBatch, row: ImportRow, findings: list[Finding]) -> None:
    """Good when it was checked, not any more: his area has changed meanwhile."""
    facts = row.facts
    fields = json.loads(batch.header)["fields"]
    cells = [""] * (max(fields.values()) + 1)
    for field, index in fields.items():
        cells[index] = facts["values"][field]
    facts |= {"cells": cells, "findings": [[finding.field, finding.message] for finding in findings]}
    row.bad, row.content = True, json.dumps(facts, ensure_ascii=False)
    row.save(update_fields=["bad", "content"])
    batch.bad += 1


def _finish(batch: ImportBatch, at: datetime) -> None:
    Submission.objects.get_or_create(
        key=_file_key(batch), defaults={"kind": f"{batch.kind}_file", "result": batch.token, "at": at}
    )
    batch.state, batch.finished_at = State.DONE, at
    batch.save(update_fields=["state", "finished_at"])
    if not batch.bad:
        batch.forget(state=State.DONE, at=at)


def _file_key(batch: ImportBatch) -> str:
    return f"{batch.kind}-file:{batch.file_lookup}"


def came_in_before(batch: ImportBatch) -> datetime | None:
    """When this very file was taken in to its end, if another batch did that."""
    done = Submission.objects.filter(key=_file_key(batch)).exclude(result=batch.token)
    return done.values_list("at", flat=True).first()


@transaction.atomic
def drop(batch: ImportBatch, *, at: datetime) -> None:
    """The owner is done with it. What has come in stays; rows that wait are gone."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    batch.forget(state=State.DROPPED if batch.is_open else State.DONE, at=at)


def forget_old(*, at: datetime) -> None:
    """Nothing of a sheet is kept longer than a week, or a month while it is with others; what they let in goes in."""
    with_others = Q(state__in=[State.SENT, State.RETURNED], sent_at__gte=at - WAITS) | Q(approved_at__gte=at - KEPT)
    old = ImportBatch.objects.filter(created_at__lt=at - KEPT).exclude(header="")
    for batch in old.exclude(with_others):
        batch.forget(state=State.DROPPED if batch.is_open else State.DONE, at=at)
