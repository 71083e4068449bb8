from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.views.decorators.cache import never_cache


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok" when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def to_login(request: HttpRequest) -> HttpResponse:
    """Who is logged in and still sent here lacks the right, not the log-in: asking again would go round for ever."""
    if request.user.is_authenticated:
        raise PermissionDenied
    query = request.META.get("QUERY_STRING", "")
    return redirect(resolve_url(settings.LOGIN_URL) + (f"?{query}" if query else ""))


def to_desk_login(request: HttpRequest) -> HttpResponse:
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect("wagtailadmin_home")
    return to_login(request)


def closed(request: HttpRequest) -> HttpResponse:
    """A page that a library brings and we do not offer."""
    raise Http404
