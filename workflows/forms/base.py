"""What every step form shares: it knows the wish, the actor and the clock, and speaks plain Chinese."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from community.people.actor import Actor
from community.people.models import Membership
from community.people.privacy import find_private
from community.wishes.models import Wish
from community.wording.queries import forbidden_words

MOST_AHEAD = timedelta(days=366)  # what is promised for later than in a year is not promised


class PlainForm(forms.Form):
    """A form whose refusals are plain sentences that name the field."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for field in self.fields.values():
            ask = "请选择" if isinstance(field, forms.ChoiceField) else "请填写"
            field.error_messages["required"] = f"{ask}“{field.label}”。"
            if isinstance(field, forms.CharField) and field.max_length:
                field.error_messages["max_length"] = (
                    f"“{field.label}”最多 %(limit_value)d 个字，现在有 %(show_value)d 个字。"
                )
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = f"“{field.label}”请按 2026-11-22 这样填。"
            if isinstance(field, forms.IntegerField):
                field.error_messages["invalid"] = f"“{field.label}”请填整数。"
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = f"“{field.label}”没有这个选项，请重新选择。"


class StepForm(PlainForm):
    """The form of one outcome. ``note_field`` names the field whose words go beside the event, sealed."""

    note_field = ""

    def __init__(self, data: Any = None, *, wish: Wish, by: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.wish, self.by, self.at = wish, by, at
        self.arrange()

    def arrange(self) -> None:
        """Choices and first values that depend on the wish."""

    def must_be_future(self, name: str) -> None:
        day = self.cleaned_data.get(name)
        today = timezone.localdate(self.at)
        last = today + MOST_AHEAD
        if day and day < today:
            self.add_error(name, "这个日子已经过了，请往后选。")
        if day and day > last:
            self.add_error(name, f"这个日子太远了，最晚选到 {last}。请看一下年份。")

    def must_not_tell(self, *names: str) -> None:
        """Public words carry no phone, door number, ID or the wisher's own name."""
        texts = [self.cleaned_data.get(name) or "" for name in names]
        for name, text, forbidden in zip(names, texts, forbidden_words(*texts), strict=True):
            found = [f"{kind}“{words}”" for kind, words in find_private(text)]
            if self.wish.wisher_name and len(self.wish.wisher_name) > 1 and self.wish.wisher_name in text:
                found.append("心愿人的姓名")
            found += [f"不能出现的词“{word}”" for word in forbidden]
            if found:
                self.add_error(name, f"这里会公开，请去掉{'、'.join(found)}。")


def text_field(label: str, *, most: int = 500, rows: int = 3, required: bool = True, help_text: str = "") -> Any:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def date_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        # A date control takes no other form than this one, whatever the language.
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class HandlerField(forms.ModelChoiceField):
    """经办人: one member of one organisation, which settles both."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "经办人")
        super().__init__(queryset=Membership.objects.none(), **kwargs)

    def label_from_instance(self, membership: Any) -> str:
        return f"{membership.organisation} · {membership.user}"


class HelpersField(forms.ModelMultipleChoiceField):
    """协办: several members of several organisations."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Membership.objects.none(), **kwargs)

    def label_from_instance(self, membership: Any) -> str:
        return f"{membership.organisation} · {membership.user}"


def members_of(organisation_ids: Any, at: datetime) -> Any:
    """The active members, as choices for ``HandlerField``."""
    return (
        Membership.objects.active(timezone.localdate(at))
        .filter(organisation__in=organisation_ids, organisation__active=True, user__is_active=True)
        .select_related("organisation", "user")
        .order_by("organisation__path", "pk")
    )


class HandlerForm(StepForm):
    """A form that names who will do it."""

    handler = HandlerField(help_text="心愿人会知道他的称呼")
    promised_on = date_field("答应的日子", required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.must_be_future("promised_on")
        if membership := self.cleaned_data.get("handler"):
            self.cleaned_data |= {
                "handler": membership.user,
                "organisation": membership.organisation,
            }
        return self.cleaned_data


class ReasonForm(StepForm):
    note_field = "reason"
    reason = text_field("原因", most=200)
