"""Photos beside events, and the files that have to go."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from community.people.fields import SealedTextField
from community.people.models import Consent, User


def random_name() -> str:
    return secrets.token_urlsafe(16)


class PhotoQuerySet(models.QuerySet["Photo"]):
    def of(self, subject: str) -> PhotoQuerySet:
        """What belongs to an event of the matter and was not thrown out."""
        return self.filter(subject=subject, seq__isnull=False).exclude(verdict=Photo.Verdict.REJECTED)

    def pending(self) -> PhotoQuerySet:
        """Sent with a form that has not gone through yet."""
        return self.filter(seq=None)

    def waiting(self) -> PhotoQuerySet:
        """Nobody has decided yet whether they may be public."""
        waiting = self.filter(seq__isnull=False, verdict=Photo.Verdict.WAITING)
        return waiting.exclude(shows=Photo.Shows.INSIDE)

    def public(self) -> PhotoQuerySet:
        """With a public copy, and nobody who is on it has taken his consent back."""
        return self.exclude(public_name="").filter(Q(consent=None) | Q(consent__withdrawn_at=None))


class Photo(models.Model):
    """A picture beside an event, drawn anew from what was sent. Private under ``name``; under ``public_name`` there is
    a copy for everyone, made when somebody other than the sender cleared it, gone when a consent is taken back.

    ``seq`` is the event of ``subject`` it belongs to; none while its form (``form_key``) has not gone through.
    """

    class Shows(models.TextChoices):
        """Whom one can recognise on it, as the sender says."""

        NOBODY = "nobody", "认不出人"
        ADULTS = "adults", "有人，都是大人"
        CHILDREN = "children", "有孩子"
        INSIDE = "inside", "没有问过，只给社区和来办的人看"

    class Verdict(models.TextChoices):
        WAITING = "", "待审"
        PUBLIC = "public", "公开"
        PRIVATE = "private", "只留内部"
        REJECTED = "rejected", "不能用"

    name = models.CharField("文件名", max_length=24, unique=True, default=random_name, editable=False)
    public_name = models.CharField("公开文件名", max_length=24, blank=True, editable=False)
    subject = models.CharField("事项", max_length=40)
    seq = models.PositiveIntegerField("事件序号", null=True, blank=True)
    form_key = models.CharField("表单", max_length=32)
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上传人"
    )
    at = models.DateTimeField("上传时间")
    width = models.PositiveSmallIntegerField("宽")
    height = models.PositiveSmallIntegerField("高")
    bytes = models.PositiveIntegerField("字节")
    sha256 = models.CharField("指纹", max_length=64)
    caption = SealedTextField("说明", blank=True)
    shows = models.CharField("照片里", max_length=8, choices=Shows, default=Shows.NOBODY)
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="同意")
    verdict = models.CharField("审看", max_length=8, choices=Verdict, blank=True, default=Verdict.WAITING)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审看人"
    )
    reviewed_at = models.DateTimeField("审看时间", null=True, blank=True)
    reason = SealedTextField("理由", blank=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "照片"
        constraints = [
            models.UniqueConstraint(fields=["form_key", "sha256"], name="one_photo_per_form"),
            models.UniqueConstraint(fields=["public_name"], name="one_public_photo", condition=~Q(public_name="")),
            models.CheckConstraint(
                name="public_photo_is_cleared",
                condition=Q(public_name="")
                | (Q(verdict="public", seq__isnull=False) & ~Q(caption=""))
                & (Q(shows="nobody") | Q(shows="adults", consent__isnull=False)),
            ),
            models.CheckConstraint(
                name="photo_cleared_by_another",
                condition=Q(uploaded_by=None) | Q(reviewed_by=None) | ~Q(reviewed_by=models.F("uploaded_by")),
            ),
            models.CheckConstraint(
                name="photo_verdict_of_somebody",
                condition=Q(verdict="", reviewed_by=None, reviewed_at=None)
                | (~Q(verdict="") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["subject"], name="photo_subject"),
            models.Index(fields=["at"], name="photo_waiting", condition=Q(verdict="", seq__isnull=False)),
            models.Index(fields=["at"], name="photo_pending", condition=Q(seq=None)),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.seq or '待交'}"


class Discard(models.Model):
    """A file that has to go: because its row went, or unless its row comes before ``due_at``."""

    path = models.CharField("文件", max_length=80, unique=True)
    due_at = models.DateTimeField("何时删", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "待删的文件"

    def __str__(self) -> str:
        return self.path
