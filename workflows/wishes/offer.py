"""我来认领, for who has not logged in: what he means to do is kept while he signs up or logs in by phone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.wishes.models import Status, Visibility
from workflows.forms.base import PlainForm, date_field
from workflows.forms.doing import ClaimForm

from .page import opened

KEPT = "offers"  # in the session: {code: what was typed}


class OfferForm(PlainForm):
    plan = ClaimForm.base_fields["plan"]
    soon = ClaimForm.base_fields["soon"]
    promised_on = date_field("哪一天", required=False)

    def clean(self) -> dict[str, Any]:
        known = super().clean() or {}
        if known.get("soon") == "day" and not known.get("promised_on") and "promised_on" not in self.errors:
            raise forms.ValidationError({"promised_on": "请填写“哪一天”。"})
        return known


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, code: str) -> HttpResponse:
    page = opened(request, code, timezone.now())
    claim = reverse("wishes:step", args=[page.wish.code, "claim"])
    if request.user.is_authenticated or page.wish.status != Status.OPEN or page.wish.visibility != Visibility.WALL:
        return redirect(claim if request.user.is_authenticated else page.wish)
    form = OfferForm(request.POST or None)
    if form.is_valid():
        typed = {name: request.POST.get(name, "") for name in form.fields}
        request.session[KEPT] = request.session.get(KEPT, {}) | {page.wish.code: typed}
        return redirect(reverse("accounts:sign_up", query={"next": claim}))
    context = {"wish": page.wish, "form": form}
    return render(request, "wishes/offer.html", context, status=422 if form.errors else 200)


def kept(request: HttpRequest, code: str) -> dict[str, str]:
    """What this visitor wrote before he logged in."""
    return request.session.get(KEPT, {}).get(code, {})


def forget(request: HttpRequest, code: str) -> None:
    if kept(request, code):
        request.session[KEPT] = {other: typed for other, typed in request.session[KEPT].items() if other != code}
