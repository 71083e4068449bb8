"""导入 on the desk: send a sheet, look at what was found, let it in, fetch what has to be put right."""

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
from community.people.models import Level, Region
from community.people.refusal import Refused
from community.people.roles import Verb
from workflows.models import ImportBatch

from . import batches, sheets
from .columns import LABELS
from .reading import MOST_BYTES, MOST_ROWS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 50  # findings on the page; all of them are in the sheet
Answer = HttpResponseBase


def importer(request: HttpRequest) -> Actor:
    return Actor(request.user if request.user.is_authenticated else None, channel=Channel.IMPORT)


class ImportPage(WagtailAdminTemplateMixin, View):
    """What the pages share: one clock, and a person who may import somewhere. For others they do not exist."""

    page_title = "导入心愿"
    header_icon = "upload"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at, self.by = timezone.now(), importer(request)
        self.areas = self.by.areas(Verb.DATA_IMPORT, self.at)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        if not self.areas:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = [{"label": "工作台", "url": reverse("wagtailadmin_home")}]
        return [*above, {"label": self.page_title, "url": ""}]

    def batch(self, token: str) -> ImportBatch:
        return get_object_or_404(ImportBatch, token=token, owner=self.request.user)

    def answer(self, status: int = 200, **context: Any) -> Answer:
        return self.render_to_response(self.get_context_data(**context), status=status)


class UploadPage(ImportPage):
    template_name = "workflows/imports/upload.html"

    def get(self, request: HttpRequest) -> Answer:
        return self.answer()

    def post(self, request: HttpRequest) -> Answer:
        upload = request.FILES.get("sheet")
        if upload is None:
            return self.answer(422, problem="请先选一个文件。")
        content = upload.read(MOST_BYTES + 1)
        try:
            batch = batches.check(content, file_name=upload.name or "", by=self.by, at=self.at)
        except Refused as refused:
            return self.answer(422, problem=refused.message)
        return redirect("desk_import:batch", token=batch.token)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mine = ImportBatch.objects.filter(owner=self.by.user).order_by("-created_at")
        places = [r for r in Region.objects.filter(level=Level.COMMUNITY).order_by("path") if self._covers(r)]
        return super().get_context_data(
            batches=mine[:10], places=places, columns=LABELS.values(), most_rows=MOST_ROWS, **kwargs
        )

    def _covers(self, region: Region) -> bool:
        return any(region.path.startswith(area) for area in self.areas)


class TemplatePage(ImportPage):
    def get(self, request: HttpRequest) -> Answer:
        return _download(sheets.template(), "心愿导入模板.xlsx")


class BatchPage(ImportPage):
    template_name = "workflows/imports/batch.html"

    def get(self, request: HttpRequest, token: str) -> Answer:
        return self.show(self.batch(token))

    def post(self, request: HttpRequest, token: str) -> Answer:
        """Begin, or carry on where it stopped."""
        batch = self.batch(token)
        if batch.state == ImportBatch.State.CHECKED and "agreed" not in request.POST:
            return self.show(batch, 422, problem="请先确认：表里的街坊都同意登记。")
        try:
            batches.carry_on(batch, by=self.by, at=self.at)
        except Refused as refused:
            return self.show(self.batch(token), 409, problem=refused.message)
        return redirect("desk_import:batch", token=token)

    def show(self, batch: ImportBatch, status: int = 200, **context: Any) -> Answer:
        bad = batch.rows.filter(bad=True).order_by("number")[:SHOWN] if batch.holds_rows else []
        return self.answer(
            status,
            batch=batch,
            findings=[_shown(row) for row in bad],
            before=batches.came_in_before(batch),
            unused=json.loads(batch.header)["unused"] if batch.header else [],
            **context,
        )


def _shown(row: Any) -> dict[str, Any]:
    facts = row.facts
    values = facts["values"]
    return {
        "number": row.number,
        "words": values["own_words"][:40],
        "findings": [(LABELS.get(field, ""), message) for field, message in facts["findings"]],
    }


class DropPage(ImportPage):
    def post(self, request: HttpRequest, token: str) -> Answer:
        batches.drop(self.batch(token), at=self.at)
        return redirect("desk_import:index")


class ProblemsPage(ImportPage):
    def get(self, request: HttpRequest, token: str) -> Answer:
        batch = self.batch(token)
        if not batch.holds_rows:
            raise Http404
        return _download(sheets.to_put_right(batch), "要改的心愿.xlsx")


def _download(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})
