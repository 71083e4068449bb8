"""What the desk keeps while work is under way."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from community.people.fields import SealedTextField
from community.people.models import User


def new_token() -> str:
    return secrets.token_urlsafe(12)


class ImportBatch(models.Model):
    """One sheet on its way in: checked, confirmed, taken in row by row. Only its owner sees it, and while it waits
    for approval (``approval``: the verb that is needed, empty for none) whoever holds that in ``area_path``."""

    class State(models.TextChoices):
        CHECKED = "checked", "等您确认"
        SENT = "sent", "等批准"
        RETURNED = "returned", "退回了"
        RUNNING = "running", "导入了一部分"
        DONE = "done", "已导入"
        DROPPED = "dropped", "已放弃"

    token = models.CharField(max_length=16, unique=True, default=new_token, editable=False)
    kind = models.CharField("哪种表", max_length=8, default="wish")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="导入人")
    approval = models.CharField("要谁批准", max_length=40, blank=True)
    area_path = models.CharField("范围", max_length=32, blank=True)
    sent_at = models.DateTimeField("送批时间", null=True, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    returned_for = SealedTextField("退回原因", blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.CHECKED)
    file_name = SealedTextField("文件名", blank=True)
    file_lookup = models.CharField(max_length=64, db_index=True)
    header = SealedTextField("表头", blank=True)
    total = models.PositiveIntegerField("行数", default=0)
    bad = models.PositiveIntegerField("要改的", default=0)
    seen = models.PositiveIntegerField("检查时已知以前导入过的", default=0)
    added = models.PositiveIntegerField("新增", default=0)
    known = models.PositiveIntegerField("以前导入过", default=0)
    created_at = models.DateTimeField("上传时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "file_lookup"],
                name="one_open_batch_per_sheet",
                condition=~Q(state__in=["done", "dropped"]),
            ),
            models.CheckConstraint(
                name="import_approved_by_another", condition=Q(approved_by=None) | ~Q(approved_by=F("owner"))
            ),
            models.CheckConstraint(
                name="no_import_without_its_approval",
                condition=Q(approval="") | Q(approved_by__isnull=False) | ~Q(state__in=["running", "done"]),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="imports_of_owner"),
            models.Index(fields=["approval"], name="imports_to_approve", condition=Q(state="sent")),
        ]

    def __str__(self) -> str:
        return f"导入 {self.pk}"

    @property
    def good(self) -> int:
        return self.total - self.bad

    @property
    def processed(self) -> int:
        return self.added + self.known

    @property
    def left(self) -> int:
        """How many good rows wait; whoever takes some in counts them in the same transaction."""
        return self.good - self.processed

    @property
    def is_open(self) -> bool:
        return self.state not in {self.State.DONE, self.State.DROPPED}

    @property
    def is_ready(self) -> bool:
        """Whether its rows may go in now."""
        return self.state == self.State.RUNNING or (self.state == self.State.CHECKED and not self.approval)

    @property
    def holds_rows(self) -> bool:
        """Whether rows to put right can still be fetched."""
        return self.bad > 0 and bool(self.header)

    def forget(self, *, state: str, at: datetime) -> None:
        """Whatever the sheet said is gone; the counts stay."""
        self.rows.all().delete()
        self.file_name, self.header, self.state = "", "", state
        self.finished_at = self.finished_at or at
        self.save(update_fields=["file_name", "header", "state", "finished_at"])


class ImportRow(models.Model):
    """A row that waits, sealed. It goes when it has become a wish, or when its batch is forgotten."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("第几行")
    bad = models.BooleanField("要改", default=False)
    content = SealedTextField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "待导入的行"
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_row_per_number")]
        indexes = [models.Index(fields=["batch", "bad", "number"], name="rows_to_import")]

    def __str__(self) -> str:
        return f"{self.batch} 第 {self.number} 行"

    @property
    def facts(self) -> dict[str, Any]:
        """``cells`` as they stand, ``values`` by field, ``findings`` as [field, message]."""
        return json.loads(self.content)


class Export(models.Model):
    """One list taken out of the desk by one person. With contacts it has a reason; with many, a second person's yes.

    ``query`` is the filter of the list; ``areas`` the smallest region that holds all it may come from.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等批准"
        READY = "ready", "可以下载"
        REFUSED = "refused", "没有同意"
        TAKEN = "taken", "已导出"

    token = models.CharField(max_length=16, unique=True, default=new_token, editable=False)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="导出人")
    what = models.CharField("哪个列表", max_length=16)
    query = models.CharField("筛选", max_length=200, blank=True)
    area_path = models.CharField("范围", max_length=32)
    contacts = models.BooleanField("带联系方式", default=False)
    reason = models.CharField("理由", max_length=100, blank=True)
    rows = models.PositiveIntegerField("行数")
    needs_approval = models.BooleanField("要批准", default=False)
    state = models.CharField("状态", max_length=8, choices=State)
    asked_at = models.DateTimeField("提出时间")
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    taken_at = models.DateTimeField("导出时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导出"
        constraints = [
            models.CheckConstraint(
                name="export_approved_by_another", condition=Q(approved_by=None) | ~Q(approved_by=F("owner"))
            ),
            models.CheckConstraint(name="contacts_for_a_reason", condition=Q(contacts=False) | ~Q(reason="")),
            models.CheckConstraint(
                name="no_export_without_its_approval",
                condition=Q(needs_approval=False) | Q(approved_by__isnull=False) | ~Q(state__in=["ready", "taken"]),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-asked_at"], name="exports_of_owner"),
            models.Index(fields=["asked_at"], name="exports_to_approve", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"导出 {self.pk}"

    @property
    def subject(self) -> str:
        return f"export:{self.token}"
