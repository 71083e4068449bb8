"""Where things happen, and who acts there together."""

from __future__ import annotations

from django.db import models
from django.utils.functional import cached_property
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet


class Level(models.TextChoices):
    DISTRICT = "district", "区"
    STREET = "street", "街道"
    COMMUNITY = "community", "社区"
    GRID = "grid", "网格"


class RegionQuerySet(MP_NodeQuerySet):
    def communities(self) -> RegionQuerySet:
        return self.filter(level=Level.COMMUNITY)

    def streets(self) -> RegionQuerySet:
        return self.filter(level=Level.STREET)


class RegionManager(MP_NodeManager.from_queryset(RegionQuerySet)):  # type: ignore[misc]  # made at run time
    def get_queryset(self) -> RegionQuerySet:
        """treebeard's own names its queryset outright; the order is the official one."""
        return RegionQuerySet(self.model, using=self._db).order_by("path")


class Region(MP_Node):
    """区 → 街道 → 社区 → 网格, in the official order. ``path`` is the prefix that permissions compare."""

    name = models.CharField("名称", max_length=40)
    level = models.CharField("层级", max_length=12, choices=Level)
    slug = models.SlugField("网址用名", max_length=40, unique=True)
    phone = models.CharField("公开电话", max_length=20, blank=True)
    address = models.CharField("公开地址", max_length=100, blank=True)
    fallback = models.ForeignKey(
        "people.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="兜底组织",
    )

    objects = RegionManager()

    class Meta:
        verbose_name = verbose_name_plural = "区域"

    def __str__(self) -> str:
        return self.name

    def covers(self, area_path: str) -> bool:
        """Whether a place with this path lies in the region."""
        return area_path.startswith(self.path)

    @cached_property
    def street(self) -> Region | None:
        """The street this region is or lies in; None for the district."""
        if self.level == Level.STREET:
            return self
        return next((a for a in self.get_ancestors() if a.level == Level.STREET), None)


class Organisation(MP_Node):
    """A party branch, unit, social organisation or shop that acts through its members."""

    class Kind(models.TextChoices):
        PARTY_COMMITTEE = "party_committee", "党委"
        GENERAL_BRANCH = "general_branch", "党总支"
        BRANCH = "branch", "党支部"
        PARTY_GROUP = "party_group", "党小组"
        UNIT = "unit", "共建单位"
        SOCIAL_ORG = "social_org", "社会组织"
        MERCHANT = "merchant", "商家"
        COMMUNITY_COMMITTEE = "community_committee", "居委会"
        STREET_OFFICE = "street_office", "街道办事处"
        DISTRICT_DEPARTMENT = "district_department", "区直部门"

    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类型", max_length=24, choices=Kind)
    region = models.ForeignKey(Region, models.PROTECT, related_name="organisations", verbose_name="所在区域")
    phone = models.CharField("办公电话", max_length=20, blank=True)
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "组织"

    def __str__(self) -> str:
        return self.name
