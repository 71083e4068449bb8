"""A new wish, or up to 200 of them: the ways in through the door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from viewflow.workflow.models import Process, Task

from community.people.actor import Actor
from community.records.models import Audience
from community.records.operations import notify
from community.wishes.models import Hand, Wish, WishEvent
from community.wishes.operations.photos import show_first
from community.wishes.operations.project import event
from community.wishes.operations.submit import Wishing, draft, free_codes, proxy_hand
from community.wishes.queries import find_phone_holders
from workflows.flows import wish_clocks, wish_messages
from workflows.flows.wish import WishFlow


def start(wishing: Wishing, *, by: Actor, at: datetime, proxied: bool = False) -> Wish:
    """A new wish, at ``screen``, with its code told to the wisher."""
    return start_many([wishing], by=by, at=at, proxied=proxied)[0]


def _prepare(wish: Wish, at: datetime) -> None:
    wish.due_at = wish_clocks.due_at(wish, "screen", at)
    wish.wake_at = wish_clocks.wake_at(wish, "screen", at)
    wish.seq = 1


def _first_event(wish: Wish, by: Actor, at: datetime) -> WishEvent:
    wish.seq = 0
    return event(
        wish,
        step="start",
        outcome="submit",
        before="",
        after=wish.status,
        by=by,
        at=at,
        audience=Audience.PUBLIC,
    )


def start_many(wishings: Iterable[Wishing], *, by: Actor, at: datetime, proxied: bool = True) -> list[Wish]:
    """Up to 200 at once, in a few bulk writes: the engine's own start makes the same rows in four times as many."""
    wanted = list(wishings)
    if len(wanted) > 200:
        raise ValueError("at most 200 wishes in one transaction")
    codes = zip(wanted, free_codes(len(wanted)), strict=True)
    wishes = [draft(wishing, code=code, by=by, at=at, proxied=proxied) for wishing, code in codes]
    node, begin = WishFlow.screen, WishFlow.start
    with transaction.atomic():
        processes = Process.objects.bulk_create(Process(flow_class=WishFlow) for _ in wishes)
        begun = [_begun(process, begin) for process in processes]
        live = [Task(process=process, flow_task=node, flow_task_type=node.task_type, data={}) for process in processes]
        Task.objects.bulk_create([*begun, *live])
        Task.previous.through.objects.bulk_create(
            Task.previous.through(from_task=task, to_task=first) for task, first in zip(live, begun, strict=True)
        )
        for wish, process, task in zip(wishes, processes, live, strict=True):
            wish.process, wish.task = process, task
            _prepare(wish, at)
        Wish.objects.bulk_create(wishes)
        WishEvent.objects.bulk_create(_first_event(wish, by, at) for wish in wishes)
        for wish, wishing in zip(wishes, wanted, strict=True):
            show_first(wish, wishing.photos, at=at)
        Hand.objects.bulk_create(proxy_hand(wish, at) for wish in wishes if wish.proxied_by_id)
        find_phone_holders(wishes)
        notify((m for wish in wishes for m in wish_messages.arrival(wish, "start", at=at)), at=at)
    return wishes


def _begun(process: Process, begin: Any) -> Task:
    return Task(
        process=process, flow_task=begin, flow_task_type=begin.task_type, status="DONE", data={},
        started=process.created, finished=process.created,
    )  # fmt: skip
