"""我的稿件, 已发布, 排期: lists of pages in the editors' words, never a tree."""

from django.core.paginator import Paginator
from django.db.models import Q
from wagtail.models import Page

from cms.models import PIECES
from cms.shelf import with_column

from .page import EditorsPage

PAGE_SIZE = 30


class Lists(EditorsPage):
    template_name = "cms/desk/list.html"
    empty = ""

    def pages(self):
        raise NotImplementedError

    def get(self, request):
        told = with_column(self.pages()).annotate_approved_schedule().prefetch_workflow_states()
        return self.answer(pages=Paginator(told, PAGE_SIZE).get_page(request.GET.get("page")), empty=self.empty)


class MinePage(Lists):
    page_title = "我的稿件"
    header_icon = "doc-full-inverse"
    empty = "您还没有写过稿。"

    def pages(self):
        mine = Page.objects.type(*PIECES).filter(owner=self.request.user)
        return mine.order_by("-latest_revision_created_at", "-pk")


class PublishedPage(Lists):
    page_title = "已发布"
    header_icon = "check"
    empty = "还没有发布过。"

    def pages(self):
        return Page.objects.live().type(*PIECES).order_by("-first_published_at", "-pk")


class SchedulePage(Lists):
    page_title = "排期"
    header_icon = "calendar"
    empty = "没有定了时间的稿件。"

    def pages(self):
        coming = Q(go_live_at__gt=self.at) | Q(expire_at__gt=self.at, live=True)
        return Page.objects.type(*PIECES).filter(coming).order_by("go_live_at", "expire_at")
