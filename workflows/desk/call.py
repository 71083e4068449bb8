"""One call or visit: whom, about what, and what he said."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from community.people.actor import Channel
from community.people.refusal import Refused
from community.wishes.queries import caller_bars
from workflows import steps

from . import sealed
from .calls import CALLERS, may_call
from .moved import moved
from .page import DeskPage, wish_or_404
from .words import told

# In the order they are asked. The labels are what the wisher says, not what the wisher would press.
ANSWERS = {
    "satisfied": "满意",
    "fair": "基本满意",
    "dissatisfied": "不满意",
    "resubmit": "补充好了",
    "confirm_contact": "联系过了",
    "deny_contact": "还没有人联系",
    "unreached": "没联系上",
}
CHANNELS = ((Channel.PHONE, "电话"), (Channel.VISIT, "上门"))


class CallPage(DeskPage):
    verbs = CALLERS
    header_icon = "mobile-alt"
    trail = (("回访", "desk_calls:index"),)
    template_name = "workflows/desk/call.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.wish = wish_or_404(kwargs["task_id"])
        self.stale = self.wish.task_id != kwargs["task_id"]

    def allowed(self) -> bool:
        in_area = any(self.by.may(verb, area=self.wish.area_path, at=self.at) for verb in CALLERS)
        return in_area and (self.stale or may_call(self.wish, self.by, self.at))

    def get_page_title(self) -> str:
        return f"回访 {self.wish.spoken_code}"

    @property
    def channel(self) -> str:
        return Channel.VISIT if self.request.POST.get("channel") == Channel.VISIT else Channel.PHONE

    def get(self, request: HttpRequest, task_id: int) -> HttpResponseBase:
        if self.stale:
            return moved(self, self.wish, "这一步已被处理，不用再打电话了。", status=410)
        return self.page(**self.answers(request.GET.get("do", "")))

    def post(self, request: HttpRequest, task_id: int) -> HttpResponseBase:
        if "reveal" in request.POST:
            return self.open_sealed()
        if "turn" in request.POST:
            return self.page(**self.answers(request.POST["turn"], typed=request.POST.dict()))
        return self.record(request.POST.get("outcome", ""))

    def answers(self, do: str, typed: Any = None, form: Any = None) -> dict[str, Any]:
        """What he may have said, and the form of the chosen answer; nothing for who may not ask."""
        why_not = caller_bars(wishes=[self.wish], by=self.by).get(self.wish.pk, "")
        calling = replace(self.by, channel=self.channel)
        open_to_him = {choice.outcome for choice in steps.choices(self.wish, calling, self.at)}
        offered = [(outcome, label) for outcome, label in ANSWERS.items() if outcome in open_to_him]
        if why_not or not offered:
            return {"why_not": why_not}
        chosen = next((answer for answer in offered if answer[0] == do), offered[0])
        if form is None:
            form = steps.blank_form(self.wish, chosen[0], self.by, self.at, typed=typed)
        may_open = sealed.may_open(self.wish, self.by, self.at)
        return {"choices": offered, "chosen": chosen, "form": form, "may_open": may_open, "pin": steps.pin(self.wish)}

    def page(self, status: int = 200, **context: Any) -> HttpResponseBase:
        return self.answer(
            status,
            wish=self.wish,
            claim=self.wish.live_claim,
            channels=CHANNELS,
            channel=self.channel,
            call_reason=sealed.CALL,
            **context,
        )

    def open_sealed(self) -> HttpResponseBase:
        asked = self.request.POST
        kept = self.answers(asked.get("outcome", ""), typed=asked.dict())
        if kept.get("why_not"):
            return self.page(403, **kept)
        try:
            shown = sealed.look(self.wish, field=asked["reveal"], reason=sealed.CALL, by=self.by, at=self.at)
        except Refused as refused:
            return self.page(403, sealed_problem=refused.message, **kept)
        return self.page(shown=shown, **kept)

    def record(self, outcome: str) -> HttpResponseBase:
        pin = steps.unpin(self.wish, self.request.POST.get("pin", ""))
        by = replace(self.by, channel=self.channel)
        tried = steps.attempt(self.wish, outcome, pin=pin, by=by, at=self.at, data=self.request.POST)
        if tried.event:
            messages.success(self.request, f"{self.wish.spoken_code}：{told(tried.event)}，已记下。")
            return redirect("desk_calls:index")
        if tried.refused and (tried.stale or tried.form is None):
            return moved(self, self.wish, tried.refused.message, status=tried.status)
        return self.page(tried.status, **self.answers(outcome, form=tried.form))
