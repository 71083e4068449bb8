"""Consent, purpose by purpose: what is asked in which wording, given, withdrawn; the rows are the history."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from .models import Consent, User
from .refusal import Refused

Purpose = Consent.Purpose

VERSION = "2026-11"
# Another wording is another version: a test keeps the two together.
WORDS: dict[str, str] = {
    Purpose.BASIC: "用姓名、电话和所在社区给您开账号、联系您、办您的心愿。电话和住址加密保存，只有社区和办这件事的人能看，每次查看都留记录。",
    Purpose.PUBLICITY: "您帮过的忙，光荣榜和故事里可以写您的姓名。不同意也照样记上，只写“张先生”这样的称呼。",
    Purpose.PHOTO: "办事时拍的照片里有您的，社区看过以后可以公开。不同意就不公开。",
    Purpose.HEALTH: "您说到的身体和生活上的难处，社区记下来，好找合适的人来帮。不公开。",
}
OPTIONAL = [purpose for purpose in WORDS if purpose != Purpose.BASIC]


def in_force(user: User) -> QuerySet[Consent]:
    """What the account agreed to and has not withdrawn; what belongs to one matter stands with that matter."""
    return Consent.objects.filter(user=user, subject="", withdrawn_at=None)


@transaction.atomic
def give(*, user: User, purpose: str, at: datetime, version: str = VERSION) -> Consent:
    """Once is enough: a consent in force is left alone."""
    User.objects.select_for_update().get(pk=user.pk)
    held = in_force(user).filter(purpose=purpose).first()
    return held or Consent.objects.create(user=user, purpose=purpose, version=version, given_at=at)


@transaction.atomic
def withdraw(*, user: User, purpose: str, at: datetime) -> None:
    """From now on it does not hold, for no matter of his either; who keeps what hung on it hears of it by
    ``post_save``, so it is saved one by one. Without the basic one there is no account: that is to leave."""
    if purpose == Purpose.BASIC:
        raise Refused("leave_instead", "没有这一项，账号就没法用了。不想再用，请在最下面注销账号。")
    User.objects.select_for_update().get(pk=user.pk)
    end(Consent.objects.filter(user=user, purpose=purpose), at)


def end(given: QuerySet[Consent], at: datetime) -> None:
    for consent in given.filter(withdrawn_at=None):
        consent.withdrawn_at = at
        consent.save(update_fields=["withdrawn_at"])
