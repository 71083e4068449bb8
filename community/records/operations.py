"""Writing notices and getting them out."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from community.people.models import User
from community.people.privacy import MOBILE

from .calendar import silence_ends
from .channels import sender
from .models import Delivery, Follow, Group, Notice, NoticePreference, Submission, Way
from .policies import policy

log = logging.getLogger("wuwei.messages")
LEASE = timedelta(minutes=5)
MOST_TRIES = 9  # the pauses grow from five minutes to eleven hours: a carrier may be away for most of a day


class AlreadySubmitted(Exception):
    """The form or row with this key was handled before; ``result`` says what it made."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result


@dataclass(frozen=True)
class Message:
    """What to tell one person: a user, or a phone when he has no account. ``dedupe`` makes a repeat a no-op.

    ``urgent`` goes out at night too; after ``not_after`` it says nothing any more and stays here. The first line of
    ``text`` is all that a text message carries.
    """

    dedupe: str
    subject: str
    kind: str
    text: str
    user: User | None = None
    phone: str = ""
    group: str = Group.PROGRESS
    urgent: bool = False
    not_after: datetime | None = None


def notify(messages: Iterable[Message], *, at: datetime) -> None:
    """Write notices and queue their deliveries, in the caller's transaction. A known dedupe key meets itself."""
    wanted = {m.dedupe: m for m in messages if m.user or m.phone}
    if not wanted:
        return
    made = (
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
    notices = Notice.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["dedupe"], update_fields=["dedupe"]
    )  # fmt: skip
    kept, usual = _preferences([m.user.pk for m in wanted.values() if m.user]), preference(at)
    chosen = (kept.get(m.user.pk, usual) if m.user else usual for m in wanted.values())
    sent = (_delivery(*each, at) for each in zip(wanted.values(), notices, chosen, strict=True))
    if deliveries := [delivery for delivery in sent if delivery]:
        Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)


def _chosen(user: int | None, at: datetime) -> NoticePreference:
    return next(iter(_preferences([user] if user else []).values()), preference(at))


def _preferences(users: list[int]) -> dict[int, NoticePreference]:
    rows = NoticePreference.objects.filter(user__in=users) if users else ()
    return {row.user_id: row for row in rows}


def preference(at: datetime) -> NoticePreference:
    """What holds for whoever has chosen nothing; unsaved."""
    return NoticePreference(
        quiet_from=policy("notice.quiet.from", at), quiet_until=policy("notice.quiet.until", at)
    )  # fmt: skip


def _delivery(message: Message, notice: Notice, chosen: NoticePreference, at: datetime) -> Delivery | None:
    """The way out of the house the person chose, when it is day for him; None for who only reads here."""
    user = message.user
    way = getattr(chosen, message.group) if user else Way.SMS
    if way == Way.SITE or (user and way not in reachable(user)):
        return None
    delivery = Delivery(notice=notice, carrier=way, urgent=message.urgent, not_after=message.not_after)
    delivery.not_before = _silence(delivery, chosen, at)
    return delivery


def _silence(delivery: Delivery, chosen: NoticePreference, at: datetime) -> datetime | None:
    """Until when it may not ring; None when it may now."""
    return None if delivery.urgent else silence_ends(at, since=chosen.quiet_from, until=chosen.quiet_until)


def reachable(user: User) -> list[Way]:
    """The ways by which a message can leave the house to him."""
    if not user.is_active:
        return []
    return [Way.SMS] * bool(MOBILE.fullmatch(user.phone)) + [Way.EMAIL] * bool(user.email)


def deliver(*, at: datetime, most: int = 200) -> int:
    """Send what is queued; returns how many went out. Safe to run twice at once: each delivery is leased first."""
    sent = 0
    for pk in Delivery.objects.due(at).order_by("id").values_list("pk", flat=True)[:most]:
        sent += deliver_one(pk, at=at)
    return sent


def deliver_one(pk: int, *, at: datetime) -> bool:
    """It may have waited since it was queued, for its turn or its carrier: whether it is night is asked again."""
    leased = Delivery.objects.due(at).filter(pk=pk).update(lease_until=at + LEASE)
    if not leased:
        return False
    delivery = Delivery.objects.select_related("notice__user").get(pk=pk)
    if delivery.not_after and delivery.not_after < at:
        delivery.state = Delivery.State.VOID
    elif until := _silence(delivery, _chosen(delivery.notice.user_id, at), at):
        delivery.not_before = until
    else:
        _try(delivery, at)
    delivery.save(update_fields=["tries", "state", "sent_at", "not_before", "lease_until"])
    return delivery.state == Delivery.State.SENT


def _try(delivery: Delivery, at: datetime) -> None:
    delivery.tries += 1
    try:
        sender(delivery.carrier).send(*_letter(delivery))
    except Exception as error:
        log.warning("delivery %s: %s", delivery.pk, type(error).__name__)
        delivery.lease_until = at + LEASE * 2 ** (delivery.tries - 1)
        if delivery.tries >= MOST_TRIES:
            delivery.state = Delivery.State.FAILED
    else:
        delivery.state, delivery.sent_at = Delivery.State.SENT, at


def _letter(delivery: Delivery) -> tuple[str, str]:
    """To whom, and what."""
    notice, by_sms = delivery.notice, delivery.carrier == Delivery.Carrier.SMS
    to = notice.address
    if notice.user:
        to = notice.user.phone if by_sms else notice.user.email
    if not to:
        raise ValueError("nowhere to send it any more")
    return to, notice.text.partition("\n")[0] if by_sms else notice.text


def prefer(*, user: User, **chosen: object) -> NoticePreference:
    """Keep a person's 消息设置."""
    row, _ = NoticePreference.objects.update_or_create(user=user, defaults=chosen)
    return row


def follow(*, subject: str, user: User, at: datetime) -> Follow:
    """From now on he hears how it goes; once is enough."""
    made, _ = Follow.objects.get_or_create(subject=subject, user=user, ended_at=None, defaults={"at": at})
    return made


def unfollow(*, subject: str, user: User, at: datetime) -> None:
    Follow.objects.live().filter(subject=subject, user=user).update(ended_at=at)


def submit_once(*, key: str, kind: str, at: datetime) -> Submission:
    """Take an idempotency key, inside the transaction of what it guards; AlreadySubmitted when it is taken."""
    try:
        with transaction.atomic():
            return Submission.objects.create(key=key, kind=kind, at=at)
    except IntegrityError as error:
        result = Submission.objects.filter(key=key).values_list("result", flat=True).first()
        raise AlreadySubmitted(result or "") from error
