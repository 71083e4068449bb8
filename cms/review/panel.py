"""On the first page of the desk: what waits for a reviewer, and what an editor looks after."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.ui.components import Component

from cms.outside import dead_links
from community.people.desk import at_desk

from . import upkeep
from .desk import reviews, writes
from .waiting import afterchecks, waiting_for


class ReviewPanel(Component):
    name = "review"
    order = 5
    template_name = "review/panel.html"

    class Media:
        css = {"all": ["css/desk.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        by, at = at_desk(parent_context["request"]), timezone.now()
        editor = writes(by) and by.user is not None
        return {
            "reviews": reviews(by, at),
            "mine": [row for row in waiting_for(by, at) if not row.why_not] if reviews(by, at) else [],
            "urgent": [one for one in afterchecks(by, at) if not one[1]] if reviews(by, at) else [],
            "editor": editor,
            "drafts": upkeep.drafts(by.user) if editor and by.user else [],
            "arrived": upkeep.arrived(by.user) if editor and by.user else 0,
            "questions": upkeep.questions() if editor else [],
            "columns": upkeep.columns(at) if editor else [],
            "links": upkeep.stale_links() if editor else [],
            "broken": upkeep.broken_links() if editor else [],
            "dead": dead_links()[:10] if editor else [],
        }


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    by = at_desk(request)
    if reviews(by, timezone.now()) or writes(by):
        panels.append(ReviewPanel())
