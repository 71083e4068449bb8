"""The desk's 导入: its addresses and its line in the menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from community.people.desk import at_desk

from . import kinds, views

routes = [
    path("", views.UploadPage.as_view(), name="index"),
    path("template/<slug:kind>.xlsx", views.TemplatePage.as_view(), name="template"),
    path("approve/<str:token>/", views.ApprovalPage.as_view(), name="approve"),
    path("<str:token>/", views.BatchPage.as_view(), name="batch"),
    path("<str:token>/problems.xlsx", views.ProblemsPage.as_view(), name="problems"),
    path("<str:token>/drop/", views.DropPage.as_view(), name="drop"),
]


class ImportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        by = at_desk(request)
        return bool(kinds.offered(by, timezone.now())) or views.may_approve(by)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [path("import/", include((routes, "desk_import")))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return ImportMenuItem("导入", reverse("desk_import:index"), name="desk_import", icon_name="upload", order=35)
