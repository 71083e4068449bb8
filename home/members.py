"""本组织的成员: who is of the organisations one manages, who comes, and who goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.people.actor import Actor
from community.people.models import Membership, Organisation, Title
from community.people.operations import Appointment
from community.people.privacy import mobile_problem, normalise_phone
from community.people.refusal import Refused
from community.people.roles import ENROLLED, Role, Verb
from community.wishes.models import Claim
from workflows.desk.colleagues import told_apart
from workflows.forms.base import PlainForm, date_field
from workflows.handover import IN_HAND
from workflows.membership import day, enrol
from workflows.steps import actor_of
from workflows.throttle import Limit

FORMS = require_http_methods(["GET", "HEAD", "POST"])
NAMES_TRIED = Limit("enrol-name", 10)
TOO_OFTEN = "没对上的次数太多了，请过一个小时再来，或者请本人到社区登记。"
NO_MOBILE = "请填 11 位手机号，座机收不到短信。没有手机的，请到社区登记。"


class EnrolForm(PlainForm):
    name = forms.CharField(
        label="姓名", max_length=20, help_text="写身份证上的名字", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    title = forms.ChoiceField(label="怎么称呼", choices=Title.choices, required=False, widget=forms.RadioSelect)
    phone = forms.CharField(
        label="手机",
        max_length=30,
        help_text="他用这个手机号登录，登记好了会告诉他",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"}),
    )
    role = forms.ChoiceField(
        label="做什么",
        choices=ENROLLED.items(),
        initial=Role.MEMBER,
        help_text="成员办分给他的事；经办人还可以代表组织认领",
        widget=forms.RadioSelect,
    )
    organisation = forms.ChoiceField(label="哪个组织")
    ends_on = date_field("到哪天为止", required=False, help_text="不填就是一直都是")

    def __init__(self, data: Any = None, *, units: dict[str, Organisation], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.units = units
        unit: Any = self.fields["organisation"]
        unit.choices = [("", "请选择"), *((pk, one.name) for pk, one in units.items())]
        if len(units) == 1:
            del self.fields["organisation"]

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if problem := mobile_problem(phone, NO_MOBILE):
            raise forms.ValidationError(problem)
        return phone

    def appointment(self) -> Appointment:
        given = self.cleaned_data
        place = self.units[given.get("organisation") or next(iter(self.units))]
        facts = {name: given[name] for name in ("name", "title", "phone", "ends_on")}
        return Appointment(role=Role(given["role"]), place=place, **facts)


@dataclass(frozen=True)
class Row:
    """``may_go``: whether this manager may say that he leaves."""

    membership: Membership
    name: str
    role: str
    in_hand: int
    may_go: bool


@never_cache
@login_required
@FORMS
def members(request: HttpRequest) -> HttpResponse:
    at, by = timezone.now(), actor_of(request)
    units = _managed(by, at)
    if request.method != "POST":
        return _page(request, units, EnrolForm(units=units), at)
    form = EnrolForm(request.POST, units=units)
    if not form.is_valid():
        return _page(request, units, form, at, 422)
    if status := _enrol(request, form, by, at):
        return _page(request, units, form, at, status)
    return redirect("home:members")


def _managed(by: Actor, at: datetime) -> dict[str, Organisation]:
    """By id; for who manages none the page is not there."""
    units = {str(unit.pk): unit for unit in by.organisations(Verb.PEOPLE_MANAGE, at)}
    if not units:
        raise Http404
    return units


def _enrol(request: HttpRequest, form: EnrolForm, by: Actor, at: datetime) -> int:
    """The status of what could not be done; 0 when it is. Only names that do not fit a phone count as tries."""
    key = str(by.user and by.user.pk)
    if not NAMES_TRIED.take(key):
        form.add_error("phone", TOO_OFTEN)
        return 429
    try:
        made = enrol(appointment=form.appointment(), by=by, at=at)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        if refused.code != "another_name":
            NAMES_TRIED.give_back(key)
        return 422
    NAMES_TRIED.give_back(key)
    until = f"，到{day(made.ends_on)}为止" if made.ends_on else ""
    what = f"{made.user.addressed}是{made.organisation}的{ENROLLED[made.role]}{until}"
    messages.success(request, f"登记好了：{what}。已经告诉本人。")
    return 0


def _page(
    request: HttpRequest, units: dict[str, Organisation], form: EnrolForm, at: datetime, status: int = 200
) -> HttpResponse:  # fmt: skip
    rows = _rows(units, at)
    groups = [(unit, rows.get(unit.pk, [])) for unit in units.values()]
    context = {"groups": groups, "form": form, "today": timezone.localdate(at)}
    return render(request, "home/members.html", context, status=status)


def _rows(units: dict[str, Organisation], at: datetime) -> dict[int | None, list[Row]]:
    """{organisation: its members now and to come}"""
    held = Membership.objects.not_over(timezone.localdate(at)).filter(organisation__in=units.values())
    known = list(held.select_related("user").defer("user__name", "user__phone").order_by("pk"))
    names = told_apart({m.user: m.user.addressed for m in known})
    claims = Claim.objects.filter(organisation__in=units.values(), ended_at=None, wish__status__in=IN_HAND)
    counted = claims.order_by().values_list("user", "organisation").annotate(Count("pk"))
    in_hand = {(user, unit): count for user, unit, count in counted}
    rows: dict[int | None, list[Row]] = {}
    for one in known:
        count = in_hand.get((one.user_id, one.organisation_id), 0)
        role = ENROLLED.get(one.role, one.get_role_display())
        row = Row(one, names[one.user_id], role, count, may_go=one.role in ENROLLED)
        rows.setdefault(one.organisation_id, []).append(row)
    return rows
