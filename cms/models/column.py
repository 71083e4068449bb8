"""Columns, each with the newest piece on top."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.fields import ROUTED_SLUGS
from cms.shelf import Shelf

from .base import BasePage


def refuse_routed(page):
    """A page directly under the home page must not take an address that is answered before it."""
    if page.slug in ROUTED_SLUGS:
        message = f"网址 /{page.slug}/ 已经另有用处，这一页会打不开。请换一个词，比如 {page.slug}-news。"
        raise ValidationError({"slug": message})


class ColumnPage(BasePage):
    """栏目: a shelf under the home page."""

    PAGE_SIZE = 20

    intro = models.CharField("栏目说明", max_length=120, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]

    search_fields = [*Page.search_fields, index.SearchField("intro")]

    parent_page_types = ["home.HomePage"]
    subpage_types = [
        *("cms.ArticlePage", "cms.GalleryPage", "cms.NoticePage", "cms.BulletinPage", "cms.PolicyPage"),
        *("cms.InterpretationPage", "cms.ServicePage", "cms.TopicPage", "cms.FormPage"),
    ]

    class Meta:
        verbose_name = "栏目"
        verbose_name_plural = "栏目"

    def clean(self):
        super().clean()
        refuse_routed(self)

    @cached_property
    def pieces(self):
        """Made once: which pages are private is a question of its own each time."""
        newest_first = self.get_children().live().public().order_by("-first_published_at", "-pk")
        return newest_first.specific().prefetch_related("region")

    def get_context(self, request, *args, **kwargs):
        shelf = Shelf(self, request)
        page = Paginator(shelf.pieces, self.PAGE_SIZE).get_page(request.GET.get("page"))
        first = page.number == 1 and not shelf.chosen
        return {
            **super().get_context(request, *args, **kwargs),
            "pieces": page,
            "shelf": shelf,
            "pinned": shelf.pinned if first else [],
            "near": shelf.near if first else [],
        }
