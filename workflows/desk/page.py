"""What every page of the desk shares: one clock, one person, and whether it is his page at all."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from community.people.desk import at_desk
from community.people.models import User
from community.people.roles import Verb
from community.wishes.models import Wish
from workflows import steps

from .person import holds


class DeskPage(WagtailAdminTemplateMixin, View):
    """``verbs``: one of them is needed, else the page does not exist. ``trail``: (label, url name) of pages above."""

    verbs: frozenset[Verb] = frozenset()
    trail: tuple[tuple[str, str], ...] = ()

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at, self.by = timezone.now(), at_desk(request)

    @property
    def me(self) -> User:
        assert self.by.user is not None  # the desk is behind a log-in
        return self.by.user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.allowed():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def allowed(self) -> bool:
        return holds(self.by, self.verbs, self.at)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = [("工作台", "wagtailadmin_home"), *self.trail]
        items = [{"label": label, "url": reverse(name)} for label, name in above]
        return [*items, {"label": self.get_page_title(), "url": ""}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(at=self.at, by=self.by, covers=self.by.covers(self.at), **kwargs)

    def answer(self, status: int = 200, **context: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(**context), status=status)


def wish_or_404(task_id: int) -> Wish:
    wish = steps.wish_of_task(task_id)
    if wish is None:
        raise Http404
    return wish
