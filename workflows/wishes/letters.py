"""关怀版: large letters, chosen once and kept in a cookie."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

MODES = {"standard", "elder"}


def keep_mode(request: HttpRequest, answer: HttpResponse, mode: str) -> HttpResponse:
    """For a year, on this device."""
    answer.set_cookie("mode", mode, max_age=timedelta(days=365), samesite="Lax", secure=request.is_secure())
    return answer
