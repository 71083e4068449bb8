"""With ``STAFF_SECOND_FACTOR`` nothing is open to those who review, export or administer without a second factor.

Not only the desk: a reviewer's verdict and a look at a phone number are public addresses too. It is asked of the
session, not of the account: one that began with a password alone stays shut when the factor is set up elsewhere.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_used
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from community.people.desk import at_desk
from community.people.models import User

Answer = Callable[[HttpRequest], HttpResponse]

SHOWN = "second_factor"  # in the session: the id of the person who showed it
NO_FACTOR = "mfa_activate_totp"
NOT_SHOWN = "mfa_reauthenticate"
# What stays open to him who still has to do this.
OPEN = {
    NO_FACTOR: (NO_FACTOR, "account_reauthenticate", "account_logout"),
    NOT_SHOWN: (NOT_SHOWN, "account_logout"),
}


@receiver(authenticator_added)
@receiver(authenticator_used)
def remember(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """At log-in this comes before the session is his; Django keeps what an anonymous session holds."""
    request.session[SHOWN] = user.pk


def owed(request: HttpRequest) -> str:
    """The name of the page where this person has to go first; empty when he may go on."""
    user = request.user
    if not user.is_authenticated or not at_desk(request).guarded:
        return ""
    if not is_mfa_enabled(user):
        return NO_FACTOR
    return "" if request.session.get(SHOWN) == user.pk else NOT_SHOWN


def second_factor(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        page = owed(request) if settings.STAFF_SECOND_FACTOR else ""
        if not page or request.path in map(reverse, OPEN[page]):
            return get_response(request)
        if page == NO_FACTOR:
            messages.info(request, "您的账号能看到居民的联系方式，请先加上手机验证器，以后登录时用。")
            return redirect(page)
        return redirect(reverse(page, query={"next": request.get_full_path()} if request.method == "GET" else None))

    return middleware
