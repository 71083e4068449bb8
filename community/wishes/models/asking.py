"""请社区打电话给我: somebody who would rather say his wish than write it leaves a number."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from community.people.fields import SealedTextField, lookup
from community.people.models import Region, User
from community.people.privacy import mask_phone


class CallRequest(models.Model):
    """A number to call. The number is kept until somebody answered it, or the community gives up."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    phone = SealedTextField("电话", blank=True)
    phone_lookup = models.CharField(max_length=64, blank=True, db_index=True)
    phone_mask = models.CharField("电话（隐去中间）", max_length=20, blank=True)
    asked_at = models.DateTimeField("什么时候留的")
    due_at = models.DateTimeField("期限")
    tries = models.PositiveSmallIntegerField("没打通的次数", default=0)
    done_at = models.DateTimeField("打完的时间", null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁打的")

    class Meta:
        verbose_name = verbose_name_plural = "请社区打电话"
        constraints = [
            models.UniqueConstraint(
                fields=["region", "phone_lookup"], name="one_open_call_request", condition=Q(done_at=None)
            ),
            models.CheckConstraint(
                name="call_request_done_by_somebody",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="open_call_requests", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self.region} {self.phone_mask}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.derive()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature

    def derive(self) -> None:
        """The mask stays when the number goes."""
        self.phone_lookup = lookup(self.phone)
        self.phone_mask = mask_phone(self.phone) or self.phone_mask

    @property
    def subject(self) -> str:
        """How a look at the number is written down."""
        return f"call:{self.pk}"
