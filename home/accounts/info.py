"""我的资料: see it, put it right, take it away, say what may be done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.people import consents, holdings
from community.people.models import Consent, User
from community.people.operations import change_phone, correct_name
from community.people.privacy import mask_phone
from community.people.refusal import Refused
from community.records import codes
from community.wishes.operations.adopt import adopt
from workflows.wishes.forms import CodeForm

from .by_phone import TAIL, TOO_OFTEN, may_send, prove
from .forms import NameForm, PhoneForm
from .leave import own

FORMS = require_http_methods(["GET", "HEAD", "POST"])
NEW_PHONE = "new_phone"  # in the session: the number whose code is on its way
TO_CHANGE = f"验证码 {{digits}}，用来换成这个手机号，{TAIL}"
TAKEN = "这个号码已经注册，不能再绑到别的账号上。要用它，请用它登录。"


@never_cache
@login_required
@FORMS
def info(request: HttpRequest) -> HttpResponse:
    user = own(request)
    form = NameForm(request.POST or None, initial={"name": user.name, "title": user.title})
    if request.method == "POST" and form.is_valid():
        correct_name(user=user, **form.cleaned_data)
        messages.success(request, "改好了。")
        return redirect("home:info")
    context = {
        "form": form,
        "person": user,
        "homes": user.residences.select_related("region").order_by("pk"),
        "purposes": _purposes(user),
    }
    return render(request, "home/accounts/info.html", context, status=422 if form.errors else 200)


def _purposes(user: User) -> list[dict[str, Any]]:
    """Each purpose with what it means, whether it holds now, and what was said before."""
    said = list(Consent.objects.filter(user=user, subject="").order_by("-pk"))
    return [
        {
            "purpose": consents.Purpose(purpose),
            "words": words,
            "held": next((c for c in said if c.purpose == purpose and c.withdrawn_at is None), None),
            "history": [c for c in said if c.purpose == purpose],
            "needed": purpose == consents.Purpose.BASIC,
        }
        for purpose, words in consents.WORDS.items()
    ]


@login_required
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """Give or withdraw one purpose."""
    purpose, at = request.POST.get("purpose", ""), timezone.now()
    back = f"{reverse('home:info')}#consents"
    if purpose not in consents.WORDS:
        messages.error(request, "没有这一项，请重新选。")
        return redirect(back)
    try:
        if "give" in request.POST:
            consents.give(user=own(request), purpose=purpose, at=at)
            messages.success(request, f"记下了：您同意“{consents.Purpose(purpose).label}”。")
        else:
            consents.withdraw(user=own(request), purpose=purpose, at=at)
            messages.success(request, f"记下了：“{consents.Purpose(purpose).label}”已经撤回。")
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(back)


@never_cache
@login_required
@FORMS
def phone(request: HttpRequest) -> HttpResponse:
    """The new number; it counts once its code has come back."""
    form = PhoneForm(request.POST or None)
    status = 422 if form.errors else 200
    if form.is_valid():
        number = form.cleaned_data["phone"]
        if may_send(request, number):
            _send(number)
            request.session[NEW_PHONE] = number
            return redirect("home:phone_code")
        form.add_error("phone", TOO_OFTEN)
        status = 429
    return render(
        request, "home/accounts/new_phone.html", {"form": form, "now": own(request).phone_mask}, status=status
    )


def _send(number: str) -> None:
    at, subject = timezone.now(), codes.of_phone(number)
    if User.objects.get_by_phone(number):
        hour = timezone.localtime(at).strftime("%m%d%H")
        codes.say(
            dedupe=f"taken:{subject}:{hour}", subject=subject, phone=number, kind="account.taken", text=TAKEN, at=at
        )
        return
    try:
        codes.send(subject=subject, phone=number, kind="account.code", words=TO_CHANGE, at=at)
    except Refused:
        return  # sent a minute ago: the page says so to everybody


@never_cache
@login_required
@FORMS
def phone_code(request: HttpRequest) -> HttpResponse:
    number = request.session.get(NEW_PHONE)
    if not number:
        return redirect("home:phone")
    form = CodeForm(request.POST or None)
    if form.is_valid() and prove(number, form):
        try:
            _change(own(request), number)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            del request.session[NEW_PHONE]
            messages.success(request, "手机号换好了，以后用新号码登录。")
            return redirect("home:info")
    context = {"form": form, "mask": mask_phone(number)}
    return render(request, "home/accounts/new_phone_code.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _change(user: User, number: str) -> None:
    adopt(user=user)
    change_phone(user=user, phone=number)


@never_cache
@login_required
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """All that the house holds about him, as JSON."""
    user, at = own(request), timezone.now()
    data = {"说明": "五微共享社区里关于您的全部资料", "导出时间": holdings.moment(at)} | holdings.shown(user)
    answer = JsonResponse(data, encoder=DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename="我的资料.json")
    return answer
