"""The clock: what falls due is done, and messages go out."""

import logging
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from community.people.leaving import anonymise_due
from community.people.operations import sync_changed
from community.records.forgetting import forget_all
from community.records.operations import deliver
from community.records.photos import sweep
from community.records.policies import policy
from community.voices.operations import remind
from community.wishes.models import Wish
from workflows import door
from workflows.desk import digest
from workflows.imports.batches import forget_old

log = logging.getLogger("wuwei.tick")
BATCH = 500


class Command(BaseCommand):
    help = "Do what is due: desk access of the day, pages at their hour, deadlines and reminders of wishes, waiting messages, leavers. --every N keeps doing it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="keep running, at this interval")

    def handle(self, *args: Any, every: int | None = None, **options: Any) -> None:
        if not every:
            self._round(quiet=False)
            return
        while True:
            try:
                self._round(quiet=True)
            except Exception as error:
                # The database may be away for a moment: the clock must not stop for good. No text: it may hold names.
                log.error("round broken off: %s", type(error).__name__)
            close_old_connections()
            time.sleep(every)

    def _round(self, *, quiet: bool) -> None:
        """One duty that fails keeps none of the others from being done."""
        started, done, broken = time.monotonic(), dict[str, Any](), None
        for name, duty in DUTIES.items():
            try:
                done[name] = duty(timezone.now())
            except Exception as error:
                log.error("%s: %s at tick", name, type(error).__name__)
                broken = error
        (woken, failed), sent = done.get("wishes", (0, 0)), done.get("messages", 0)
        if woken or failed or sent or not quiet:
            rate = woken / max(time.monotonic() - started, 0.001)
            self.stdout.write(f"{woken} wishes ({rate:.0f}/s), {failed} failed, {sent} messages")
        if broken:
            raise broken


def forget_people(at: datetime) -> None:
    """Those who left long enough ago, and sessions nobody will come back to."""
    anonymise_due(asked_before=at - timedelta(days=policy("account.leave.days", at)), at=at)
    SessionStore.clear_expired()


def wake_due() -> tuple[int, int]:
    """Wake every wish that is due; (done, failed). One that fails, or stays due, is left for the next round."""
    done, failed, seen = 0, 0, set[int]()
    while due := list(
        Wish.objects.waking(timezone.now())
        .exclude(pk__in=seen)
        .order_by("wake_at")
        .values_list("pk", flat=True)[:BATCH]
    ):
        for pk in due:
            seen.add(pk)
            try:
                door.wake(pk, at=timezone.now())
                done += 1
            except Exception as error:
                failed += 1
                log.error("wish %s: %s at tick", pk, type(error).__name__)
    return done, failed


# In this order: who works today, what falls due, then the messages about it.
DUTIES: dict[str, Callable[[datetime], Any]] = {
    "desk access": lambda at: sync_changed(on=timezone.localdate(at)),
    "wishes": lambda at: wake_due(),
    "digests": lambda at: digest.send(at=at),
    "objections": lambda at: remind(at=at),
    "messages": lambda at: deliver(at=at),
    "old sheets": lambda at: forget_old(at=at),
    "photos": lambda at: sweep(at=at),
    "people who left": forget_people,
    "what is old": forget_all,
    "pages": lambda at: call_command("publish_scheduled"),  # at the minute their editors set; it says nothing
}
