"""Ways to one's own wish without an account: a signed link, a code by text message, code and phone for the status."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.people.actor import Channel
from community.people.refusal import Refused
from community.records.policies import policy
from community.wishes.codes import read_code, spoken
from community.wishes.links import check_code, link_opens, send_code
from community.wishes.models import Wish
from community.wishes.queries import is_wisher, may_see
from workflows import steps

from .forms import CodeForm, TrackForm
from .page import DETAIL
from .throttle import CODES_BY_PLACE, CODES_TO_WISH, TRACK_BY_CODE, TRACK_BY_PLACE, place

FORMS = require_http_methods(["GET", "HEAD", "POST"])
MISMATCH = "编号和电话后四位对不上，请再看一下。记不清了，可以打社区电话问一问。"
SENT = "编号对、许愿时也留了本人手机的，验证码已经发到那部手机上，{} 分钟内有效，一分钟内不重发。"
WRONG = "验证码不对，或者已经过期、用过了。请看一下短信里的六位数字；试了几次都不对，请重新获取。"
TOO_OFTEN = "试的次数太多了，请过一个小时再试，或打社区电话，说一声就行。"


@never_cache
@FORMS
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """The link of a text message. Opening it changes nothing; a button does, because mail scanners follow links."""
    asked = _asked(request, code)
    token = request.POST.get("t", "") or request.GET.get("t", "")
    if asked.wish is None or not link_opens(asked.wish, token, at=timezone.now()):
        return render(request, "wishes/link_expired.html", {"asked": asked}, status=403)
    if request.method != "POST":
        return render(request, "wishes/enter.html", {"wish": asked.wish, "token": token})
    steps.remember_witness(request, asked.wish, Channel.LINK)
    return redirect(asked.wish)


@never_cache
@FORMS
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Send six digits to the wisher's phone, and take them."""
    asked = _asked(request, code)
    if request.method != "POST":
        return _ask_code(request, asked, CodeForm())
    return _send(request, asked) if "send" in request.POST else _check(request, asked)


@dataclass(frozen=True)
class Asked:
    """A code that can be one, and its wish if there is one; ``seen`` only when the visitor may know that there is."""

    code: str
    wish: Wish | None
    seen: Wish | None

    @property
    def spoken_code(self) -> str:
        return spoken(self.code)


def _asked(request: HttpRequest, code: str) -> Asked:
    """Not visible and not there are answered the same, so that nobody learns from it who wishes where."""
    if read_code(code) != code:
        raise Http404
    wish = Wish.objects.select_related(*DETAIL).filter(code=code).first()
    seen = wish if wish and may_see(wish, steps.actor_of(request, wish), timezone.now()) else None
    return Asked(code, wish, seen)


def _ask_code(request: HttpRequest, asked: Asked, form: CodeForm, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "wishes/code.html", {"asked": asked, "form": form} | more, status=status)


def _send(request: HttpRequest, asked: Asked) -> HttpResponse:
    if not (CODES_BY_PLACE.take(place(request)) and CODES_TO_WISH.take(asked.code)):
        return _ask_code(request, asked, CodeForm(), 429, problem=TOO_OFTEN)
    at = timezone.now()
    if asked.wish:
        with suppress(Refused):  # no phone, or sent a minute ago: the sentence below holds for both
            send_code(asked.wish, at=at)
    messages.success(request, SENT.format(policy("wish.code.minutes", at)))
    return redirect(reverse("wishes:code", args=[asked.code]))


def _check(request: HttpRequest, asked: Asked) -> HttpResponse:
    """No transaction around it: a wrong try must stay counted."""
    form = CodeForm(request.POST)
    if form.is_valid() and not _right(asked.wish, form.cleaned_data["digits"]):
        form.add_error("digits", WRONG)
    if asked.wish is None or not form.is_valid():
        return _ask_code(request, asked, form, 422)
    steps.remember_witness(request, asked.wish, Channel.CODE)
    return redirect(asked.wish)


def _right(wish: Wish | None, digits: str) -> bool:
    if wish is None:
        return False
    try:
        check_code(wish, digits, at=timezone.now())
    except Refused:
        return False
    return True


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
