"""What a person told us, agreed to, and who looked at it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..fields import SealedTextField
from .person import User
from .places import Region


class Residence(models.Model):
    """Where a person lives; only a verified one lets him claim."""

    user = models.ForeignKey(User, models.CASCADE, related_name="residences", verbose_name="居民")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="社区")
    address = SealedTextField("住址", blank=True)
    verified_at = models.DateTimeField("核实时间", null=True, blank=True)
    verified_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="核实人")

    class Meta:
        verbose_name = verbose_name_plural = "居住"
        constraints = [models.UniqueConstraint(fields=["user", "region"], name="one_residence_per_community")]

    def __str__(self) -> str:
        return f"{self.user} {self.region}"


class Consent(models.Model):
    """What a person agreed to, in which wording, and until when."""

    class Purpose(models.TextChoices):
        BASIC = "basic", "个人信息处理"
        PUBLICITY = "publicity", "公开姓名和事迹"
        PHOTO = "photo", "使用照片"
        HEALTH = "health", "健康和困难情况"
        GUARDIAN = "guardian", "监护人代未成年人同意"

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="consents")
    subject = models.CharField(
        "事项", max_length=40, blank=True, help_text="没有账号的人，记在哪件事上，如 wish:386204517"
    )
    purpose = models.CharField("用途", max_length=12, choices=Purpose)
    version = models.CharField("告知书版本", max_length=20)
    form = models.CharField("方式", max_length=12, default="online")
    given_at = models.DateTimeField("同意时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "同意"
        constraints = [
            models.CheckConstraint(name="consent_of_somebody", condition=Q(user__isnull=False) | ~Q(subject="")),
            models.UniqueConstraint(
                fields=["user", "purpose"],
                name="one_consent_in_force",
                condition=Q(subject="", withdrawn_at=None),
            ),
        ]
        indexes = [models.Index(fields=["subject"], name="consent_subject", condition=~Q(subject=""))]

    def __str__(self) -> str:
        return self.get_purpose_display()


class Reveal(models.Model):
    """A look at sealed contact data: who looked at what of which matter, and why. Append-only."""

    viewer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="查看人")
    subject = models.CharField("事项", max_length=40)
    field = models.CharField("内容", max_length=20)
    reason = models.CharField("理由", max_length=100)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"
        indexes = [
            models.Index(fields=["subject", "at"], name="reveal_by_subject"),
            models.Index(fields=["viewer", "at"], name="reveal_by_viewer"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.field}"
