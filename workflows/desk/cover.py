"""请假顶岗: who stands in for whom, on which days. Each arranges it for himself, the street for its people."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format

from community.people.actor import Actor
from community.people.covering import arrange_cover, end_cover, may_arrange
from community.people.models import Cover, User
from community.people.refusal import Refused
from community.people.roles import Verb
from community.records.calendar import day_start
from community.records.operations import Message, notify
from workflows.forms.base import PlainForm, date_field
from workflows.staffing import left_short

from .colleagues import PersonField, colleagues_of, staff_within
from .page import DeskPage

SHOWN = 50


class CoverForm(PlainForm):
    absent = PersonField(label="谁请假")
    substitute = PersonField(label="请谁顶岗", help_text="这些天里，他能办您能办的事，每件都记着是代谁办的")
    starts_on = date_field("第一天")
    ends_on = date_field("最后一天")
    sure = forms.BooleanField(label="知道了，还是这样安排", required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, by: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        assert by.user is not None  # the desk is behind a log-in
        places = by.areas(Verb.PEOPLE_COVER, at)
        if places:
            self.choose("absent", staff_within(places, at) | {by.user.pk: "我自己"})
            self.fields["substitute"].help_text = "这些天里，他能办请假的人能办的事，每件都记着是代谁办的"
        else:
            del self.fields["absent"]
        theirs = staff_within(places, at) | colleagues_of(by, at)
        self.choose("substitute", {pk: label for pk, label in theirs.items() if places or pk != by.user.pk})
        self.fields["starts_on"].initial = timezone.localdate(at)
        self.at, self.me = at, by.user
        self.short: list[str] = []

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.cleaned_data.setdefault("absent", self.me)
        return self.cleaned_data

    def warn(self) -> bool:
        """Whether somebody would be missing and it has not been said that this is known."""
        given = self.cleaned_data
        first = max(day_start(given["starts_on"]), self.at)
        self.short = left_short(given["absent"], first, given["substitute"])
        if self.short:
            self.fields["sure"].widget = forms.CheckboxInput()
        return bool(self.short) and not given["sure"]

    def choose(self, name: str, people: dict[int, str]) -> None:
        field: Any = self.fields[name]
        field.offer(people)


class CoverPage(DeskPage):
    verbs = frozenset(Verb)
    page_title = "请假顶岗"
    header_icon = "user"
    template_name = "workflows/desk/cover.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.page(CoverForm(by=self.by, at=self.at))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if request.POST.get("end"):
            return self.end(request.POST["end"])
        form = CoverForm(request.POST, by=self.by, at=self.at)
        if not form.is_valid() or form.warn():
            return self.page(form, 422)
        given = {name: value for name, value in form.cleaned_data.items() if name != "sure"}
        try:
            cover = arrange(by=self.by, at=self.at, **given)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            return self.page(form, 422)
        messages.success(request, f"安排好了：{span(cover)}，{cover.substitute}代{cover.absent}的岗。已告诉他们。")
        return redirect("desk_cover:index")

    def end(self, pk: str) -> HttpResponseBase:
        cover = self.shown().filter(pk=pk if pk.isascii() and pk.isdigit() and len(pk) < 19 else 0).first()
        if cover is None:
            raise Http404
        try:
            end_early(cover, by=self.by, at=self.at)
        except Refused as refused:
            messages.error(self.request, refused.message)
        else:
            messages.success(self.request, f"结束了，{cover.substitute}不再代{cover.absent}的岗。")
        return redirect("desk_cover:index")

    def shown(self) -> Any:
        """Arrangements that are his business: he goes, he stands in, or they lie in his street."""
        places = staff_within(self.by.areas(Verb.PEOPLE_COVER, self.at), self.at)
        known = Cover.objects.select_related("absent", "substitute")
        return known.concerning(self.by.user, places) if self.by.user else known.none()

    def page(self, form: CoverForm, status: int = 200) -> HttpResponseBase:
        today = timezone.localdate(self.at)
        covers = self.shown().filter(ended_at=None, ends_on__gte=today).order_by("starts_on", "pk")[:SHOWN]
        rows = [
            (c, span(c), c.starts_on <= today, may_arrange(absent=c.absent, by=self.by, at=self.at)) for c in covers
        ]
        return self.answer(status, form=form, rows=rows)


def span(cover: Cover) -> str:
    return f"{day(cover.starts_on)} 到 {day(cover.ends_on)}"


def day(on: date) -> str:
    return date_format(on, "Y年n月j日")


@transaction.atomic
def arrange(*, absent: User, substitute: User, starts_on: date, ends_on: date, by: Actor, at: datetime) -> Cover:
    """Arrange it and tell both; the one who did it knows."""
    cover, new = arrange_cover(
        absent=absent, substitute=substitute, starts_on=starts_on, ends_on=ends_on, by=by, at=at
    )  # fmt: skip
    if new:
        told = {
            substitute: f"{span(cover)}，请您代{absent}的岗。轮到{absent}办的事会进您的“待我处理”，标着“代 {absent}”。",
            absent: f"{span(cover)}，您的岗由{substitute}代。",
        }
        _tell(cover, "set", told, by=by, at=at)
    return cover


@transaction.atomic
def end_early(cover: Cover, *, by: Actor, at: datetime) -> None:
    ended = end_cover(cover=cover, by=by, at=at)
    told = {
        ended.substitute: f"{ended.absent}的岗不用您再代了。谢谢您。",
        ended.absent: f"{ended.substitute}不再代您的岗，您的事请自己接着办。",
    }
    _tell(ended, "end", told, by=by, at=at)


def _tell(cover: Cover, what: str, told: dict[User, str], *, by: Actor, at: datetime) -> None:
    subject = f"cover:{cover.pk}"
    notify(
        [
            Message(dedupe=f"{subject}:{what}:{user.pk}", subject=subject, kind="cover", text=text, user=user)
            for user, text in told.items()
            if user != by.user
        ],
        at=at,
    )
