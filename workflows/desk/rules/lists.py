"""What the rules are now, what waits for a second person, and the wishes a change would touch."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from community.records.calendar import overrides
from community.records.models import Arrangement, Holiday, Policy
from community.records.policies import REGISTRY, Number
from community.wishes.models import Category, Terms

from .. import keyset
from ..due import due_words, heat_of
from . import groups
from .cuts import CUTS, Cut
from .page import RulePage, RulesPage
from .waiting import decided, kind_of, waiting
from .wording import WEEKDAYS, subject


@dataclass(frozen=True)
class NumberRow:
    """``now`` is the row in force, None while the default of the program is; ``next`` what is agreed for later."""

    key: str
    number: Number
    now: Policy | None
    next: Policy | None
    waits: Policy | None

    @property
    def value(self) -> int:
        return self.now.value if self.now else self.number.default


def number_row(key: str, rows: list[Policy], at: datetime) -> NumberRow:
    own = sorted((row for row in rows if row.key == key), key=lambda row: row.valid_from)
    begun = [row for row in own if row.approved_at and row.valid_from <= at]
    agreed = [row for row in own if row.approved_at and row.valid_from > at]
    waits = next((row for row in own if not row.approved_at), None)
    return NumberRow(key, REGISTRY[key], begun[-1] if begun else None, agreed[0] if agreed else None, waits)


class NumbersPage(RulesPage):
    page_title = "规则"
    tab = "desk_rules:index"
    template_name = "workflows/rules/numbers.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        rows = list(Policy.objects.filter(closed_at=None).select_related("set_by", "approved_by"))
        numbers = {title: [number_row(k, rows, self.at) for k in keys] for title, keys in groups.grouped().items()}
        return self.answer(groups=numbers)


class CategoriesPage(RulesPage):
    page_title = "心愿类别"
    tab = "desk_rules:categories"
    template_name = "workflows/rules/categories.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        in_force = {terms.category_id: terms for terms in Terms.objects.at(self.at)}
        waits = {terms.category_id: terms for terms in Terms.objects.waiting()}
        known = [(row, in_force.get(row.pk), waits.get(row.pk)) for row in Category.objects.all()]
        rows = [row for row in known if row[1] or row[2] or row[0].terms.approved().exists()]
        natures: dict[str, list[object]] = {}
        for row in rows:
            natures.setdefault(row[0].get_nature_display(), []).append(row)
        return self.answer(natures=natures)


class DaysPage(RulesPage):
    page_title = "节假日"
    tab = "desk_rules:days"
    template_name = "workflows/rules/days.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        today = timezone.localdate(self.at)
        kinds = {kind: label for kind, label in Holiday.Kind.choices if kind != Holiday.Kind.LIBRARY}
        days = [
            (day, WEEKDAYS[day.weekday()], kinds[kind])
            for day, kind in sorted(overrides().items())
            if kind in kinds and day >= today
        ]
        arrangements = Arrangement.objects.order_by("-pk").select_related("set_by", "approved_by")
        return self.answer(days=days, arrangements=arrangements[:20])


class WaitingPage(RulesPage):
    page_title = "等人批准"
    tab = "desk_rules:waiting"
    template_name = "workflows/rules/waiting.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(
            waiting=[(row, kind_of(row), subject(row), row.set_by == self.by.user) for row in waiting()],
            decided=[(row, kind_of(row), subject(row)) for row in decided()],
        )


class WishesPage(RulePage):
    """The wishes of one cut: number, place, state and date; what they are about is not for this office."""

    page_title = "受影响的在办件"
    tab = "desk_rules:index"
    template_name = "workflows/rules/wishes.html"

    def get(self, request: HttpRequest, cut: str) -> HttpResponseBase:
        if cut not in CUTS:
            raise Http404
        try:
            wishes = Cut(cut, request.GET.get("of", "")).wishes.select_related("region")
            number = wishes.count()
        except (ValueError, OverflowError) as error:  # an address that is not ours
            raise Http404 from error
        page = keyset.newest_first(wishes, request.GET.get("after", ""))
        rows = [(wish, due_words(wish.due_at, self.at), heat_of(wish.due_at, self.at)) for wish in page.rows]
        return self.answer(number=number, rows=rows, of=request.GET.get("of", ""), next_cursor=page.next)
