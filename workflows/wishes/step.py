"""One outcome of a step: ask for what it needs, try it, answer what comes of it. All derived from the rules."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.people.refusal import Refused
from community.records.operations import AlreadySubmitted, submit_once
from community.wishes.models import Wish
from community.wishes.queries import is_wisher, may_see
from workflows import photos, steps
from workflows.flows.rule import Rule
from workflows.flows.wish_rules import RULES, outcomes
from workflows.steps import Attempt

from . import offer, story
from .answers import consequence, thanks
from .page import DETAIL, Opened, offered, opened

MOVED_ON = "这一步已经过去了，现在的情况见下面。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, code: str, outcome: str) -> HttpResponse:
    if not any(outcome == known for _, known in RULES):
        raise Http404
    page = opened(request, code, timezone.now())
    return _do(request, page, outcome) if request.method == "POST" else _ask(request, page, outcome)


def _ask(request: HttpRequest, page: Opened, outcome: str) -> HttpResponse:
    rule = outcomes(steps.step_of(page.wish)).get(outcome)
    if rule is None:
        return _stale(request, page, outcome, Refused("stale", MOVED_ON))
    if outcome not in {choice.outcome for choice in steps.choices(page.wish, page.by, page.at)}:
        return _refused(request, page, rule)
    form = steps.blank_form(page.wish, outcome, page.by, page.at)
    if not page.own and "own_words" in form.fields:
        # Whoever is not the wisher reads the 原话 only where the look is written down.
        form.fields["own_words"].initial = ""
        form.fields["own_words"].help_text = "请把补充后的整段话写上；原来写的，在心愿页点“查看联系方式”可以看到。"
    form.initial = {"why": request.GET.get("why", ""), **form.initial}
    if outcome == "claim":
        form.initial = {**form.initial, **offer.kept(request, page.wish.code)}
    return _form(request, page, outcome, form, uuid4().hex)


def _form(
    request: HttpRequest, page: Opened, outcome: str, form: forms.Form, key: str, status: int = 200
) -> HttpResponse:
    rule = outcomes(steps.step_of(page.wish))[outcome]
    now, then = story.sentence(page.wish, page.at, to_wisher=page.own)
    context = {
        "wish": page.wish,
        "outcome": outcome,
        "rule": rule,
        "label": steps.label(rule, outcome, page.wish, page.by),
        "consequence": consequence(page.wish, outcome),
        "form": form,
        "pin": request.POST.get("pin") or steps.pin(page.wish),
        "key": key,
        "now": now,
        "then": then,
    }
    return render(request, "wishes/step.html", context, status=status)


def _do(request: HttpRequest, page: Opened, outcome: str) -> HttpResponse:
    key = request.POST.get("key", "").replace("\0", "")[:40] or uuid4().hex
    if form := _photos_first(request, page, outcome):
        return _form(request, page, outcome, form, key, 422 if form.errors else 200)
    try:
        result = _once(request, page, outcome, key)
    except AlreadySubmitted:
        return _done(request, page, outcome)
    if result.ok:
        return _done(request, page, outcome)
    if result.status == 409:
        assert result.refused is not None
        return _stale(request, page, outcome, result.refused)
    rule = outcomes(steps.step_of(page.wish))[outcome]
    if result.form is None or (result.refused and result.refused.code == "not_yours"):
        return _refused(request, page, rule)
    return _form(request, page, outcome, result.form, key, result.status)


def _photos_first(request: HttpRequest, page: Opened, outcome: str) -> forms.Form | None:
    """Take in the photos, before and apart from the step; the form again when one was refused, or only they were sent."""
    asked: dict[str, Any] = {"by": page.by, "at": page.at, "data": request.POST}
    problems = photos.receive(page.wish, outcome, files=request.FILES, **asked)
    if problems or (photos.ADD in request.POST and photos.takes_photos(page.wish, outcome, page.by, page.at)):
        return photos.again(page.wish, outcome, problems=problems, **asked)
    return None


def _once(request: HttpRequest, page: Opened, outcome: str, key: str) -> Attempt:
    """Try it; a form sent twice is tried once, and one that was refused may be sent again."""
    pin = steps.unpin(page.wish, request.POST.get("pin", ""))
    with transaction.atomic():
        submit_once(key=f"step:{page.wish.code}:{outcome}:{key}", kind="step", at=page.at)
        result = steps.attempt(page.wish, outcome, pin=pin, by=page.by, at=page.at, data=request.POST)
        if not result.ok:
            transaction.set_rollback(True)
    return result


def _done(request: HttpRequest, page: Opened, outcome: str) -> HttpResponse:
    """Say what happens next, and go back to the wish, or to one's own page when it is no longer for him."""
    after = _again(request, page)
    offer.forget(request, page.wish.code)
    messages.success(request, thanks(after.wish, outcome, at=page.at, to_wisher=page.own))
    if may_see(after.wish, after.by, after.at):
        return redirect(after.wish)
    return redirect("home:me" if request.user.is_authenticated else "wishes:wall")


def _again(request: HttpRequest, page: Opened) -> Opened:
    """The same wish as it is now, and the same person with fresh eyes."""
    wish = Wish.objects.select_related(*DETAIL).get(pk=page.wish.pk)
    return Opened(wish, steps.actor_of(request, wish), page.at)


def _refused(request: HttpRequest, page: Opened, rule: Rule) -> HttpResponse:
    """Not for this person: who does it, and how he may turn out to be that one."""
    context = {
        "wish": page.wish,
        "why": offered(page).why or f"这一步由{rule.who.words}来办。",
        "kept": offer.kept(request, page.wish.code).get("plan"),
        "anonymous": page.by.user is None,
        "own": page.own,
    }
    return render(request, "wishes/refused.html", context, status=403)


def _stale(request: HttpRequest, page: Opened, outcome: str, refused: Refused) -> HttpResponse:
    """Somebody was first: who, where it stands now, what was typed, and where else one is needed."""
    after = _again(request, page)
    visible = may_see(after.wish, after.by, after.at)
    now, then = story.sentence(after.wish, after.at, to_wisher=is_wisher(after.wish, after.by)) if visible else ("", "")
    context: dict[str, Any] = {
        "wish": after.wish,
        "message": refused.message,
        "now": now,
        "then": then,
        "visible": visible,
        "typed": _typed(request, outcome),
        "waiting": Wish.objects.on_wall().open().near(after.wish.region).count() if outcome == "claim" else 0,
    }
    return render(request, "wishes/stale.html", context, status=409)


def _typed(request: HttpRequest, outcome: str) -> list[tuple[str, str]]:
    """The words somebody wrote into a form that came too late, to copy or keep."""
    rule = next(rule for (_, known), rule in RULES.items() if known == outcome)
    return [
        (str(field.label), request.POST[name])
        for name, field in rule.form.base_fields.items()
        if type(field) is forms.CharField and request.POST.get(name)
    ]
