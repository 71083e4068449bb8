"""没有人能办的: steps that fewer than two people can do today, and places that lack people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from community.people.actor import Actor
from community.people.roles import Verb
from community.wishes.models import Wish
from workflows import staffing

from . import keyset
from .due import due_words, heat_of
from .inbox import case_url
from .page import DeskPage
from .person import areas, may_read

# Those who can find somebody: the street for its people, the district.
FINDERS = frozenset({Verb.PEOPLE_COVER, Verb.PEOPLE_MANAGE})


def number(by: Actor, at: datetime) -> int:
    return sum(gap.count for gap in staffing.gaps(areas(by, FINDERS, at), at))


@dataclass(frozen=True)
class Row:
    """A wish by its number; only who reads wishes there may open it."""

    wish: Wish
    at: datetime
    url: str

    @property
    def heat(self) -> str:
        return heat_of(self.wish.due_at, self.at)

    @property
    def due(self) -> str:
        return due_words(self.wish.due_at, self.at)


class GapsPage(DeskPage):
    verbs = FINDERS
    page_title = "没有人能办的"
    header_icon = "warning"
    template_name = "workflows/desk/gaps.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        paths = areas(self.by, FINDERS, self.at)
        found, short = staffing.gaps(paths, self.at), staffing.vacancies(paths, self.at)
        names = staffing.place_names(place for place in [*(one.place for one in found), *(one.place for one in short)])
        chosen = next((gap for gap in found if gap.key == request.GET.get("gap")), None)
        return self.answer(
            gaps=[(gap, names.get(gap.place, ""), urlencode({"gap": gap.key})) for gap in found],
            vacancies=[(one, names.get(one.place, "")) for one in short],
            chosen=chosen,
            **(self.wishes(chosen, request.GET.get("after", "")) if chosen else {}),
        )

    def wishes(self, gap: staffing.Gap, after: str) -> dict[str, Any]:
        page = keyset.by_due(Wish.objects.live().filter(gap.cut).select_related("region"), after)
        return {
            "rows": [Row(w, self.at, case_url(w) if may_read(w, self.by, self.at) else "") for w in page.rows],
            "next_query": page.next and urlencode({"gap": gap.key, "after": page.next}),
        }
