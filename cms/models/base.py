"""What every page of 微平台 has: a place it speaks for, and rights that end where that place ends."""

from django.db import models
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import PICTURES, VOCABULARY
from cms.review.page import Reviewed
from cms.rights import PageRights, regions_of
from community.people.models import Level, Region

# No embeds: they fetch from outside and bring inline styles.
TEXT_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link", "image", "blockquote"]


class RegionForm(WagtailAdminPageForm):
    """Offers the writer his own regions only; who writes for the whole district may leave the field empty."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "region" in self.fields and self.for_user:
            mine = regions_of(self.for_user)
            self.fields["region"].queryset = mine
            self.fields["region"].required = not mine.filter(level=Level.DISTRICT).exists()


class BasePage(Reviewed):
    """``region``: whose page it is; none means the whole district's."""

    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所属区域",
        help_text="社区和街道的事，选上它；全区的事，空着。",
    )

    base_form_class = RegionForm
    settings_panels = [*Page.settings_panels, FieldPanel("region")]

    class Meta:
        abstract = True

    def permissions_for_user(self, user):
        return PageRights(user, self)


class Piece(BasePage):
    """What lies in a column."""

    pinned_until = models.DateField("置顶到", null=True, blank=True, help_text="到这一天为止，排在栏目最前面。")
    correction = models.TextField(
        "更正说明", max_length=300, blank=True, help_text="发布以后改了事实、姓名或数字的，写清改了什么；旧稿自动留存。"
    )

    content_panels = Page.content_panels
    settings_panels = [
        *BasePage.settings_panels,
        MultiFieldPanel([FieldPanel("pinned_until"), FieldPanel("correction")], heading="置顶和更正"),
    ]

    parent_page_types = ["cms.ColumnPage"]
    subpage_types: list[str] = []
    template = "cms/piece.html"

    class Meta:
        abstract = True

    @property
    def teaser(self):
        return self.lead

    @property
    def pinned(self):
        return self.pinned_until is not None and self.pinned_until >= timezone.localdate()

    @property
    def related(self):
        """Three newer neighbours of the same column."""
        beside = self.get_siblings(inclusive=False).live().public()
        return beside.order_by("-first_published_at", "-pk")[:3]


class Told(Piece):
    """A lead, pictures, and the rest behind 更多."""

    lead = models.CharField("导语", max_length=200, help_text="一两句话说清楚是什么事，会显示在列表里。")
    gallery = StreamField(PICTURES, blank=True, verbose_name="图集", help_text="一组照片写一句说明就够了。")
    more = StreamField(VOCABULARY, blank=True, verbose_name="更多", help_text="表格、附件、问答、心愿……需要时再加。")

    class Meta:
        abstract = True


MORE = [
    FieldPanel("gallery"),
    MultiFieldPanel([FieldPanel("more")], heading="更多", classname="collapsed"),
]
MORE_SEARCH = [index.SearchField("lead"), index.SearchField("gallery"), index.SearchField("more")]
