"""/demo/: enter as anyone of the demo, without a password. Exists only where ``DEMO`` is on."""

from itertools import groupby

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from community.people.models import User
from community.wishes.following import on_cards
from community.wishes.models import Story, Wish
from workflows.forms.base import PlainForm, date_field, text_field
from workflows.wishes.story import STAGES

from .people import PASSWORD, PERSONAS, Persona

HUES = [("platform", "微平台"), ("wish", "微心愿"), ("project", "微实事"), ("action", "微行动"), ("star", "微星光")]


class PartsForm(PlainForm):
    """One field of each kind, two of them filled in wrongly."""

    own_words = text_field("一段话", help_text="帮助写在下面")
    name = forms.CharField(label="一行字", required=False)
    day = date_field("一个日子")
    place = forms.ChoiceField(label="选一个", choices=[("", "请选择"), ("1", "麦田里社区")], required=False)
    soon = forms.ChoiceField(
        label="点一个", choices=[("no", "不急"), ("week", "这个星期")], initial="no", widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="打个勾", required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    return _enter(request) if request.method == "POST" else _choose(request)


@require_safe
def parts(request: HttpRequest) -> HttpResponse:
    """Every part that pages are made of, to look at in both letter sizes."""
    if not settings.DEMO:
        raise Http404
    form = PartsForm({"day": "someday", "own_words": ""})
    at = timezone.now()
    steps = [
        {"label": label, "state": state, "date": at if state == "done" else None}
        for label, state in zip(STAGES, ["done", "done", "now", "todo", "todo"], strict=True)
    ]
    cards = on_cards(Wish.objects.on_wall().open().for_cards().order_by("since")[:2], at)
    context = {"form": form, "steps": steps, "cards": cards, "hues": HUES, "story": Story.objects.newest().first()}
    return render(request, "home/parts.html", context)


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
