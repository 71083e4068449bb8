"""A change to the rules: one person proposes it, and it has no effect until another one has approved it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from community.people.models import User

if TYPE_CHECKING:
    from typing import Self


class ProposedQuerySet(models.QuerySet[Any]):
    def approved(self) -> Self:
        return self.filter(approved_at__isnull=False)

    def waiting(self) -> Self:
        return self.filter(approved_at=None, closed_at=None)


class State(models.TextChoices):
    WAITING = "waiting", "等人批准"
    APPROVED = "approved", "已批准"
    REJECTED = "rejected", "没有同意"
    WITHDRAWN = "withdrawn", "已撤回"


class Proposed(models.Model):
    """A waiting row is neither approved nor closed; whatever is either stays as it is (``triggers.settled_once``).

    ``closing`` says why it was rejected, or withdrawn by whoever proposed it.
    """

    set_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    set_at = models.DateTimeField("提出时间")
    reason = models.CharField("理由", max_length=200)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="退回人")
    closed_at = models.DateTimeField("退回时间", null=True, blank=True)
    closing = models.CharField("退回的理由", max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_approved_by_another",
                condition=Q(approved_by=None) | ~Q(approved_by=F("set_by")),
            ),
            models.CheckConstraint(
                name="%(class)s_approval_is_whole",
                # What came with the program has no author, and nobody to approve it.
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False)
                | Q(approved_at__isnull=False, set_by=None),
            ),
            models.CheckConstraint(
                name="%(class)s_closing_is_whole",
                condition=Q(closed_at=None, closed_by=None, closing="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False, approved_at=None) & ~Q(closing="")),
            ),
            models.CheckConstraint(name="%(class)s_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="%(class)s_decided_after_proposal",
                condition=(Q(approved_at=None) | Q(approved_at__gte=F("set_at")))
                & (Q(closed_at=None) | Q(closed_at__gte=F("set_at"))),
            ),
        ]

    @property
    def state(self) -> State:
        if self.approved_at:
            return State.APPROVED
        if self.closed_at is None:
            return State.WAITING
        return State.WITHDRAWN if self.closed_by_id == self.set_by_id else State.REJECTED
