"""How a wisher without an account is recognised: a signed link, or a six-digit code sent to his phone."""

from datetime import datetime, timedelta

from django.core import signing
from django.urls import reverse

from community.people.refusal import Refused
from community.records import codes
from community.records.policies import policy

from .models import Wish
from .queries import has_own_phone

SALT = "wisher-link"


def wisher_link(wish: Wish) -> str:
    """A path that opens this wish as its wisher; valid for ``wish.link.days``."""
    token = signing.TimestampSigner(salt=SALT).sign(wish.code).split(":", 1)[1]
    return f"{reverse('wishes:enter', args=[wish.code])}?t={token}"


def link_opens(wish: Wish, token: str, *, at: datetime) -> bool:
    """Whether the token was made for this wish and has not expired."""
    days = policy("wish.link.days", at)
    try:
        signing.TimestampSigner(salt=SALT).unsign(f"{wish.code}:{token}", max_age=timedelta(days=days))
    except signing.BadSignature:
        return False
    return True


def send_code(wish: Wish, *, at: datetime) -> None:
    """Send six digits to the wisher's own phone; refuses when there is none, or one was sent a minute ago."""
    if not has_own_phone(wish):
        raise Refused("no_phone", f"这个心愿没有留本人的手机，请打社区电话 {wish.region.phone}，说一声就行。")
    codes.send(
        subject=wish.subject,
        phone=wish.phone,
        kind="wish.code",
        words=f"验证码 {{digits}}，用来查看和评价心愿 {wish.spoken_code}，{{minutes}} 分钟内有效。请不要告诉别人。",
        at=at,
    )


def check_code(wish: Wish, digits: str, *, at: datetime) -> None:
    """Use the latest code up; refuses a wrong, old or worn-out one. Commits the try even when it refuses."""
    codes.check(subject=wish.subject, digits=digits, at=at)
