"""核实居住: somebody comes with his papers; a worker finds his account by the phone and says that he lives here."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from community.people.actor import Actor
from community.people.models import Region, User
from community.people.privacy import mobile_problem, normalise_phone
from community.people.refusal import Refused
from community.people.roles import Verb
from workflows.forms.base import PlainForm
from workflows.residence import verify
from workflows.throttle import Limit

from .filters import communities
from .page import DeskPage

LOOKED_UP = Limit("residence", 60)
FOUND, KEPT = "desk-residence", timedelta(hours=1)
TOO_OFTEN = "这一个小时里查的手机号太多了，请过一个小时再查。"
NO_MOBILE = "请填 11 位手机号，座机不能登录。"
UNSEEN = "里面有看不见的字符，请重新填一遍手机号。"
UNKNOWN = "这个手机号还没有账号，请他先用手机号登录一次。"
AGAIN = "隔的时间长了，请重新查一查手机号。"
NOT_SEEN = "请先看证件，看过了再勾选。"


class LookUpForm(PlainForm):
    phone = forms.CharField(
        label="手机号",
        max_length=30,
        help_text="请他当面报给您，他登录用的那一个",
        error_messages={"null_characters_not_allowed": UNSEEN},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"}),
    )
    region = forms.ModelChoiceField(Region.objects.none(), label="社区", empty_label="请选择")

    def __init__(self, data: Any = None, *, by: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["region"]
        field.queryset = communities(by.areas(Verb.PEOPLE_VERIFY_RESIDENCE, at))
        if len(found := list(field.queryset[:2])) == 1:
            field.initial = found[0].pk

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if problem := mobile_problem(phone, NO_MOBILE):
            raise forms.ValidationError(problem)
        return phone


class SeenForm(PlainForm):
    seen = forms.BooleanField(label="身份证、户口本或租房合同看过了，住在本社区")

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["seen"].error_messages["required"] = NOT_SEEN


class ResidencePage(DeskPage):
    """First the phone, then, of the account that was found, the papers. The second form names the account by a signed
    note for this worker, so that it looks nobody up."""

    verbs = frozenset({Verb.PEOPLE_VERIFY_RESIDENCE})
    page_title = "核实居住"
    header_icon = "home"
    template_name = "workflows/desk/residence.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(form=LookUpForm(by=self.by, at=self.at))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if "found" in request.POST:
            return self.verify(request)
        form = LookUpForm(request.POST, by=self.by, at=self.at)
        if not form.is_valid():
            return self.answer(422, form=form)
        if not LOOKED_UP.take(str(self.me.pk)):
            form.add_error("phone", TOO_OFTEN)
            return self.answer(429, form=form)
        user = User.objects.get_by_phone(form.cleaned_data["phone"])
        if user is None:
            form.add_error("phone", UNKNOWN)
            return self.answer(422, form=form)
        return self.person(user, form.cleaned_data["region"], SeenForm())

    def verify(self, request: HttpRequest) -> HttpResponseBase:
        user, region = self.found(request.POST["found"])
        if user is None or region is None:
            messages.error(request, AGAIN)
            return redirect("desk_residence:index")
        form = SeenForm(request.POST)
        if not form.is_valid():
            return self.person(user, region, form, 422)
        try:
            verify(user=user, region=region, by=self.by, at=self.at)
        except Refused as refused:
            form.add_error(None, refused.message)
            return self.person(user, region, form, 422)
        messages.success(request, f"记下了：{user.addressed}住在{region}，已经核实过。已经告诉本人。")
        return redirect("desk_residence:index")

    def found(self, token: str) -> tuple[User | None, Region | None]:
        try:
            worker, user, region = signing.loads(token, salt=FOUND, max_age=KEPT)
        except signing.BadSignature:
            return None, None
        if worker != self.me.pk:
            return None, None
        return User.objects.filter(pk=user).first(), Region.objects.filter(pk=region).first()

    def person(self, user: User, region: Region, form: SeenForm, status: int = 200) -> HttpResponseBase:
        homes = user.residences.exclude(verified_at=None).select_related("region").order_by("verified_at")
        verified = [(home.region, home.verified_at) for home in homes]
        return self.answer(
            status,
            person=user,
            region=region,
            verified=verified,
            already=region in dict(verified),
            form=form,
            found=signing.dumps([self.me.pk, user.pk, region.pk], salt=FOUND),
        )
