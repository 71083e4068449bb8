"""Whether those who wanted one wish stand behind the one it was merged into."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from community.people.models import User

from .wish import Wish


class Joining(models.Model):
    """合在一起办，您同意吗？ One row per person asked; ``user`` None is the wisher who has no account.

    Nobody follows the other wish because a worker merged it: only who said yes does.
    """

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="joinings")
    into = models.ForeignKey(Wish, models.PROTECT, related_name="+", verbose_name="并到")
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="问谁")
    asked_at = models.DateTimeField("问的时间")
    answered_at = models.DateTimeField("回答时间", null=True, blank=True)
    agreed = models.BooleanField("同意", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "合并征求意见"
        constraints = [
            models.UniqueConstraint(fields=["wish", "into", "user"], name="one_joining_per_person"),
            models.UniqueConstraint(
                fields=["wish", "into"], name="one_joining_without_account", condition=Q(user=None)
            ),
            models.CheckConstraint(
                name="joining_answered_at_a_moment",
                condition=Q(answered_at=None, agreed=None) | Q(answered_at__isnull=False, agreed__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wish} → {self.into}"
