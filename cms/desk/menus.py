"""The editors' lines of the desk's menu, in their own words."""

from django.urls import path
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from cms.models import NewsSource
from cms.rights import publishes

from . import contributions, lists, write


class EditorsMenuItem(MenuItem):
    def is_shown(self, request):
        return publishes(request.user)


class EditorsViewSet(ViewSet):
    add_to_admin_menu = True

    def __init__(self, name, label, order, view):
        super().__init__(name, url_prefix=name)
        self.label, self.order, self.view = label, order, view

    def get_urlpatterns(self):
        return [path("", self.view.as_view(), name="index")]

    def get_menu_item(self, order=None):
        icon = self.view.header_icon
        return EditorsMenuItem(self.label, self.menu_url, name=self.name, icon_name=icon, order=order or self.order)


class SourcesViewSet(ModelViewSet):
    model = NewsSource
    name = "sources"
    icon = "globe"
    menu_label = "转载稿源"
    add_to_settings_menu = True
    inspect_view_enabled = False
    form_fields = list_display = ["name", "domain"]


def viewsets():
    return [
        SourcesViewSet(),
        EditorsViewSet("write", "写稿", 2, write.WritePage),
        EditorsViewSet("contributions", "来稿", 3, contributions.ContributionsPage),
        EditorsViewSet("drafts", "我的稿件", 5, lists.MinePage),
        EditorsViewSet("published", "已发布", 6, lists.PublishedPage),
        EditorsViewSet("schedule", "排期", 7, lists.SchedulePage),
    ]
