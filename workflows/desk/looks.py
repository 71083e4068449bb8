"""查看记录: who looked at which sealed data of what, and why. The auditor reads this, and nothing of what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from community.people.models import Reveal, User
from community.people.roles import Verb
from community.wishes.codes import read_code, spoken

from . import keyset
from .page import DeskPage
from .sealed import FIELDS

WEEK, MOST = timedelta(days=7), 5
WORDS = FIELDS | {"name": "姓名", "own_words": "原话", "contacts": "整份名单的联系方式"}
MATTERS = {"wish": "心愿", "voice": "监督意见", "call": "想在电话里说的街坊", "export": "导出"}


@dataclass(frozen=True)
class Look:
    reveal: Reveal

    @property
    def what(self) -> str:
        return WORDS.get(self.reveal.field, "联系方式")

    @property
    def matter(self) -> str:
        kind, _, key = self.reveal.subject.partition(":")
        return f"{MATTERS.get(kind, '')} {spoken(key) if kind == 'wish' else ''}".strip()


def sought(code: str, who: str) -> Q:
    """Those at one wish by its number, those of one colleague by his key, or all. Nonsense finds none."""
    at_wish = Q(subject=f"wish:{read_code(code)}") if code else Q()
    by_person = Q(viewer=keyset.read(f"~{who}")[1]) if who else Q()
    return at_wish & by_person


def busiest(at: datetime) -> list[tuple[User, int]]:
    """Who looked most often in the last seven days."""
    lately: QuerySet[Reveal] = Reveal.objects.filter(at__gte=at - WEEK, at__lte=at)
    counted = lately.order_by().values_list("viewer").annotate(number=Count("pk")).order_by("-number", "viewer")[:MOST]
    people = User.objects.in_bulk([viewer for viewer, _ in counted])
    return [(people[viewer], number) for viewer, number in counted]


class LooksPage(DeskPage):
    verbs = frozenset({Verb.AUDIT_READ})
    page_title = "查看记录"
    header_icon = "view"
    template_name = "workflows/desk/looks.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        code, who = (request.GET.get(name, "").strip() for name in ("q", "who"))
        found = Reveal.objects.filter(sought(code, who)).select_related("viewer")
        page = keyset.newest_first(found, request.GET.get("after", ""))
        return self.answer(
            code=code,
            narrowed=code or who,
            rows=[Look(row) for row in page.rows],
            busiest=[] if code or who else busiest(self.at),
            next_query=page.next and urlencode({"q": code, "who": who, "after": page.next}),
        )
