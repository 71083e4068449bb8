"""What happened, and what it looked like."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from .base import MORE, MORE_SEARCH, TEXT_FEATURES, Told
from .source import require_listed


class ArticlePage(Told):
    """稿件: a story, notice or report."""

    body = RichTextField("正文", features=TEXT_FEATURES)
    source = models.CharField("来源", max_length=60, help_text="写单位全称，如“石渡街道”。")
    original = models.BooleanField("原创", default=False)
    correspondents = models.CharField("通讯员", max_length=60, blank=True, help_text="写名字，几个人用顿号隔开。")
    reposted_from = models.URLField("转载自", blank=True, help_text="转载的，贴原文网址；来源写原来的单位。")
    repost_reason = models.CharField(
        "不在稿源名单里，为什么转", max_length=100, blank=True, help_text="写在审签单上，读者看不到。"
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        *MORE,
        MultiFieldPanel(
            [
                FieldPanel("source"),
                FieldPanel("original"),
                FieldPanel("correspondents"),
                FieldPanel("reposted_from"),
                FieldPanel("repost_reason"),
            ],
            heading="出处",
        ),
    ]

    search_fields = [*Page.search_fields, *MORE_SEARCH, index.SearchField("body")]

    template = "cms/article_page.html"

    class Meta:
        verbose_name = "稿件"
        verbose_name_plural = "稿件"

    def clean(self):
        super().clean()
        require_listed(self)


class GalleryPage(Told):
    """图集: pictures first."""

    source = models.CharField("来源", max_length=60, help_text="写单位全称，如“石渡街道”。")

    content_panels = [*Page.content_panels, FieldPanel("lead"), *MORE, FieldPanel("source")]

    search_fields = [*Page.search_fields, *MORE_SEARCH]

    class Meta:
        verbose_name = "图集"
        verbose_name_plural = "图集"
