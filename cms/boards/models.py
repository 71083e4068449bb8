"""光荣榜: the pages. What they count is the domain's (``community.honours``); who may be named is asked at each reading."""

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Orderable, Page

from cms.models.base import BasePage
from community.honours.measures import MEASURES, Kind, Scope
from community.honours.models import Roll
from community.honours.periods import Period, at_hand
from community.honours.queries import Board, board
from community.points.operations import rules_at
from community.wishes.models import Nature

from .lists import cut_of, figure_list, microseconds

CURATED = "curated"
SLUG_MOST = 40  # so that a line fits into the subject of an objection
NATURES = [(value, label) for value, label in Nature.choices if value != Nature.APPEAL]
MEASURE_CHOICES = [*((m.code, m.label) for m in MEASURES.values()), (CURATED, "不排数字，由编辑选人写事迹")]


def written_period(text):
    try:
        Period.read(text)
    except ValueError:
        raise ValidationError("请写成 2026-Q3（季度）、2026-10（月）或 2026（年）。") from None


class BoardIndexPage(RoutablePageMixin, BasePage):
    """微星光: this season as it stands, the boards, and how points are earned."""

    content_panels = Page.content_panels
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["cms.HonourBoardPage"]
    template = "cms/boards/index.html"

    class Meta:
        verbose_name = verbose_name_plural = "微星光"

    @staticmethod
    def season(kind, at, cut=None):
        """The live board of this quarter, for who has no page of his own yet."""
        period = at_hand(at)[0]
        return board(
            measure=MEASURES["fulfilled"], scope=Scope(kind, period), most=10, at=cut or at, seal=f"now {period}"
        )

    def get_context(self, request, *args, **kwargs):
        at = timezone.now()
        boards = HonourBoardPage.objects.child_of(self).live().public().select_related("region", "roll")
        seasons = [self.season(kind, at) for kind in (Kind.PEOPLE, Kind.ORGANISATIONS)]
        return {
            **super().get_context(request, *args, **kwargs),
            "as_of": at,
            "cut": microseconds(at),
            "seasons": [(made, [(one, None) for one in made.standings()]) for made in seasons],
            "boards": boards.order_by("-first_published_at", "-pk"),
            "rules": sorted(rules_at(at).values(), key=lambda rule: rule.pk),
        }

    @path("now/<str:kind>/<str:key>/")
    def list_of_now(self, request, kind, key):
        if kind not in Kind.values:
            raise Http404
        at = timezone.now()
        return figure_list(request, self, self.season(Kind(kind), at, cut_of(request, at)), key)


class HonourBoardPage(RoutablePageMixin, BasePage):
    """One board. Without a ``roll`` it moves with the facts; 定榜 gives it one, and the reviews publish it."""

    measure = models.CharField("比什么", max_length=12, choices=MEASURE_CHOICES, default="fulfilled")
    kind = models.CharField("谁上榜", max_length=14, choices=Kind, default=Kind.PEOPLE)
    period = models.CharField(
        "哪段时间", max_length=7, validators=[written_period], help_text="如 2026-Q3、2026-10、2026"
    )
    nature = models.CharField("哪类心愿", max_length=10, choices=NATURES, blank=True, help_text="不选就是各类都算。")
    most = models.PositiveSmallIntegerField("上榜多少名", default=10, help_text="并列的一起上榜。")
    intro = models.TextField("榜前的话", max_length=300, blank=True)
    roll = models.ForeignKey(
        Roll, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="定榜"
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel(name) for name in ("measure", "kind", "period", "nature", "most")],
            heading="怎么评",
            help_text="已经定榜的，改这里不改定下的数；要改，在“榜单”里重新定榜。",
        ),
        FieldPanel("intro"),
        InlinePanel("laurels", heading="事迹和照片", label="一位"),
    ]
    parent_page_types = ["cms.BoardIndexPage"]
    subpage_types: list[str] = []
    template = "cms/boards/board.html"

    class Meta:
        verbose_name = verbose_name_plural = "光荣榜"

    @property
    def curated(self):
        return self.measure == CURATED

    @property
    def time(self):
        return Period.read(self.period)

    def clean(self):
        super().clean()
        measure = MEASURES.get(self.measure)
        if measure and self.kind not in measure.kinds:
            words = "、".join(kind.label for kind in Kind if kind in measure.kinds)
            raise ValidationError({"kind": f"“{measure.label}”只给{words}排榜。"})
        if len(self.slug) > SLUG_MOST:
            raise ValidationError({"slug": f"网址最多 {SLUG_MOST} 个字符。"})
        if not 1 <= (self.most or 0) <= 100:
            raise ValidationError({"most": "请填 1 到 100。"})

    def board(self, at) -> Board | None:
        if self.curated:
            return None
        scope = Scope(Kind(self.kind), self.time, self.region, self.nature)
        return board(
            measure=MEASURES[self.measure], scope=scope, most=self.most, at=at, seal=str(self.pk), roll=self.roll
        )

    def get_context(self, request, *args, **kwargs):
        made = self.board(timezone.now())
        others = HonourBoardPage.objects.sibling_of(self, inclusive=False).live().public()
        return {
            **super().get_context(request, *args, **kwargs),
            "board": made,
            "cut": microseconds(made.cut) if made else 0,
            "rows": self.rows(made) if made else [],
            "others": others.order_by("-first_published_at", "-pk")[:8],
        }

    def rows(self, made):
        """(standing, its laurel). A laurel names who stands there in public: who withdraws his name takes it along."""
        laurels = {laurel.name: laurel for laurel in self.laurels.select_related("portrait", "story")}
        return [(one, None if one.face.hidden else laurels.get(one.face.name)) for one in made.standings()]

    @path("<str:key>/")
    def list_of_one(self, request, key):
        at = timezone.now()
        made = self.board(cut_of(request, at))
        if made is None:
            raise Http404
        return figure_list(request, self, made, key)


class Laurel(Orderable):
    """事迹 and portrait of one on the board; on a curated board, the one himself."""

    page = ParentalKey(HonourBoardPage, on_delete=models.CASCADE, related_name="laurels")
    name = models.CharField("名字", max_length=40, help_text="和榜上写的一样；手选的榜写要公开的名字。")
    place = models.CharField("哪里的", max_length=40, blank=True, help_text="手选的榜才要填。")
    words = models.CharField("一句话", max_length=60, blank=True, help_text="如：手不动，反倒难受。")
    story = models.ForeignKey(Page, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="事迹")
    portrait = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="照片"
    )
    agreed = models.BooleanField("本人同意公开这些内容，是成年人", default=False)

    panels = [FieldPanel(name) for name in ("name", "place", "words", "story", "portrait", "agreed")]

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "事迹"

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if not self.agreed:
            raise ValidationError({"agreed": "要先问过本人，同意了再勾上。"})
