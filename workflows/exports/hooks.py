"""The desk's 导出: its addresses and its line in the menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from community.people.desk import at_desk

from . import lists, views

routes = [
    path("", views.IndexPage.as_view(), name="index"),
    path("take/<str:token>/", views.TakePage.as_view(), name="take"),
    path("decide/<str:token>/", views.DecidePage.as_view(), name="decide"),
    path("<slug:what>/", views.AskPage.as_view(), name="ask"),
]


class ExportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(lists.offered(at_desk(request), timezone.now()))


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [path("export/", include((routes, "desk_export")))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return ExportMenuItem("导出", reverse("desk_export:index"), name="desk_export", icon_name="download", order=45)
