"""What kinds of wishes there are, and how each is handled."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from .vocabulary import Handling, Nature, Visibility


class Category(models.Model):
    nature = models.CharField("性质", max_length=10, choices=Nature)
    name = models.CharField("名称", max_length=20)
    slug = models.SlugField("代码", max_length=40, unique=True)
    order = models.PositiveSmallIntegerField("次序", default=0)
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "心愿类别"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} · {self.name}"


class TermsQuerySet(models.QuerySet["Terms"]):
    def at(self, at: datetime) -> TermsQuerySet:
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=at), valid_from__lte=at)


class Terms(models.Model):
    """How wishes of a category are handled, by version; a wish keeps the version it was screened under."""

    class Proof(models.TextChoices):
        REPORT = "report", "文字说明"
        PHOTO = "photo", "照片（不要求人脸）"
        RECEIPT = "receipt", "签收或票据"

    category = models.ForeignKey(Category, models.PROTECT, related_name="terms")
    version = models.PositiveSmallIntegerField("版本", default=1)
    valid_from = models.DateTimeField("生效时间")
    valid_until = models.DateTimeField("失效时间", null=True, blank=True)
    handling = models.CharField("办理方式", max_length=16, choices=Handling)
    widest = models.CharField("最宽可见范围", max_length=8, choices=Visibility, default=Visibility.WALL)
    act_days = models.PositiveSmallIntegerField("办理期限（天）", default=15)
    proof = models.CharField("办结凭据", max_length=8, choices=Proof, default=Proof.REPORT)
    confirm_claim = models.BooleanField("认领要社区确认", default=False)
    low_risk = models.BooleanField("代填人可自己审核", default=False)

    objects = TermsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "类别办理规则"
        constraints = [models.UniqueConstraint(fields=["category", "version"], name="one_terms_per_version")]

    def __str__(self) -> str:
        return f"{self.category} 第 {self.version} 版"
