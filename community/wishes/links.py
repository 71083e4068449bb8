"""How a wisher without an account is recognised: a signed link, or a six-digit code sent to his phone."""

import secrets
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from community.people.fields import lookup
from community.people.refusal import Refused
from community.records.operations import Message, notify
from community.records.policies import policy

from .models import Wish, WisherCode
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


@transaction.atomic
def send_code(wish: Wish, *, at: datetime) -> None:
    """Send six digits to the wisher's own phone; refuses when there is none, or one was sent a minute ago."""
    if not has_own_phone(wish):
        raise Refused("no_phone", f"这个心愿没有留本人的手机，请打社区电话 {wish.region.phone}，说一声就行。")
    latest = WisherCode.objects.filter(wish=wish).order_by("-id").first()
    lifetime = timedelta(minutes=policy("wish.code.minutes", at))
    if latest and latest.expires_at - lifetime > at - timedelta(minutes=1):
        raise Refused("too_soon", "刚刚发过验证码，请过一分钟再试。")
    digits = f"{secrets.randbelow(1_000_000):06d}"
    made = WisherCode.objects.create(wish=wish, code_lookup=lookup(f"{wish.code}:{digits}"), expires_at=at + lifetime)
    text = f"验证码 {digits}，用来查看和评价心愿 {wish.spoken_code}，{policy('wish.code.minutes', at)} 分钟内有效。请不要告诉别人。"
    notify(
        [
            Message(
                dedupe=f"code:{made.pk}",
                subject=wish.subject,
                kind="wish.code",
                text=text,
                phone=wish.phone,
                urgent=True,
            )
        ],
        at=at,
    )


def check_code(wish: Wish, digits: str, *, at: datetime) -> None:
    """Use the latest code up; refuses a wrong, old or worn-out one. Commits the try even when it refuses."""
    latest = WisherCode.objects.filter(wish=wish, used_at=None, expires_at__gt=at).order_by("-id").first()
    if latest is None:
        raise Refused("no_code", "验证码已经过期，请重新获取。", field="digits")
    most = policy("wish.code.tries", at)
    tried = WisherCode.objects.filter(pk=latest.pk, tries__lt=most, used_at=None).update(tries=F("tries") + 1)
    if not tried:
        raise Refused("too_many", "试的次数太多了，请重新获取验证码。", field="digits")
    if latest.code_lookup != lookup(f"{wish.code}:{digits}"):
        raise Refused("wrong_code", "验证码不对，请看一下短信里的六位数字。", field="digits")
    if not WisherCode.objects.filter(pk=latest.pk, used_at=None).update(used_at=at):
        raise Refused("no_code", "验证码已经用过，请重新获取。", field="digits")
