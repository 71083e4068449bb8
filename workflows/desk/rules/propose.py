"""Proposing a change: fill in, look at what it touches, put it forward."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from community.people.refusal import Refused
from community.records.approval import Proposed
from community.records.models import Policy
from community.records.policies import REGISTRY, policy
from community.records.rules import propose_days, propose_number
from community.wishes.models import Category
from community.wishes.operations.terms import TERMS, last_version, propose_category, propose_terms

from .forms import CategoryForm, DaysForm, NumberForm, ProposalForm, TermsForm
from .impact import impact
from .lists import number_row
from .page import RulePage
from .waiting import kind_of
from .wording import changes

PUT_FORWARD = "已经提出，等另一位系统管理员批准。批准以前什么都不变。"


class ProposePage(RulePage):
    """``form`` and ``propose`` say what is asked for and what is done with it."""

    template_name = "workflows/rules/propose.html"

    def form(self, data: Any = None) -> Any:
        raise NotImplementedError

    def propose(self, form: Any) -> Proposed:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return self.answer(form=self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.answer(422, form=form)
        try:
            return self.try_out(form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            return self.answer(422, form=form)

    def try_out(self, form: ProposalForm) -> HttpResponseBase:
        """Put it forward if its effects have been looked at; else show them, on a proposal that is taken back."""
        looked_at = self.request.POST.get("seen") == form.seen
        with transaction.atomic():
            row = self.propose(form)
            effects, changed = list(impact(row)), list(changes(row))
            transaction.set_rollback(not looked_at)
        if not looked_at:
            return self.answer(form=form, seen=form.seen, effects=effects, changes=changed)
        messages.success(self.request, PUT_FORWARD)
        return redirect("desk_rules:proposal", kind=kind_of(row), pk=row.pk)


class NumberPage(ProposePage):
    tab = "desk_rules:index"
    template_name = "workflows/rules/number.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.key = kwargs["key"]

    def allowed(self) -> bool:
        return super().allowed() and self.key in REGISTRY

    def get_page_title(self) -> str:
        return REGISTRY[self.key].label

    def form(self, data: Any = None) -> NumberForm:
        initial = {"value": policy(self.key, self.at)}
        return NumberForm(data, number=REGISTRY[self.key], at=self.at, initial=initial)

    def propose(self, form: NumberForm) -> Policy:
        known = form.cleaned_data
        return propose_number(
            key=self.key,
            value=known["value"],
            valid_from=form.valid_from,
            reason=known["reason"],
            by=self.by,
            at=self.at,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(Policy.objects.filter(key=self.key).select_related("set_by", "approved_by", "closed_by"))
        line = number_row(self.key, [row for row in rows if row.closed_at is None], self.at)
        history = sorted(rows, key=lambda row: row.valid_from, reverse=True)
        return super().get_context_data(line=line, waits=line.waits, history=history, **kwargs)


class TermsPage(ProposePage):
    tab = "desk_rules:categories"
    template_name = "workflows/rules/category.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.category = get_object_or_404(Category, slug=kwargs["slug"])
        self.last = last_version(self.category)

    def allowed(self) -> bool:
        return super().allowed() and self.last is not None

    def get_page_title(self) -> str:
        return str(self.category)

    def form(self, data: Any = None) -> TermsForm:
        return TermsForm(data, at=self.at, initial={name: getattr(self.last, name) for name in TERMS})

    def propose(self, form: TermsForm) -> Proposed:
        return propose_terms(category=self.category, terms=form.terms(), **self.dated(form))

    def dated(self, form: TermsForm) -> Mapping[str, Any]:
        return {
            "valid_from": form.valid_from, "reason": form.cleaned_data["reason"], "by": self.by, "at": self.at
        }  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = self.category.terms.select_related("set_by", "approved_by", "closed_by").order_by("-pk")
        waits = next((row for row in versions if not row.approved_at and not row.closed_at), None)
        return super().get_context_data(versions=versions, waits=waits, **kwargs)


class NewCategoryPage(ProposePage):
    page_title = "加一个类别"
    tab = "desk_rules:categories"

    def form(self, data: Any = None) -> CategoryForm:
        return CategoryForm(data, at=self.at)

    def propose(self, form: CategoryForm) -> Proposed:
        known = form.cleaned_data
        return propose_category(
            nature=known["nature"],
            name=known["name"],
            terms=form.terms(),
            valid_from=form.valid_from,
            reason=known["reason"],
            by=self.by,
            at=self.at,
        )


class NewDaysPage(ProposePage):
    page_title = "安排节假日"
    tab = "desk_rules:days"

    def form(self, data: Any = None) -> DaysForm:
        return DaysForm(data, at=self.at)

    def propose(self, form: DaysForm) -> Proposed:
        known = form.cleaned_data
        return propose_days(name=known["name"], days=known["days"], reason=known["reason"], by=self.by, at=self.at)
