"""三审三校: the step of the workflow, who signed what, and by which right a page is public.

Signatures and releases outlive their pages: they point at pages, rounds and revisions by number only.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from wagtail.models import Page, Revision, Task, TaskState, WorkflowState

from community.people.actor import Actor
from community.people.roles import Verb
from community.records.triggers import append_only


class Stage(models.IntegerChoices):
    FIRST = 1, "初审·一校"
    SECOND = 2, "复审·二校"
    FINAL = 3, "终审·三校"
    LOOK_BACK = 4, "回看确认"

    @property
    def verb(self) -> Verb:
        return {1: Verb.PAGE_FIRST, 2: Verb.PAGE_SECOND, 3: Verb.PAGE_FINAL, 4: Verb.PAGE_SECOND}[self.value]

    @property
    def points(self) -> tuple[str, ...]:
        """What is ticked before signing: all at 初审, later the three that must not be missed."""
        later = ("导向正确", "没有涉密内容", "事实、数字、姓名核对过")
        return {
            1: (*later, "来源写清楚", "错别字、标点看过", "图片清楚、有说明", "没有个人隐私"),
            2: later,
            3: later,
            4: (),
        }[self.value]


class ReviewTask(Task):
    """One stage. Who may sign is asked in ``rules``; Wagtail's own buttons stay off, the desk has its page."""

    stage = models.PositiveSmallIntegerField("第几步", choices=Stage, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "审稿"

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """回看确认 is passed over when 终审 changed nothing."""
        state = super().start(workflow_state, user=user)
        if self.stage == Stage.LOOK_BACK and not corrected_last(workflow_state):
            state.status = TaskState.STATUS_SKIPPED
            state.save(update_fields=["status"])
        return state

    def user_can_access_editor(self, obj: Page, user: Any) -> bool:
        from .rules import may_correct

        return may_correct(obj, Actor(user))


def corrected_last(review: WorkflowState) -> bool:
    """Whether 终审 signed another text than 复审 did."""
    signed = Signature.objects.filter(round=review, stage__in=[Stage.SECOND, Stage.FINAL])
    return signed.values("revision").distinct().count() > 1


def _by_number(to: Any, **options: Any) -> Any:
    return models.ForeignKey(to, models.DO_NOTHING, db_constraint=False, related_name="+", **options)


@append_only
class Signature(models.Model):
    """Somebody has read this revision in this round and lets it go on. ``changes``: what he corrected himself,
    ``findings``: what the machine had found; both as they are printed on the 审签单."""

    page = _by_number(Page)
    round = _by_number(WorkflowState)
    revision = _by_number(Revision)
    stage = models.PositiveSmallIntegerField("第几步", choices=Stage)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="审稿人")
    at = models.DateTimeField("时间")
    ticks = models.JSONField("勾过的", default=list)
    findings = models.JSONField("机器查到的", default=list)
    changes = models.JSONField("改动", default=list)
    note = models.CharField("意见", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审签"
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint("round", "stage", name="review_one_signature_per_stage"),
            models.UniqueConstraint("round", "user", name="review_three_people", condition=Q(stage__lte=3)),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.user}"


class Correction(models.Model):
    """A revision that a reviewer saved in his own step: it does not make him its writer."""

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="+")
    state = models.ForeignKey(TaskState, models.CASCADE, related_name="corrections")

    class Meta:
        verbose_name = verbose_name_plural = "审稿时的改动"

    def __str__(self) -> str:
        return f"{self.revision_id}"


@append_only
class Release(models.Model):
    """By which right a revision is public. ``revision`` is empty for what came with the installation."""

    class Kind(models.TextChoices):
        REVIEWED = "reviewed", "三审通过"
        URGENT = "urgent", "应急发布"
        SEED = "seed", "随系统带来"

    page = _by_number(Page)
    revision = _by_number(Revision, null=True)
    round = _by_number(WorkflowState, null=True)
    kind = models.CharField("依据", max_length=10, choices=Kind)
    title = models.CharField("标题", max_length=255)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签发人"
    )
    at = models.DateTimeField("时间")
    reason = models.CharField("理由", max_length=200, blank=True)
    due_at = models.DateTimeField("最迟补审", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "签发"
        constraints = [
            models.UniqueConstraint("revision", name="review_released_once"),
            models.CheckConstraint(
                name="review_urgent_has_a_reason", condition=~Q(kind="urgent") | ~Q(reason="") & Q(due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.get_kind_display()}"


@append_only
class Aftercheck(models.Model):
    """补审: what was published in an emergency has been read by another."""

    release = models.OneToOneField(Release, models.PROTECT, related_name="aftercheck")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="补审人")
    at = models.DateTimeField("时间")
    keep = models.BooleanField("可以留着")
    note = models.CharField("意见", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "补审"

    def __str__(self) -> str:
        return f"{self.release}"
