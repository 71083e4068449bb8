"""不会填，请社区打电话给我: only a number, and somebody calls."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.wishes.operations.call_me import ask_for_call
from community.wishes.views import COOKIE
from workflows.throttle import Limit

from .forms import NewWishForm
from .story import day_of_week
from .throttle import place

CALLS_BY_PLACE = Limit("calls-place", 5)
TOO_OFTEN = "留的电话太多了，请过一个小时再试，或打社区电话。"


class CallMeForm(NewWishForm):
    """The number and the community of a new wish, and nothing else of it."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.keep_to(("phone", "region"))
        self.order_fields(("phone", "region"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def call_me(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    form = CallMeForm(request.POST or None, at=at, initial={"region": request.COOKIES.get(COOKIE, "")})
    status = 422 if form.errors else 200
    if form.is_valid():
        if CALLS_BY_PLACE.take(place(request)):
            asked = ask_for_call(**form.cleaned_data, at=at)
            messages.success(request, f"记下了。{asked.region}会在 {day_of_week(asked.due_at)}下班前打给您。")
            return redirect("wishes:wall")
        form.add_error("phone", TOO_OFTEN)
        status = 429
    return render(request, "wishes/call_me.html", {"form": form}, status=status)
