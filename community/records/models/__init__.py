"""What happened, what was said, what was told to whom, and the numbers that are policy."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from community.people.actor import Channel
from community.people.fields import SealedTextField
from community.people.models import Organisation, Reveal, User

from ..approval import Proposed, ProposedQuerySet
from ..triggers import append_only, settled_once
from .photo import Discard as Discard
from .photo import Photo as Photo

append_only(Reveal)  # people lies below and cannot ask for it itself


class Audience(models.TextChoices):
    """Who may read an event or a note."""

    PUBLIC = "public", "公开"
    PARTIES = "parties", "心愿人和办理人"
    STAFF = "staff", "工作人员"


class EventBase(models.Model):
    """One line of a subject's history; append-only, without free text. ``seq`` counts from 1 within the subject."""

    seq = models.PositiveIntegerField("序号")
    step = models.CharField("环节", max_length=24)
    outcome = models.CharField("结果", max_length=32)
    before = models.CharField("原状态", max_length=24, blank=True)
    after = models.CharField("现状态", max_length=24)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经手人")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="以何组织",
    )
    on_behalf_of = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代何人"
    )
    channel = models.CharField("途径", max_length=12, choices=Channel)
    audience = models.CharField("谁可见", max_length=8, choices=Audience)

    class Meta:
        abstract = True


class Note(models.Model):
    """The words beside an event, sealed; they can be erased without touching the history."""

    subject = models.CharField("事项", max_length=40, help_text="如 wish:386204517")
    seq = models.PositiveIntegerField("事件序号")
    text = SealedTextField("内容")
    audience = models.CharField("谁可见", max_length=8, choices=Audience)
    author = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "附言"
        constraints = [models.UniqueConstraint(fields=["subject", "seq"], name="one_note_per_event")]

    def __str__(self) -> str:
        return f"{self.subject} {self.seq}"


class Notice(models.Model):
    """A message to a person; with an account he reads it in 我的消息, without one it goes to ``address``."""

    dedupe = models.CharField("唯一键", max_length=120, unique=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="notices")
    address = SealedTextField("手机", blank=True)
    subject = models.CharField("事项", max_length=40)
    kind = models.CharField("种类", max_length=40)
    text = SealedTextField("内容")
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        indexes = [models.Index(fields=["user", "-at"], name="notice_of_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, at: datetime) -> DeliveryQuerySet:
        waiting = self.filter(state=Delivery.State.QUEUED).filter(Q(lease_until=None) | Q(lease_until__lte=at))
        return waiting.filter(Q(not_before=None) | Q(not_before__lte=at))


class Delivery(models.Model):
    """A notice on its way over one channel: the queue. A lease is how a worker that died gives its work back."""

    class Carrier(models.TextChoices):
        SMS = "sms", "短信"
        EMAIL = "email", "邮件"

    class State(models.TextChoices):
        QUEUED = "queued", "待发"
        SENT = "sent", "已发"
        FAILED = "failed", "未送达"
        VOID = "void", "过时未发"

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    carrier = models.CharField("渠道", max_length=8, choices=Carrier)
    state = models.CharField("状态", max_length=8, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    not_before = models.DateTimeField("最早何时发", null=True, blank=True)
    not_after = models.DateTimeField("过时不发", null=True, blank=True)
    urgent = models.BooleanField("夜里也发", default=False)
    lease_until = models.DateTimeField("租期至", null=True, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投递"
        constraints = [models.UniqueConstraint(fields=["notice", "carrier"], name="one_delivery_per_carrier")]
        indexes = [
            models.Index(fields=["id"], name="delivery_queue", condition=Q(state="queued")),
            models.Index(fields=["id"], name="delivery_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.get_carrier_display()} {self.get_state_display()}"


class Group(models.TextChoices):
    """What a message is for; a person chooses the way of each."""

    PROGRESS = "progress", "进度"
    REMINDER = "reminder", "提醒"
    DIGEST = "digest", "汇总"


class Way(models.TextChoices):
    """Beside 我的消息, where every message stands, how else it comes to a person with an account."""

    SMS = "sms", "发短信"
    EMAIL = "email", "发邮件"
    SITE = "site", "不发，我自己来看"


class NoticePreference(models.Model):
    """消息设置 of a person. Hours are of the clock in Shanghai; the same hour twice means no silence at all."""

    user = models.OneToOneField(User, models.CASCADE, related_name="notice_preference")
    progress = models.CharField("心愿的进度", max_length=8, choices=Way, default=Way.SMS)
    reminder = models.CharField("到期提醒", max_length=8, choices=Way, default=Way.SMS)
    digest = models.CharField("每天的汇总", max_length=8, choices=Way, default=Way.SITE)
    quiet_from = models.PositiveSmallIntegerField("几点起不打扰")
    quiet_until = models.PositiveSmallIntegerField("几点起可以发")

    class Meta:
        verbose_name = verbose_name_plural = "消息设置"
        constraints = [
            models.CheckConstraint(
                name="quiet_hours_of_the_clock", condition=Q(quiet_from__lt=24) & Q(quiet_until__lt=24)
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.quiet_from}–{self.quiet_until}"


class FollowQuerySet(models.QuerySet["Follow"]):
    def live(self) -> FollowQuerySet:
        return self.filter(ended_at=None)


class Follow(models.Model):
    """我也有这个心愿: somebody wants the same and hears how it goes. Nobody else sees who."""

    subject = models.CharField("事项", max_length=40, help_text="如 wish:386204517")
    user = models.ForeignKey(User, models.CASCADE, related_name="follows")
    at = models.DateTimeField("时间")
    ended_at = models.DateTimeField("不再关注", null=True, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "我也有这个心愿"
        constraints = [
            models.UniqueConstraint(fields=["subject", "user"], name="one_live_follow", condition=Q(ended_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.subject}"


class OneTimeCode(models.Model):
    """A six-digit code sent to a phone; only its look-up is stored. The latest of a subject counts."""

    subject = models.CharField("用在哪", max_length=40, db_index=True, help_text="如 wish:386204517，或 phone:…")
    code_lookup = models.CharField(max_length=64)
    expires_at = models.DateTimeField("失效时间")
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    used_at = models.DateTimeField("用过", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "验证码"

    def __str__(self) -> str:
        return f"验证码 {self.pk}"


@settled_once
class Policy(Proposed):
    """A number that is policy, from a moment on. Defaults and types stand in ``records.policies``."""

    key = models.CharField("规则", max_length=60)
    value = models.IntegerField("数值")
    valid_from = models.DateTimeField("生效时间")

    objects = ProposedQuerySet.as_manager()

    class Meta(Proposed.Meta):
        verbose_name = verbose_name_plural = "规则数字"
        constraints = [
            *Proposed.Meta.constraints,
            models.UniqueConstraint(
                fields=["key", "valid_from"],
                name="one_policy_value_at_a_time",
                condition=Q(approved_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["key"], name="one_waiting_change_per_number", condition=Q(approved_at=None, closed_at=None)
            ),
            models.CheckConstraint(
                name="policy_never_rewrites_the_past",
                condition=Q(valid_from__gte=F("set_at")) & (Q(approved_at=None) | Q(valid_from__gte=F("approved_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


@settled_once
class Arrangement(Proposed):
    """节假日安排: days on which the library calendar is wrong, as a year's notice lists them."""

    name = models.CharField("名称", max_length=40)

    objects = ProposedQuerySet.as_manager()

    class Meta(Proposed.Meta):
        verbose_name = verbose_name_plural = "节假日安排"
        constraints = [*Proposed.Meta.constraints]

    def __str__(self) -> str:
        return self.name


@append_only
class Holiday(models.Model):
    """One day of an arrangement; of several arrangements the one approved last holds."""

    class Kind(models.TextChoices):
        REST = "rest", "放假"
        WORK = "work", "上班"
        LIBRARY = "library", "按原来的日历"

    arrangement = models.ForeignKey(Arrangement, models.PROTECT, related_name="days")
    day = models.DateField("日期")
    kind = models.CharField("放假还是上班", max_length=8, choices=Kind)
    name = models.CharField("名称", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "节假日"
        constraints = [models.UniqueConstraint(fields=["arrangement", "day"], name="a_day_once_in_an_arrangement")]

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"


class Submission(models.Model):
    """An idempotency key of a form or an imported row, and what it made. A second use makes nothing."""

    key = models.CharField("唯一键", max_length=80, unique=True)
    kind = models.CharField("种类", max_length=20)
    result = models.CharField("结果", max_length=60, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "提交记录"

    def __str__(self) -> str:
        return f"{self.kind} {self.result}"
