"""What Wagtail's admin takes from us: the desk."""

from wagtail import hooks

from workflows.desk import menus, panel, people, wording
from workflows.exports import hooks as _exports  # noqa: F401 -- the same
from workflows.imports import hooks as _imports  # noqa: F401 -- registers its own page and menu line

hooks.register("register_admin_viewset", menus.viewsets)
hooks.register("register_admin_viewset", wording.viewset)
hooks.register("construct_homepage_panels", panel.add_panel)
hooks.register("before_delete_user", people.keep_person)
hooks.register("before_bulk_action", people.keep_people)
