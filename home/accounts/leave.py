"""注销账号: what has to be finished first, the lock, and the way back while there is time."""

from datetime import timedelta

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.people import holdings
from community.people.leaving import come_back, leave
from community.people.models import User
from community.people.refusal import Refused
from community.points.models import Account
from community.records.policies import policy

FORMS = require_http_methods(["GET", "HEAD", "POST"])
RETURNING = "returning"  # in the session: who has just proved by his phone that the locked account is his
IN_TIME = timedelta(minutes=10)


def own(request: HttpRequest) -> User:
    """Whoever is logged in, as a person that may be changed."""
    assert request.user.pk is not None  # asked after login_required
    return User.objects.get(pk=request.user.pk)


@never_cache
@login_required
@FORMS
def leave_page(request: HttpRequest) -> HttpResponse:
    at, user = timezone.now(), own(request)
    duties = holdings.duties(user, at)
    if request.method == "POST" and "sure" in request.POST and not duties:
        return _leave(request, user)
    context = {
        "duties": duties,
        "days": policy("account.leave.days", at),
        "points": Account.objects.filter(user=user).first(),
        "phone": user.phone_mask,
        "problem": "请先勾选“我想好了”。" if request.method == "POST" and not duties else "",
    }
    return render(request, "home/accounts/leave.html", context, status=422 if request.method == "POST" else 200)


def _leave(request: HttpRequest, user: User) -> HttpResponse:
    at = timezone.now()
    try:
        leave(user=user, at=at)
    except Refused as refused:  # something came in between
        messages.error(request, refused.message)
        return redirect("home:leave")
    logout(request)
    until = timezone.localtime(at + timedelta(days=policy("account.leave.days", at)))
    context = {"until": until, "phone": user.phone_mask}
    return render(request, "home/accounts/left.html", context)


def let_back(request: HttpRequest, user: User) -> HttpResponse:
    """He has just proved the phone: what is left is to say that he wants to."""
    request.session[RETURNING] = {"user": user.pk, "at": timezone.now().timestamp()}
    return redirect("accounts:come_back")


@never_cache
@FORMS
def come_back_page(request: HttpRequest) -> HttpResponse:
    at, proof = timezone.now(), request.session.get(RETURNING)
    if not proof or at.timestamp() - proof["at"] > IN_TIME.total_seconds():
        return redirect(settings.LOGIN_URL)
    user = User.objects.filter(pk=proof["user"]).first()
    if user is None or user.leaving_since is None:
        raise Http404
    if request.method != "POST":
        until = timezone.localtime(user.leaving_since + timedelta(days=policy("account.leave.days", at)))
        return render(request, "home/accounts/come_back.html", {"until": until})
    del request.session[RETURNING]
    try:
        come_back(user=user, at=at)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("accounts:sign_up")
    messages.success(request, "账号恢复了。原来的密码不能用了，要用密码登录，请重新设一个。")
    return perform_login(request, User.objects.get(pk=user.pk), email_verification="none")
