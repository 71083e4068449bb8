"""定榜: what a board said on the day its figures were fixed, and what was taken back since. All of it append-only."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from community.people.models import Organisation, Region, User
from community.records.triggers import append_only
from community.wishes.models import Wish

from .measures import MEASURES, Kind, Measure, Scope
from .periods import Period


@append_only
class Roll(models.Model):
    """A board whose figures were fixed at ``at``, with the rule they were counted by."""

    measure = models.CharField("比什么", max_length=12)
    kind = models.CharField("谁上榜", max_length=14, choices=Kind)
    period = models.CharField("哪段时间", max_length=7)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="哪里")
    nature = models.CharField("哪类心愿", max_length=10, blank=True)
    most = models.PositiveSmallIntegerField("多少名")
    at = models.DateTimeField("定榜时间")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="定榜人")
    took_part = models.PositiveIntegerField("出过力的一共多少")

    class Meta:
        verbose_name = verbose_name_plural = "定榜"

    def __str__(self) -> str:
        return f"{self.scope.period.label}{MEASURES[self.measure].label}"

    @property
    def scope(self) -> Scope:
        return Scope(Kind(self.kind), Period.read(self.period), self.region, self.nature)

    @property
    def counted_by(self) -> Measure:
        return MEASURES[self.measure]


@append_only
class Line(models.Model):
    """Who stands on it, with which figure (in the measure's unit)."""

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="lines")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    figure = models.PositiveIntegerField("数")

    class Meta:
        verbose_name = verbose_name_plural = "榜上一行"
        constraints = [
            models.CheckConstraint(
                name="a_line_is_of_one",
                condition=Q(user__isnull=False, organisation=None, region=None)
                | Q(user=None, organisation__isnull=False, region=None)
                | Q(user=None, organisation=None, region__isnull=False),
            ),
            models.UniqueConstraint(fields=["roll", "user"], name="a_person_once_on_a_roll"),
            models.UniqueConstraint(fields=["roll", "organisation"], name="an_organisation_once_on_a_roll"),
            models.UniqueConstraint(fields=["roll", "region"], name="a_community_once_on_a_roll"),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.organisation or self.region} {self.figure}"

    @property
    def who(self) -> int:
        found = self.user_id or self.organisation_id or self.region_id
        assert found is not None
        return found


@append_only
class Evidence(models.Model):
    """A wish that counted for a line, and for how much."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="evidence")
    wish = models.ForeignKey(Wish, models.PROTECT, related_name="+")
    counts = models.IntegerField("算多少")

    class Meta:
        verbose_name = verbose_name_plural = "依据"

    def __str__(self) -> str:
        return f"{self.wish} {self.counts}"


@append_only
class Withdrawal(models.Model):
    """A roll, or one line of it, taken back, with the reason that is shown in its place."""

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="withdrawals")
    line = models.OneToOneField(Line, models.PROTECT, null=True, blank=True, related_name="withdrawal")
    reason = models.CharField("原因", max_length=120)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁撤的")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "撤榜"
        constraints = [
            models.UniqueConstraint(fields=["roll"], name="a_roll_is_taken_back_once", condition=Q(line=None))
        ]

    def __str__(self) -> str:
        return f"{self.roll} {self.reason}"
