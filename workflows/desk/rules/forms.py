"""What a proposal asks for. What the rules allow is asked of the operation, not repeated here."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django import forms
from django.utils import timezone

from community.records.calendar import day_start
from community.records.policies import Number
from community.wishes.models import Handling, Nature, Terms, Visibility
from community.wishes.operations.terms import TERMS
from workflows.forms.base import MOST_AHEAD, PlainForm, date_field, text_field

from .notice import days_of

REASON = "以后查得到，也给批准的同事看"


class ProposalForm(PlainForm):
    """What is to change; when and why come last."""

    reason = text_field("为什么改", most=200, rows=2, help_text=REASON)
    first: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.at = at
        last = [name for name in ("valid_on", "reason") if name in self.fields]
        self.order_fields([*self.first, *(name for name in self.fields if name not in last), *last])

    @property
    def seen(self) -> str:
        """Marks what the effects were shown for; another value has other effects."""
        facts = sorted((name, str(value)) for name, value in self.cleaned_data.items() if name != "reason")
        return sha256(repr(facts).encode()).hexdigest()[:16]


class DatedForm(ProposalForm):
    valid_on = date_field("从哪天起", help_text="选今天，就是批准后一分钟起")

    def __init__(self, data: Any = None, *, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, at=at, **kwargs)
        self.fields["valid_on"].initial = timezone.localdate(at) + timedelta(days=1)

    def clean_valid_on(self) -> date:
        day: date = self.cleaned_data["valid_on"]
        today = timezone.localdate(self.at)
        if day < today:
            raise forms.ValidationError("已经过去的日子不能改，请往后选。")
        if day > today + MOST_AHEAD:
            raise forms.ValidationError(f"这个日子太远了，最晚选到 {today + MOST_AHEAD}。请看一下年份。")
        return day

    @property
    def valid_from(self) -> datetime:
        return max(day_start(self.cleaned_data["valid_on"]), self.at)


class NumberForm(DatedForm):
    value = forms.IntegerField(label="改成")

    def __init__(self, data: Any = None, *, number: Number, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, at=at, **kwargs)
        self.fields["value"].label = f"改成几{number.unit}" if len(number.unit) == 1 else f"改成多少{number.unit}"
        self.fields["value"].help_text = f"{number.least} 到 {number.most} 之间的整数"
        self.fields["value"].error_messages |= {"required": "请填写改成多少。", "invalid": "请填整数，不带单位。"}


class TermsForm(DatedForm):
    handling = forms.ChoiceField(label="办理方式", choices=Handling, widget=forms.RadioSelect)
    widest = forms.ChoiceField(
        label="最宽给谁看", choices=Visibility, widget=forms.RadioSelect, help_text="心愿人和审核的人可以收窄，不能放宽"
    )
    act_days = forms.IntegerField(
        label="几天办好",
        min_value=1,
        max_value=365,
        help_text="从认领算起，自然日",
        error_messages={"min_value": "至少 1 天。", "max_value": "最多 365 天。"},
    )
    proof = forms.ChoiceField(label="办结凭据", choices=Terms.Proof, widget=forms.RadioSelect)
    confirm_claim = forms.BooleanField(label="有人认领后，要社区确认才开始办", required=False)
    low_risk = forms.BooleanField(label="代填的人可以自己审核", required=False)
    in_use = forms.BooleanField(label="在用（去掉勾，审核时就选不到这一类）", required=False, initial=True)

    def terms(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in TERMS}


class CategoryForm(TermsForm):
    nature = forms.ChoiceField(label="性质", choices=[("", "请选择"), *Nature.choices])
    name = forms.CharField(label="类别名称", max_length=20, help_text="如“修理缝补”")
    first = ("nature", "name")


class DaysForm(ProposalForm):
    name = forms.CharField(label="叫什么", max_length=40, help_text="如“2027年节假日安排”")
    year = forms.IntegerField(
        label="哪一年",
        min_value=2020,
        max_value=2100,
        error_messages={"min_value": "请填四位的年份。", "max_value": "请填四位的年份。"},
    )
    days = forms.CharField(
        label="怎么安排",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="把放假通知的原文贴进来就行，或一行写一段：2月15日至23日放假；2月14日上班。"
        "要把一天改回原来的日历，写：6月8日取消。",
    )

    def __init__(self, data: Any = None, *, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, at=at, **kwargs)
        self.fields["year"].initial = timezone.localdate(at).year + 1

    def clean(self) -> dict[str, Any]:
        super().clean()
        known = self.cleaned_data
        if "year" in known and "days" in known:
            try:
                known["days"] = days_of(known["days"], known["year"])
            except ValueError as problem:
                self.add_error("days", str(problem))
        return known


class ClosingForm(PlainForm):
    closing = text_field("理由", most=200, rows=2)
