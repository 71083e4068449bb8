"""Which roles a person holds, where and until when, and who stands in for him."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q

from ..roles import VERBS, Role, Verb
from .person import User
from .places import Organisation, Region


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, on: date) -> MembershipQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    def not_over(self, on: date) -> MembershipQuerySet:
        """In force that day or to come."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def within(self, first: date, last: date) -> MembershipQuerySet:
        """In force on some day between these, both included."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=first), starts_on__lte=last)

    def of(self, user: User) -> MembershipQuerySet:
        """A person's own, with their places."""
        return self.filter(user=user).select_related("region", "organisation")

    def stood_in_for_by(self, user: User) -> list[Membership]:
        """Those of all he stands in for at some time, with ``covered_from`` and ``covered_to``."""
        covers = Cover.objects.filter(substitute=user, ended_at=None)
        if not covers.exists():  # cheap to ask, and so with nearly all
            return []
        days = {"covered_from": F("user__covered_by__starts_on"), "covered_to": F("user__covered_by__ends_on")}
        theirs = self.filter(user__is_active=True, user__covered_by__in=covers).annotate(**days)
        return list(theirs.select_related("region", "organisation", "user").defer("user__name", "user__phone"))

    def holding(self, verb: Verb, area_path: str) -> MembershipQuerySet:
        """Those whose role gives the verb in that place."""
        roles = [role for role, verbs in VERBS.items() if verb in verbs]
        paths = [area_path[:end] for end in range(Region.steplen, len(area_path) + 1, Region.steplen)]
        return self.filter(role__in=roles, region__path__in=paths)


class Membership(models.Model):
    """A role of a person, in a region or in an organisation, from a day to a day (both included)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="人员")
    role = models.CharField("角色", max_length=24, choices=Role)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name="区域")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="组织",
    )
    starts_on = models.DateField("自")
    ends_on = models.DateField("至", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.CheckConstraint(
                name="membership_in_one_place",
                condition=Q(region=None, organisation__isnull=False) | Q(region__isnull=False, organisation=None),
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"

    def holds(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)


class CoverQuerySet(models.QuerySet["Cover"]):
    def within(self, first: date, last: date) -> CoverQuerySet:
        """Those in force on some day between these, both included."""
        return self.filter(ended_at=None, starts_on__lte=last, ends_on__gte=first)

    def concerning(self, user: User, others: Iterable[int]) -> CoverQuerySet:
        """Where he goes or stands in, or one of these others does."""
        people = {user.pk, *others}
        return self.filter(Q(absent__in=people) | Q(substitute__in=people))


class Cover(models.Model):
    """AB 岗: during these days the substitute may do what the absent colleague's roles allow. An arrangement that is
    cut short or called off has ``ended_at`` and stays to be read."""

    absent = models.ForeignKey(User, models.CASCADE, related_name="covered_by", verbose_name="请假的人")
    substitute = models.ForeignKey(User, models.CASCADE, related_name="covers", verbose_name="顶岗的人")
    starts_on = models.DateField("自")
    ends_on = models.DateField("至")
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="安排的人")
    set_at = models.DateTimeField("安排时间", null=True)
    ended_at = models.DateTimeField("提前结束", null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁结束的")

    objects = CoverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "顶岗"
        constraints = [
            models.CheckConstraint(name="cover_by_another", condition=~Q(absent=models.F("substitute"))),
            models.CheckConstraint(name="cover_ends_after_start", condition=Q(ends_on__gte=models.F("starts_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} 顶 {self.absent}"
