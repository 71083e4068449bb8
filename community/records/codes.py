"""Six digits by text message: whoever types them has the phone in his hand."""

import secrets
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F

from community.people.fields import lookup
from community.people.privacy import normalise_phone
from community.people.refusal import Refused

from .models import Delivery, OneTimeCode
from .operations import Message, deliver_one, notify
from .policies import policy

PAUSE = timedelta(minutes=1)


def of_phone(phone: str) -> str:
    """The subject of a code that proves a phone and nothing else."""
    return f"phone:{lookup(normalise_phone(phone))[:32]}"


@transaction.atomic
def send(*, subject: str, phone: str, kind: str, words: str, at: datetime) -> None:
    """Send a new code; ``words`` say {digits} and {minutes}. Refuses when the last was sent a minute ago.

    It goes out with this very request, since somebody waits for it; what cannot be sent now the clock tries again.
    """
    minutes = policy("wish.code.minutes", at)
    lifetime = timedelta(minutes=minutes)
    if OneTimeCode.objects.filter(subject=subject, expires_at__gt=at + lifetime - PAUSE).exists():
        raise Refused("too_soon", "刚刚发过验证码，请过一分钟再试。")
    digits = f"{secrets.randbelow(1_000_000):06d}"
    made = OneTimeCode.objects.create(
        subject=subject, code_lookup=lookup(f"{subject}:{digits}"), expires_at=at + lifetime
    )
    text = words.format(digits=digits, minutes=minutes)
    say(
        dedupe=f"{kind}:{made.pk}", subject=subject, phone=phone, kind=kind, text=text, at=at,
        not_after=made.expires_at,
    )  # fmt: skip


def say(
    *, dedupe: str, subject: str, phone: str, kind: str, text: str, at: datetime, not_after: datetime | None = None
) -> None:
    """A text message that somebody waits for before the page."""
    message = Message(
        dedupe=dedupe, subject=subject, kind=kind, text=text, phone=phone, urgent=True, not_after=not_after
    )
    notify([message], at=at)
    for delivery in Delivery.objects.filter(notice__dedupe=dedupe):
        transaction.on_commit(partial(deliver_one, delivery.pk, at=at), robust=True)


def check(*, subject: str, digits: str, at: datetime) -> None:
    """Use the latest code up; refuses a wrong, old or worn-out one. Commits the try even when it refuses."""
    latest = OneTimeCode.objects.filter(subject=subject, used_at=None, expires_at__gt=at).order_by("-id").first()
    if latest is None:
        raise Refused("no_code", "验证码已经过期，请重新获取。", field="digits")
    most = policy("wish.code.tries", at)
    tried = OneTimeCode.objects.filter(pk=latest.pk, tries__lt=most, used_at=None).update(tries=F("tries") + 1)
    if not tried:
        raise Refused("too_many", "试的次数太多了，请重新获取验证码。", field="digits")
    if latest.code_lookup != lookup(f"{subject}:{digits}"):
        raise Refused("wrong_code", "验证码不对，请看一下短信里的六位数字。", field="digits")
    if not OneTimeCode.objects.filter(pk=latest.pk, used_at=None).update(used_at=at):
        raise Refused("no_code", "验证码已经用过，请重新获取。", field="digits")
