"""The forms of one's own account: a phone, the code sent to it, and what an account needs to know."""

from typing import Any

from django import forms

from community.people.consents import OPTIONAL, WORDS, Purpose
from community.people.forms import LoginForm
from community.people.models import Region, Title
from community.people.privacy import MOBILE, normalise_phone, phone_problem
from workflows.forms.base import PlainForm
from workflows.wishes.forms import CodeForm


class NameForm(PlainForm):
    name = forms.CharField(
        label="您的姓名", max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    title = forms.ChoiceField(
        label="怎么称呼您", choices=Title.choices, required=False, initial=Title.NONE, widget=forms.RadioSelect
    )


class PhoneForm(PlainForm):
    phone = forms.CharField(
        label="手机号",
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if problem := phone_problem(phone):
            raise forms.ValidationError(problem)
        if not MOBILE.fullmatch(phone):
            raise forms.ValidationError("座机收不到验证码，请填手机号。没有手机，请到社区当面办。")
        return phone


class PhoneCodeForm(CodeForm):
    kiosk = LoginForm.base_fields["kiosk"]


def _tick(purpose: str, *, required: bool) -> forms.BooleanField:
    return forms.BooleanField(label=f"我同意：{Purpose(purpose).label}", help_text=WORDS[purpose], required=required)


class SignUpForm(CodeForm, NameForm):
    """The second screen: the code, and as little more as an account needs. Ticks for consents are named by purpose."""

    region = forms.ModelChoiceField(
        Region.objects.communities().order_by("path"),
        label="住在哪个社区",
        empty_label="请选择",
        to_field_name="slug",
    )
    basic = _tick(Purpose.BASIC, required=True)
    publicity = _tick(Purpose.PUBLICITY, required=False)
    photo = _tick(Purpose.PHOTO, required=False)
    health = _tick(Purpose.HEALTH, required=False)
    kiosk = LoginForm.base_fields["kiosk"]

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["basic"].error_messages["required"] = "请勾选同意，才能开账号。"

    @property
    def consents(self) -> list[Any]:
        return [self[purpose] for purpose in (Purpose.BASIC, *OPTIONAL)]

    def agreed(self) -> set[str]:
        return {purpose for purpose in WORDS if self.cleaned_data[purpose]}
