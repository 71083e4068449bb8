"""Public documents, what they mean, and what one gets by them."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.fields import validate_doc_no

from .base import MORE, MORE_SEARCH, TEXT_FEATURES, Piece, Told


@dataclass(frozen=True)
class Filter:
    label: str
    options: list[tuple[str, str]]
    lookup: str

    def where(self, value):
        return Q(**{self.lookup: value})


class IndexSerial(models.Model):
    """The last 索引号 of a year; a row lock keeps two documents from taking one number."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "索引号流水"

    def __str__(self):
        return f"{self.year}-{self.last:05}"

    @classmethod
    def take(cls, year):
        with transaction.atomic():
            cls.objects.get_or_create(year=year)
            serial = cls.objects.select_for_update().get(year=year)
            serial.last += 1
            serial.save(update_fields=["last"])
        return serial


class PolicyPage(Piece):
    """政策文件, with the particulars that public documents must carry."""

    class Validity(models.TextChoices):
        IN_FORCE = "in_force", "有效"
        LAPSED = "lapsed", "失效"
        REPEALED = "repealed", "废止"
        AMENDED = "amended", "已修改"

    class Theme(models.TextChoices):
        GRASSROOTS = "grassroots", "基层治理"
        CIVIL = "civil", "民政、救助、养老"
        HOUSING = "housing", "住房和城乡建设"
        LABOUR = "labour", "就业和社会保障"
        HEALTH = "health", "卫生健康"
        EDUCATION = "education", "教育和文化"
        OTHER = "other", "其他"

    class Genre(models.TextChoices):
        NOTICE = "notice", "通知"
        MEASURE = "measure", "办法、规定、细则"
        OPINION = "opinion", "意见"
        ANNOUNCEMENT = "announcement", "公告、通告"
        REPLY = "reply", "批复、函"
        OTHER = "other", "其他"

    index_no = models.CharField("索引号", max_length=20, unique=True, null=True, editable=False)
    doc_no = models.CharField("发文字号", max_length=40, validators=[validate_doc_no])
    issuer = models.CharField("发布机构", max_length=100, help_text="写全称，联合发文的都写上。")
    written_on = models.DateField("成文日期")
    effective_on = models.DateField("施行日期", null=True, blank=True)
    validity = models.CharField("有效性", max_length=12, choices=Validity, default=Validity.IN_FORCE)
    repealed_on = models.DateField("废止日期", null=True, blank=True)
    theme = models.CharField("主题分类", max_length=12, choices=Theme, default=Theme.OTHER)
    genre = models.CharField("体裁分类", max_length=12, choices=Genre, default=Genre.OTHER)
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
    attachments = StreamField(
        [("file", DocumentChooserBlock(label="附件"))], blank=True, verbose_name="附件", help_text="PDF、OFD 或 Word。"
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("doc_no"),
                FieldPanel("issuer"),
                FieldPanel("written_on"),
                FieldPanel("effective_on"),
                FieldPanel("theme"),
                FieldPanel("genre"),
            ],
            heading="文件信息",
        ),
        MultiFieldPanel(
            [FieldPanel("validity"), FieldPanel("repealed_on"), PageChooserPanel("successor")],
            heading="有效性",
        ),
        FieldPanel("abstract"),
        FieldPanel("body"),
        FieldPanel("attachments"),
    ]

    search_fields = [
        *Page.search_fields,
        index.SearchField("doc_no"),
        index.SearchField("issuer"),
        index.SearchField("abstract"),
        index.SearchField("body"),
        index.FilterField("validity"),
    ]

    template = "cms/policy_page.html"
    exclude_fields_in_copy = ["index_no"]

    class Meta:
        verbose_name = "政策文件"
        verbose_name_plural = "政策文件"

    def clean(self):
        super().clean()
        if self.successor_id and self.validity == self.Validity.IN_FORCE:
            raise ValidationError({"validity": "已经有取代它的文件，就不能还是“有效”。"})
        if self.successor_id and self.successor_id == self.pk:
            raise ValidationError({"successor": "一份文件不能取代它自己，请选另一份。"})
        if self.repealed_on and self.validity == self.Validity.IN_FORCE:
            raise ValidationError({"validity": "写了废止日期，就不能还是“有效”。"})

    def save(self, *args, **kwargs):
        """The number is the machine's: given once, and never changed by an older draft."""
        if self.pk and not self.index_no:
            self.index_no = type(self).objects.filter(pk=self.pk).values_list("index_no", flat=True).first()
        if not self.index_no:
            self.index_no = f"YQ/{IndexSerial.take(self.written_on.year)}"
        super().save(*args, **kwargs)

    @property
    def in_force(self):
        return self.validity == self.Validity.IN_FORCE

    @property
    def ended(self):
        """废止, 失效 or 修改; empty while it is in force."""
        return "" if self.in_force else self.get_validity_display().removeprefix("已")

    @property
    def teaser(self):
        return self.abstract

    @property
    def live_interpretations(self):
        return self.interpretations.live().public()

    @property
    def live_services(self):
        return self.services.live().public()

    @classmethod
    def filters(cls, column):
        papers = cls.objects.child_of(column).live()
        years = [str(day.year) for day in papers.dates("written_on", "year", order="DESC")]
        issuers = papers.order_by("issuer").values_list("issuer", flat=True).distinct()
        return {
            "year": Filter("年份", [(year, f"{year} 年") for year in years], "policypage__written_on__year"),
            "issuer": Filter("发布机构", [(one, one) for one in issuers], "policypage__issuer"),
            "theme": Filter("主题", cls.Theme.choices, "policypage__theme"),
            "validity": Filter("有效性", cls.Validity.choices, "policypage__validity"),
        }


class InterpretationPage(Told):
    """政策解读: what a document means for us. Each links to the other."""

    policy = models.ForeignKey(
        PolicyPage, models.SET_NULL, null=True, related_name="interpretations", verbose_name="解读的文件"
    )
    body = RichTextField("正文", features=TEXT_FEATURES)
    source = models.CharField("来源", max_length=60, help_text="写单位全称。")

    content_panels = [
        *Page.content_panels,
        PageChooserPanel("policy"),
        FieldPanel("lead"),
        FieldPanel("body"),
        *MORE,
        FieldPanel("source"),
    ]

    search_fields = [*Page.search_fields, *MORE_SEARCH, index.SearchField("body")]

    class Meta:
        verbose_name = "政策解读"
        verbose_name_plural = "政策解读"


class ServicePage(Piece):
    """惠民服务: who gets what, and how; whoever cannot manage it asks the community."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", "所有居民"
        OLD = "old", "老人"
        CHILDREN = "children", "孩子和家长"
        DISABLED = "disabled", "残疾人"
        NEEDY = "needy", "困难家庭"
        NEWCOMERS = "newcomers", "新来的居民"
        RIDERS = "riders", "快递员、外卖员、司机"

    audience = models.CharField("给谁的", max_length=12, choices=Audience, default=Audience.EVERYONE)
    what = models.TextField("能得到什么", max_length=300)
    conditions = models.TextField("什么条件", max_length=500)
    papers = models.TextField("带什么材料", max_length=500, blank=True, help_text="一行一样。")
    where = models.CharField("到哪里办", max_length=120)
    phone = models.CharField("问谁", max_length=40, blank=True, help_text="办公电话。")
    takes = models.CharField("要多久", max_length=60, blank=True)
    until = models.DateField("办到哪天", null=True, blank=True, help_text="长期能办的，空着。")
    policy = models.ForeignKey(
        PolicyPage, models.SET_NULL, null=True, blank=True, related_name="services", verbose_name="依据的文件"
    )

    content_panels = [
        *Page.content_panels,
        *map(FieldPanel, ("audience", "what", "conditions", "papers", "where", "phone", "takes", "until")),
        PageChooserPanel("policy"),
    ]

    search_fields = [*Page.search_fields, index.SearchField("what"), index.SearchField("conditions")]

    class Meta:
        verbose_name = "惠民服务"
        verbose_name_plural = "惠民服务"

    @property
    def teaser(self):
        return self.what

    @property
    def over(self):
        return self.until is not None and self.until < timezone.localdate()

    @classmethod
    def filters(cls, column):
        return {"audience": Filter("给谁的", cls.Audience.choices, "servicepage__audience")}
