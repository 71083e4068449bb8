"""/demo/: enter as anyone of the demo, without a password. Exists only where ``DEMO`` is on."""

from itertools import groupby

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from community.people.models import User

from .people import PASSWORD, PERSONAS, Persona


@require_http_methods(["GET", "HEAD", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    return _enter(request) if request.method == "POST" else _choose(request)


def _choose(request: HttpRequest) -> HttpResponse:
    here = set(User.objects.filter(username__in=[p.username for p in PERSONAS]).values_list("username", flat=True))
    present = [persona for persona in PERSONAS if persona.username in here]
    groups = [(title, list(people)) for title, people in groupby(present, key=lambda persona: persona.group)]
    return render(request, "home/demo.html", {"groups": groups, "password": PASSWORD})


def _enter(request: HttpRequest) -> HttpResponse:
    """Only as a demo person who still has the demo password: never as somebody real of the same name."""
    persona = next((p for p in PERSONAS if p.username == request.POST.get("username")), None)
    user = User.objects.filter(username=persona.username, is_active=True).first() if persona else None
    if persona is None or user is None or not user.check_password(PASSWORD):
        raise Http404
    logout(request)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(_first_page(persona))


def _first_page(persona: Persona) -> str:
    if persona.role and persona.role.at_desk:
        return "/admin/"
    return "/wishes/" if persona.username == "jumin" else "/me/"
