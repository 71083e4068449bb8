"""The forms of helpers, and of the street that watches."""

from typing import Any

from django import forms
from django.utils import timezone

from community.people.models import Organisation
from community.people.roles import Verb
from community.records.calendar import after_working_days
from community.records.policies import policy
from community.wishes.models import Pledge
from community.wishes.queries import keepable_parts

from .base import StepForm, date_field, text_field


class PledgeForm(StepForm):
    """我来搭把手: how much, in whose name."""

    note_field = "text"
    field_order = ["quantity", "organisation", "text"]
    quantity = forms.IntegerField(label="我出多少", min_value=1, max_value=1_000_000, required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="以谁的名义", required=False, empty_label="我个人"
    )
    text = forms.CharField(label="能帮什么", max_length=100, required=False, help_text="一句话就行，如：我有三轮车")

    def arrange(self) -> None:
        if self.wish.quantity:
            self.fields[
                "quantity"
            ].help_text = f"一共 {self.wish.quantity}{self.wish.unit}，还差 {self.wish.lacking}{self.wish.unit}"
            self.fields["quantity"].label = f"我出多少{self.wish.unit}"
            self.fields["quantity"].required = True
        else:
            del self.fields["quantity"]
            self.fields["text"].required = True
        mine = [unit.pk for unit in self.by.organisations(Verb.WISH_CLAIM_FOR, self.at)]
        if mine:
            self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=mine, active=True)  # type: ignore[attr-defined]  # a model choice
        else:
            del self.fields["organisation"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        known = self.cleaned_data
        known |= {"organisation": known.get("organisation"), "quantity": known.get("quantity")}
        return self.cleaned_data


class PartField(forms.ModelChoiceField):
    """An open part: whose and how much."""

    def label_from_instance(self, pledge: Any) -> str:
        return f"{pledge.organisation or pledge.user} · {pledge.part}"


class PartForm(StepForm):
    pledge = PartField(Pledge.objects.none(), label="哪一份", empty_label=None, widget=forms.RadioSelect)

    def arrange(self) -> None:
        kept = keepable_parts(self.wish, self.by, self.at)
        parts = kept.select_related("user", "organisation", "wish").order_by("pk")
        self.fields["pledge"].queryset = parts  # type: ignore[attr-defined]  # a model choice
        self.fields["pledge"].initial = parts.first()


class SuperviseForm(StepForm):
    """督办: what is asked, and until when."""

    note_field = "text"
    text = text_field("要求答复什么", most=200)
    due_on = date_field("请在哪天前答复")

    def arrange(self) -> None:
        due = after_working_days(self.at, policy("wish.supervise.days", self.at))
        self.fields["due_on"].initial = timezone.localdate(due)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.must_be_future("due_on")
        return self.cleaned_data


class AnswerForm(StepForm):
    note_field = "text"
    text = text_field("答复", most=300)


class ChangedForm(StepForm):
    """情况变化: what changed. Kept among the staff, and nobody is asked how it was."""

    note_field = "words"
    field_order = ["change", "words"]
    CHANGES = [
        ("died", "心愿人过世"),
        ("moved", "搬走了"),
        ("solved", "已经自己解决"),
        ("other", "其他（请写明）"),
    ]
    change = forms.ChoiceField(label="什么变化", choices=CHANGES, widget=forms.RadioSelect)
    words = text_field("补充说明", most=200, required=False, help_text="只有工作人员能看")

    def clean(self) -> dict[str, Any]:
        super().clean()
        change, words = self.cleaned_data.pop("change", ""), self.cleaned_data.get("words", "")
        if change == "other" and not words:
            self.add_error("words", "请写明是什么变化。")
        self.cleaned_data["words"] = "：".join(filter(None, [dict(self.CHANGES).get(change, ""), words]))
        return self.cleaned_data
