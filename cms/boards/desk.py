"""榜单: an editor makes a board, sees it, fixes its figures and takes back what turned out wrong."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from community.honours.operations import may_keep, withdraw
from community.people.desk import at_desk
from community.people.refusal import Refused
from community.people.roles import Verb

from .forms import BoardForm
from .models import HonourBoardPage
from .operations import draft, fix


def in_force(page: HonourBoardPage) -> HonourBoardPage:
    """The page as the public sees it; before that, the newest draft."""
    return page if page.live and page.roll_id else page.get_latest_revision_as_object()


class BoardView(WagtailAdminTemplateMixin, View):
    header_icon = "list-ol"
    page_title = "榜单"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.at, self.by = timezone.now(), at_desk(request)
        if not self.by.areas(Verb.BOARD_KEEP, self.at):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        items = [{"label": "工作台", "url": reverse("wagtailadmin_home")}]
        if self.page_title != "榜单":
            items.append({"label": "榜单", "url": reverse("desk_boards:index")})
        return [*items, {"label": self.page_title, "url": ""}]

    def answer(self, status: int = 200, **context: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(at=self.at, **context), status=status)


class BoardsView(BoardView):
    template_name = "cms/boards/desk/index.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        boards = HonourBoardPage.objects.select_related("region", "roll").order_by("-pk")
        return self.answer(boards=[page for page in boards if may_keep(self.by, page.region, self.at)])


class NewBoardView(BoardView):
    page_title = "办一个榜"
    template_name = "cms/boards/desk/new.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(form=BoardForm(by=self.by, at=self.at))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = BoardForm(request.POST, by=self.by, at=self.at)
        if not form.is_valid():
            return self.answer(422, form=form)
        if "look" in request.POST:
            return self.answer(form=form, board=form.board, rows=form.board.standings())
        given = form.cleaned_data | {"title": form.name}
        try:
            page = draft(by=self.by, at=self.at, **given)
        except Refused as refused:
            form.add_error(refused.field or None, refused.message)
            return self.answer(422, form=form)
        messages.success(request, "榜建好了，还没有公开。看一看，再定榜、送审。")
        return redirect("desk_boards:board", page.pk)


class OneBoardView(BoardView):
    page_title = "一个榜"
    template_name = "cms/boards/desk/board.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = HonourBoardPage.objects.filter(pk=kwargs["pk"]).first()

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return self.shown()

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        self.require()
        try:
            self.do(request)
        except Refused as refused:
            typed = {"reason": request.POST.get("reason", ""), "chosen": self.number("line")}
            return self.shown(422, problem=refused.message, **typed)
        return redirect("desk_boards:board", pk)

    def require(self) -> HonourBoardPage:
        if self.page is None or not may_keep(self.by, self.page.region, self.at):
            raise Http404
        return self.page

    def do(self, request: HttpRequest) -> None:
        page = self.require()
        if "fix" in request.POST:
            fix(page=page, by=self.by, at=self.at)
            messages.success(request, "定榜了，数不再变。接下来送审。")
            return
        roll = in_force(page).roll
        if roll is None:
            raise Refused("not_fixed", "还没有定榜，不用撤；直接改，或者不送审。")
        line = roll.lines.filter(pk=self.number("line")).first()
        if "whole" not in request.POST and line is None:
            raise Refused("which", "请先选撤哪一行。")
        reason = request.POST.get("reason", "")
        withdraw(
            roll=roll, line=None if "whole" in request.POST else line, reason=reason, by=self.by, at=self.at
        )  # fmt: skip
        messages.success(request, "撤下了，原因已经写在榜上。")

    def number(self, name: str) -> int:
        text = self.request.POST.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0

    def shown(self, status: int = 200, **context: Any) -> HttpResponseBase:
        page = self.require()
        latest = page.get_latest_revision_as_object()
        made = latest.board(self.at)
        rows = latest.rows(made) if made else []
        public = in_force(page).board(self.at)
        lines = [one for one in public.standings() if not one.withdrawn] if public and public.roll else []
        waiting = latest.roll_id != page.roll_id or not page.live
        return self.answer(
            status,
            page=page,
            latest=latest,
            board=made,
            rows=rows,
            public=public,
            lines=lines,
            waiting=waiting,
            **context,
        )


class BoardsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(at_desk(request).areas(Verb.BOARD_KEEP, timezone.now()))


class BoardsViewSet(ViewSet):
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", BoardsView.as_view(), name="index"),
            path("new/", NewBoardView.as_view(), name="new"),
            path("<int:pk>/", OneBoardView.as_view(), name="board"),
        ]

    def get_menu_item(self, order: int | None = None) -> BoardsMenuItem:
        return BoardsMenuItem("榜单", reverse("desk_boards:index"), name="boards", icon_name="list-ol", order=65)


viewset = BoardsViewSet("desk_boards", url_prefix="boards")
