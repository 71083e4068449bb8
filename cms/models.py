"""微平台: columns, and the articles and policy documents that stand in them."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from .fields import ROUTED_SLUGS, validate_doc_no

# No embeds: they fetch from outside and bring inline styles.
TEXT_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link", "image", "blockquote"]


class ColumnPage(Page):
    """栏目: a shelf under the home page; the newest piece lies on top."""

    PAGE_SIZE = 20

    intro = models.CharField("栏目说明", max_length=120, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]

    search_fields = [*Page.search_fields, index.SearchField("intro")]

    parent_page_types = ["home.HomePage"]
    subpage_types = ["cms.ArticlePage", "cms.PolicyPage"]

    class Meta:
        verbose_name = "栏目"
        verbose_name_plural = "栏目"

    def clean(self):
        super().clean()
        if self.slug in ROUTED_SLUGS:
            message = f"网址 /{self.slug}/ 已经另有用处，这个栏目会打不开。请换一个词，比如 {self.slug}-news。"
            raise ValidationError({"slug": message})

    @property
    def pieces(self):
        newest_first = self.get_children().live().public().order_by("-first_published_at", "-pk")
        return newest_first.specific()

    def get_context(self, request, *args, **kwargs):
        page = Paginator(self.pieces, self.PAGE_SIZE).get_page(request.GET.get("page"))
        return {**super().get_context(request, *args, **kwargs), "pieces": page}


class ArticlePage(Page):
    """稿件: a story, notice or report."""

    lead = models.CharField("导语", max_length=200, help_text="一两句话说清楚是什么事，会显示在列表里。")
    body = RichTextField("正文", features=TEXT_FEATURES)
    source = models.CharField("来源", max_length=60, help_text="写单位全称，如“石渡街道”。")
    original = models.BooleanField("原创", default=False)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("source"), FieldPanel("original")], heading="出处"),
    ]

    search_fields = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
    ]

    parent_page_types = ["cms.ColumnPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "稿件"
        verbose_name_plural = "稿件"

    @property
    def teaser(self):
        return self.lead


class PolicyPage(Page):
    """政策文件, with the particulars that public documents must carry."""

    class Validity(models.TextChoices):
        IN_FORCE = "in_force", "有效"
        LAPSED = "lapsed", "失效"
        REPEALED = "repealed", "废止"
        AMENDED = "amended", "已修改"

    doc_no = models.CharField("发文字号", max_length=40, validators=[validate_doc_no])
    issuer = models.CharField("发布机构", max_length=100, help_text="写全称，联合发文的都写上。")
    written_on = models.DateField("成文日期")
    effective_on = models.DateField("施行日期", null=True, blank=True)
    validity = models.CharField("有效性", max_length=12, choices=Validity, default=Validity.IN_FORCE)
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="现行文件",
        help_text="这份文件已废止或修改的，选取代它的那一份。",
    )
    abstract = models.TextField("概述", max_length=300, help_text="三百字以内，不要只重复标题。")
    body = RichTextField("正文", features=TEXT_FEATURES)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("doc_no"),
                FieldPanel("issuer"),
                FieldPanel("written_on"),
                FieldPanel("effective_on"),
            ],
            heading="文件信息",
        ),
        MultiFieldPanel(
            [FieldPanel("validity"), PageChooserPanel("successor")],
            heading="有效性",
        ),
        FieldPanel("abstract"),
        FieldPanel("body"),
    ]

    search_fields = [
        *Page.search_fields,
        index.SearchField("doc_no"),
        index.SearchField("issuer"),
        index.SearchField("abstract"),
        index.SearchField("body"),
        index.FilterField("validity"),
    ]

    parent_page_types = ["cms.ColumnPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "政策文件"
        verbose_name_plural = "政策文件"

    def clean(self):
        super().clean()
        if self.successor_id and self.validity == self.Validity.IN_FORCE:
            raise ValidationError({"validity": "已经有取代它的文件，就不能还是“有效”。"})
        if self.successor_id and self.successor_id == self.pk:
            raise ValidationError({"successor": "一份文件不能取代它自己，请选另一份。"})

    @property
    def in_force(self):
        return self.validity == self.Validity.IN_FORCE

    @property
    def teaser(self):
        return self.abstract
