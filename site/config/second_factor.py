"""Staff open personal data: with ``STAFF_SECOND_FACTOR`` nothing is open to them until a second factor is set up.

Not only the desk: a reviewer's verdict and a look at a phone number are public addresses too.

Once it is, allauth asks for it at every log-in, and there is no other log-in.
"""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from community.people.actor import Actor
from community.people.models import User

Answer = Callable[[HttpRequest], HttpResponse]


def lacks_one(user: User | AnonymousUser) -> bool:
    """Whether this is somebody of the desk (or a superuser) with nothing but a password."""
    if not user.is_authenticated:
        return False
    return (user.is_superuser or Actor(user).at_desk) and not is_mfa_enabled(user)


def second_factor(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.STAFF_SECOND_FACTOR and not request.path.startswith("/accounts/") and lacks_one(request.user):
            messages.info(request, "工作台能看到居民的联系方式，请先给账号加上手机验证器，以后登录时用。")
            return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware
