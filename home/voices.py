"""监督: object to what the public can see, and find the answer by the receipt. Nothing here says who is logged in."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.people import visitors
from community.people.privacy import normalise_phone, phone_problem
from community.people.refusal import Refused
from community.records.calendar import after_working_days
from community.records.policies import policy
from community.voices import subjects
from community.voices.models import Objection
from community.voices.operations import Raising, raise_objection
from workflows.forms.base import PlainForm, text_field
from workflows.wishes.throttle import RECEIPTS_BY_PLACE, VOICES_BY_PLACE, place

FORMS = require_http_methods(["GET", "HEAD", "POST"])
KEPT = "receipt"  # in the session, not in an address: addresses are logged
TOO_OFTEN = "从您这里来的次数太多了，请过一个小时再试。"
UNKNOWN = "没有这个回执号，请对照抄下来的再看一下。"
SIGNED, SEALED = "signed", "sealed"


class VoiceForm(PlainForm):
    words = text_field(
        "什么事", most=1000, rows=6, help_text="时间、地点、怎么知道的，写得越清楚越好查。最多 1000 个字。"
    )
    who = forms.ChoiceField(
        label="署不署名",
        choices=[
            (SEALED, "身份保密：姓名电话封存，监督员要看得写明理由，并留下记录。也可以不填"),
            (SIGNED, "署名：监督员直接看到您的姓名和电话，好找您核实"),
        ],
        initial=SEALED,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label="姓名", max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label="电话", max_length=30, required=False, help_text="留手机的，有答复了发短信告诉您，短信里不说是什么事",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if self.cleaned_data["phone"] and (problem := phone_problem(phone)):
            raise forms.ValidationError(problem)
        return phone


class ReceiptForm(PlainForm):
    receipt = forms.CharField(
        label="回执号",
        max_length=30,
        help_text="十二位数字，提交以后给您的那个",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_receipt(self) -> str:
        digits = normalise_phone(self.cleaned_data["receipt"])  # full-width digits and spaces too
        if len(digits) != 12:
            raise forms.ValidationError(f"回执号是 12 位数字，您填了 {len(digits)} 位。")
        return digits


@never_cache
@FORMS
def new(request: HttpRequest) -> HttpResponse:
    about, at = subjects.find(request.GET.get("about", "")), timezone.now()
    if about is None:
        raise Http404
    if request.method != "POST":
        return _ask(request, about, VoiceForm(initial={"key": uuid4().hex}), at)
    form = VoiceForm(request.POST)
    if not form.is_valid():
        return _ask(request, about, form, at, 422)
    if not VOICES_BY_PLACE.take(place(request)):
        form.add_error(None, TOO_OFTEN)
        return _ask(request, about, form, at, 429)
    try:
        made = raise_objection(_raising(about, form.cleaned_data), at=at)
    except Refused as refused:
        form.add_error(refused.field or None, refused.message)
        return _ask(request, about, form, at, 422)
    visitors.remember(request.session, **{KEPT: made.receipt})
    return redirect("home:received_voice")


def _raising(about: subjects.Subject, data: dict[str, Any]) -> Raising:
    return Raising(
        about=about, words=data["words"], sealed=data["who"] == SEALED, name=data["name"], phone=data["phone"],
        key=data["key"] or uuid4().hex,
    )  # fmt: skip


def _ask(
    request: HttpRequest, about: subjects.Subject, form: VoiceForm, at: datetime, status: int = 200
) -> HttpResponse:
    answer_by = after_working_days(at, policy("voice.answer.days", at))
    return render(
        request, "home/voices/new.html", {"about": about, "form": form, "answer_by": answer_by}, status=status
    )


@never_cache
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """The receipt, for the browser that sent it, as long as it is used."""
    made = Objection.objects.filter(receipt=visitors.recall(request.session, KEPT, "")).first()
    if made is None:
        return redirect("home:voices")
    return render(request, "home/voices/received.html", {"made": made})


@never_cache
@FORMS
def voices(request: HttpRequest) -> HttpResponse:
    """What was answered in public, and one's own by its receipt."""
    if request.method != "POST":
        return _page(request, ReceiptForm())
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    where = place(request)
    if not RECEIPTS_BY_PLACE.take(where):
        form.add_error(None, TOO_OFTEN)
        return _page(request, form, 429)
    found = Objection.objects.filter(receipt=form.cleaned_data["receipt"]).first()
    if found is None:
        form.add_error("receipt", UNKNOWN)
        return _page(request, form, 422)
    RECEIPTS_BY_PLACE.give_back(where)
    return render(request, "home/voices/found.html", {"found": found, "at": timezone.now()})


def _page(request: HttpRequest, form: ReceiptForm, status: int = 200) -> HttpResponse:
    told = Objection.objects.told_in_public()[:20]
    return render(request, "home/voices/voices.html", {"form": form, "told": told}, status=status)
