"""The page for what broke on our side, and for what is only away for a moment."""

import errno
import sys

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.views.defaults import server_error

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def failed(request: HttpRequest) -> HttpResponse:
    """503 when the database or the disk did not answer, 500 for a fault of the program.

    The 503 page carries what was typed and can send it again. That is safe: forms that write have a key, and what was
    done although nobody could say so is not done twice. Nothing here asks the database, not even who is logged in.
    """
    problem = sys.exception()
    no_room = isinstance(problem, OSError) and problem.errno in NO_ROOM
    if not no_room and not isinstance(problem, (OperationalError, InterfaceError)):
        return server_error(request)
    typed = _typed(request)
    context = {"request": request, "typed": typed, "no_room": no_room, "files": bool(request.FILES)}
    page = render_to_string("503.html", context | {"csrf_token": get_token(request)})
    return HttpResponse(page, status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field as it was sent; nothing when a password is among them, which belongs into no page."""
    try:
        fields = [(name, text) for name, texts in request.POST.lists() for text in texts]
    except (UnreadablePostError, SuspiciousOperation):
        return []
    if any("password" in name for name, _ in fields):
        return []
    return [(name, text) for name, text in fields if name != "csrfmiddlewaretoken"]
