"""我也有这个心愿: join those who want the same, or leave them, with one tap."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from community.people.refusal import Refused
from community.records.operations import unfollow
from community.wishes.operations.follow import follow

from .page import opened

# Whoever had to log in first comes back by GET: to the button.
TAP = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@TAP
def begin(request: HttpRequest, code: str) -> HttpResponse:
    page = opened(request, code, timezone.now())
    if request.method != "POST":
        return redirect(f"{page.wish.get_absolute_url()}#follow")
    try:
        follow(page.wish, by=page.by, at=page.at)
    except Refused as refused:
        return render(request, "wishes/refused.html", {"wish": page.wish, "why": refused.message}, status=403)
    messages.success(request, "记下了。有人来办、办成了，都会告诉您。")
    return redirect(f"{page.wish.get_absolute_url()}#follow")


@login_required
@TAP
def end(request: HttpRequest, code: str) -> HttpResponse:
    page = opened(request, code, timezone.now())
    if request.method != "POST":
        return redirect(f"{page.wish.get_absolute_url()}#follow")
    assert page.by.user is not None  # logged in
    unfollow(subject=page.wish.subject, user=page.by.user, at=page.at)
    messages.success(request, "好的，不再告诉您这件事的进展。")
    return redirect(page.wish)
