"""错敏词: the list, one word more or less, and a whole list as csv."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from community.people.refusal import Refused
from community.people.roles import Verb
from community.wording import operations
from community.wording.models import Level, Term

from .menus import DeskViewSet, Page
from .page import DeskPage

KEEPERS = frozenset({Verb.WORDING_EDIT})
LARGEST = 5 * 1024 * 1024


class TermForm(forms.ModelForm[Term]):
    class Meta:
        model = Term
        fields = ["text", "level", "replacement", "topic"]

    def validate_unique(self) -> None:
        """A known word is changed, not refused."""


class WordsPage(DeskPage):
    verbs = KEEPERS
    page_title = "错敏词"
    header_icon = "comment"
    template_name = "workflows/desk/wording.html"

    def get(self, request: HttpRequest, status: int = 200, **more: Any) -> HttpResponseBase:
        terms = Term.objects.all()
        if query := request.GET.get("q", "").strip():
            terms = terms.filter(text__contains=query)
        if (level := request.GET.get("level", "")) in Level.values:
            terms = terms.filter(level=level)
        rows = Paginator(terms, 50).get_page(request.GET.get("page"))
        shown: dict[str, Any] = {
            "form": TermForm(),
            "rows": rows,
            "query": query,
            "level": level,
            "levels": Level.choices,
        }
        return self.answer(status=status, **(shown | more))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = TermForm(request.POST)
        if not form.is_valid():
            return self.get(request, status=422, form=form)
        try:
            term = operations.keep(**form.cleaned_data, by=self.by, at=self.at)
        except Refused as refused:
            form.add_error(refused.field or None, refused.message)
            return self.get(request, status=422, form=form)
        messages.success(request, f"“{term.text}”已记下，马上起作用。")
        return redirect("desk_wording:index")


class DropPage(DeskPage):
    verbs = KEEPERS

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        term = get_object_or_404(Term, pk=pk)
        operations.drop(term=term, by=self.by, at=self.at)
        messages.success(request, f"“{term.text}”不再查了。")
        return redirect("desk_wording:index")


class SheetPage(DeskPage):
    """The whole list out as csv, and a list in."""

    verbs = KEEPERS
    page_title = "导入错敏词"
    trail = (("错敏词", "desk_wording:index"),)
    template_name = "workflows/desk/wording_sheet.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        sheet = "\ufeff" + operations.write_sheet(Term.objects.all())
        name = {"Content-Disposition": 'attachment; filename="words.csv"'}
        return HttpResponse(sheet, content_type="text/csv; charset=utf-8", headers=name)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        file = request.FILES.get("sheet")
        if file is None or (file.size or 0) > LARGEST:
            messages.error(request, "请选一个 5 兆以内的 csv 文件。")
            return redirect("desk_wording:index")
        try:
            sheet = operations.read_sheet(file.read(), by=self.by, at=self.at)
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("desk_wording:index")
        number = operations.take_in(terms=sheet.terms.values(), by=self.by, at=self.at)
        return self.answer(number=number, problems=sheet.problems[:100], more=max(len(sheet.problems) - 100, 0))


def viewset() -> DeskViewSet:
    page = Page("desk_wording", "错敏词", "comment", KEEPERS)
    routes = (("", WordsPage, "index"), ("<int:pk>/drop/", DropPage, "drop"), ("sheet/", SheetPage, "sheet"))
    return DeskViewSet(page, "wording", 78, *routes)
