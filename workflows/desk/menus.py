"""The desk's menu: one line per page, shown to those whose roles use it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from community.people.actor import Actor
from community.people.desk import at_desk
from community.people.roles import Verb
from community.records.rules import keeps_rules

from . import (
    archive,
    asked,
    call,
    calls,
    case,
    cover,
    duties,
    gaps,
    guide,
    handbook,
    handover,
    inbox,
    looks,
    missed,
    photos,
    proxy,
    residence,
    transfers,
    voices,
)
from .person import PROXIES, READERS, holds
from .rules.page import RULERS
from .rules.urls import ROUTES


@dataclass(frozen=True)
class Page:
    """``name`` is its URL namespace; ``words`` its label, which may depend on who looks; ``may`` asks for more than
    one of the ``verbs``."""

    name: str
    label: str
    icon: str
    verbs: frozenset[Verb]
    words: Callable[[Actor, datetime], str] | None = None
    may: Callable[[Actor, datetime], bool] | None = None

    @property
    def url(self) -> str:
        return reverse(f"{self.name}:index")

    def label_for(self, by: Actor, at: datetime) -> str:
        return self.words(by, at) if self.words else self.label

    def shown_to(self, by: Actor, at: datetime) -> bool:
        return self.may(by, at) if self.may else holds(by, self.verbs, at)


PAGES = (
    Page("desk_inbox", "待我处理", "tasks", duties.VERBS),
    Page("desk_proxy", "代填", "edit", PROXIES),
    Page("desk_residence", "核实居住", "home", residence.ResidencePage.verbs),
    Page("desk_calls", "回访", "mobile-alt", calls.CALLERS),
    Page("desk_transfers", "转办跟踪", "redirect", transfers.TransfersPage.verbs),
    Page("desk_photos", "照片待审", "image", photos.SCREENERS),
    Page("desk_wishes", "本社区心愿", "list-ul", READERS, lambda by, at: f"{archive.scope(by, at)}心愿"),
    Page("desk_cover", "请假顶岗", "user", cover.CoverPage.verbs),
    Page("desk_handover", "交接", "resubmit", handover.HoldersPage.verbs),
    Page("desk_gaps", "没有人能办的", "warning", gaps.FINDERS),
    Page("desk_voices", "监督", "view", voices.ANSWERERS),
    Page("desk_looks", "查看记录", "view", looks.LooksPage.verbs),
    Page("desk_rules", "规则", "sliders", RULERS, may=keeps_rules),
    Page("desk_guide", "帮助", "help", guide.GuidePage.verbs),
)


class DeskMenuItem(MenuItem):
    def __init__(self, page: Page, order: int) -> None:
        super().__init__(page.label, page.url, name=page.name, icon_name=page.icon, order=order)
        self.page = page

    def is_shown(self, request: HttpRequest) -> bool:
        return self.page.shown_to(at_desk(request), timezone.now())

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        component.label = self.page.label_for(at_desk(request), timezone.now())
        return component


class DeskViewSet(ViewSet):
    """The addresses of one menu line; ``routes``: (path, view, name), the first is the line's own page."""

    add_to_admin_menu = True

    def __init__(self, page: Page, prefix: str, order: int, *routes: tuple[str, Any, str]) -> None:
        super().__init__(page.name, url_prefix=prefix)
        self.page, self.order, self.routes = page, order, routes

    def get_urlpatterns(self) -> list[Any]:
        return [path(route, view.as_view(), name=name) for route, view, name in self.routes]

    def get_menu_item(self, order: int | None = None) -> DeskMenuItem:
        return DeskMenuItem(self.page, order or self.order)


def viewsets() -> list[DeskViewSet]:
    (
        mine, proxies, homes, calling, passed, pictures, wishes,
        away, passing, unstaffed, objecting, auditing, ruling, helping,
    ) = PAGES  # fmt: skip
    inboxes = (("", inbox.InboxPage, "index"), ("<int:task_id>/", case.CasePage, "case"))
    written = (
        ("", proxy.ProxyPage, "index"),
        ("mine/", proxy.MinePage, "mine"),
        ("done/<str:code>/", proxy.DonePage, "done"),
    )
    calls_to_make = (
        ("", calls.CallsPage, "index"),
        ("missed/", missed.MissedPage, "missed"),
        ("asked/<int:pk>/", asked.AskedPage, "asked"),
        ("<int:task_id>/", call.CallPage, "call"),
    )
    all_wishes = (("", archive.ArchivePage, "index"), ("<str:code>/", archive.PastPage, "past"))
    objections = (("", voices.VoicesPage, "index"), ("<int:pk>/", voices.VoicePage, "voice"))
    hand_over = (("", handover.HoldersPage, "index"), ("<int:pk>/", handover.HandOverPage, "person"))
    guidance = (
        ("", guide.GuidePage, "index"),
        ("handbook/<slug:name>.md", handbook.ChapterPage, "chapter"),
        ("screenshots/<slug:name>.webp", handbook.PicturePage, "picture"),
    )
    return [
        DeskViewSet(mine, "inbox", 10, *inboxes),
        DeskViewSet(proxies, "proxy", 20, *written),
        DeskViewSet(homes, "residence", 25, ("", residence.ResidencePage, "index")),
        DeskViewSet(calling, "calls", 30, *calls_to_make),
        DeskViewSet(passed, "transfers", 32, ("", transfers.TransfersPage, "index")),
        DeskViewSet(pictures, "photos", 35, ("", photos.PhotosPage, "index")),
        DeskViewSet(wishes, "wishes", 40, *all_wishes),
        DeskViewSet(away, "cover", 50, ("", cover.CoverPage, "index")),
        DeskViewSet(passing, "handover", 60, *hand_over),
        DeskViewSet(unstaffed, "gaps", 70, ("", gaps.GapsPage, "index")),
        DeskViewSet(objecting, "voices", 75, *objections),
        DeskViewSet(auditing, "looks", 78, ("", looks.LooksPage, "index")),
        DeskViewSet(ruling, "rules", 80, *ROUTES),
        DeskViewSet(helping, "help", 90, *guidance),
    ]
