"""待我处理: what this person may act on now, by his memberships, earliest due first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from community.people.models import Rows, User
from community.people.operations import choose_rows
from community.people.privacy import find_private
from community.people.refusal import Refused
from community.wishes.models import Wish
from community.wishes.queries import waits_long

from . import duties, keyset
from .barred import reasons
from .due import Heat, day_words, due_words, heat_of
from .filters import InboxFilter
from .page import DeskPage
from .person import areas
from .worklist import Worklist


@dataclass(frozen=True)
class Row:
    """A wish as a list shows it. ``why_not`` is why this reviewer has to leave it to another."""

    wish: Wish
    at: datetime
    url: str
    why_not: str = ""
    for_whom: User | None = None

    @property
    def title(self) -> str:
        """The public title; before there is one, the beginning of what was said."""
        words = self.wish.public_title or self.wish.own_words
        for kind, private in find_private(words):
            words = words.replace(private, f"（{kind}）")
        return words if len(words) <= 36 else f"{words[:35]}…"

    @property
    def heat(self) -> str:
        heat = heat_of(self.wish.due_at, self.at)
        return Heat.TODAY if heat == Heat.REST and waits_long(self.wish, self.at) else heat

    @property
    def due(self) -> str:
        return due_words(self.wish.due_at, self.at)


class InboxPage(DeskPage):
    verbs = duties.VERBS
    page_title = "待我处理"
    header_icon = "tasks"
    template_name = "workflows/desk/inbox.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        work = Worklist(self.by, self.at)
        chosen = inbox_filter(self, request.GET)
        apart = bool(request.GET.get("barred"))
        wishes = chosen.apply(work.barred if apart else work.mine).select_related("region", "category")
        page = keyset.by_due(wishes, request.GET.get("after", ""), self.me.rows_per_page)
        return self.answer(
            filter=chosen,
            apart=apart,
            rows=rows(page.rows, self, chosen.query(), apart),
            next_query=page.next and chosen.query(after=page.next, barred="1" if apart else ""),
            sizes=Rows.choices,
            many=(work.held_back if apart else work.total) > Rows.FEW,
            **self.tabs(work, chosen),
            **({} if page.rows or chosen.chosen else self.nothing(work)),
        )

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """How many on a page, from now on."""
        try:
            choose_rows(user=self.me, rows=request.POST.get("rows", ""))
        except Refused as refused:
            messages.error(request, refused.message)
        return redirect(request.get_full_path())

    def tabs(self, work: Worklist, chosen: InboxFilter) -> dict[str, Any]:
        status = chosen.chosen.get("status", "")
        heats = work.heats(status)
        return {
            "tabs": [("全部", work.total, chosen.query(status=""), not status)]
            + [(t.label, t.total, chosen.query(status=t.status), t.status == status) for t in work.counts],
            "heats": [(heat, heats[heat], chosen.query(heat=heat)) for heat in Heat],
            "barred_count": work.held_back,
            "all_query": chosen.query(heat=""),
        }

    def nothing(self, work: Worklist) -> dict[str, Any]:
        due = work.next_due()
        return {"next_due": day_words(due, self.at) if due else ""}


def inbox_filter(page: DeskPage, data: Any) -> InboxFilter:
    return InboxFilter(data, paths=areas(page.by, duties.VERBS, page.at), at=page.at)


def rows(wishes: list[Wish], page: DeskPage, query: str, apart: bool) -> list[Row]:
    why = reasons(wishes, page.by, page.at) if apart else {}
    names = duties.in_whose_name(wishes, page.by, page.at)
    return [Row(w, page.at, case_url(w, query), why.get(w.pk, ""), names.get(w.pk)) for w in wishes]


def case_url(wish: Wish, query: str = "") -> str:
    """Where the desk opens a wish: by its live task, after the end by its code."""
    if wish.task_id is None:
        return reverse("desk_wishes:past", args=[wish.code])
    url = reverse("desk_inbox:case", args=[wish.task_id])
    return f"{url}?{query}" if query else url
