"""The forms of handing over: to whom, and whether it is still in the hands it was seen in."""

from typing import Any

from django import forms
from django.utils import timezone

from community.people.models import Membership, Region, User
from community.people.roles import VERBS, Verb

from .base import HandlerField, StepForm, members_of, text_field

KEEPERS = [role for role, verbs in VERBS.items() if {Verb.WISH_TRANSFER, Verb.WISH_COORDINATE} & verbs]


class ColleagueField(HandlerField):
    """A member of staff by his office."""

    def label_from_instance(self, membership: Any) -> str:
        return f"{membership.region} {membership.get_role_display()} · {membership.user}"


class HandOnForm(StepForm):
    """``former`` is the person it was to be taken from; left empty, whoever has it."""

    note_field = "reason"
    handler: forms.ModelChoiceField = ColleagueField(label="交给谁", help_text="以后由他跟进，到期提醒也发给他")
    reason = text_field("说明", required=False, most=200)
    former = forms.ModelChoiceField(User.objects.all(), required=False, widget=forms.HiddenInput)

    def arrange(self) -> None:
        self.fields["handler"].queryset = self.successors()  # type: ignore[attr-defined]  # a model choice

    def successors(self) -> Any:
        area = self.wish.area_path
        above = [area[:end] for end in range(Region.steplen, len(area) + 1, Region.steplen)]
        held = Membership.objects.active(timezone.localdate(self.at)).filter(role__in=KEEPERS, region__path__in=above)
        return held.filter(user__is_active=True).exclude(user=self.wish.actor_id).select_related("region", "user")

    def clean(self) -> dict[str, Any]:
        super().clean()
        if membership := self.cleaned_data.get("handler"):
            self.cleaned_data["handler"] = membership.user
        return self.cleaned_data


class HandOverForm(HandOnForm):
    handler = HandlerField(label="换谁来办", help_text="心愿人会知道他的称呼")

    def successors(self) -> Any:
        held = self.wish.live_claim
        members = members_of([self.wish.organisation_id], self.at)
        return members.exclude(user=held.user) if held else members
