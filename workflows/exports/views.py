"""导出 on the desk: which list, with or without contacts, who has to agree, and the file itself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from community.people.actor import Actor
from community.people.models import Region
from community.people.refusal import Refused
from community.records.policies import policy
from workflows.desk.page import DeskPage
from workflows.models import Export

from . import lists, requests
from .lists import LISTS, ExportList
from .stream import csv_lines

MINE = 20
State = Export.State
Answer = HttpResponseBase


class ExportPage(DeskPage):
    page_title = "导出"
    header_icon = "download"

    def allowed(self) -> bool:
        return bool(lists.offered(self.by, self.at))


class IndexPage(ExportPage):
    template_name = "workflows/exports/index.html"

    def get(self, request: HttpRequest) -> Answer:
        mine = Export.objects.filter(owner=request.user).order_by("-asked_at")  # type: ignore[misc]  # logged in
        waiting = requests.waiting_for(self.by, self.at).order_by("asked_at")
        return self.answer(
            lists=lists.offered(self.by, self.at),
            mine=[(export, LISTS[export.what]) for export in mine[:MINE]],
            waiting=[(export, LISTS[export.what]) for export in waiting[:MINE]],
        )


class AskPage(ExportPage):
    """One list under one filter: how many rows, and what may be in them."""

    trail = (("导出", "desk_export:index"),)
    template_name = "workflows/exports/ask.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = LISTS.get(kwargs["what"])
        if found is None:
            raise Http404
        self.chosen: type[ExportList] = found

    def allowed(self) -> bool:
        return self.chosen.offered_to(self.by, self.at)

    def get_page_title(self) -> str:
        return f"导出{self.chosen.name}"

    def get(self, request: HttpRequest, what: str) -> Answer:
        return self.show()

    def post(self, request: HttpRequest, what: str) -> Answer:
        contacts, reason = "contacts" in request.POST, request.POST.get("reason", "")
        try:
            export = requests.ask(what, request.GET, by=self.by, at=self.at, contacts=contacts, reason=reason)
            if export.state == State.WAITING:
                return redirect("desk_export:index")
            return self.file(export)
        except Refused as refused:
            status = 422 if refused.field == "reason" else 403
            return self.show(status, problem=refused.message, contacts=contacts, reason=reason)

    def file(self, export: Export) -> Answer:
        return streamed(export, requests.take(export, by=self.by, at=self.at))

    def show(self, status: int = 200, **context: Any) -> Answer:
        source = self.chosen(self.by, self.at)
        return self.answer(
            status,
            chosen=self.chosen,
            filter=source.chosen(self.request.GET),
            number=source.rows(self.request.GET).count(),
            headings=source.headings(),
            may_see_contacts=self.chosen.may_see_contacts(self.by, self.at),
            alone=policy("export.contacts.alone", self.at),
            **context,
        )


class TakePage(ExportPage):
    """An export that was approved, once."""

    trail = (("导出", "desk_export:index"),)
    template_name = "workflows/exports/refused.html"

    def post(self, request: HttpRequest, token: str) -> Answer:
        export = get_object_or_404(Export, token=token, owner=request.user)
        try:
            source = requests.take(export, by=self.by, at=self.at)
        except Refused as refused:
            return self.answer(409, problem=refused.message)
        return streamed(export, source)


class DecidePage(ExportPage):
    trail = (("导出", "desk_export:index"),)
    page_title = "批准导出"
    template_name = "workflows/exports/decide.html"

    def get(self, request: HttpRequest, token: str) -> Answer:
        export = get_object_or_404(requests.waiting_for(self.by, self.at), token=token)
        chosen = LISTS[export.what]
        asked = chosen(Actor(export.owner), self.at, contacts=True)
        return self.answer(
            export=export,
            chosen=chosen,
            place=Region.objects.get(path=export.area_path),
            filter=asked.chosen(QueryDict(export.query)),
            contacts=list(chosen.contacts.values()),
        )

    def post(self, request: HttpRequest, token: str) -> Answer:
        export = get_object_or_404(Export, token=token)
        try:
            requests.decide(export, yes=request.POST.get("decision") == "approve", by=self.by, at=self.at)
        except Refused as refused:
            return self.answer(409, problem=refused.message)
        return redirect("desk_export:index")


def streamed(export: Export, source: ExportList) -> StreamingHttpResponse:
    """The rows as they are read; the first line says who took them, when and what for."""
    at = timezone.localtime(source.at)
    name = f"{source.name} {at:%Y-%m-%d %H%M}.csv"
    chunks = source.chunks(QueryDict(export.query), most=export.rows if export.contacts else None)
    lines = csv_lines(watermark(export, source), source.headings(), chunks)
    return StreamingHttpResponse(
        (line.encode() for line in lines),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
        },
    )


def watermark(export: Export, source: ExportList) -> str:
    when = f"{timezone.localtime(source.at):%Y年%m月%d日 %H:%M}"
    parts = [f"{source.name}，{export.owner}（{export.owner.username}）{when} 导出"]
    if export.contacts:
        parts.append(f"理由：{export.reason}")
        parts.append("内有姓名和电话，只用于上面的理由，用完删掉，不得外传")
    if export.approved_by:
        parts.append(f"{export.approved_by} 批准")
    return "。".join(parts) + "。"
