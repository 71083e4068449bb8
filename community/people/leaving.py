"""注销账号: locked at once, a time to think it over, then nothing personal is left."""

import logging
from datetime import datetime

from django.db import transaction

from . import holdings
from .models import User
from .refusal import Refused

log = logging.getLogger("wuwei.people")


@transaction.atomic
def leave(*, user: User, at: datetime) -> None:
    """Lock the account and end all its sessions; a password that is no password outlives none of them."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if holdings.duties(user, at):
        raise Refused("duties", "还有几件事没有了结，办完就能注销。")
    user.leaving_since, user.is_active = at, False
    user.set_unusable_password()
    user.save()


@transaction.atomic
def come_back(*, user: User, at: datetime) -> None:
    """He thought better of it, in time. His password is gone; the phone lets him in."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not is_leaving(user):
        raise Refused("gone", "账号已经注销，不能恢复了。可以用这个手机号重新开一个。")
    user.leaving_since, user.is_active = None, True
    user.save()


def is_leaving(user: User) -> bool:
    return user.leaving_since is not None and user.erased_at is None and not user.is_active


@transaction.atomic
def anonymise(*, user: User, at: datetime) -> None:
    """Run the registry of erasers; a second run finds nothing left to do."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.erased_at is None:
        holdings.erase(user, at)


def anonymise_due(*, asked_before: datetime, at: datetime) -> int:
    """Anonymise whoever asked for it by then and has not come back; one that fails waits for the next round."""
    due = User.objects.filter(is_active=False, leaving_since__lte=asked_before, erased_at=None)
    done = 0
    for user in due.order_by("pk"):
        try:
            anonymise(user=user, at=at)
            done += 1
        except Exception as error:
            log.error("account %s: %s at anonymising", user.pk, type(error).__name__)
    return done
