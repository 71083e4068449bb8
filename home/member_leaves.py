"""A member leaves: on which day, and who goes on with what he has in hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.people.actor import Actor
from community.people.membership import last_day_problem
from community.people.models import Membership
from community.people.refusal import Refused
from community.people.roles import ENROLLED, Verb
from community.wishes.models import Wish
from workflows import handover
from workflows.desk.colleagues import PersonField, told_apart
from workflows.forms.base import PlainForm, date_field, members_of, text_field
from workflows.membership import day, let_go
from workflows.steps import actor_of


class LeaveForm(PlainForm):
    """To whom is asked when there is something to hand over."""

    last_day = date_field("最后一天", help_text="这一天还是，从第二天起就不是了")
    successor = PersonField(label="交给谁", help_text="这些事马上都交给他；在办的，心愿人会知道换了谁")
    reason = text_field("说明", required=False, most=200)

    def __init__(
        self, data: Any = None, *, membership: Membership, people: dict[int, str] | None, at: datetime
    ) -> None:
        super().__init__(data)
        self.membership, self.at = membership, at
        self.fields["last_day"].initial = max(timezone.localdate(at), membership.starts_on)
        if people is None:
            del self.fields["successor"], self.fields["reason"]
        else:
            successor: Any = self.fields["successor"]
            successor.offer(people)

    def clean_last_day(self) -> date:
        on = self.cleaned_data["last_day"]
        if problem := last_day_problem(self.membership, on, at=self.at):
            raise forms.ValidationError(problem)
        return on


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    at, by = timezone.now(), actor_of(request)
    membership = _of(pk, by, at)
    work = _work(membership, by, at)
    people = _others(membership, at) if work else None
    form = LeaveForm(request.POST if request.method == "POST" else None, membership=membership, people=people, at=at)
    if form.is_valid():
        return _go(request, form, by, at)
    promised = handover.promised_work(membership.user, by, at) if not _stays(membership, at) else []
    context = {"membership": membership, "role": ENROLLED[membership.role], "form": form}
    context |= {"work": work, "promised": promised}
    return render(request, "home/member_leave.html", context, status=422 if form.errors else 200)


def _of(pk: int, by: Actor, at: datetime) -> Membership:
    """One that is his to end and has not ended."""
    held = Membership.objects.not_over(timezone.localdate(at)).select_related("user", "organisation")
    units = by.organisations(Verb.PEOPLE_MANAGE, at)
    return get_object_or_404(held, pk=pk, role__in=ENROLLED, organisation__in=units)


def _stays(membership: Membership, at: datetime) -> bool:
    """Whether another role keeps him there."""
    held = membership.user.memberships.active(timezone.localdate(at)).filter(organisation=membership.organisation)
    return held.exclude(pk=membership.pk).exists()


def _work(membership: Membership, by: Actor, at: datetime) -> list[Wish]:
    """What somebody else has to go on with."""
    if _stays(membership, at):
        return []
    return list(handover.open_work(membership.user, by, at, within=membership.organisation))


def _others(membership: Membership, at: datetime) -> dict[int, str]:
    others = members_of([membership.organisation_id], at).exclude(user=membership.user_id)
    return told_apart({m.user: m.user.addressed for m in others.defer("user__name", "user__phone")})


def _go(request: HttpRequest, form: LeaveForm, by: Actor, at: datetime) -> HttpResponse:
    """Back to the members; to this page again when something could not be handed over."""
    membership, on = form.membership, form.cleaned_data["last_day"]
    ended: list[Membership] = []
    try:
        if "successor" in form.fields:
            done = handover.hand_over(
                leaver=membership.user, by=by, at=at, within=membership.organisation, **form.cleaned_data
            )  # fmt: skip
            _tell(request, done, form.cleaned_data["successor"].addressed)
            if done.kept:
                return redirect("home:member_leave", membership.pk)
            ended = done.ended
        if membership not in ended:
            let_go(membership=membership, by=by, at=at, on=on)
    except Refused as refused:  # something came in between
        messages.error(request, refused.message)
        return redirect("home:members")
    what = f"{membership.user.addressed}做{membership.organisation}的{ENROLLED[membership.role]}到{day(on)}为止"
    messages.success(request, f"{what}，已经告诉本人。")
    return redirect("home:members")


def _tell(request: HttpRequest, done: handover.HandedOver, to: str) -> None:
    if done.moved:
        messages.success(request, f"交给{to} {len(done.moved)} 件：{'、'.join(map(_named, done.moved))}。")
    for wish, why in done.kept:
        messages.warning(request, f"没有交成：{_named(wish)}。{why}")
    if done.kept:
        messages.warning(request, "还有事没有交出去，先不离开。换一位再交，或者请街道协调员帮忙。")


def _named(wish: Wish) -> str:
    return f"{wish.spoken_code} {wish.shown_title}"
