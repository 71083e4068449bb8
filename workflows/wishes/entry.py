"""Ways to one's own wish without an account: a signed link, a code by text message, code and phone for the status."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.people.actor import Channel
from community.people.refusal import Refused
from community.records.policies import policy
from community.wishes.links import check_code, link_opens, send_code
from community.wishes.models import Wish
from community.wishes.queries import is_wisher, may_see
from workflows import steps

from .forms import CodeForm, TrackForm
from .page import DETAIL
from .throttle import CODES_BY_PLACE, CODES_TO_WISH, TRACK_BY_CODE, TRACK_BY_PLACE, place

FORMS = require_http_methods(["GET", "HEAD", "POST"])
MISMATCH = "编号和电话后四位对不上，请再看一下。记不清了，可以打社区电话问一问。"
TOO_OFTEN = "试的次数太多了，请过一个小时再试，或打社区电话，说一声就行。"


@never_cache
@FORMS
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """The link of a text message. Opening it changes nothing; a button does, because mail scanners follow links."""
    wish = get_object_or_404(Wish.objects.select_related(*DETAIL), code=code)
    token = request.POST.get("t", "") or request.GET.get("t", "")
    if not link_opens(wish, token, at=timezone.now()):
        return render(request, "wishes/link_expired.html", {"wish": wish}, status=403)
    if request.method != "POST":
        return render(request, "wishes/enter.html", {"wish": wish, "token": token})
    steps.remember_witness(request, wish, Channel.LINK)
    return redirect(wish)


@never_cache
@FORMS
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Send six digits to the wisher's phone, and take them."""
    wish = get_object_or_404(Wish.objects.select_related(*DETAIL), code=code)
    if request.method != "POST":
        return _ask_code(request, wish, CodeForm())
    return _send(request, wish) if "send" in request.POST else _check(request, wish)


def _ask_code(request: HttpRequest, wish: Wish, form: CodeForm, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "wishes/code.html", {"wish": wish, "form": form} | more, status=status)


def _send(request: HttpRequest, wish: Wish) -> HttpResponse:
    if not (CODES_BY_PLACE.take(place(request)) and CODES_TO_WISH.take(wish.code)):
        return _ask_code(request, wish, CodeForm(), 429, problem=TOO_OFTEN)
    at = timezone.now()
    try:
        send_code(wish, at=at)
    except Refused as refused:
        return _ask_code(request, wish, CodeForm(), 403, problem=refused.message)
    messages.success(request, f"验证码已经发到您留的手机上，{policy('wish.code.minutes', at)} 分钟内有效。")
    return redirect(reverse("wishes:code", args=[wish.code]))


def _check(request: HttpRequest, wish: Wish) -> HttpResponse:
    """No transaction around it: a wrong try must stay counted."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask_code(request, wish, form, 422)
    try:
        check_code(wish, form.cleaned_data["digits"], at=timezone.now())
    except Refused as refused:
        form.add_error("digits", refused.message)
        return _ask_code(request, wish, form, 422)
    steps.remember_witness(request, wish, Channel.CODE)
    return redirect(wish)


@never_cache
@FORMS
def track(request: HttpRequest) -> HttpResponse:
    """查进度: the status and nothing else, for who knows the code and the end of the phone number."""
    if request.method != "POST":
        return render(request, "wishes/track.html", {"form": TrackForm()})
    form = TrackForm(request.POST)
    if not form.is_valid():
        return render(request, "wishes/track.html", {"form": form}, status=422)
    asked, where = form.cleaned_data["code"], place(request)
    if not (TRACK_BY_PLACE.take(where) and TRACK_BY_CODE.take(asked)):
        form.add_error(None, TOO_OFTEN)
        return render(request, "wishes/track.html", {"form": form}, status=429)
    wish = _found(**form.cleaned_data)
    if wish is None:
        form.add_error(None, MISMATCH)
        return render(request, "wishes/track.html", {"form": form}, status=422)
    TRACK_BY_PLACE.give_back(where)
    TRACK_BY_CODE.give_back(asked)
    return render(request, "wishes/tracked.html", _status(request, wish))


def _found(code: str, tail: str) -> Wish | None:
    wish = Wish.objects.select_related(*DETAIL).filter(code=code).first()
    return wish if wish and wish.phone and constant_time_compare(wish.phone[-4:], tail) else None


def _status(request: HttpRequest, wish: Wish) -> dict[str, Any]:
    at, by = timezone.now(), steps.actor_of(request, wish)
    return {"wish": wish, "late": wish.is_overdue(at), "opens": may_see(wish, by, at), "own": is_wisher(wish, by)}
