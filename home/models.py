"""The front page: how many wishes came true, who is still waiting, what is new."""

from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Page

from cms.models import ArticlePage, PolicyPage
from community.wishes.models import Story, Wish
from community.wishes.queries import figures, waiting_words


class HomePage(Page):
    headline = models.CharField("头条", max_length=40, blank=True, help_text="一行话，不填就不显示。")
    headline_page = models.ForeignKey(
        Page,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="头条打开哪一页",
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("headline"), PageChooserPanel("headline_page")],
            heading="头条",
        ),
    ]

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.ColumnPage"]

    class Meta:
        verbose_name = "首页"
        verbose_name_plural = "首页"

    @property
    def news(self):
        """The four latest pieces of any column."""
        pieces = Page.objects.live().public().descendant_of(self).type(ArticlePage, PolicyPage)
        return pieces.order_by("-first_published_at", "-pk").specific()[:4]

    @property
    def columns(self):
        return self.get_children().live().public()

    def get_context(self, request, *args, **kwargs):
        now = timezone.now()
        return {
            **super().get_context(request, *args, **kwargs),
            "figures": figures(now),
            "waiting": self.waiting(now),
            "story": Story.objects.latest_public(),
        }

    def waiting(self, at):
        """The three that have waited longest, each with how long."""
        longest_first = Wish.objects.on_wall().open().for_cards().order_by("since", "id")
        return [(wish, waiting_words(wish, at)) for wish in longest_first[:3]]
