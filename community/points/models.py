"""The ledger of good deeds. Amounts are whole points."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from community.people.models import Organisation, User
from community.records.triggers import append_only


class Rule(models.Model):
    """What a deed earns, by version; an old entry keeps the version it was made under."""

    class Code(models.TextChoices):
        WISH_DONE_GOODS = "wish_done_goods", "完成物品类心愿"
        WISH_DONE_SERVICE = "wish_done_service", "完成服务类心愿"
        URGENT = "urgent", "加急心愿"
        SATISFIED = "satisfied", "心愿人满意"
        HELPED = "helped", "协办心愿"

    code = models.CharField("规则", max_length=24, choices=Code)
    version = models.PositiveSmallIntegerField("版本")
    points = models.PositiveSmallIntegerField("分值")
    valid_from = models.DateTimeField("生效时间")
    valid_until = models.DateTimeField("失效时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "积分规则"
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_rule_per_version")]

    def __str__(self) -> str:
        return f"{self.get_code_display()} 第 {self.version} 版"


class Account(models.Model):
    """The balance of a person or an organisation: a cache of its entries, moved only together with them."""

    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="points_account")
    organisation = models.OneToOneField(
        Organisation, models.PROTECT, null=True, blank=True, related_name="points_account"
    )
    spendable = models.IntegerField("可用积分", default=0)
    honour = models.IntegerField("荣誉积分", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "积分账户"
        constraints = [
            models.CheckConstraint(
                name="account_of_person_or_organisation",
                condition=Q(user__isnull=False, organisation=None) | Q(user=None, organisation__isnull=False),
            ),
            models.CheckConstraint(name="organisations_cannot_spend", condition=Q(organisation=None) | Q(spendable=0)),
            models.CheckConstraint(name="no_overdraft", condition=Q(spendable__gte=0)),
        ]

    def __str__(self) -> str:
        return str(self.user or self.organisation)


@append_only
class Entry(models.Model):
    """One line of the ledger. ``code`` repeats the rule's code so that no version pays the same deed twice."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="entries")
    code = models.CharField("规则", max_length=24)
    source = models.CharField("由来", max_length=40, help_text="如 wish:386204517")
    spendable = models.IntegerField("可用积分")
    honour = models.IntegerField("荣誉积分")
    at = models.DateTimeField("时间")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="认定人")
    reversal_of = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversal")

    class Meta:
        verbose_name = verbose_name_plural = "积分明细"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "source", "account"],
                name="one_award_per_deed",
                condition=Q(reversal_of=None),
            )
        ]
        indexes = [models.Index(fields=["source"], name="entry_by_source")]

    def __str__(self) -> str:
        return f"{self.source} {self.honour}"
