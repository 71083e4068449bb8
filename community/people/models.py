"""Who lives here, who works here, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.db import models
from django.db.models import F, Q, Value
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from .fields import SealedTextField, lookup
from .privacy import mask_name, mask_phone, normalise_phone
from .roles import VERBS, Role, Verb

GONE = "已注销用户"  # what the ledger and the histories call him who has left


class Title(models.TextChoices):
    """How a person wishes to be addressed; never guessed."""

    NONE = "", "不填"
    MR = "先生", "先生"
    MS = "女士", "女士"


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

    @property
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


class PersonManager(UserManager["User"]):
    """Creates people from a plain name and phone; the masks and look-ups are derived on save."""

    def _create_user(self, username: str, email: str | None, password: str | None, **extra: object) -> User:
        user = self.model(username=self.model.normalize_username(username), email=email or "", **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra: object
    ) -> User:
        """For set-up only: a superuser has no verb in the domain."""
        return self._create_user(username, email, password, is_superuser=True, **extra)

    def create_user(
        self, username: str, email: str | None = None, password: str | None = None, **extra: object
    ) -> User:
        return self._create_user(username, email, password, **extra)

    def get_by_phone(self, phone: str) -> User | None:
        return self.filter(phone_lookup=lookup(normalise_phone(phone))).first() if phone else None


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. ``str()`` is a mask, because logs print it."""

    username = models.CharField(
        "用户名",
        max_length=60,
        unique=True,
        error_messages={"unique": "这个用户名已经有人用了，请换一个。"},
    )
    name = SealedTextField("姓名", blank=True)
    title = models.CharField("称呼", max_length=2, choices=Title, blank=True)
    name_mask = models.CharField("公开称呼", max_length=20, editable=False, blank=True)
    phone = SealedTextField("手机", blank=True)
    phone_lookup = models.CharField(max_length=64, null=True, unique=True, editable=False)
    phone_mask = models.CharField("手机（隐去中间）", max_length=20, editable=False, blank=True)
    email = models.EmailField("工作邮箱", blank=True)
    is_active = models.BooleanField("可登录", default=True)
    date_joined = models.DateTimeField("注册时间", auto_now_add=True)
    leaving_since = models.DateTimeField("申请注销时间", null=True, blank=True, editable=False)
    erased_at = models.DateTimeField("注销时间", null=True, blank=True, editable=False)

    objects = PersonManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.name_mask or f"账号 {self.pk}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_mask = GONE if self.erased_at else mask_name(self.name, self.title)
        self.phone = normalise_phone(self.phone)
        self.phone_mask = mask_phone(self.phone)
        self.phone_lookup = lookup(self.phone) or None
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def first_name(self) -> str:
        """Wagtail's sidebar asks for it, and would print the username otherwise."""
        return str(self)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Our verbs are answered by memberships alone, for superusers too; other permissions as Django does."""
        from .actor import Actor
        from .roles import Verb

        if perm in Verb.values:
            return Actor(self).may(Verb(perm), area=getattr(obj, "area_path", ""))
        return super().has_perm(perm, obj)  # type: ignore[arg-type]  # the stub wants a Model


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, on: date) -> MembershipQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    def within(self, first: date, last: date) -> MembershipQuerySet:
        """In force on some day between these, both included."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=first), starts_on__lte=last)

    def within_reach(self, user: User) -> MembershipQuerySet:
        """A person's own and, with ``covered_from`` and ``covered_to``, those of all he stands in for at some time."""
        never = Value(None, models.DateField())
        known = self.select_related("region", "organisation", "user").defer("user__name", "user__phone")
        own = known.filter(user=user).annotate(covered_from=never, covered_to=never)
        theirs = known.filter(user__is_active=True, user__covered_by__substitute=user, user__covered_by__ended_at=None)
        days = {"covered_from": F("user__covered_by__starts_on"), "covered_to": F("user__covered_by__ends_on")}
        return own.union(theirs.annotate(**days), all=True)

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


class Residence(models.Model):
    """Where a person lives; only a verified one lets him claim."""

    user = models.ForeignKey(User, models.CASCADE, related_name="residences", verbose_name="居民")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="社区")
    address = SealedTextField("住址", blank=True)
    verified_at = models.DateTimeField("核实时间", null=True, blank=True)
    verified_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="核实人")

    class Meta:
        verbose_name = verbose_name_plural = "居住"
        constraints = [models.UniqueConstraint(fields=["user", "region"], name="one_residence_per_community")]

    def __str__(self) -> str:
        return f"{self.user} {self.region}"


class Consent(models.Model):
    """What a person agreed to, in which wording, and until when."""

    class Purpose(models.TextChoices):
        BASIC = "basic", "个人信息处理"
        PUBLICITY = "publicity", "公开姓名和事迹"
        PHOTO = "photo", "使用照片"
        HEALTH = "health", "健康和困难情况"
        GUARDIAN = "guardian", "监护人代未成年人同意"

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="consents")
    subject = models.CharField(
        "事项", max_length=40, blank=True, help_text="没有账号的人，记在哪件事上，如 wish:386204517"
    )
    purpose = models.CharField("用途", max_length=12, choices=Purpose)
    version = models.CharField("告知书版本", max_length=20)
    form = models.CharField("方式", max_length=12, default="online")
    given_at = models.DateTimeField("同意时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "同意"
        constraints = [
            models.CheckConstraint(name="consent_of_somebody", condition=Q(user__isnull=False) | ~Q(subject="")),
            models.UniqueConstraint(
                fields=["user", "purpose"],
                name="one_consent_in_force",
                condition=Q(subject="", withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()


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


class Reveal(models.Model):
    """A look at sealed contact data: who looked at what of which matter, and why. Append-only."""

    viewer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="查看人")
    subject = models.CharField("事项", max_length=40)
    field = models.CharField("内容", max_length=20)
    reason = models.CharField("理由", max_length=100)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"
        indexes = [models.Index(fields=["subject", "at"], name="reveal_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.field}"
