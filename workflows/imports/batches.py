"""A sheet comes in: check it, take it in piece by piece, forget it. Interrupted at any point it can go on."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from community.people.actor import Actor
from community.people.fields import lookup
from community.people.refusal import Refused
from community.people.roles import Verb
from community.records.models import Submission
from community.wishes.operations.submit import Wishing
from workflows import door
from workflows.models import ImportBatch, ImportRow

from .duplicates import mark_doubles, row_key
from .reading import Cells, Sheet, read
from .resource import Finding, WishResource

AT_ONCE = 200  # rows in one transaction
PER_REQUEST = 1000
KEPT = timedelta(days=7)  # how long rows to put right can be fetched
EXAMPLE = "示例"
State = ImportBatch.State
OPEN = (State.CHECKED, State.RUNNING)


def check(content: bytes, *, file_name: str, by: Actor, at: datetime) -> ImportBatch:
    """Read and check a sheet; its rows wait, sealed. The same sheet again leads to the batch that is still open.

    Raises ``Refused`` for what is no sheet of ours.
    """
    forget_old(at=at)
    fingerprint = lookup(hashlib.sha256(content).hexdigest())
    if found := ImportBatch.objects.filter(owner=by.user, file_lookup=fingerprint, state__in=OPEN).first():
        return found
    sheet = read(content)
    rows = _without_example(sheet)
    results = WishResource(by, at).read([values for _, _, values in rows])
    seen = mark_doubles([number for number, _, _ in rows], results, areas=by.areas(Verb.DATA_IMPORT, at))
    batch = ImportBatch(
        owner=by.user, file_name=file_name[:100], file_lookup=fingerprint, created_at=at, total=len(rows), seen=seen,
        bad=sum(isinstance(result, list) for result in results), header=json.dumps(vars(sheet.header)),
    )  # fmt: skip
    with transaction.atomic():
        batch.save(force_insert=True)
        ImportRow.objects.bulk_create(
            (_row(batch, *row, result) for row, result in zip(rows, results, strict=True)), batch_size=500
        )
    return batch


def _without_example(sheet: Sheet) -> list[tuple[int, Cells, dict[str, str]]]:
    """(number, cells, text by field) of every row but the one our template shows how to do it with."""
    rows = [(number, cells, sheet.header.values(cells)) for number, cells in sheet.rows]
    rows = [row for row in rows if not row[2]["name"].startswith(EXAMPLE)]
    if not rows:
        raise Refused("empty", "表里只有示例，请填好以后再传。")
    return rows


def _row(
    batch: ImportBatch, number: int, cells: Cells, values: dict[str, str], result: Wishing | list[Finding]
) -> ImportRow:
    facts: dict[str, object] = {"values": values}
    if isinstance(result, list):
        facts |= {"cells": cells, "findings": [[finding.field, finding.message] for finding in result]}
    content = json.dumps(facts, ensure_ascii=False)
    return ImportRow(batch=batch, number=number, bad=isinstance(result, list), content=content)


def carry_on(batch: ImportBatch, *, by: Actor, at: datetime, most: int = PER_REQUEST) -> ImportBatch:
    """Take in up to ``most`` of the good rows, 200 to a transaction. Refuses a batch that is over (``over``)."""
    for _ in range(0, most, AT_ONCE):
        batch = _again(batch, by, at)
        if not batch.is_open:
            break
    return batch


def _again(batch: ImportBatch, by: Actor, at: datetime) -> ImportBatch:
    """One piece; once more when somebody else brought the same row in at the same moment."""
    for attempt in (1, 2, 3):
        try:
            return _piece(batch, by, at)
        except IntegrityError:
            if attempt == 3:
                raise
    raise AssertionError  # the loop returns or raises


@transaction.atomic
def _piece(batch: ImportBatch, by: Actor, at: datetime) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not batch.is_open:
        raise Refused("over", "这份表已经处理完了，没有重复导入。")
    rows = list(batch.rows.filter(bad=False).order_by("number")[:AT_ONCE])
    # The day of the upload completes days without a year; his rights are those of now.
    resource = WishResource(by, at, today=batch.created_at)
    wishings = []
    for row, result in zip(rows, resource.read([row.facts["values"] for row in rows]), strict=True):
        if isinstance(result, list):
            _turn_bad(batch, row, result)
        else:
            wishings.append(result)
    added = _take_in(wishings, by=by, at=at)
    batch.added += added
    batch.known += len(wishings) - added
    ImportRow.objects.filter(pk__in=[row.pk for row in rows if not row.bad]).delete()
    batch.state = State.RUNNING
    batch.save(update_fields=["added", "known", "bad", "state"])
    if len(rows) < AT_ONCE or not batch.rows.filter(bad=False).exists():
        _finish(batch, at)
    return batch


def _take_in(wishings: list[Wishing], *, by: Actor, at: datetime) -> int:
    """Those that never came in before become wishes; returns how many. The key of each stands beside its code."""
    keyed = {row_key(wishing): wishing for wishing in wishings}
    for key in Submission.objects.filter(key__in=keyed).values_list("key", flat=True):
        del keyed[key]
    if not keyed:
        return 0
    wishes = door.start_many(keyed.values(), by=by, at=at)
    Submission.objects.bulk_create(
        Submission(key=key, kind="wish_row", result=wish.code, at=at) for key, wish in zip(keyed, wishes, strict=True)
    )
    return len(wishes)


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
        key=f"wish-file:{batch.file_lookup}", defaults={"kind": "wish_file", "result": batch.token, "at": at}
    )
    batch.state, batch.finished_at = State.DONE, at
    batch.save(update_fields=["state", "finished_at"])
    if not batch.bad:
        batch.forget(state=State.DONE, at=at)


def came_in_before(batch: ImportBatch) -> datetime | None:
    """When this very file was taken in to its end, if another batch did that."""
    done = Submission.objects.filter(key=f"wish-file:{batch.file_lookup}").exclude(result=batch.token)
    return done.values_list("at", flat=True).first()


@transaction.atomic
def drop(batch: ImportBatch, *, at: datetime) -> None:
    """The owner is done with it. What has become wishes stays; rows that wait are gone."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    batch.forget(state=State.DROPPED if batch.is_open else State.DONE, at=at)


def forget_old(*, at: datetime) -> None:
    """Nothing of a sheet is kept longer than a week."""
    old = ImportBatch.objects.filter(created_at__lt=at - KEPT)
    for batch in old.exclude(header=""):
        batch.forget(state=State.DROPPED if batch.is_open else State.DONE, at=at)
