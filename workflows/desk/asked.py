"""请社区打电话: whoever would rather say his wish than write it. See the number, call, write down what came of it."""

from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from community.people.actor import Actor
from community.people.areas import below
from community.people.refusal import Refused
from community.people.roles import Verb
from community.wishes.models import CallRequest
from community.wishes.operations.call_me import record_asked_call, see_number

from .page import DeskPage


def open_requests(by: Actor, at: datetime) -> QuerySet[CallRequest]:
    """The numbers this person may call, soonest first."""
    here = below(by.areas(Verb.WISH_CALL_BACK, at), "region__path")
    return CallRequest.objects.filter(here, done_at=None).select_related("region").order_by("due_at", "pk")


class AskedPage(DeskPage):
    verbs = frozenset({Verb.WISH_CALL_BACK})
    page_title = "请社区打电话"
    header_icon = "mobile-alt"
    trail = (("回访", "desk_calls:index"),)
    template_name = "workflows/desk/asked.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return self.answer(asked=self.asked(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        asked, did = self.asked(pk), request.POST.get("did", "")
        try:
            if did == "see":
                return self.answer(asked=asked, phone=see_number(pk, by=self.by, at=self.at))
            asked = record_asked_call(pk, by=self.by, at=self.at, reached=did == "reached")
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("desk_calls:index")
        if did == "reached":
            messages.success(request, "记下了。他说的，写在这里。")
            return redirect(reverse("desk_proxy:index"))
        messages.success(request, "记下了，三次都没打通，不再打了。" if asked.done_at else "记下了，下一个工作日再打。")
        return redirect("desk_calls:index")

    def asked(self, pk: int) -> CallRequest:
        found = open_requests(self.by, self.at).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found
