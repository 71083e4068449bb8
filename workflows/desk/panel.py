"""On the first page of the desk: what is late, what falls due today, and the way to the lists."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from community.records.rules import keeps_rules

from . import calls, duties, gaps
from .due import Heat
from .menus import PAGES
from .person import at_desk, holds
from .rules.waiting import waiting_for
from .worklist import Worklist


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
            todo = calls.open_calls(by, at)
            open_calls = {"total": todo.count(), "late": todo.filter(due_at__lt=at).count()}
        return {
            "mine": mine,
            "calls": open_calls,
            "gaps": gaps.number(by, at) if holds(by, gaps.FINDERS, at) else None,
            "covers": by.covers(at),
            "proposals": len(waiting_for(by)) if keeps_rules(by, at) else None,
            "pages": [(p.label_for(by, at), p.url) for p in PAGES if p.shown_to(by, at)],
        }


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    by, at = at_desk(request), timezone.now()
    if any(page.shown_to(by, at) for page in PAGES):
        panels.append(DeskPanel())
