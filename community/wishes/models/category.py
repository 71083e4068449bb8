"""What kinds of wishes there are, and how each is handled."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from community.people.models import User
from community.records.approval import Proposed, ProposedQuerySet
from community.records.triggers import settled_once

from .vocabulary import Handling, Nature, Visibility


class CategoryQuerySet(models.QuerySet["Category"]):
    def in_use(self, at: datetime) -> CategoryQuerySet:
        """Those that new wishes may be put under."""
        return self.filter(Exists(Terms.objects.at(at).filter(category=OuterRef("pk"), in_use=True)))


class Category(models.Model):
    nature = models.CharField("性质", max_length=10, choices=Nature)
    name = models.CharField("名称", max_length=20)
    slug = models.SlugField("代码", max_length=40, unique=True)
    order = models.PositiveSmallIntegerField("次序", default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "心愿类别"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["nature", "name"], name="one_category_of_a_name")]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} · {self.name}"


class TermsQuerySet(ProposedQuerySet):
    def at(self, at: datetime) -> TermsQuerySet:
        """Those in force: of each category the one version."""
        return self.approved().filter(Q(valid_until=None) | Q(valid_until__gt=at), valid_from__lte=at)


class Terms(Proposed):
    """How wishes of a category are handled, by version; a wish keeps the version it was screened under.

    Approving gives the number and ends the version before, so that one version is in force at every moment.
    """

    class Proof(models.TextChoices):
        REPORT = "report", "文字说明"
        PHOTO = "photo", "照片（不要求人脸）"
        RECEIPT = "receipt", "签收或票据"

    set_by = models.ForeignKey(  # type: ignore[assignment]  # nobody proposed the first versions
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提出人"
    )
    category = models.ForeignKey(Category, models.PROTECT, related_name="terms")
    version = models.PositiveSmallIntegerField("版本", null=True, blank=True)
    valid_from = models.DateTimeField("生效时间")
    valid_until = models.DateTimeField("失效时间", null=True, blank=True)
    handling = models.CharField("办理方式", max_length=16, choices=Handling)
    widest = models.CharField("最宽可见范围", max_length=8, choices=Visibility, default=Visibility.WALL)
    act_days = models.PositiveSmallIntegerField("办理期限（天）", default=15)
    proof = models.CharField("办结凭据", max_length=8, choices=Proof, default=Proof.REPORT)
    confirm_claim = models.BooleanField("认领要社区确认", default=False)
    low_risk = models.BooleanField("代填人可自己审核", default=False)
    in_use = models.BooleanField("在用", default=True)

    objects = TermsQuerySet.as_manager()

    class Meta(Proposed.Meta):
        verbose_name = verbose_name_plural = "类别办理规则"
        constraints = [
            *Proposed.Meta.constraints,
            models.UniqueConstraint(fields=["category", "version"], name="one_terms_per_version"),
            models.UniqueConstraint(
                fields=["category"],
                name="one_terms_without_end",
                condition=Q(approved_at__isnull=False, valid_until=None),
            ),
            models.UniqueConstraint(
                fields=["category"], name="one_waiting_terms", condition=Q(approved_at=None, closed_at=None)
            ),
            models.CheckConstraint(
                name="terms_are_numbered_when_approved",
                condition=Q(approved_at=None, version=None, valid_until=None)
                | Q(approved_at__isnull=False, version__isnull=False),
            ),
            models.CheckConstraint(
                name="only_first_terms_came_with_the_program", condition=Q(set_by__isnull=False) | Q(version=1)
            ),
            models.CheckConstraint(
                name="terms_never_rewrite_the_past",
                condition=Q(valid_from__gte=F("set_at"))
                & (Q(approved_at=None) | Q(valid_from__gte=F("approved_at")))
                & (Q(valid_until=None) | Q(valid_until__gt=F("valid_from"))),
            ),
            models.CheckConstraint(name="terms_leave_time_to_act", condition=Q(act_days__range=(1, 365))),
            models.CheckConstraint(
                name="what_is_claimed_can_be_seen",
                condition=~Q(handling__in=["claim", "claim_in_street"]) | ~Q(widest="staff"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} 第 {self.version} 版" if self.version else f"{self.category} 新的一版"


settled_once(Terms, but=("valid_until",))
