"""导入 on the desk: send a sheet, look at what was found, let it in or have it approved, fetch what is to put right."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from community.people.actor import Actor, Channel
from community.people.refusal import Refused
from community.people.roles import Verb
from workflows.models import ImportBatch

from . import approvals, batches, kinds, sheets
from .kinds import KINDS
from .reading import MOST_BYTES, MOST_ROWS
from .resource import SheetResource

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 50  # findings on the page; all of them are in the sheet
State = ImportBatch.State
Answer = HttpResponseBase


def importer(user: Any) -> Actor:
    return Actor(user if user.is_authenticated else None, channel=Channel.IMPORT)


def may_approve(by: Actor) -> bool:
    return any(by.areas(Verb(verb), timezone.now()) for verb in kinds.APPROVALS)


class ImportPage(WagtailAdminTemplateMixin, View):
    """What the pages share: one clock, and a person who may import or approve somewhere. For others they do not
    exist."""

    page_title = "导入"
    header_icon = "upload"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at, self.by = timezone.now(), importer(request.user)
        self.kinds = kinds.offered(self.by, self.at)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        if not self.kinds and not may_approve(self.by):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = [{"label": "工作台", "url": reverse("wagtailadmin_home")}]
        return [*above, {"label": self.get_page_title(), "url": ""}]

    def kind(self, slug: str) -> type[SheetResource]:
        found = KINDS.get(slug)
        if found not in self.kinds:
            raise Http404
        return found

    def batch(self, token: str) -> ImportBatch:
        return get_object_or_404(ImportBatch, token=token, owner=self.request.user)

    def answer(self, status: int = 200, **context: Any) -> Answer:
        return self.render_to_response(self.get_context_data(**context), status=status)


class UploadPage(ImportPage):
    template_name = "workflows/imports/upload.html"

    def get(self, request: HttpRequest) -> Answer:
        return self.answer(chosen=request.GET.get("kind", ""))

    def post(self, request: HttpRequest) -> Answer:
        kind = self.kind(request.POST.get("kind", "wish"))
        upload = request.FILES.get("sheet")
        if upload is None:
            return self.answer(422, chosen=kind.slug, problem="请先选一个文件。")
        content = upload.read(MOST_BYTES + 1)
        try:
            batch = batches.check(content, file_name=upload.name or "", by=self.by, at=self.at, kind=kind.slug)
        except Refused as refused:
            return self.answer(422, chosen=kind.slug, problem=refused.message)
        return redirect("desk_import:batch", token=batch.token)

    def get_context_data(self, *, chosen: str, **kwargs: Any) -> dict[str, Any]:
        mine = ImportBatch.objects.filter(owner=self.by.user).order_by("-created_at")
        kind = next((kind for kind in self.kinds if kind.slug == chosen), next(iter(self.kinds), None))
        return super().get_context_data(
            batches=[(batch, KINDS[batch.kind].subject) for batch in mine[:10]],
            waiting=[
                (batch, KINDS[batch.kind].subject)
                for batch in approvals.waiting_for(self.by, self.at).order_by("sent_at")[:SHOWN]
            ],
            kinds=self.kinds, kind=kind, places=kind(self.by, self.at).places() if kind else [],
            columns=kind.columns.labels.values() if kind else [], most_rows=MOST_ROWS, **kwargs,
        )  # fmt: skip


class TemplatePage(ImportPage):
    def get(self, request: HttpRequest, kind: str) -> Answer:
        chosen = self.kind(kind)
        return _download(sheets.template(chosen), f"{chosen.subject}导入模板.xlsx")


class BatchPage(ImportPage):
    template_name = "workflows/imports/batch.html"

    def get_page_title(self) -> str:
        return "导入" if not hasattr(self, "shown") else f"导入{KINDS[self.shown.kind].subject}"

    def get(self, request: HttpRequest, token: str) -> Answer:
        return self.show(self.batch(token))

    def post(self, request: HttpRequest, token: str) -> Answer:
        """Begin, carry on where it stopped, or send it to whoever approves."""
        batch = self.batch(token)
        if batch.state in {State.CHECKED, State.RETURNED} and "agreed" not in request.POST:
            return self.show(batch, 422, problem=f"请先确认：{KINDS[batch.kind].agree}。")
        try:
            if batch.approval and batch.state != State.RUNNING:
                approvals.send(batch, by=self.by, at=self.at)
            else:
                batches.carry_on(batch, by=self.by, at=self.at)
        except Refused as refused:
            return self.show(self.batch(token), 409, problem=refused.message)
        return redirect("desk_import:batch", token=token)

    def show(self, batch: ImportBatch, status: int = 200, **context: Any) -> Answer:
        self.shown = batch
        bad = batch.rows.filter(bad=True).order_by("number")[:SHOWN] if batch.holds_rows else []
        kind = KINDS[batch.kind]
        return self.answer(
            status,
            batch=batch,
            kind=kind,
            findings=[_shown(row, kind) for row in bad],
            before=batches.came_in_before(batch),
            unused=json.loads(batch.header)["unused"] if batch.header else [],
            **context,
        )


def _shown(row: Any, kind: type[SheetResource]) -> dict[str, Any]:
    facts = row.facts
    return {
        "number": row.number,
        "words": facts["values"][kind.main][:40],
        "findings": [(kind.columns.labels.get(field, ""), message) for field, message in facts["findings"]],
    }


class ApprovalPage(ImportPage):
    """The sheet of another: what is in it, and yes or no. Who said yes watches it go in."""

    page_title = "批准导入"
    template_name = "workflows/imports/approval.html"

    def find(self, token: str) -> ImportBatch:
        waiting = approvals.waiting_for(self.by, self.at).filter(token=token).first()
        return waiting or get_object_or_404(
            ImportBatch.objects.select_related("owner"), token=token, approved_by=self.by.user
        )

    def get(self, request: HttpRequest, token: str) -> Answer:
        return self.show(self.find(token))

    def post(self, request: HttpRequest, token: str) -> Answer:
        batch = self.find(token)
        try:
            if request.POST.get("decision") == "return":
                approvals.give_back(batch, reason=request.POST.get("reason", ""), by=self.by, at=self.at)
                return redirect("desk_import:index")
            if batch.state == State.SENT:
                approvals.approve(batch, by=self.by, at=self.at)
            batch = ImportBatch.objects.select_related("owner").get(pk=batch.pk)
            batches.carry_on(batch, by=importer(batch.owner), at=self.at)
        except Refused as refused:
            typed = {"problem": refused.message, "reason": request.POST.get("reason", "")}
            return self.show(self.find(token), 422 if refused.field else 409, **typed)
        return redirect("desk_import:approve", token=token)

    def show(self, batch: ImportBatch, status: int = 200, **context: Any) -> Answer:
        waits = batch.state == State.SENT
        look = approvals.look(batch, at=self.at) if waits else None
        return self.answer(status, batch=batch, kind=KINDS[batch.kind], look=look, **context)


class DropPage(ImportPage):
    def post(self, request: HttpRequest, token: str) -> Answer:
        batches.drop(self.batch(token), at=self.at)
        return redirect("desk_import:index")


class ProblemsPage(ImportPage):
    def get(self, request: HttpRequest, token: str) -> Answer:
        batch = self.batch(token)
        if not batch.holds_rows:
            raise Http404
        return _download(sheets.to_put_right(batch), f"要改的{KINDS[batch.kind].subject}.xlsx")


def _download(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})
