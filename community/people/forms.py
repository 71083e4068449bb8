"""Log-in and second factor in our words."""

from typing import Any

from allauth.account.forms import LoginForm as BaseLoginForm
from allauth.mfa.base.forms import AuthenticateForm as BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as BaseReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as BaseActivateForm
from django import forms
from django.http import HttpRequest, HttpResponse

KIOSK = "kiosk"  # in the session: whether it is one of the computers of a 驿站, used by one after the other
SIX_DIGITS = "打开手机上的验证器，填六位数字"


class LoginForm(BaseLoginForm):
    kiosk = forms.BooleanField(
        label="这是驿站的公用电脑", required=False, help_text="勾上它，您走开一会儿就自动退出，别人看不到您的事。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["login"]
        name.label = "用户名或手机号"
        name.widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写“{field.label}”。"

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        request.session[KIOSK] = self.cleaned_data["kiosk"]
        response = super().login(request, redirect_url)
        if self.cleaned_data["kiosk"]:
            request.session.set_expiry(0)
        return response


class _CodeForm:
    fields: dict[str, Any]

    def name_code(self) -> None:
        code = self.fields["code"]
        code.label, code.help_text = "验证码", SIX_DIGITS
        code.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
        code.error_messages["required"] = "请填写“验证码”。"


class AuthenticateForm(_CodeForm, BaseAuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_code()


class ReauthenticateForm(_CodeForm, BaseReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_code()


class ActivateForm(_CodeForm, BaseActivateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_code()
