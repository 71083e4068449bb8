"""The forms of claimants, organisations, wishers and reviewers."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from community.people.models import Organisation
from community.people.roles import Verb
from community.records.policies import policy

from .base import HandlerField, HandlerForm, ReasonForm, StepForm, date_field, members_of, text_field
from .photos import PhotosForm


class ClaimForm(StepForm):
    """认领: one line and a day; for an organisation by whoever is authorised."""

    note_field = "plan"
    plan = forms.CharField(label="打算怎么办", max_length=100, help_text="一句话就行，如：本周六上门")
    soon = forms.ChoiceField(
        label="什么时候办好",
        choices=[("weekend", "这个周末前"), ("next", "下个周末前"), ("day", "定日子")],
        required=False,
        initial="weekend",
        widget=forms.RadioSelect,
    )
    promised_on = date_field("哪一天", required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="以谁的名义", required=False, empty_label="我个人"
    )
    handler = HandlerField(required=False, empty_label="我自己")

    def arrange(self) -> None:
        mine = [unit.pk for unit in self.by.organisations(Verb.WISH_CLAIM_FOR, self.at)]
        if mine:
            self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=mine, active=True)  # type: ignore[attr-defined]  # a model choice
            self.fields["handler"].queryset = members_of(mine, self.at)  # type: ignore[attr-defined]  # a model choice
            if self.by.organisation and self.by.organisation.pk in mine:
                self.fields["organisation"].initial = self.by.organisation.pk
        else:
            del self.fields["organisation"], self.fields["handler"]
        self.fields["promised_on"].initial = timezone.localdate(self.at) + timedelta(days=7)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._promise(self.cleaned_data.pop("soon", ""))
        unit, membership = self.cleaned_data.get("organisation"), self.cleaned_data.get("handler")
        if membership and membership.organisation != unit:
            self.add_error("handler", "经办人要是这个组织的成员。")
        self.cleaned_data |= {
            "organisation": unit,
            "handler": membership.user if membership else None,
        }
        return self.cleaned_data

    def _promise(self, soon: str) -> None:
        """One tap stands for a Sunday, else the day is asked for."""
        today = timezone.localdate(self.at)
        if soon in {"weekend", "next"}:
            weeks = 0 if soon == "weekend" else 7
            self.cleaned_data["promised_on"] = today + timedelta(days=6 - today.weekday() + weeks)
        elif not self.cleaned_data.get("promised_on") and "promised_on" not in self.errors:
            self.add_error("promised_on", "请填写“哪一天”。")
        self.must_be_future("promised_on")


class AcceptForm(HandlerForm):
    def arrange(self) -> None:
        self.fields["handler"].queryset = members_of([self.wish.organisation_id], self.at)  # type: ignore[attr-defined]  # a model choice

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.cleaned_data.pop("organisation", None)
        return self.cleaned_data


class ContactForm(StepForm):
    note_field = "text"
    text = text_field("说了什么", required=False, most=200)


class RelayForm(StepForm):
    """捎句话: between the wisher and whoever has the wish in hand, who need not know each other's number."""

    note_field = "text"
    text = text_field(
        "捎什么话", most=200, help_text="只有你们两边、代填的人和管这件事的工作人员看得到，对方会收到提醒"
    )


class ProgressForm(PhotosForm):
    """记一笔进展: a line for the wisher and the staff; others read only that there was one, and see cleared photos."""

    note_field = "text"
    field_order = ["text"]
    text = text_field("办到哪一步了", most=200, help_text="心愿人和社区会看到")


class UntilForm(StepForm):
    """A day and why; whether the day will do, the operation says."""

    note_field = "reason"
    field_order = ["until", "reason"]
    until = date_field("到哪天")
    reason = text_field("为什么", most=200, help_text="心愿人会看到")


class PauseForm(UntilForm):
    def arrange(self) -> None:
        most = policy("wish.pause.most", self.at)
        self.fields["until"].help_text = f"最多 {most} 天，到了那天自动接着办"


class ExtendForm(UntilForm):
    def arrange(self) -> None:
        due, most = self.wish.due_at, policy("wish.extend.most", self.at)
        if due:
            self.fields["until"].help_text = f"原定 {timezone.localdate(due)}，一次最多延 {most} 天"


class ReportForm(PhotosForm):
    """办好了: what was done, and the proof its category asks for. A face is never required."""

    note_field = "report"
    field_order = ["report"]
    report = text_field("办得怎么样", rows=4, help_text="谁去的、做了什么、心愿人怎么说")

    def arrange(self) -> None:
        super().arrange()
        self.require_proof()


class ResubmitForm(StepForm):
    own_words = text_field("想办的事", rows=5)

    def arrange(self) -> None:
        self.fields["own_words"].initial = self.wish.own_words


class RatingForm(StepForm):
    note_field = "words"
    words = text_field("想说的话", required=False, most=200, help_text="可以不写")


class ThanksForm(RatingForm):
    rating: str = ""
    public = forms.BooleanField(label="这句话可以公开，不写姓名", required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.cleaned_data["public"] = bool(self.cleaned_data.get("public") and self.cleaned_data.get("words"))
        if self.cleaned_data["public"]:
            self.must_not_tell("words")
        self.cleaned_data["rating"] = self.rating
        return self.cleaned_data


class SatisfiedForm(ThanksForm):
    rating = "satisfied"


class FairForm(ThanksForm):
    rating = "fair"


class DissatisfiedForm(RatingForm):
    field_order = ["why", "words"]
    WHY = [
        ("not_done", "还没办"),
        ("half_done", "没办完"),
        ("manner", "态度不好"),
        ("not_mine", "不是我要的"),
    ]
    why = forms.ChoiceField(label="哪里不满意", choices=WHY, widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        super().clean()
        why = dict(self.WHY).get(self.cleaned_data.pop("why", ""), "")
        self.cleaned_data["words"] = "：".join(filter(None, [why, self.cleaned_data.get("words", "")]))
        self.cleaned_data["rating"] = "dissatisfied"
        return self.cleaned_data


class SendBackForm(ReasonForm):
    field_order = ["phrase", "reason"]
    PHRASES = [
        ("", "请选择"),
        ("照片看不清是否办成", "照片看不清是否办成"),
        ("没说明谁参加", "没说明谁参加"),
        ("与心愿不符", "与心愿不符"),
        ("心愿人说没办完", "心愿人说没办完"),
        ("票据缺失", "票据缺失"),
        ("其他", "其他（请写明）"),
    ]
    phrase = forms.ChoiceField(label="退回原因", choices=PHRASES)
    reason = text_field("补充说明", most=200, required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        phrase, text = self.cleaned_data.pop("phrase", ""), self.cleaned_data.get("reason", "")
        if phrase == "其他" and not text:
            self.add_error("reason", "请写明退回的原因。")
        self.cleaned_data["reason"] = "：".join(filter(None, [phrase, text]))
        return self.cleaned_data


class DisputeForm(ReasonForm):
    reason = text_field("两边的意见各是什么", most=300)
