"""The one door: whatever moves a wish comes through here, whoever or whatever it is.

``act`` takes the process lock, pins the task, asks who may, runs the operation, completes the node and writes event,
projection, note and notices in one transaction. Order of locks: process → wish → organisation → user → points.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from viewflow.workflow.models import Task

from community.people.actor import Actor
from community.people.refusal import Refused
from community.records.models import Note
from community.records.operations import notify
from community.wishes.models import LIVE, Wish, WishEvent
from community.wishes.operations.confirm import ask_by_phone, drop_open_calls
from community.wishes.operations.helping import close_supervision
from community.wishes.operations.project import event, note, project, reschedule
from community.wishes.queries import may_see
from workflows.flows import wish_clocks, wish_messages
from workflows.flows.rule import Rule
from workflows.flows.wish import WishFlow
from workflows.flows.wish_rules import RULES, status_of
from workflows.flows.wish_who import Case, entitled
from workflows.forms.base import StepForm
from workflows.starting import start, start_many

__all__ = ["Invalid", "Stale", "act", "again", "notes_of", "start", "start_many", "wake"]


class Stale(Refused):
    """The step was left meanwhile; ``last`` is the event that did it."""

    def __init__(self, last: WishEvent | None) -> None:
        super().__init__("stale", _told(last))
        self.last = last


def _told(last: WishEvent | None) -> str:
    if last is None:
        return "这件事刚才已经有人办过了，您这次没有重复提交。现在的情况见下面。"
    if last.outcome == "claim":
        claim = last.wish.live_claim
        return f"刚刚被{claim.organisation or claim.user if claim else '别人'}认领了。"
    when = date_format(timezone.localtime(last.at), "H:i")
    return f"这件事{last.actor.addressed if last.actor else '到期后'}已在 {when} 办过了，您这次没有重复提交。现在的情况见下面。"


class Invalid(Exception):
    """The form has errors; ``form`` is bound and says which."""

    def __init__(self, form: StepForm) -> None:
        super().__init__(form.errors.as_json())
        self.form = form


def act(task_id: int, outcome: str, *, by: Actor, at: datetime, data: Mapping[str, Any] | None = None) -> WishEvent:
    """Leave the step (or write down what stays at it) by this outcome.

    Raises ``Stale`` when the task is no longer the live one, ``Refused`` when the person may not or the facts forbid
    it, ``Invalid`` when the form has errors. Nothing is written then.
    """
    process_id = _process_of(task_id)
    with WishFlow.lock(process_id):
        wish = _locked_wish(process_id)
        step = wish.task.flow_task.name if wish and wish.task else ""
        rule = RULES.get((step, outcome))
        if wish is None or wish.task_id != task_id or rule is None:
            raise Stale(_last_event(wish, by, at))
        return _take(Case(wish, by, at), step, outcome, rule, data)


def _take(asked: Case, step: str, outcome: str, rule: Rule, data: Mapping[str, Any] | None = None) -> WishEvent:
    """The outcome of the live step, under its lock."""
    if asked.by.user and asked.by.user.pk == asked.wish.actor_id:
        asked.wish.actor = asked.by.user  # known already
    case = entitled(rule.who, asked)
    if case is None:
        raise Refused("not_yours", f"这一步由{rule.who.words}来办。")
    facts, words = _cleaned(rule, case, data)
    return _carry_out(case, step, outcome, rule, facts, words)


def _carry_out(case: Case, step: str, outcome: str, rule: Rule, facts: dict[str, Any], words: str) -> WishEvent:
    wish, by, at = case.wish, case.by, case.at
    before, former = wish.status, wish.actor_id
    if not rule.moves:
        if rule.effect:
            rule.effect(wish, by=by, at=at, **facts)
        line = event(
            wish,
            step=step,
            outcome=outcome,
            before=before,
            after=before,
            by=by,
            at=at,
            audience=rule.audience,
        )
        _write(line, words, rule, by)
        told = wish_messages.told_of(wish, outcome, by=by, at=at)
        notify(told + wish_messages.farewell(wish, outcome, former), at=at)
        reschedule(wish, wake_at=wish_clocks.rewound(wish, step, at))
        return line
    # The route is asked before the effect: it judges the facts as the person saw them.
    target = rule.route(case) if rule.route else WishFlow.instance.node(step).target(outcome).name
    if rule.effect:
        rule.effect(wish, by=by, at=at, **facts)
    if step in wish_messages.CALLS:
        drop_open_calls(wish)
    live_task = _leave(wish, outcome, target, by)
    line = event(
        wish,
        step=step,
        outcome=outcome,
        before=before,
        after=status_of(target),
        by=by,
        at=at,
        audience=rule.audience,
    )
    _write(line, words, rule, by)
    _arrive(wish, target, by=by, at=at, task_id=live_task, came_from=step, quiet=rule.quiet)
    notify(wish_messages.farewell(wish, outcome, former), at=at)
    return line


def _write(line: WishEvent, words: str, rule: Rule, by: Actor) -> None:
    line.save(force_insert=True)
    if words:
        note(line, text=words, by=by, audience=rule.note_audience).save(force_insert=True)


def _leave(wish: Wish, outcome: str, target: str, by: Actor) -> int | None:
    """Complete the node; the id of the task that comes next, None after an end."""
    assert wish.task is not None  # act() has pinned it
    node = wish.task.flow_task
    activation = node.activation_class(wish.task)
    activation.leave(by.user, outcome, target)
    activation.execute()
    live = getattr(activation.process, "live_task", None)
    return live.pk if live else None


def _arrive(
    wish: Wish, node: str, *, by: Actor, at: datetime, task_id: int | None, came_from: str, quiet: bool = False
) -> None:
    """Projection, clock and messages of the place the wish has come to."""
    if status_of(node) not in LIVE:
        close_supervision(wish, by=by, at=at)
    wish.since, wish.due_at = at, wish_clocks.due_at(wish, node, at)
    project(
        wish,
        status=status_of(node),
        at=at,
        due_at=wish.due_at,
        wake_at=wish_clocks.wake_at(wish, node, at),
        task_id=task_id,
    )
    messages = wish_messages.arrival(wish, node, at=at, came_from=came_from, quiet=quiet)
    if not wish.is_live:
        messages += wish_messages.merged_ended(wish, at=at)
    notify(messages, at=at)


def again(wish_id: int, outcome: str, *, ended: int, by: Actor, at: datetime, data: Any = None) -> WishEvent:
    """Take a wish up after its end, in a new process. ``ended`` is the ``seq`` it was seen with.

    Raises as ``act`` does.
    """
    with transaction.atomic():
        wish = Wish.objects.select_for_update(of=("self",)).select_related("region", "terms").get(pk=wish_id)
        step, rule = wish.status, RULES.get((wish.status, outcome))
        if wish.is_live or wish.seq != ended or rule is None:
            raise Stale(_last_event(wish, by, at))
        case = entitled(rule.who, Case(wish, by, at))
        if case is None:
            raise Refused("not_yours", f"这一步由{rule.who.words}来办。")
        facts, words = _cleaned(rule, case, data)
        by = case.by
        if rule.effect:
            rule.effect(wish, by=by, at=at, **facts)
        target, live = _begin(wish, outcome)
        line = event(
            wish, step=step, outcome=outcome, before=step, after=status_of(target), by=by, at=at,
            audience=rule.audience,
        )  # fmt: skip
        _write(line, words, rule, by)
        _arrive(wish, target, by=by, at=at, task_id=live, came_from=step)
        return line


def _begin(wish: Wish, begin: str) -> tuple[str, int]:
    """A new process from that beginning: (its first step, the id of the task)."""
    node = WishFlow.instance.node(begin)
    activation = node.activation_class.create(node, None, None)
    activation.execute()
    live = activation.process.live_task
    wish.process_id = activation.process.pk
    return live.flow_task.name, live.pk


def _process_of(task_id: int) -> int:
    process_ids = Task.objects.filter(pk=task_id).values_list("process_id", flat=True)
    if not process_ids:
        raise Stale(None)
    return process_ids[0]


def _locked_wish(process_id: int) -> Wish | None:
    """With what every step needs. The rest is read where it is needed: each further join costs more than it saves."""
    known = Wish.objects.select_for_update(of=("self",)).select_related("task", "region")
    return next(iter(known.filter(process_id=process_id)), None)


def _last_event(wish: Wish | None, by: Actor, at: datetime) -> WishEvent | None:
    """What was done last, for those who may know of the wish at all."""
    if wish is None or not may_see(wish, by, at):
        return None
    return wish.events.select_related("actor").order_by("-seq").first()


def _cleaned(rule: Rule, case: Case, data: Mapping[str, Any] | None) -> tuple[dict[str, Any], str]:
    """The facts for the operation, and the words for the note."""
    form = rule.form(data or {}, wish=case.wish, by=case.by, at=case.at)
    if not form.is_valid():
        raise Invalid(form)
    facts = dict(form.cleaned_data)
    return facts, facts.pop(form.note_field, "") if form.note_field else ""


def wake(wish_id: int, *, at: datetime) -> str:
    """What the clock has to do for one wish now: "" nothing, ``remind``, ``call`` or the outcome it took."""
    process_id = Wish.objects.filter(pk=wish_id, status__in=LIVE).values_list("process_id", flat=True).first()
    if process_id is None:
        return ""
    with WishFlow.lock(process_id):
        wish = _locked_wish(process_id)
        if wish is None or wish.task is None or wish.wake_at is None or wish.wake_at > at:
            return ""
        step = wish.task.flow_task.name
        did = ""
        for moment, tick in wish_clocks.ticks(wish, step):
            if not wish.wake_at <= moment <= at or tick.unless(wish):
                continue
            if tick.what in {wish_clocks.REMIND, wish_clocks.PRESS}:
                about = "press" if tick.what == wish_clocks.PRESS else step
                notify(wish_messages.reminder(wish, about, at=at, nth=moment), at=at)
            elif tick.what == wish_clocks.CALL:
                ask_by_phone(wish, purpose=wish_messages.CALLS[step], at=at)
            else:
                _take(Case(wish, Actor.machine(), at), step, tick.what, RULES[step, tick.what])
                return tick.what
            did = tick.what
        reschedule(wish, wake_at=wish_clocks.wake_at(wish, step, at))
        return did


def notes_of(wish: Wish) -> dict[int, Note]:
    """The words beside each event, by its number."""
    return {n.seq: n for n in Note.objects.filter(subject=wish.subject)}
