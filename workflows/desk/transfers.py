"""转办跟踪: what other units have been asked, the earliest answer due first."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from community.people.roles import Verb
from community.wishes.models import Status, Transfer

from . import keyset
from .duties import waiting_for
from .inbox import Row, case_url
from .page import DeskPage


@dataclass(frozen=True)
class TransferRow(Row):
    transfer: Transfer | None = None


class TransfersPage(DeskPage):
    verbs = frozenset({Verb.WISH_TRANSFER, Verb.WISH_COORDINATE})
    page_title = "转办跟踪"
    header_icon = "redirect"
    template_name = "workflows/desk/transfers.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        wishes = waiting_for(self.by, self.at).filter(status=Status.TRANSFERRED).select_related("region", "category")
        page = keyset.by_due(wishes, request.GET.get("after", ""))
        asked = {t.wish_id: t for t in Transfer.objects.filter(wish__in=page.rows, answered_at=None)}
        return self.answer(
            rows=[
                TransferRow(w, self.at, case_url(w, "status=transferred"), transfer=asked.get(w.pk)) for w in page.rows
            ],
            next_cursor=page.next,
        )
