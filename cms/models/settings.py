"""What editors set for the whole site, on the desk. A blank field is not rendered."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page

HOME_PARTS = [
    ("waiting", "等您帮一把"),
    ("story", "刚刚实现"),
    ("news", "消息与政策"),
    ("stars", "微星光"),
]


class MenuLink(blocks.StructBlock):
    label = blocks.CharBlock(label="文字", max_length=12)
    page = blocks.PageChooserBlock(label="打开哪一页")

    class Meta:
        icon = "link"
        label = "一项"


@register_setting(icon="site", order=10)
class SiteSettings(BaseGenericSetting):
    """One row, made by a migration, since reading a page never writes."""

    name = models.CharField(
        "网站名称", max_length=8, default="五微社区", help_text="在页眉、标题、订阅和打印的小条上，如“某区五微”。"
    )
    banner = models.CharField("紧急横幅", max_length=80, blank=True, help_text="全站每一页最上面一行。不填就没有。")
    banner_page = models.ForeignKey(
        Page, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="横幅打开哪一页"
    )
    banner_until = models.DateTimeField("横幅到什么时候", null=True, blank=True)
    grey_from = models.DateTimeField("从什么时候起变灰", null=True, blank=True)
    grey_until = models.DateTimeField("到什么时候恢复", null=True, blank=True)
    grey_only_home = models.BooleanField("只首页变灰", default=False)
    menu = StreamField([("link", MenuLink())], blank=True, verbose_name="页脚菜单")
    home_order = StreamField(
        [("part", blocks.ChoiceBlock(choices=HOME_PARTS, label="一块"))],
        blank=True,
        verbose_name="首页次序",
        help_text="两个大按钮下面的各块，按这里的次序；没列出的排在后面。",
    )
    show_stars = models.BooleanField("菜单里显示微星光", default=True)
    show_contributions = models.BooleanField("收居民和社区的投稿", default=True)
    sponsor = models.CharField("主办单位", max_length=60, blank=True)
    organiser = models.CharField("承办单位", max_length=60, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    address = models.CharField("地址", max_length=80, blank=True)
    site_id_code = models.CharField("网站标识码", max_length=20, blank=True)
    icp = models.CharField("ICP 备案号", max_length=40, blank=True)
    police_no = models.CharField("公安备案号", max_length=40, blank=True)
    copyright = models.CharField("版权", max_length=60, blank=True)
    ipv6 = models.BooleanField("写明支持 IPv6", default=False)

    panels = [
        FieldPanel("name"),
        MultiFieldPanel(
            [FieldPanel("banner"), PageChooserPanel("banner_page"), FieldPanel("banner_until")], heading="紧急横幅"
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("grey_from"), FieldPanel("grey_until")]), FieldPanel("grey_only_home")],
            heading="悼念日变灰",
        ),
        FieldPanel("home_order"),
        MultiFieldPanel([FieldPanel("show_stars"), FieldPanel("show_contributions")], heading="开放哪些功能"),
        FieldPanel("menu"),
        MultiFieldPanel(
            [
                *map(FieldPanel, ("sponsor", "organiser", "phone", "address", "site_id_code")),
                *map(FieldPanel, ("icp", "police_no", "copyright", "ipv6")),
            ],
            heading="页脚",
        ),
    ]

    class Meta:
        verbose_name = verbose_name_plural = "网站设置"

    def clean(self):
        super().clean()
        if self.grey_from and self.grey_until and self.grey_until <= self.grey_from:
            raise ValidationError({"grey_until": "恢复要比变灰晚。"})

    @property
    def banner_now(self):
        return self.banner if self.banner_until is None or timezone.now() < self.banner_until else ""

    @property
    def grey(self):
        """Where colours are off at this moment: ``everywhere``, ``home``, or nowhere."""
        now = timezone.now()
        if self.grey_from is None or now < self.grey_from or (self.grey_until and now >= self.grey_until):
            return ""
        return "home" if self.grey_only_home else "everywhere"

    @property
    def home_parts(self):
        """The template of every part once: those that were put in order, then the others."""
        names = dict.fromkeys([*(block.value for block in self.home_order), *(name for name, _ in HOME_PARTS)])
        return [f"home/home/{name}.html" for name in names]
