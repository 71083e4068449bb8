"""What Wagtail's admin takes from us: the desk."""

from wagtail import hooks

from workflows.desk import menus, panel

hooks.register("register_admin_viewset", menus.viewsets)
hooks.register("construct_homepage_panels", panel.add_panel)
