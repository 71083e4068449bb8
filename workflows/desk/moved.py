"""Somebody was first: who it was, and how things stand now."""

from django.http.response import HttpResponseBase

from community.wishes.models import Wish

from .facts import history
from .inbox import case_url
from .page import DeskPage


def moved(page: DeskPage, wish: Wish, message: str, *, status: int) -> HttpResponseBase:
    now = Wish.objects.select_related("organisation").get(pk=wish.pk)
    page.template_name = "workflows/desk/moved.html"
    return page.answer(status, wish=now, last=history(now)[0], message=message, url=case_url(now))
