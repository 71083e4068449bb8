"""Sign up and log in with a phone: one screen for the number, one for the code. No password.

Both answer every number alike; whether it has an account is said by text message, to him who holds the phone.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from allauth.account.utils import get_next_redirect_url, perform_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.people.forms import KIOSK
from community.people.leaving import is_leaving
from community.people.models import User
from community.people.operations import sign_up as make_account
from community.people.privacy import mask_phone
from community.people.refusal import Refused
from community.records import codes
from workflows.forms.base import PlainForm
from workflows.throttle import Limit
from workflows.wishes.throttle import CODES_BY_PLACE, place

from .forms import PhoneCodeForm, PhoneForm, SignUpForm
from .leave import let_back

FORMS = require_http_methods(["GET", "HEAD", "POST"])
CODES_TO_PHONE = Limit("codes-phone", 5)
ASKED = "by_phone"  # in the session: which phone was asked, and where to go afterwards
TOO_OFTEN = "试的次数太多了，请过一个小时再试，或到社区当面办。"
WRONG = "验证码不对，或者已经过期、用过了。请看一下短信里的六位数字；试了几次都不对，请退回去重新获取。"
TAIL = "{minutes} 分钟内有效。请不要告诉别人。"


@dataclass(frozen=True)
class Errand:
    """Why somebody proves his phone. ``known`` and ``unknown``: what a number with and without an account is told."""

    phone_page: str
    code_page: str
    form: type[PlainForm]
    template: str
    known: str
    unknown: str


SIGN_UP = Errand(
    "accounts:sign_up", "accounts:sign_up_code", SignUpForm, "home/accounts/sign_up.html",
    known=f"这个号码已经注册。验证码 {{digits}}，填在刚才的页面上就能登录，{TAIL}",
    unknown=f"验证码 {{digits}}，用来开账号，{TAIL}",
)  # fmt: skip
LOG_IN = Errand(
    "accounts:log_in", "accounts:log_in_code", PhoneCodeForm, "home/accounts/log_in.html",
    known=f"验证码 {{digits}}，用来登录，{TAIL}",
    unknown="",
)  # fmt: skip


@never_cache
@FORMS
def sign_up(request: HttpRequest) -> HttpResponse:
    return _ask_phone(request, SIGN_UP)


@never_cache
@FORMS
def sign_up_code(request: HttpRequest) -> HttpResponse:
    return _ask_code(request, SIGN_UP)


@never_cache
@FORMS
def log_in(request: HttpRequest) -> HttpResponse:
    return _ask_phone(request, LOG_IN)


@never_cache
@FORMS
def log_in_code(request: HttpRequest) -> HttpResponse:
    return _ask_code(request, LOG_IN)


def _ask_phone(request: HttpRequest, errand: Errand) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = PhoneForm(request.POST or None)
    status = 422 if form.errors else 200
    if form.is_valid():
        phone = form.cleaned_data["phone"]
        if may_send(request, phone):
            _send(phone, errand)
            request.session[ASKED] = {"phone": phone, "next": get_next_redirect_url(request) or ""}
            return redirect(errand.code_page)
        form.add_error("phone", TOO_OFTEN)
        status = 429
    context = {"form": form, "signing_up": errand is SIGN_UP, "next": get_next_redirect_url(request) or ""}
    return render(request, "home/accounts/phone.html", context, status=status)


def may_send(request: HttpRequest, phone: str) -> bool:
    return CODES_BY_PLACE.take(place(request)) and CODES_TO_PHONE.take(phone)


def _send(phone: str, errand: Errand) -> None:
    at, subject = timezone.now(), codes.of_phone(phone)
    words = errand.known if User.objects.get_by_phone(phone) else errand.unknown
    if not words:
        text = (
            f"这个号码还没有账号。要开账号，请打开 {settings.BASE_URL}{reverse('accounts:sign_up')}，或到社区当面办。"
        )
        hour = timezone.localtime(at).strftime("%m%d%H")
        codes.say(dedupe=f"{subject}:{hour}", subject=subject, phone=phone, kind="account.none", text=text, at=at)
        return
    with suppress(Refused):  # sent a minute ago: the page says so to everybody
        codes.send(subject=subject, phone=phone, kind="account.code", words=words, at=at)


def _ask_code(request: HttpRequest, errand: Errand) -> HttpResponse:
    asked = request.session.get(ASKED)
    if request.user.is_authenticated or not asked:
        return redirect(errand.phone_page)
    form = errand.form(request.POST or None)
    if form.is_valid() and prove(asked["phone"], form):
        try:
            return _enter(request, asked, form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
    context = {"form": form, "mask": mask_phone(asked["phone"]), "back": reverse(errand.phone_page)}
    return render(request, errand.template, context, status=422 if form.errors else 200)


def prove(phone: str, form: PlainForm) -> bool:
    """Whether the digits of the form are those sent to the phone. No transaction: a wrong try must stay counted."""
    try:
        codes.check(subject=codes.of_phone(phone), digits=form.cleaned_data["digits"], at=timezone.now())
    except Refused:
        form.add_error("digits", WRONG)
        return False
    return True


def _enter(request: HttpRequest, asked: dict[str, str], form: Any) -> HttpResponse:
    """In with whoever the phone belongs to; with a new account when it belongs to nobody."""
    user = User.objects.get_by_phone(asked["phone"])
    if user is None and not isinstance(form, SignUpForm):
        raise Refused("none", "这个号码还没有账号，请先开一个。")
    if user is None:
        user = _new_account(asked["phone"], form)
        messages.success(request, "账号开好了，以后用手机号收验证码就能登录。")
    del request.session[ASKED]
    request.session[KIOSK] = form.cleaned_data["kiosk"]
    if is_leaving(user):
        return let_back(request, user)
    return perform_login(request, user, email_verification="none", redirect_url=asked["next"] or None)


def _new_account(phone: str, form: SignUpForm) -> User:
    given = form.cleaned_data
    return make_account(
        phone=phone, region=given["region"], name=given["name"], title=given["title"], agreed=form.agreed(),
        at=timezone.now(),
    )  # fmt: skip
