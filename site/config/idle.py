"""A session nobody has used for a while ends, and what its person sends too late is kept for him until he is back.

Whoever works at the desk has minutes, a computer of a 驿站 too, a phone at home has days: ``session.*`` in the policies.
The row of the session outlives its time, so that a form that comes too late is still known to be somebody's.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import REASON_CSRF_TOKEN_MISSING, rotate_token
from django.shortcuts import redirect
from django.views.csrf import csrf_failure

from community.people.actor import Actor
from community.people.forms import KIOSK
from community.people.models import User
from community.people.visitors import PASSING, remember
from community.records.policies import policy
from workflows.steps import WITNESS

from .kept import Kept, put_back

HOURS = "hours"  # in the session: when it began, when it was last used, and how long it may, in seconds
LEFT = "left"  # in the session: who was logged out here, and the forms he sent too late
EACH = 60  # seconds between two notes of use
STALE = "您有一阵子没动，为了安全，请重新登录。刚才填的都还在，登录后看一遍，再点一次提交。"
AGAIN = "这一页开得太久了。刚才填的都在下面，请看一遍，再点一次提交。"
LAPSED = "您有一阵子没动，为了安全，请再收一次验证码。刚才填的都还在：打开心愿以后再点一次那个按钮，就能看到。"
QUIET = "您有一阵子没动，为了安全，已经退出登录。"

Answer = Callable[[HttpRequest], HttpResponse]


@receiver(user_logged_in)
def begin(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """What another person left here is not for this one."""
    request.session.pop(HOURS, None)
    request.session.pop(PASSING, None)
    if request.session.get(LEFT, {}).get("user") != user.pk:
        request.session.pop(LEFT, None)
    note(request.session, user)


def note(session: SessionBase, user: User) -> None:
    """The session is in use. Who is at the desk, and what the policies say, is looked up anew each minute."""
    now, hours = time.time(), session.get(HOURS)
    if hours and now - hours["seen"] < EACH:
        return
    at = datetime.fromtimestamp(now, UTC)
    staff = user.is_superuser or Actor(user).at_desk
    idle = [policy("session.staff.idle", at) * 60 if staff else policy("session.resident.idle", at) * 24 * 3600]
    if session.get(KIOSK):
        idle.append(policy("session.kiosk.idle", at) * 60)
        session.set_expiry(0)
    session[HOURS] = {
        "since": hours["since"] if hours else now,
        "seen": now,
        "idle": min(idle),
        "most": policy("session.staff.most", at) * 3600 if staff else 0,
    }


def is_over(session: SessionBase) -> bool:
    hours, now = session.get(HOURS), time.time()
    if not hours:
        return False
    return now - hours["seen"] > hours["idle"] or (bool(hours["most"]) and now - hours["since"] > hours["most"])


class Idle:
    """Ends sessions before the view, and fills the forms that were kept into the page after it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "was_over", False) and response.status_code in {403, 404} and not by_script(request):
            # It may be there for who he was a moment ago.
            return redirect_to_login(request.get_full_path())
        if has_session(request) and request.method == "GET" and LEFT in request.session:
            return fill(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """After the CSRF check and before the view."""
        if not has_session(request):
            return None
        if not isinstance(user := request.user, User):
            return forget(request, kwargs.get("code", ""))
        if is_over(request.session):
            return end(request, user)
        if not is_background(request):
            note(request.session, user)
        return None


def forget(request: HttpRequest, code: str) -> HttpResponse | None:
    """What is known of a visitor ends too. A form he sends too late for that wish waits until he has proved himself."""
    session, now = request.session, time.time()
    if PASSING not in session:
        return None
    held = session[PASSING]
    if now - held["seen"] <= policy("session.kiosk.idle", datetime.fromtimestamp(now, UTC)) * 60:
        if now - held["seen"] > EACH:
            remember(session)
        return None
    del session[PASSING]
    if request.method != "POST" or by_script(request) or code not in held.get(WITNESS, {}):
        return None
    session[LEFT] = {"user": None, "forms": {}}
    put_aside(request, Kept.of(request), LAPSED)
    return redirect("wishes:code", code)


def end(request: HttpRequest, user: User) -> HttpResponse | None:
    """Log out. A form goes to the log-in with what it carries; a look goes on as that of a visitor."""
    late = request.method == "POST" and not by_script(request) and not request.path.startswith("/accounts/")
    kept = Kept.of(request) if late else None
    logout(request)
    rotate_token(request)  # tells forms opened before from those opened by whoever comes next
    request.session[LEFT] = {"user": user.pk, "forms": {}}
    request.was_over = True  # type: ignore[attr-defined]  # read above
    if kept is None:
        messages.info(request, QUIET)
        return None
    return keep(request, kept, STALE)


def put_aside(request: HttpRequest, kept: Kept, words: str) -> None:
    left = request.session[LEFT]
    request.session[LEFT] = left | {"forms": left["forms"] | {urlsplit(kept.page).path: kept.packed()}}
    messages.info(request, words)


def keep(request: HttpRequest, kept: Kept, words: str) -> HttpResponse:
    put_aside(request, kept, words)
    return redirect(kept.page) if request.user.is_authenticated else redirect_to_login(kept.page)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF failure. A form opened before its person was logged out here, and sent after, is kept for him."""
    left = request.session.get(LEFT) if has_session(request) else None
    outdated = reason != REASON_CSRF_TOKEN_MISSING and reason.endswith("incorrect.")
    if not left or left["user"] is None or not outdated or request.path.startswith("/accounts/"):
        return csrf_failure(request, reason=reason)
    if request.user.is_authenticated and request.user.pk != left["user"]:
        return csrf_failure(request, reason=reason)
    return keep(request, Kept.of(request), AGAIN if request.user.is_authenticated else STALE)


def fill(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """For him who typed it, once."""
    left = request.session[LEFT]
    packed = left["forms"].get(request.path)
    if packed is None or getattr(request.user, "pk", None) != left["user"] or by_script(request):
        return response
    if left["user"] is None and response.status_code >= 400:  # whoever asks now has proved nothing
        return response
    forms = {path: form for path, form in left["forms"].items() if path != request.path}
    if 300 <= response.status_code < 400:
        forms[urlsplit(response["Location"]).path] = packed
    elif not put_back(Kept(**packed), request.path, response):
        return response
    request.session[LEFT] = left | {"forms": forms}
    return response


def has_session(request: HttpRequest) -> bool:
    """Pages for visitors without one do not come to depend on cookies."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def is_background(request: HttpRequest) -> bool:
    """Wagtail's editor reports every few seconds that its page is open, whether anybody sits there or not."""
    match = request.resolver_match
    return match is not None and "wagtailadmin_editing_sessions" in match.namespaces
