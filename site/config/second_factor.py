"""Staff open personal data: with ``STAFF_SECOND_FACTOR`` the desk is closed until a second factor is set up.

Once it is, allauth asks for it at every log-in, and there is no other log-in.
"""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

Answer = Callable[[HttpRequest], HttpResponse]


def second_factor(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        asked = settings.STAFF_SECOND_FACTOR and request.path.startswith("/admin/")
        if asked and request.user.is_authenticated and not is_mfa_enabled(request.user):
            messages.info(request, "工作台能看到居民的联系方式，请先给账号加上手机验证器，以后登录时用。")
            return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware
