"""What everyone is asked about, and what everyone has to know by tonight."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from community.people.models import Level
from community.records.calendar import after_working_days, day_start, is_working_day

from .base import MORE, MORE_SEARCH, TEXT_FEATURES, Piece, Told


class NoticePage(Told):
    """公示: so many whole working days, where to object, and what came of it."""

    LEAST_DAYS = 5

    body = RichTextField("正文", features=TEXT_FEATURES)
    issuer = models.CharField("公示单位", max_length=100)
    starts_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天止", null=True, blank=True, help_text="空着，就按五个工作日算。")
    objections = models.CharField(
        "有异议找谁", max_length=200, help_text="单位、办公电话、地址；写清要署名还是可以不署名。"
    )
    result = models.TextField("公示结果", max_length=500, blank=True, help_text="公示结束以后写。")

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("issuer"), FieldPanel("starts_on"), FieldPanel("ends_on"), FieldPanel("objections")],
            heading="公示期",
        ),
        FieldPanel("result"),
        *MORE,
    ]

    search_fields = [*Page.search_fields, *MORE_SEARCH, index.SearchField("body")]

    class Meta:
        verbose_name = "公示"
        verbose_name_plural = "公示"

    def clean(self):
        super().clean()
        if self.starts_on is None:
            return
        last = self.earliest_end
        self.ends_on = self.ends_on or last
        if self.ends_on < last:
            raise ValidationError({"ends_on": f"公示要满 {self.LEAST_DAYS} 个工作日，最早到 {last:%Y-%m-%d} 止。"})
        if self.result and timezone.localdate() <= self.ends_on:
            raise ValidationError({"result": "公示还没有结束，结果到期以后再写。"})

    def why_not_live(self, at):
        """Its days count from the one on which everybody can read it."""
        if self.starts_on < timezone.localdate(at):
            return f"公示写的是从 {self.starts_on:%-m月%-d日} 起，已经过了。请退回，由作者改好公示期。"
        return ""

    @property
    def earliest_end(self):
        """The first day counts when it is a working day."""
        more = self.LEAST_DAYS - is_working_day(self.starts_on)
        return timezone.localdate(after_working_days(day_start(self.starts_on), more))

    @property
    def state(self):
        if self.result:
            return "已有结果"
        today = timezone.localdate()
        if today < self.starts_on:
            return "还没开始"
        return "公示中" if self.ends_on is None or today <= self.ends_on else "公示结束"


class BulletinQuerySet(PageQuerySet):
    def current(self, at, regions):
        """What concerns these regions and the whole district now; what ends first comes first."""
        here = Q(region=None) | Q(region__level=Level.DISTRICT) | Q(region__in=regions)
        return self.filter(here, ends_at__gt=at).order_by("ends_at")


class BulletinPage(Piece):
    """社区通知: water off tonight, a check-up on Saturday. Gone from the home page when it is over."""

    class Kind(models.TextChoices):
        OUTAGE = "outage", "停水停电停气"
        HEALTH = "health", "体检、疫苗"
        TRAFFIC = "traffic", "修路、停车"
        WEATHER = "weather", "天气"
        EVENT = "event", "活动"
        OTHER = "other", "其他"

    kind = models.CharField("哪一类", max_length=12, choices=Kind, default=Kind.OTHER)
    starts_at = models.DateTimeField("什么时候开始", null=True, blank=True)
    ends_at = models.DateTimeField("什么时候结束", db_index=True, help_text="到时候自动从首页撤下。")
    text = models.TextField("说清楚", max_length=600, help_text="什么事、哪几栋楼、什么时候、打哪个电话。")

    content_panels = [*Page.content_panels, *map(FieldPanel, ("kind", "starts_at", "ends_at", "text"))]

    search_fields = [*Page.search_fields, index.SearchField("text")]

    objects = PageManager.from_queryset(BulletinQuerySet)()

    class Meta:
        verbose_name = "社区通知"
        verbose_name_plural = "社区通知"

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "结束要比开始晚。"})

    @property
    def teaser(self):
        return self.text

    @property
    def over(self):
        return self.ends_at <= timezone.now()
