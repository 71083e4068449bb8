"""The one log-in: username or phone, and password, through django-allauth."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms

from .fields import seal, unseal
from .models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made with a phone (home.accounts) or by the community; allauth's own sign-up stays shut."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "用户名、手机号或密码不对，请再试一次。",
        "phone_password_mismatch": "用户名、手机号或密码不对，请再试一次。",
        "username_or_phone_password_mismatch": "用户名、手机号或密码不对，请再试一次。",
        "too_many_login_attempts": "试的次数太多了，请过一会儿再试，或打社区电话。",
    }

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def phone_form_field(self, **kwargs: Any) -> forms.CharField:
        """Any text: what is typed to log in is tried as a username as well."""
        return forms.CharField(**kwargs)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.get_by_phone(phone)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, True) if user.phone else None


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets are sealed like every other personal value."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)
