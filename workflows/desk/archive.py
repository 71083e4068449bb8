"""Every wish of one's areas, under way or over: a list with a look-up, and a page to read for those that ended."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from community.people.actor import Actor
from community.people.fields import lookup
from community.people.models import Level
from community.people.privacy import normalise_phone, phone_problem
from community.people.roles import Verb
from community.wishes.codes import read_code
from community.wishes.models import Wish

from . import keyset
from .case import DecisionPage
from .filters import ArchiveFilter
from .inbox import case_url, rows
from .page import DeskPage
from .person import PROXIES, READERS, areas


def scope(by: Actor, at: datetime) -> str:
    """本社区, 本街道 or 全区: the widest region in which he reads wishes."""
    levels = {m.region.level for m in by.memberships(at) if m.region and m.region.path in areas(by, READERS, at)}
    return "全区" if Level.DISTRICT in levels else "本街道" if Level.STREET in levels else "本社区"


def wanted(text: str) -> Q:
    """A code, an exact phone or an outside number; phones are compared by their look-up, never read."""
    found = Q(outside_number=text.strip())
    if code := read_code(text):
        found |= Q(code=code)
    if not phone_problem(text):
        found |= Q(phone_lookup=lookup(normalise_phone(text)))
    return found


class ArchivePage(DeskPage):
    verbs = READERS
    header_icon = "list-ul"
    template_name = "workflows/desk/archive.html"

    def get_page_title(self) -> str:
        return f"{scope(self.by, self.at)}心愿"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.listing(request.GET.get("after", ""))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """A look-up comes by POST, so that no phone stands in an address."""
        return self.listing("", asked=request.POST.get("q", "").replace("\0", "").strip())

    def listing(self, after: str, asked: str = "") -> HttpResponseBase:
        paths = areas(self.by, READERS, self.at)
        chosen = ArchiveFilter(self.request.GET, paths=paths, at=self.at)
        wishes = Wish.objects.in_areas(paths).select_related("region", "category")
        page = keyset.newest_first(wishes.filter(wanted(asked)) if asked else chosen.apply(wishes), after)
        return self.answer(
            filter=chosen,
            asked=asked,
            may_export=bool(self.by.areas(Verb.DATA_EXPORT, self.at)),
            rows=rows(page.rows, self, "", apart=False),
            next_query=page.next and chosen.query(after=page.next),
        )


class PastPage(DecisionPage):
    """The history of a wish, by its code, and what may still follow; one under way has its own page."""

    verbs = READERS | PROXIES

    def find(self, **kwargs: Any) -> Wish:
        known = Wish.objects.select_related(
            *("region__fallback", "street", "category", "terms", "organisation", "actor", "wisher", "task__process"),
            *("proxied_by", "merged_into"),
        )
        return get_object_or_404(known, code=kwargs["code"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return redirect(case_url(self.wish)) if self.wish.task_id else super().get(request)
