"""On the first page of the desk: what is late, what falls due today, and the way to the lists."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from community.people.desk import at_desk
from community.records.rules import keeps_rules
from community.voices.models import Objection

from . import calls, duties, endings, gaps, keyset, missed, photos, voices
from .asked import open_requests
from .due import Heat, condition
from .inbox import Row, case_url
from .menus import PAGES
from .person import holds
from .rules.waiting import waiting_for
from .worklist import Worklist

FIRST = 5  # cases that stand on the first page, earliest due first


def heated(todo: QuerySet[Any], at: datetime) -> dict[str, int]:
    """How many there are, how many late and how many due today, in one query."""
    late, today = Count("pk", filter=condition(Heat.LATE, at)), Count("pk", filter=condition(Heat.TODAY, at))
    return todo.aggregate(total=Count("pk"), late=late, today=today)


def first_cases(work: Worklist, at: datetime) -> list[Row]:
    wishes = keyset.by_due(work.mine.select_related("region", "category"), size=FIRST).rows
    return [Row(wish, at, case_url(wish)) for wish in wishes]


class DeskPanel(Component):
    name = "desk"
    order = 10
    template_name = "workflows/desk/panel.html"

    class Media:
        css = {"all": ["css/desk.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        by, at = at_desk(parent_context["request"]), timezone.now()
        work = Worklist(by, at)
        heats = work.heats()
        mine = open_calls = None
        if holds(by, duties.VERBS, at):
            mine = {"total": work.total, "late": heats[Heat.LATE], "today": heats[Heat.TODAY]}
        if holds(by, calls.CALLERS, at):
            open_calls = heated(calls.open_calls(by, at), at) | {"asked": open_requests(by, at).count()}
        return {
            "mine": mine,
            "rows": first_cases(work, at) if mine else [],
            "calls": open_calls,
            "voices": heated(Objection.objects.open(), at) if holds(by, voices.ANSWERERS, at) else None,
            "photos": photos.waiting(by, at).count() if holds(by, photos.SCREENERS, at) else 0,
            "missed": missed.failed(by, at).count() if holds(by, missed.TOLD, at) else 0,
            "gaps": gaps.number(by, at) if holds(by, gaps.FINDERS, at) else None,
            "covers": by.covers(at),
            "ending": endings.own(by, at),
            "endings": endings.of_others(by, at) if holds(by, endings.TOLD, at) else [],
            "proposals": len(waiting_for(by)) if keeps_rules(by, at) else None,
            "pages": [(p.label_for(by, at), p.url) for p in PAGES if p.shown_to(by, at)],
        }


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    by, at = at_desk(request), timezone.now()
    if any(page.shown_to(by, at) for page in PAGES):
        panels.append(DeskPanel())
