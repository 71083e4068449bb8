"""代填: writing a wish down for somebody, the slip he takes home, and the list of those one wrote down."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from community.people.actor import Actor
from community.people.roles import Verb
from community.records.operations import AlreadySubmitted, submit_once
from community.wishes.models import Wish
from workflows import door, photos

from . import keyset
from .inbox import rows
from .page import DeskPage
from .person import PROXIES
from .proxy_form import ProxyForm


@transaction.atomic
def _record(form: ProxyForm, by: Actor, at: datetime) -> str:
    wishing = form.wishing()
    writer = by.using(Verb.WISH_PROXY, area=(wishing.grid or wishing.region).path, at=at)
    writer = replace(writer, channel=form.cleaned_data["channel"])
    once = submit_once(key=f"proxy:{by.user and by.user.pk}:{form.cleaned_data['key']}", kind="proxy", at=at)
    once.result = door.start(wishing, by=writer, at=at, proxied=True).code
    once.save(update_fields=["result"])
    return once.result


def record(form: ProxyForm, *, by: Actor, at: datetime) -> str:
    """The code of the wish; a form sent twice makes one, and the second sending gets the first's code."""
    try:
        return _record(form, by, at)
    except AlreadySubmitted as already:
        return already.result


def sent(request: HttpRequest, kind: type[ProxyForm], *, by: Actor, at: datetime) -> ProxyForm:
    """The form as it came in, its photos taken."""
    kept = photos.before(request)
    problems = photos.keep(kept, at=at, data=request.POST, files=request.FILES) if kept else []
    form = kind(request.POST, by=by, at=at, photos=kept.photos if kept else ())
    for refused in problems:
        form.add_error("photos", refused.message)
    return form


class ProxyPage(DeskPage):
    verbs = PROXIES
    page_title = "代填"
    header_icon = "edit"
    template_name = "workflows/desk/proxy.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(form=ProxyForm(by=self.by, at=self.at, initial=self.again(request) | {"key": uuid4()}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = sent(request, ProxyForm, by=self.by, at=self.at)
        if not form.is_valid():
            return self.answer(422, form=form)
        return redirect("desk_proxy:done", code=record(form, by=self.by, at=self.at))

    def again(self, request: HttpRequest) -> dict[str, Any]:
        """再记一件: the same place and way as last time, nothing about the person."""
        last = Wish.objects.filter(proxied_by=self.by.user).order_by("-pk").first() if "again" in request.GET else None
        return {"region": last.region_id, "channel": last.channel, "reason": last.proxy_reason} if last else {}


class DonePage(DeskPage):
    """Written down: the spoken code in large print, and a slip to take home."""

    verbs = PROXIES
    page_title = "记下了"
    header_icon = "check"
    trail = (("代填", "desk_proxy:index"),)
    template_name = "workflows/desk/proxy_done.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        mine = Wish.objects.filter(proxied_by=self.by.user).select_related("region")
        return self.answer(wish=get_object_or_404(mine, code=code))


class MinePage(DeskPage):
    verbs = PROXIES
    page_title = "我代填的"
    header_icon = "list-ul"
    trail = (("代填", "desk_proxy:index"),)
    template_name = "workflows/desk/proxy_mine.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        mine = Wish.objects.filter(proxied_by=self.by.user).select_related("region", "category")
        page = keyset.newest_first(mine, request.GET.get("after", ""))
        return self.answer(rows=rows(page.rows, self, "", apart=False), next_cursor=page.next)
