"""One proposal: what was and will be, why, whom it touches; the second person agrees or not."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from community.people.refusal import Refused
from community.records.approval import Proposed, State
from community.records.rules import approve, close

from .forms import ClosingForm
from .impact import impact
from .page import RulePage
from .waiting import KINDS, deciders
from .wording import changes, subject


class ProposalPage(RulePage):
    tab = "desk_rules:waiting"
    template_name = "workflows/rules/proposal.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["kind"] not in KINDS:
            raise Http404
        people = KINDS[kwargs["kind"]].objects.exclude(set_by=None).select_related("set_by", "approved_by", "closed_by")
        self.row: Proposed = get_object_or_404(people, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return subject(self.row)

    @property
    def is_own(self) -> bool:
        return self.by.user is not None and self.row.set_by_id == self.by.user.pk

    def get(self, request: HttpRequest, kind: str, pk: int) -> HttpResponseBase:
        return self.page()

    def page(self, status: int = 200, **context: Any) -> HttpResponseBase:
        waits = self.row.state == State.WAITING
        shown: dict[str, Any] = {"form": ClosingForm(), "effects": list(impact(self.row)) if waits else []}
        return self.answer(
            status,
            row=self.row,
            waits=waits,
            own=self.is_own,
            changes=list(changes(self.row)),
            deciders=deciders(self.row, timezone.localdate(self.at)) if waits else [],
            **shown | context,
        )

    def post(self, request: HttpRequest, kind: str, pk: int) -> HttpResponseBase:
        form = ClosingForm(request.POST if "close" in request.POST else None)
        try:
            if form.is_valid():
                close(self.row, reason=form.cleaned_data["closing"], by=self.by, at=self.at)
                messages.success(request, "已撤回，什么都没有变。" if self.is_own else "已退回，什么都没有变。")
            elif form.is_bound:
                return self.page(422, form=form)
            else:
                approve(self.row, by=self.by, at=self.at)
                messages.success(request, "已批准。一分钟内在所有地方都按新的来。")
        except Refused as refused:
            self.row.refresh_from_db()
            return self.page(409 if refused.code == "decided" else 403, problem=refused.message, form=form)
        return redirect("desk_rules:proposal", kind=kind, pk=pk)
