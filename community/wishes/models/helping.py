"""Who lends the claimant a hand, and who watches that it is done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from community.people.models import Organisation, User

from .wish import Wish


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def open(self) -> PledgeQuerySet:
        return self.filter(withdrawn_at=None, delivered_at=None)

    def kept(self) -> PledgeQuerySet:
        return self.exclude(delivered_at=None)


class Pledge(models.Model):
    """A helper's part: so many of the wish's unit (``quantity``), or simply a hand (None)."""

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="pledges")
    user = models.ForeignKey(User, models.PROTECT, related_name="pledges", verbose_name="协办人")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    quantity = models.PositiveIntegerField("数量", null=True, blank=True)
    pledged_at = models.DateTimeField("答应的时间")
    delivered_at = models.DateTimeField("兑现的时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回的时间", null=True, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "协办"
        constraints = [
            models.UniqueConstraint(
                fields=["wish", "user"], name="one_pledge_per_helper", condition=Q(withdrawn_at=None)
            ),
            models.CheckConstraint(name="pledge_of_something", condition=Q(quantity=None) | Q(quantity__gt=0)),
            models.CheckConstraint(
                name="pledge_kept_or_withdrawn", condition=Q(delivered_at=None) | Q(withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wish} {self.organisation or self.user}"

    @property
    def part(self) -> str:
        """30斤, or 搭把手."""
        return f"{self.quantity}{self.wish.unit}" if self.quantity else "搭把手"


class Supervision(models.Model):
    """督办: the street asks for an answer by a day. One open at a time."""

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="supervisions")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="督办人")
    at = models.DateTimeField("督办时间")
    due_at = models.DateTimeField("答复期限")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办"
        constraints = [
            models.UniqueConstraint(fields=["wish"], name="one_open_supervision", condition=Q(answered_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.wish} {self.due_at:%m-%d}"
