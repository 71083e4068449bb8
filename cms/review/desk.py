"""What the pages of the reviews share at the desk."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from community.people.actor import Actor
from community.people.desk import at_desk

from . import rules


def reviews(by: Actor, at: datetime) -> bool:
    return any(by.may(verb, at=at) for verb in rules.STAGES)


def writes(by: Actor) -> bool:
    return by.user is not None and page_permission_policy.user_has_any_permission(by.user, {"add", "change"})


class ReviewPage(WagtailAdminTemplateMixin, View):
    """For reviewers; ``for_writers``: for those who write, too."""

    for_writers = False
    header_icon = "check"
    page_title = "待我审"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at, self.by = timezone.now(), at_desk(request)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (reviews(self.by, self.at) or (self.for_writers and writes(self.by))):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def page(self, pk: int) -> Page:
        return get_object_or_404(Page, pk=pk, depth__gt=1).specific

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        items = [{"label": "工作台", "url": reverse("wagtailadmin_home")}]
        if reviews(self.by, self.at):
            items.append({"label": "待我审", "url": reverse("review:index")})
        title = self.get_page_title()
        return items if title == "待我审" else [*items, {"label": title, "url": ""}]

    def answer(self, status: int = 200, **context: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(by=self.by, at=self.at, **context), status=status)
