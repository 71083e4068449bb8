"""The wish page: where it stands, what happened, and what the reader may do now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from community.people.actor import Actor
from community.people.refusal import Refused
from community.people.roles import Verb
from community.wishes.codes import read_code
from community.wishes.following import following, joining_of, why_not_follow
from community.wishes.models import Status, Visibility, Wish
from community.wishes.operations.look import look
from community.wishes.queries import bar, is_wisher, may_say_again, may_see
from community.wishes.thanks import thanks
from workflows import steps
from workflows.steps import Choice

from . import history, story

DETAIL = (
    *("region__fallback", "street", "category", "terms", "organisation", "actor", "wisher"),
    *("task__process", "proxied_by", "merged_into", "earlier"),
)
SORRY = {Status.UNFULFILLED, Status.DECLINED}  # an end that owes a reason
IN_TOUCH = {Status.ACTING, Status.CONFIRMING, Status.VERIFYING}


@dataclass(frozen=True)
class Opened:
    """A wish before somebody who may see it, at a moment."""

    wish: Wish
    by: Actor
    at: datetime

    @property
    def own(self) -> bool:
        return is_wisher(self.wish, self.by)


def opened(request: HttpRequest, code: str, at: datetime) -> Opened:
    """Not visible and not there are the same to the visitor."""
    wish = Wish.objects.select_related(*DETAIL).filter(code=code).first()
    if wish is None:
        raise Http404
    by = steps.actor_of(request, wish)
    if not may_see(wish, by, at):
        raise Http404
    return Opened(wish, by, at)


@require_safe
def wish(request: HttpRequest, code: str) -> HttpResponse:
    if (digits := read_code(code)) and digits != code:
        return redirect("wishes:wish", digits, permanent=True)
    page = opened(request, code, timezone.now())
    answer = render(request, "wishes/wish.html", told(page))
    if page.by.user or page.by.witness:  # what he sees is not for who sits down here next
        add_never_cache_headers(answer)
    return answer


def told(page: Opened) -> dict[str, Any]:
    wish, by, at = page.wish, page.by, page.at
    events = list(wish.events.select_related("actor", "organisation", "on_behalf_of"))
    lines = history.told(wish, events, history.audiences(wish, by, at))
    now, then = story.sentence(wish, at, to_wisher=page.own)
    into = wish.merged_into
    return {
        "wish": wish,
        "now": now,
        "then": then,
        "late": wish.is_overdue(at),
        "own": page.own,
        "steps": story.stepper(wish, events),
        "lines": lines,
        "reason": next((line.note for line in lines if line.at == wish.since), "") if wish.status in SORRY else "",
        "offer": offered(page),
        "following": following(wish, by),
        "may_follow": by.user is None or not why_not_follow(wish, by),
        "may_call": may_call(page),
        "thanks": thanks(wish) if wish.status == Status.FULFILLED else "",
        "parts": list(wish.pledges.filter(withdrawn_at=None).select_related("user", "organisation").order_by("pk")),
        "again": page.own and may_say_again(wish, at),
        "earlier": wish.earlier if wish.earlier and may_see(wish.earlier, by, at) else None,
        "asked": into and unanswered(wish, by),
        "merged_into": into if into and may_see(into, by, at) else None,
    }


def unanswered(wish: Wish, by: Actor) -> bool:
    """Whether he still has to say if he agrees with the merge."""
    asked = joining_of(wish, by)
    return asked is not None and asked.agreed is None


@dataclass(frozen=True)
class Offer:
    """What the reader may do; or ``why`` not, where he would expect to. ``login``: after logging in he may claim."""

    choices: Sequence[Choice] = ()
    why: str = ""
    login: bool = False
    first: str = ""

    @property
    def thumb(self) -> Sequence[Choice]:
        """The step forward, for the bar under the thumb: ``first``, or the rule's own; a rating is never pushed."""
        found = [c for c in self.choices if c.outcome == self.first]
        found = found or [c for c in self.choices if c.tone == "primary" and c.outcome != "satisfied"]
        return found[:1]

    @property
    def others(self) -> Sequence[Choice]:
        return [c for c in self.choices if c not in self.thumb]


def offered(page: Opened) -> Offer:
    wish, by, at = page.wish, page.by, page.at
    choices = [c for c in steps.choices(wish, by, at) if not (c.outcome == "claim" and page.own)]
    if wish.status == Status.VERIFYING and choices and (reason := bar(wish=wish, by=by)):
        return Offer(why=reason)
    if wish.status == Status.ACTING and choices:
        claim = wish.live_claim
        return Offer(choices, first="contact" if claim and claim.contacted_at is None else "done")
    if wish.status != Status.OPEN or page.own or any(c.outcome == "claim" for c in choices):
        return Offer(choices)
    if by.user is None:
        return Offer(choices, login=wish.visibility == Visibility.WALL)
    if wish.visibility == Visibility.STREET:
        return Offer(choices, why="这个心愿请本街道的组织来认领。")
    return Offer(choices, why="以个人名义认领，要先请社区核实您住在这里：带身份证到社区登记一次就行。")


def may_call(page: Opened) -> list[str]:
    """The sealed values this reader may look at, each time leaving a record; none for most people."""
    wish, by, at = page.wish, page.by, page.at
    if by.user is None:
        return []
    if by.may(Verb.PEOPLE_REVEAL, area=wish.area_path, at=at):
        return ["name", "phone", "address", "own_words"]
    claim = wish.live_claim if wish.status in IN_TOUCH and wish.actor_id == by.user.pk else None
    return ["name", "phone", "address"] if claim and claim.user_id == by.user.pk else []


CONTACT = {
    "name": ("姓名", "wisher_name"),
    "phone": ("电话", "phone"),
    "address": ("住址", "address"),
    "own_words": ("原话", "own_words"),
}


@never_cache
@require_POST
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """Show how to reach the wisher, once; the look is written down first."""
    page = opened(request, code, timezone.now())
    fields = may_call(page)
    if not fields:
        words = "联系方式只有本社区的社区工作者，和正在办这件事的经办人能看。"
        return render(request, "wishes/refused.html", {"wish": page.wish, "why": words}, status=403)
    try:
        look(page.wish, fields=fields, reason="在心愿页查看联系方式", by=page.by, at=page.at)
    except Refused as refused:
        return render(request, "wishes/refused.html", {"wish": page.wish, "why": refused.message}, status=403)
    shown = [(label, getattr(page.wish, column)) for label, column in (CONTACT[field] for field in fields)]
    return render(request, "wishes/contact.html", {"wish": page.wish, "shown": shown, "at": page.at})
