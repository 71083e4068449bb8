"""The forms of a worker who screens, and of the street that coordinates."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from community.people.models import Level, Organisation
from community.records.calendar import after_working_days
from community.records.policies import policy
from community.wishes.codes import read_code
from community.wishes.models import Category, Wish

from .base import HandlerForm, HelpersField, ReasonForm, StepForm, date_field, members_of, text_field


class PublicVersionForm(StepForm):
    """The 公开版 beside the untouched 原话, the category and the four marks."""

    category = forms.ModelChoiceField(Category.objects.none(), label="类别", empty_label="请选择")
    public_title = forms.CharField(
        label="公开标题", max_length=30, help_text="一句话，像本人说的，不写姓名、电话、门牌"
    )
    public_text = text_field("公开内容", help_text="墙上、搜索和导出里只有这一份")
    urgent = forms.BooleanField(label="加急（水、电、燃气，走失，残疾人）", required=False)
    minor = forms.BooleanField(label="涉及未成年人", required=False)
    home_visit = forms.BooleanField(label="要上门", required=False)
    quantity = forms.IntegerField(
        label="数量", required=False, min_value=1, max_value=1_000_000, help_text="可以几家一起凑的才填，如 500"
    )
    unit = forms.CharField(label="单位", required=False, max_length=6, help_text="如：斤、箱、本")
    value = forms.IntegerField(label="预计金额（元）", required=False, min_value=0, max_value=1_000_000, initial=0)

    def arrange(self) -> None:
        for name in ("public_title", "public_text", "urgent", "minor", "home_visit", "quantity", "unit"):
            self.fields[name].initial = getattr(self.wish, name)
        self.fields["category"].queryset = Category.objects.in_use(self.at)  # type: ignore[attr-defined]  # a model choice
        self.fields["category"].initial = self.wish.category_id
        self.fields["value"].initial = self.wish.value // 100

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.must_not_tell("public_title", "public_text")
        self.cleaned_data["value"] = self.cleaned_data.get("value") or 0
        if self.cleaned_data.get("quantity") and not self.cleaned_data.get("unit"):
            self.add_error("unit", "请填单位，如：斤、箱、本。")
        return self.cleaned_data


def units_for(wish: Wish) -> Any:
    """Organisations of the wish's street, and the district's departments."""
    return Organisation.objects.filter(active=True).filter(
        Q(region__path__startswith=wish.street.path) | Q(region__level=Level.DISTRICT)
    )


class DispatchForm(PublicVersionForm):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="请谁来办", empty_label="请选择")

    def arrange(self) -> None:
        super().arrange()
        self.fields["organisation"].queryset = units_for(self.wish)  # type: ignore[attr-defined]  # a model choice


class AnswerForm(PublicVersionForm):
    note_field = "text"
    text = text_field("答复", rows=5, help_text="说清楚能不能办、怎么办、找谁")


class ForwardForm(StepForm):
    """转办: to whom, under which number there, until when."""

    note_field = "text"
    unit = forms.CharField(label="转给哪个单位", max_length=60)
    outside_number = forms.CharField(label="对方的编号", max_length=40, required=False)
    due_on = date_field("请对方答复的日子")
    text = text_field("附言", required=False)

    def arrange(self) -> None:
        super().arrange()
        due = after_working_days(self.at, policy("wish.transfer.days", self.at))
        self.fields["due_on"].initial = timezone.localdate(due)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.must_be_future("due_on")
        return self.cleaned_data


class TransferForm(ForwardForm, PublicVersionForm):
    """转办 at screening also settles the category."""


class AskToAmendForm(ReasonForm):
    reason = text_field("要补充什么", most=200, help_text="心愿人会看到这句话")


class DeclineForm(ReasonForm):
    reason = text_field("为什么这里办不了", most=200)
    where = forms.CharField(label="可以到哪里办", max_length=100, help_text="单位、电话或地址")

    def clean(self) -> dict[str, Any]:
        super().clean()
        where = self.cleaned_data.pop("where", "")
        if reason := self.cleaned_data.get("reason"):
            self.cleaned_data["reason"] = f"{reason} 可以找：{where}"
        return self.cleaned_data


class MergeForm(StepForm):
    into = forms.CharField(label="并到哪个心愿", max_length=20, help_text="填编号，如 386 204 517")

    def clean_into(self) -> Wish:
        code = read_code(self.cleaned_data["into"])
        found = Wish.objects.filter(code=code, area_path__startswith=self.wish.street.path).first() if code else None
        if found is None:
            raise forms.ValidationError("本街道没有这个编号，请对一下九位数字。")
        return found


class AssignForm(HandlerForm):
    """The street names who does it, alone or with several that help."""

    note_field = "text"
    helpers = HelpersField(label="请谁一起办", required=False, help_text="可以不选")
    text = text_field("附言", required=False, most=200)

    def arrange(self) -> None:
        for name in ("handler", "helpers"):
            self.fields[name].queryset = members_of(units_for(self.wish), self.at)  # type: ignore[attr-defined]  # a model choice


class CoordinateAnswerForm(StepForm):
    note_field = "text"
    text = text_field("答复", rows=5)


class CloseForm(ReasonForm):
    reason = text_field("没有办成的原因（会公开）", most=200)
    told = forms.BooleanField(label="已先当面或电话告诉心愿人")

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.must_not_tell("reason")
        self.cleaned_data.pop("told", None)
        return self.cleaned_data
