"""Writing notices and getting them out."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from community.people.models import User

from .channels import sender
from .models import Delivery, Notice, Submission

log = logging.getLogger("wuwei.messages")
LEASE = timedelta(minutes=5)
MOST_TRIES = 5


class AlreadySubmitted(Exception):
    """The form or row with this key was handled before; ``result`` says what it made."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result


@dataclass(frozen=True)
class Message:
    """What to tell one person: a user, or a phone when he has no account. ``dedupe`` makes a repeat a no-op."""

    dedupe: str
    subject: str
    kind: str
    text: str
    user: User | None = None
    phone: str = ""


def notify(messages: Iterable[Message], *, at: datetime) -> None:
    """Write notices and queue their deliveries, in the caller's transaction. Known dedupe keys are skipped."""
    wanted = {m.dedupe: m for m in messages if m.user or m.phone}
    if not wanted:
        return
    for dedupe in Notice.objects.filter(dedupe__in=wanted).values_list("dedupe", flat=True):
        del wanted[dedupe]
    notices = Notice.objects.bulk_create(
        Notice(
            dedupe=m.dedupe,
            user=m.user,
            address=m.phone,
            subject=m.subject,
            kind=m.kind,
            text=m.text,
            at=at,
        )
        for m in wanted.values()
    )
    by_sms = [Delivery(notice=n, carrier=Delivery.Carrier.SMS) for n in notices if n.address]
    if by_sms:
        Delivery.objects.bulk_create(by_sms)


def deliver(*, at: datetime, most: int = 200) -> int:
    """Send what is queued; returns how many went out. Safe to run twice at once: each delivery is leased first."""
    sent = 0
    for pk in Delivery.objects.due(at).order_by("id").values_list("pk", flat=True)[:most]:
        sent += deliver_one(pk, at=at)
    return sent


def deliver_one(pk: int, *, at: datetime) -> bool:
    leased = Delivery.objects.due(at).filter(pk=pk).update(lease_until=at + LEASE)
    if not leased:
        return False
    delivery = Delivery.objects.select_related("notice").get(pk=pk)
    delivery.tries += 1
    try:
        sender(delivery.carrier).send(delivery.notice.address, delivery.notice.text)
    except Exception as error:
        log.warning("delivery %s: %s", pk, type(error).__name__)
        # The lease is the pause before the next try.
        if delivery.tries >= MOST_TRIES:
            delivery.state = Delivery.State.FAILED
    else:
        delivery.state, delivery.sent_at = Delivery.State.SENT, at
    delivery.save(update_fields=["tries", "state", "sent_at"])
    return delivery.state == Delivery.State.SENT


def submit_once(*, key: str, kind: str, at: datetime) -> Submission:
    """Take an idempotency key, inside the transaction of what it guards; AlreadySubmitted when it is taken."""
    try:
        with transaction.atomic():
            return Submission.objects.create(key=key, kind=kind, at=at)
    except IntegrityError as error:
        result = Submission.objects.filter(key=key).values_list("result", flat=True).first()
        raise AlreadySubmitted(result or "") from error
