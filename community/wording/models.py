"""The words an agency watches for. We ship a small neutral sample; the lists that matter are imported at the desk."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Level(models.TextChoices):
    FORBID = "forbid", "禁止"
    WARN = "warn", "警告"
    HINT = "hint", "提示"
    ALLOW = "allow", "放行"  # a longer phrase in which a shorter hit does not count


class Term(models.Model):
    text = models.CharField("词", max_length=60, unique=True)
    level = models.CharField("级别", max_length=6, choices=Level, default=Level.WARN)
    replacement = models.CharField("建议改成", max_length=60, blank=True)
    topic = models.CharField("类别", max_length=20, blank=True)
    changed_at = models.DateTimeField("改于", db_index=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁改的"
    )

    class Meta:
        verbose_name = verbose_name_plural = "错敏词"
        ordering = ("text",)
        constraints = [models.CheckConstraint(name="wording_term_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text
