"""Pages composed freely: a topic, and what explains the house."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import VOCABULARY

from .base import BasePage
from .column import refuse_routed


class Composed(BasePage):
    lead = models.CharField("导语", max_length=200, blank=True)
    body = StreamField(VOCABULARY, verbose_name="内容")

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]

    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    subpage_types: list[str] = []
    template = "cms/composed.html"

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.depth in (None, 3):
            refuse_routed(self)

    @property
    def teaser(self):
        return self.lead


class TopicPage(Composed):
    """专题."""

    parent_page_types = ["home.HomePage", "cms.ColumnPage"]

    class Meta:
        verbose_name = "专题"
        verbose_name_plural = "专题"


class StandardPage(Composed):
    """说明页: 五微怎么用, 关于我们, 联系我们."""

    parent_page_types = ["home.HomePage"]

    class Meta:
        verbose_name = "说明页"
        verbose_name_plural = "说明页"
