"""The desk takes the reviews from here: addresses, the menu line, the way from the editor to the 审签单."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from community.people.desk import at_desk

from . import panel as _panel  # noqa: F401 -- registers its own hook
from . import rules, views
from .desk import reviews

routes = [
    path("", views.IndexPage.as_view(), name="index"),
    path("<int:pk>/", views.StepPage.as_view(), name="step"),
    path("look/<int:pk>/", views.LookPage.as_view(), name="look"),
    path("sheet/<int:pk>/", views.SheetPage.as_view(), name="sheet"),
    path("urgent/<int:pk>/", views.UrgentPage.as_view(), name="urgent"),
    path("after/<int:pk>/", views.AfterPage.as_view(), name="after"),
]


class ReviewMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return reviews(at_desk(request), timezone.now())


class SheetMenuItem(ActionMenuItem):
    """In the editor, below 保存: who has signed, and whom the text still waits for."""

    name = "review-sheet"
    label = "审签单，还差谁审"
    icon_name = "list-ul"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit"

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("review:sheet", args=[context["page"].pk])


class SignMenuItem(SheetMenuItem):
    """For a reviewer who corrects in his own step: back to where he signs."""

    name = "review-sign"
    label = "改好存了，回去签"
    icon_name = "check"

    def is_shown(self, context: dict[str, Any]) -> bool:
        return super().is_shown(context) and rules.may_correct(context["page"], at_desk(context["request"]))

    def get_url(self, context: dict[str, Any]) -> str:
        state = rules.open_step(context["page"])
        return reverse("review:step", args=[state.pk]) if state else super().get_url(context)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [path("review/", include((routes, "review")))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return ReviewMenuItem("待我审", reverse("review:index"), name="review", icon_name="check", order=15)


@hooks.register("register_page_action_menu_item")
def sheet_item() -> ActionMenuItem:
    return SheetMenuItem(order=90)


@hooks.register("register_page_action_menu_item")
def sign_item() -> ActionMenuItem:
    return SignMenuItem(order=80)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def show_sheet(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Sent in, its writer sees whom it waits for, not the tree of pages."""
    return redirect("review:sheet", page.pk) if "action-submit" in request.POST else None
