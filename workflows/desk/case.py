"""One wish on the desk: the facts left, the decision right, the next one after it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from community.people.refusal import Refused
from community.people.roles import Verb
from community.wishes.models import Status, Wish
from workflows import steps
from workflows.flows import wish_who
from workflows.flows.wish_who import Case

from . import barred, duties, sealed
from .calls import may_call
from .facts import facts
from .inbox import case_url, inbox_filter
from .judges import SETTLING, instead, judges
from .moved import moved
from .page import DeskPage, wish_or_404
from .person import may_read
from .reader import judgement, neighbours
from .review import review
from .screening import findings
from .words import told
from .worklist import Worklist, next_after

# What is decided here; claiming, doing and the wisher's own word have pages of their own.
AT_DESK = (
    wish_who.screener,
    wish_who.taker_down,
    wish_who.amender,
    wish_who.claim_confirmer,
    wish_who.transferrer,
    wish_who.coordinator,
    wish_who.verifier,
    wish_who.reassigner,
    wish_who.extender,
    wish_who.supervisor,
    wish_who.supervised,
    wish_who.unmerger,
    wish_who.found_again,
    wish_who.reopened,
)


class WishPage(DeskPage):
    """A page about ``self.wish``, which exists only for those who may read it whole."""

    verbs = duties.VERBS
    header_icon = "doc-full"
    trail = (("待我处理", "desk_inbox:index"),)
    template_name = "workflows/desk/case.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.wish = self.find(**kwargs)

    def find(self, **kwargs: Any) -> Wish:
        raise NotImplementedError

    def allowed(self) -> bool:
        return super().allowed() and may_read(self.wish, self.by, self.at)

    def get_page_title(self) -> str:
        return f"{Status(self.wish.status).label} {self.wish.spoken_code}"

    def page(self, status: int = 200, **context: Any) -> HttpResponseBase:
        known = facts(self.wish, self.by, self.at)
        judging = self.wish.status == Status.VERIFYING
        return self.answer(
            status,
            wish=self.wish,
            **known,
            review=review(self.wish, known, self.at) if judging else None,
            findings=findings(self.wish) if self.wish.status == Status.SCREENING else None,
            may_open=sealed.may_open(self.wish, self.by, self.at),
            sealed_reasons=sealed.REASONS,
            **context,
        )

    def open_sealed(self, **context: Any) -> HttpResponseBase:
        """Show one sealed value; the page stays as it was, with what was typed."""
        asked = self.request.POST
        try:
            shown = sealed.look(
                self.wish, field=asked["reveal"], reason=asked.get("reveal_reason", ""), by=self.by, at=self.at
            )
        except Refused as refused:
            return self.page(422 if refused.field else 403, sealed_problem=refused.message, **context)
        return self.page(shown=shown, **context)


class DecisionPage(WishPage):
    """A wish with what this person may decide about it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return self.page(**self.decision(request.GET.get("do", "")))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if "reveal" in request.POST:
            return self.open_sealed(**self.decision(request.POST.get("outcome", ""), typed=request.POST.dict()))
        if "merge_into" in request.POST:
            typed = request.POST.dict() | {"into": request.POST["merge_into"]}
            return self.page(**self.decision("merge", typed=typed))
        if "turn" in request.POST:
            return self.page(**self.decision(request.POST["turn"], typed=request.POST.dict()))
        return self.carry_out(request.POST.get("outcome", ""))

    def decision(self, do: str, typed: Any = None, form: Any = None) -> dict[str, Any]:
        """The choices and the form of the chosen one. At first that of the step's main choice, for the urgent to send
        it out; a step without one, as 办理中, leaves the choice to the person."""
        offered = [c for c in steps.choices(self.wish, self.by, self.at) if c.rule.who in AT_DESK]
        why_not = self.why_not()
        if not offered or why_not:
            others = instead(self.wish, self.at) if why_not else []
            may = may_call(self.wish, self.by, self.at)
            return {"choices": [], "why_not": why_not, "instead": others, "may_call": may}
        main = next((c.outcome for c in offered if c.tone == "primary"), "")
        usual = "dispatch" if self.wish.urgent and main == "publish" else main
        chosen = next((c for name in (do, usual) for c in offered if c.outcome == name), None)
        if chosen is None:
            return {"choices": offered}
        if form is None:
            form = steps.blank_form(self.wish, chosen.outcome, self.by, self.at, typed=typed)
        entitled = wish_who.entitled(chosen.rule.who, Case(self.wish, self.by, self.at))
        for_whom = entitled and entitled.by.on_behalf_of
        settled = judges(self.wish, self.at) if chosen.outcome in SETTLING else None
        shown = {"choices": offered, "chosen": chosen, "form": form, "judges": settled}
        return shown | {"pin": steps.pin(self.wish), "for_whom": for_whom}

    def why_not(self) -> str:
        """Why this reviewer has to leave it to another."""
        if self.wish.status != Status.VERIFYING or not self.by.may(Verb.WISH_VERIFY, area=self.wish.area_path):
            return ""
        held = Wish.objects.filter(barred.held_back(self.by, self.at), pk=self.wish.pk).exists()
        return barred.reasons([self.wish], self.by, self.at)[self.wish.pk] if held else ""

    def carry_out(self, outcome: str) -> HttpResponseBase:
        pin, due_at = steps.unpin(self.wish, self.request.POST.get("pin", "")), self.wish.due_at
        tried = steps.attempt(
            self.wish, outcome, pin=pin, by=self.by, at=self.at, data=self.request.POST
        )  # fmt: skip
        if tried.event:
            return self.go_on(told(tried.event), due_at)
        if tried.refused and (tried.stale or tried.form is None):
            return moved(self, self.wish, tried.refused.message, status=tried.status)
        return self.page(tried.status, **self.decision(outcome, form=tried.form))

    def go_on(self, what: str, due_at: datetime | None) -> HttpResponseBase:
        """To what falls due next in the same cut of the inbox."""
        chosen = inbox_filter(self, self.request.GET)
        following = next_after(self.wish, due_at, chosen.apply(Worklist(self.by, self.at).mine))
        messages.success(self.request, f"{self.wish.spoken_code}：{what}，已记下。")
        return redirect(case_url(following, chosen.query()) if following else reverse("desk_inbox:index"))


class CasePage(DecisionPage):
    """One under way, by the task it is at; what is to be verified, in the reader: one after the other."""

    def find(self, **kwargs: Any) -> Wish:
        return wish_or_404(kwargs["task_id"])

    def page(self, status: int = 200, **context: Any) -> HttpResponseBase:
        if self.wish.status == Status.VERIFYING:
            self.template_name = "workflows/desk/reader.html"
            context |= judgement(context["choices"], context.get("chosen"))
        return super().page(status, neighbours=neighbours(self, self.wish), **context)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if self.wish.task_id != kwargs["task_id"]:
            return moved(self, self.wish, "这一步已被处理。", status=410)
        return super().get(request)
