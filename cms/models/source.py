"""Where one may repost from (互联网新闻信息稿源单位名单): kept by the editors, as the list grows every year."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models


class NewsSource(models.Model):
    name = models.CharField("单位", max_length=60, unique=True)
    domain = models.CharField(
        "网址", max_length=100, unique=True, help_text="只写域名，如 people.com.cn，它下面的都算。",
        validators=[RegexValidator(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", "只写域名，用小写字母，不带 http 和斜杠。")],
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = "转载稿源"
        ordering = ("name",)

    def __str__(self):
        return self.name


def listed(address):
    """Whether the address lies with a source of the list."""
    labels = (urlsplit(address).hostname or "").split(".")
    return NewsSource.objects.filter(domain__in=[".".join(labels[n:]) for n in range(len(labels) - 1)]).exists()


def require_listed(page):
    """An article may come from elsewhere only with a reason, which stands on its 审签单."""
    if not page.reposted_from:
        return
    if page.original:
        raise ValidationError({"original": "转载的不能标原创。"})
    if not page.repost_reason.strip() and not listed(page.reposted_from):
        message = "这个网址不在转载稿源名单里。请换名单里的单位发的；一定要转，在下面写清楚理由，审稿的同志会看到。"
        raise ValidationError({"reposted_from": message})
