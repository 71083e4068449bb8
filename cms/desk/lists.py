"""我的稿件, 已发布, 排期: lists of pages in the editors' words, never a tree."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from wagtail.models import Page

from cms import drafting
from cms.models import PIECES
from community.people.refusal import Refused

from .page import EditorsPage

PAGE_SIZE = 30


class Lists(EditorsPage):
    template_name = "cms/desk/list.html"
    empty = ""

    def pages(self):
        raise NotImplementedError

    def get(self, request):
        found = Paginator(self.pages().select_related("owner"), PAGE_SIZE).get_page(request.GET.get("page"))
        return self.answer(pages=found, empty=self.empty)


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
    extra_context = {"retractable": True}

    def pages(self):
        return Page.objects.live().type(*PIECES).order_by("-first_published_at", "-pk")

    def post(self, request):
        page = get_object_or_404(Page.objects.live().type(*PIECES), pk=request.POST.get("page") or 0)
        try:
            drafting.retract(page=page, reason=request.POST.get("reason", ""), by=request.user, at=self.at)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, f"撤下来了：{page.title}")
        return redirect("published:index")


class SchedulePage(Lists):
    page_title = "排期"
    header_icon = "calendar"
    empty = "没有定了时间的稿件。"

    def pages(self):
        coming = Q(go_live_at__gt=self.at) | Q(expire_at__gt=self.at, live=True)
        return Page.objects.type(*PIECES).filter(coming).order_by("go_live_at", "expire_at")
