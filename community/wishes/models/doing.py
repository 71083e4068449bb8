"""Who did what with a wish: claims, hands, calls, transfers."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, TextChoices

from community.people.models import Organisation, User

from .wish import Wish


class Claim(models.Model):
    """A lead claimant's time with a wish. At most one is live; ended ones are the history."""

    class Ending(TextChoices):
        DONE = "done", "办成"
        HANDED_BACK = "handed_back", "交回"
        EXPIRED = "expired", "到期未联系"
        REFUSED = "refused", "社区未同意"
        CANNOT = "cannot", "办不了"
        WITHDRAWN = "withdrawn", "心愿撤回"
        TAKEN_OVER = "taken_over", "改由他人办理"

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="claims")
    user = models.ForeignKey(User, models.PROTECT, related_name="claims", verbose_name="经办人")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="claims")
    fallback = models.BooleanField("社区安排", default=False)
    convened = models.BooleanField("街道安排", default=False)
    promised_on = models.DateField("答应的日子", null=True, blank=True)
    claimed_at = models.DateTimeField("认领时间")
    contacted_at = models.DateTimeField("说已联系", null=True, blank=True)
    contact_confirmed_at = models.DateTimeField("心愿人说已联系", null=True, blank=True)
    contact_denied_at = models.DateTimeField("心愿人说没联系", null=True, blank=True)
    extended = models.PositiveSmallIntegerField("延期次数", default=0)
    reported_at = models.DateTimeField("报办好", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ending = models.CharField("怎么结束", max_length=12, choices=Ending, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "认领"
        constraints = [
            models.UniqueConstraint(fields=["wish"], name="one_live_claim", condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="claim_ends_with_a_reason",
                condition=Q(ended_at=None, ending="") | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_a_contact_is_confirmed",
                condition=Q(contact_confirmed_at=None) | Q(contacted_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["user"], name="live_claims", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.wish} {self.organisation or self.user}"

    def change(self, **facts: Any) -> None:
        """Write these down, here and in the database."""
        for name, fact in facts.items():
            setattr(self, name, fact)
        self.save(update_fields=list(facts))

    @property
    def asks_back_only(self) -> bool:
        """Who was called upon by the community or the street cannot hand back, only ask the street."""
        return self.fallback or self.convened


class Hand(models.Model):
    """Separation of duty as a fact: who had a hand in doing cannot have one in judging, and the other way round."""

    class Side(TextChoices):
        DOING = "doing", "办理"
        JUDGING = "judging", "验收"

    class Part(TextChoices):
        PROXY = "proxy", "代填"
        SCREENER = "screener", "审核"
        CALLER = "caller", "回访"
        CLAIMANT = "claimant", "认领"
        HELPER = "helper", "协办"
        VERIFIER = "verifier", "验收"

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="hands")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=Side)
    part = models.CharField("参与", max_length=10, choices=Part)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "经手"
        constraints = [models.UniqueConstraint(fields=["wish", "user"], name="one_side_per_person")]

    def __str__(self) -> str:
        return f"{self.wish} {self.user} {self.part}"


class CallBack(models.Model):
    """A call or visit to make: for a rating, a missing answer, a contact nobody confirmed. One open at a time per wish and purpose."""

    class Purpose(TextChoices):
        RATING = "rating", "请心愿人评价"
        AMEND = "amend", "请心愿人补充"
        CONTACT = "contact", "问一问有没有人联系他"

    class Answer(TextChoices):
        REACHED = "reached", "联系上了"
        UNREACHED = "unreached", "没联系上"

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="call_backs")
    purpose = models.CharField("为什么打", max_length=8, choices=Purpose)
    due_at = models.DateTimeField("期限")
    created_at = models.DateTimeField("生成时间")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("记录时间", null=True, blank=True)
    answer = models.CharField("结果", max_length=10, choices=Answer, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回访"
        constraints = [
            models.UniqueConstraint(
                fields=["wish", "purpose"], name="one_open_call_back", condition=Q(recorded_at=None)
            )
        ]
        indexes = [models.Index(fields=["due_at"], name="open_call_backs", condition=Q(recorded_at=None))]

    def __str__(self) -> str:
        return f"{self.wish} {self.get_purpose_display()}"


class Transfer(models.Model):
    """A wish handed to another unit; the worker who transferred keeps an eye on it."""

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="transfers")
    unit = models.CharField("转给", max_length=60)
    outside_number = models.CharField("对方编号", max_length=40, blank=True)
    due_at = models.DateTimeField("期限")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("转办时间")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "转办"
        constraints = [
            models.UniqueConstraint(fields=["wish"], name="one_open_transfer", condition=Q(answered_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.wish} → {self.unit}"
