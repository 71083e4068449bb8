"""The wish itself and its history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from community.people.actor import Channel
from community.people.areas import below
from community.people.fields import SealedTextField, lookup
from community.people.models import Organisation, Region, Title, User
from community.people.privacy import mask_name, mask_phone, normalise_phone
from community.records.models import EventBase
from community.records.triggers import append_only

from ..codes import new_code, spoken
from .category import Category, Terms
from .vocabulary import LIVE, ON_WALL, Status, Visibility, Work

if TYPE_CHECKING:
    from .doing import Claim

SEALED = ("own_words", "wisher_name", "phone", "address")


class WishQuerySet(models.QuerySet["Wish"]):
    def live(self) -> WishQuerySet:
        return self.filter(status__in=LIVE)

    def open(self) -> WishQuerySet:
        return self.filter(status=Status.OPEN)

    def in_hand(self) -> WishQuerySet:
        return self.filter(
            status__in=[
                Status.OFFERED,
                Status.CLAIM_CONFIRMING,
                Status.ACTING,
                Status.TRANSFERRED,
                Status.COORDINATING,
                Status.CONFIRMING,
                Status.VERIFYING,
            ]
        )

    def fulfilled(self) -> WishQuerySet:
        return self.filter(status=Status.FULFILLED)

    def on_wall(self) -> WishQuerySet:
        """What anyone may see."""
        return self.filter(visibility=Visibility.WALL, status__in=ON_WALL).exclude(public_title="")

    def near(self, region: Region) -> WishQuerySet:
        """In that community or street; the exact column where there is one, so that big lists sort by index."""
        if region.level == "community":
            return self.filter(region=region)
        if region.level == "street":
            return self.filter(street=region)
        return self.filter(area_path__startswith=region.path)

    def in_areas(self, paths: list[str]) -> WishQuerySet:
        return self.filter(below(paths, "area_path"))

    def of_wisher(self, user: User, units: Iterable[Organisation] = ()) -> WishQuerySet:
        """His by account or by his own phone, and those of the organisations he speaks for."""
        mine = Q(wisher=user)
        if user.phone_lookup:
            mine |= Q(wisher=None, wisher_organisation=None, phone_is_own=True, phone_lookup=user.phone_lookup)
        if units:
            mine |= Q(wisher_organisation__in=units)
        return self.filter(mine)

    def own(self, user: User) -> WishQuerySet:
        """``of_wisher`` for himself, without what he wrote down for another."""
        return self.of_wisher(user).exclude(proxied_by=user, wisher=None)

    def waking(self, at: datetime) -> WishQuerySet:
        """Live wishes whose clock has something to do."""
        return self.live().filter(wake_at__lte=at)

    def for_cards(self) -> WishQuerySet:
        """What a card or a line of a list says; nothing sealed is fetched or opened for it."""
        return self.select_related("region", "category", "organisation").defer(*SEALED)


class Wish(models.Model):
    """What a person asks for.

    ``own_words`` (原话), name, phone and address are sealed; only the 公开版 (``public_title``, ``public_text``) is
    shown, searched, fed, exported. The block under 投影 is written by ``operations.projection`` alone.
    """

    code = models.CharField("编号", max_length=9, unique=True, default=new_code, editable=False)
    own_words = SealedTextField("原话")
    public_title = models.CharField("公开标题", max_length=40, blank=True)
    public_text = models.TextField("公开内容", max_length=500, blank=True)

    wisher = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="wishes")
    wisher_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="wishes")
    wisher_name = SealedTextField("姓名", blank=True)
    wisher_title = models.CharField("称呼", max_length=2, choices=Title, blank=True)
    wisher_mask = models.CharField("公开称呼", max_length=20, blank=True)
    phone = SealedTextField("电话", blank=True)
    phone_lookup = models.CharField(max_length=64, blank=True, db_index=True)
    phone_mask = models.CharField("电话（隐去中间）", max_length=20, blank=True)
    phone_is_own = models.BooleanField("是本人的手机", default=True)
    address = SealedTextField("住址", blank=True)

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    street = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="街道")
    area_path = models.CharField(max_length=32, db_index=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name="类别")
    terms = models.ForeignKey(Terms, models.PROTECT, null=True, blank=True, verbose_name="办理规则")
    visibility = models.CharField("可见范围", max_length=8, choices=Visibility, default=Visibility.STAFF)
    wished_visibility = models.CharField("心愿人选的范围", max_length=8, choices=Visibility, default=Visibility.WALL)
    urgent = models.BooleanField("加急", default=False)
    minor = models.BooleanField("未成年人", default=False)
    home_visit = models.BooleanField("要上门", default=False)
    value = models.PositiveIntegerField("预计金额（分）", default=0)
    quantity = models.PositiveIntegerField("数量", null=True, blank=True)
    unit = models.CharField("单位", max_length=6, blank=True)
    pledged = models.PositiveIntegerField("已有人答应", default=0)
    wished_by_on = models.DateField("最好什么时候前", null=True, blank=True)

    channel = models.CharField("来源", max_length=12, choices=Channel)
    proxied_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proxied_wishes",
        verbose_name="代填人",
    )
    proxy_reason = models.CharField("代填原因", max_length=60, blank=True)
    proxy_consent = models.CharField("同意方式", max_length=12, blank=True)
    outside_number = models.CharField("外部编号", max_length=40, blank=True, db_index=True)
    submitted_at = models.DateTimeField("提交时间")
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    work = models.CharField("评价对象", max_length=8, choices=Work, default=Work.DEED)
    rating = models.CharField("评价", max_length=12, blank=True)
    recorded_later = models.BooleanField("补录", default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_wishes")
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later_wishes", verbose_name="再次反映"
    )

    # 投影: the live task, told in our own words
    process = models.OneToOneField("viewflow.Process", models.SET_NULL, null=True, blank=True, related_name="+")
    task = models.ForeignKey("viewflow.Task", models.SET_NULL, null=True, blank=True, related_name="+")
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.SCREENING)
    since = models.DateTimeField("此状态始于")
    due_at = models.DateTimeField("期限", null=True, blank=True)
    wake_at = models.DateTimeField("时钟", null=True, blank=True)
    paused_until = models.DateField("暂缓到", null=True, blank=True)
    supervised_until = models.DateTimeField("督办答复期限", null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办理单位",
    )
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人")
    priority = models.BooleanField("优先", default=False)
    seq = models.PositiveIntegerField("事件数", default=0)

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "心愿"
        constraints = [
            models.CheckConstraint(
                name="wall_needs_public_title",
                condition=~Q(visibility="wall") | ~Q(public_title="") | Q(status="screening"),
            ),
            models.CheckConstraint(name="minors_never_on_wall", condition=Q(minor=False) | ~Q(visibility="wall")),
            models.CheckConstraint(name="live_wish_has_a_task", condition=~Q(status__in=LIVE) | Q(ended_at=None)),
            models.CheckConstraint(
                name="pledged_within_quantity",
                # Said twice: what is compared with nothing is neither true nor false, and a check lets that pass.
                condition=Q(quantity=None, pledged=0)
                | Q(quantity__isnull=False, quantity__gt=0, pledged__lte=models.F("quantity")),
            ),
            models.CheckConstraint(name="only_acting_is_paused", condition=Q(paused_until=None) | Q(status="acting")),
            models.CheckConstraint(
                name="recorded_later_over_and_off_the_wall",
                condition=Q(recorded_later=False) | Q(process=None, ended_at__isnull=False) & ~Q(visibility="wall"),
            ),
            models.CheckConstraint(name="wish_has_a_wisher", condition=Q(wisher__isnull=False) | ~Q(wisher_mask="")),
            models.CheckConstraint(
                name="of_a_person_or_a_unit", condition=Q(wisher=None) | Q(wisher_organisation=None)
            ),
        ]
        indexes = [
            models.Index(fields=["status", "since", "id"], name="wall", condition=Q(visibility="wall")),
            models.Index(
                fields=["region", "status", "since", "id"],
                name="wall_of_community",
                condition=Q(visibility="wall"),
            ),
            models.Index(fields=["wake_at"], name="wish_clock", condition=Q(status__in=LIVE)),
            models.Index(
                fields=["area_path", "status", "due_at"],
                name="wish_inbox",
                condition=Q(status__in=LIVE),
                # Areas are asked for by prefix, which PostgreSQL finds only by this class; SQLite has none.
                opclasses=["varchar_pattern_ops", "varchar_ops", "timestamptz_ops"],
            ),
            # A long list of work is read in the order it falls due and stops after a page.
            models.Index(fields=["due_at", "id"], name="wish_due", condition=Q(status__in=LIVE)),
        ]

    def __str__(self) -> str:
        return spoken(self.code)

    def save(self, *args: object, **kwargs: object) -> None:
        self.derive()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature

    def derive(self) -> None:
        """Masks and look-ups follow from the sealed values; ``bulk_create`` callers call this themselves."""
        self.__dict__.pop("phone_holder", None)
        self.phone = normalise_phone(self.phone)
        self.phone_mask, self.phone_lookup = mask_phone(self.phone), lookup(self.phone)
        if self.wisher_organisation:
            self.wisher_mask = self.wisher_organisation.name[:20]
        elif self.wisher_name:
            self.wisher_mask = mask_name(self.wisher_name, self.wisher_title)

    def get_absolute_url(self) -> str:
        return reverse("wishes:wish", args=[self.code])

    @property
    def subject(self) -> str:
        """How other modules name this wish in notes, notices and the ledger."""
        return f"wish:{self.code}"

    @property
    def spoken_code(self) -> str:
        return spoken(self.code)

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def lacking(self) -> int:
        """How many of its unit nobody has pledged yet; 0 for a wish that is not counted."""
        return (self.quantity or 0) - self.pledged

    @property
    def shown_title(self) -> str:
        return self.public_title or f"心愿 {self.spoken_code}"

    @property
    def status_word(self) -> str:
        return Status(self.status).resident_word

    @cached_property
    def live_claim(self) -> Claim | None:
        """Who has it in hand, read once, whatever ``refresh_from_db`` reads: who changes the claim does it to this one."""
        return next(iter(self.claims.filter(ended_at=None)), None)

    @cached_property
    def phone_holder(self) -> User | None:
        """Whose account has the phone that was left. Who needs it of many wishes sets it beforehand."""
        return next(iter(User.objects.filter(phone_lookup=self.phone_lookup)), None) if self.phone_lookup else None

    def waiting_days(self, at: datetime) -> int:
        return max((at - self.since) // timedelta(days=1), 0)

    def is_overdue(self, at: datetime) -> bool:
        return self.is_live and self.due_at is not None and self.due_at < at


@append_only
class WishEvent(EventBase):
    wish = models.ForeignKey(Wish, models.PROTECT, related_name="events")

    class Meta:
        verbose_name = verbose_name_plural = "心愿经过"
        constraints = [models.UniqueConstraint(fields=["wish", "seq"], name="one_event_per_seq")]
        indexes = [models.Index(fields=["at"], name="wish_event_at")]

    def __str__(self) -> str:
        return f"{self.wish} {self.seq} {self.outcome}"
