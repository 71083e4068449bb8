"""What the public pages and the desk share: who is asking, what he may do now, and one attempt at doing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest
from viewflow.workflow.models import Task

from community.people import visitors
from community.people.actor import Actor, Channel
from community.people.models import Organisation
from community.people.refusal import Refused
from community.wishes.models import Wish, WishEvent
from community.wishes.queries import is_wisher
from workflows import door
from workflows.flows import wish_who
from workflows.flows.rule import Rule
from workflows.flows.wish_rules import outcomes
from workflows.flows.wish_who import Case
from workflows.forms.base import StepForm

ORGANISATION, WITNESS = "organisation", "wisher_of"
PIN_SALT = "task-pin"


def actor_of(request: HttpRequest, wish: Wish | None = None, *, channel: str = Channel.WEB) -> Actor:
    """The person behind a request: account, organisation switch, and the link or code he opened this wish with."""
    user = request.user if request.user.is_authenticated else None
    entered = request.session.get(WITNESS, {}) | visitors.recall(request.session, WITNESS, {})
    if wish is not None and wish.code in entered:
        return Actor(user, channel=entered[wish.code], witness=wish.subject)
    return Actor(user, organisation=_organisation(request), channel=channel)


def _organisation(request: HttpRequest) -> Organisation | None:
    pk = request.session.get(ORGANISATION)
    if not pk or not request.user.is_authenticated:
        return None
    held = Actor(request.user).memberships()
    return next((m.organisation for m in held if m.organisation_id == pk), None)


def remember_witness(request: HttpRequest, wish: Wish, channel: str) -> None:
    """From now on this browser may act as the wisher of this wish: by a link, which came to his phone, for good."""
    if channel == Channel.LINK:
        request.session[WITNESS] = request.session.get(WITNESS, {}) | {wish.code: channel}
    else:
        known = visitors.recall(request.session, WITNESS, {})
        visitors.remember(request.session, **{WITNESS: known | {wish.code: channel}})


@dataclass(frozen=True)
class Choice:
    outcome: str
    rule: Rule
    label: str

    @property
    def tone(self) -> str:
        return self.rule.tone


def step_of(wish: Wish) -> str:
    """The name of the live step; after an end that of the end, which the status is called by."""
    return wish.task.flow_task.name if wish.task else wish.status


def choices(wish: Wish, by: Actor, at: datetime) -> list[Choice]:
    """What this person may do with the wish now, in the order of the rules."""
    case = Case(wish, by, at)
    return [
        Choice(outcome, rule, label(rule, outcome, wish, by))
        for outcome, rule in outcomes(step_of(wish)).items()
        if rule.who is not wish_who.clock and wish_who.entitled(rule.who, case)
    ]


def label(rule: Rule, outcome: str, wish: Wish, by: Actor) -> str:
    """What the button says to this person; the rule's own words unless they can be closer."""
    if outcome == "deny_contact" and is_wisher(wish, by):
        return "还没有人联系我"
    return "我也出一份" if outcome == "pledge" and wish.quantity else rule.label


def blank_form(wish: Wish, outcome: str, by: Actor, at: datetime, typed: Mapping[str, Any] | None = None) -> StepForm:
    """The form of an outcome, not yet judged, with what was typed into the form of another; KeyError when the step
    has no such outcome."""
    return outcomes(step_of(wish))[outcome].form(wish=wish, by=by, at=at, initial=typed)


def wish_of_task(task_id: int) -> Wish | None:
    """The wish a task belongs to, also when it is no longer the live one."""
    process_id = Task.objects.filter(pk=task_id).values_list("process_id", flat=True).first()
    known = Wish.objects.select_related(
        "task__process", "region", "street", "category", "terms", "organisation", "actor", "wisher", "proxied_by"
    )
    return known.filter(process_id=process_id).first() if process_id else None


class Pin(NamedTuple):
    """What a form was opened for: the live task, or an ended wish with its ``seq``."""

    task_id: int = 0  # which no task has
    ended: int = 0


def pin(wish: Wish) -> str:
    """Signed, for a hidden field: a form acts on the step it was opened for, or not at all."""
    opened_for = Pin(wish.task_id) if wish.task_id else Pin(ended=wish.seq)
    return signing.dumps([wish.code, *opened_for], salt=PIN_SALT)


def unpin(wish: Wish, token: str) -> Pin:
    """What the form was opened for; an empty pin for a token that is not ours."""
    try:
        code, *opened_for = signing.loads(token, salt=PIN_SALT)
        return Pin(*opened_for) if code == wish.code else Pin()
    except (signing.BadSignature, ValueError, TypeError):
        return Pin()


@dataclass(frozen=True)
class Attempt:
    """How it went: an ``event``, or a ``refused`` with the HTTP ``status`` and, for a form, the bound ``form``."""

    status: int
    event: WishEvent | None = None
    form: StepForm | None = None
    refused: Refused | None = None

    @property
    def ok(self) -> bool:
        return self.event is not None

    @property
    def stale(self) -> bool:
        return isinstance(self.refused, door.Stale)


def attempt(wish: Wish, outcome: str, *, pin: Pin, by: Actor, at: datetime, data: Mapping[str, Any]) -> Attempt:
    """Try the outcome through the door. 422: the form says why, keeping what was typed; 403: not for this person or
    not by the facts; 409: somebody was first."""
    try:
        if pin.ended:
            return Attempt(302, event=door.again(wish.pk, outcome, ended=pin.ended, by=by, at=at, data=data))
        return Attempt(302, event=door.act(pin.task_id, outcome, by=by, at=at, data=data))
    except door.Invalid as invalid:
        return Attempt(422, form=invalid.form)
    except door.Stale as stale:
        return Attempt(409, refused=stale)
    except Refused as refused:
        return Attempt(403, form=_with_refusal(wish, outcome, by, at, data, refused), refused=refused)


def _with_refusal(
    wish: Wish, outcome: str, by: Actor, at: datetime, data: Mapping[str, Any], refused: Refused
) -> StepForm | None:
    """The form as typed, with the refusal at its field."""
    rule = outcomes(step_of(wish)).get(outcome)
    if rule is None:
        return None
    form = rule.form(data, wish=wish, by=by, at=at)
    form.is_valid()
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    return form


@receiver(user_logged_in)
def forget_witnesses(sender: object, request: HttpRequest, **kwargs: Any) -> None:
    """A link opened before logging in was somebody else's word."""
    request.session.pop(WITNESS, None)
