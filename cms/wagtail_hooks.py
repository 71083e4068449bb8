"""The desk shows Wagtail's own tools only to those who publish; everyone else finds just their work."""

from django.db.models import Q
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from .boards import desk
from .desk import menus
from .files import part_of_video
from .links import LinkHandler
from .models import FormPage
from .rights import places_of, publishes, works_for

hooks.register("register_admin_viewset", menus.viewsets)

WAGTAIL_MENUS = {"explorer", "images", "documents", "reports", "snippets", "settings"}


@hooks.register("construct_main_menu", order=1000)
def hide_menus(request, menu_items):
    """Wagtail's own help is in English; the desk has one of its own."""
    hidden = {"help"} if publishes(request.user) else {"help", *WAGTAIL_MENUS}
    menu_items[:] = [item for item in menu_items if item.name not in hidden]
    for item in menu_items:
        if item.name == "explorer":
            item.label = "页面搭建"


@hooks.register("construct_reports_menu")
def hide_reports(request, menu_items):
    """How often which class of page is used is told by the names of our code."""
    menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]


@hooks.register("construct_search", order=1000)
def hide_search(request, search_areas):
    if not publishes(request.user):
        search_areas.clear()


@hooks.register("construct_homepage_panels", order=-1000)
def empty_home(request, panels):
    """Runs first, so that panels which our own desk adds stay: they show the reviews already."""
    panels[:] = [panel for panel in panels if publishes(request.user) and "workflow" not in panel.name]


@hooks.register("construct_homepage_summary_items", order=1000)
def hide_summary(request, summary_items):
    if not publishes(request.user):
        summary_items.clear()


@hooks.register("filter_form_submissions_for_user")
def own_answers(user, editable_forms):
    """Who answers a survey is told that only the place that asks reads it."""
    if not publishes(user):
        return editable_forms.none()
    mine = Q(region__in=places_of(user))
    if works_for(user, None):
        mine |= Q(region=None)
    return editable_forms.filter(pk__in=FormPage.objects.filter(mine))


@hooks.register("insert_global_admin_css")
def our_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("register_rich_text_features", order=1000)
def mark_repealed_links(features):
    features.register_link_type(LinkHandler)


hooks.register("register_admin_viewset", lambda: desk.viewset)
hooks.register("before_serve_document", part_of_video, order=1)  # after the restrictions of a collection


@hooks.register("register_log_actions")
def name_retraction(actions):
    class Retraction(LogFormatter):
        label = "撤稿"

        def format_message(self, log_entry):
            return f"撤稿：{log_entry.data.get('reason', '')}"

    actions.register_action("cms.retract")(Retraction)
