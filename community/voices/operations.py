"""Raising an objection, looking who raised it, answering it, and reminding whoever has to answer."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community.people.actor import Actor, Channel
from community.people.models import Membership
from community.people.operations import reveal
from community.people.privacy import MOBILE, find_private, normalise_phone
from community.people.refusal import Refused, said
from community.people.roles import VERBS, Verb
from community.records.calendar import after_working_days, before_working_days, close_of
from community.records.models import Audience, Group, Note, Submission
from community.records.operations import AlreadySubmitted, Message, notify, submit_once
from community.records.policies import policy

from .models import Objection, ObjectionEvent
from .subjects import Subject


@dataclass(frozen=True)
class Raising:
    """What somebody sends in. ``sealed``: nobody sees name and phone without writing down why."""

    about: Subject
    words: str
    sealed: bool
    name: str = ""
    phone: str = ""
    key: str = ""


def raise_objection(raising: Raising, *, at: datetime) -> Objection:
    """The objection this form makes; the one it made already when it is sent again."""
    try:
        return _raise(raising, at=at)
    except AlreadySubmitted as before:
        return Objection.objects.get(receipt=before.result)


@transaction.atomic
def _raise(raising: Raising, *, at: datetime) -> Objection:
    if not raising.words.strip():
        raise Refused("empty", "请写一写是什么事。", field="words")
    if not raising.sealed and not (raising.name.strip() and raising.phone):
        raise Refused("unsigned", "署名的，请留下姓名和电话；不想署名，选“身份保密”。", field="name")
    submission = submit_once(key=f"voice:{raising.key}", kind="voice", at=at)
    due = after_working_days(at, policy("voice.answer.days", at))
    made = Objection.objects.create(
        receipt=f"{secrets.randbelow(10**12):012}", subject=raising.about.subject, title=raising.about.title[:80],
        address=raising.about.address, sealed=raising.sealed, name=raising.name.strip(), phone=raising.phone,
        raised_at=at, due_at=due, remind_at=max(at, _reminder(due, at)),
    )  # fmt: skip
    _write(made, "raise", by=Actor(channel=Channel.WEB), at=at, words=raising.words.strip(), audience=Audience.STAFF)
    Submission.objects.filter(pk=submission.pk).update(result=made.receipt)
    return made


def _reminder(due: datetime, at: datetime) -> datetime:
    """Close of the day so many working days before the deadline."""
    return close_of(timezone.localdate(before_working_days(due, policy("voice.reminder.days", at) + 1)))


def _write(made: Objection, outcome: str, *, by: Actor, at: datetime, audience: Audience, words: str = "") -> None:
    """One line of its history. Who raised it is not in there: he stands sealed in the objection."""
    made.seq += 1
    ObjectionEvent.objects.create(
        objection=made, seq=made.seq, step="voice", outcome=outcome, at=at, actor=by.user, channel=by.channel,
        on_behalf_of=by.on_behalf_of, before="" if outcome == "raise" else "open",
        after="answered" if outcome == "answer" else "open", audience=audience,
    )  # fmt: skip
    if words:
        Note.objects.create(
            subject=made.matter, seq=made.seq, text=words, audience=audience, author=by.user, at=at
        )  # fmt: skip
    made.save(update_fields=["seq"])


def _locked(objection: Objection, by: Actor, at: datetime) -> Objection:
    if by.user is None or not by.may(Verb.VOICE_ANSWER, at=at):
        raise Refused("not_yours", "监督意见只有监督员能看、能答复。")
    return Objection.objects.select_for_update().get(pk=objection.pk)


@transaction.atomic
def look(*, objection: Objection, reason: str, by: Actor, at: datetime) -> tuple[str, str]:
    """(name, phone) of who raised it, after the look has been written down twice: among all looks, and here."""
    found = _locked(objection, by, at)
    reason = said(reason, most=100, field="reason")
    if not reason:
        raise Refused("no_reason", "请先写查看的理由，再点查看。", field="reason")
    reveal(by=by, subject=found.matter, field="name", reason=reason, at=at)
    _write(found, "look", by=by, at=at, audience=Audience.STAFF)
    return found.name, found.phone


@transaction.atomic
def answer(*, objection: Objection, words: str, public: bool, by: Actor, at: datetime) -> Objection:
    """Once. What everybody will read names nobody: neither by phone nor door, nor whoever raised it."""
    found, words = _locked(objection, by, at), words.strip()
    if found.answered_at is not None:
        raise Refused("answered", "这件已经答复过了。")
    if not words:
        raise Refused("empty", "请写答复。", field="words")
    if public and (told := _names_somebody(words, found)):
        raise Refused("private", f"公开的答复里，请去掉{told}，或者改为只答复本人。", field="words")
    _write(found, "answer", by=by, at=at, words=words, audience=Audience.PUBLIC if public else Audience.PARTIES)
    found.answered_at, found.remind_at = at, None
    found.save(update_fields=["answered_at", "remind_at"])
    _tell(found, at=at)
    return found


def _names_somebody(words: str, found: Objection) -> str:
    private = [f"{kind}“{text}”" for kind, text in find_private(words)]
    if len(found.name) > 1 and found.name in words:
        private.append("提意见的人的姓名")
    return "、".join(private)


def _tell(found: Objection, *, at: datetime) -> None:
    """Whoever left a mobile hears that there is an answer, and nothing about what."""
    if not MOBILE.fullmatch(normalise_phone(found.phone)):
        return
    text = "您提的监督意见有答复了。请打开网站上的“监督”，用回执号查看。"
    message = Message(
        dedupe=f"{found.matter}:answered", subject=found.matter, kind="voice", text=text, phone=found.phone
    )
    notify([message], at=at)


def remind(*, at: datetime) -> int:
    """Tell the supervisors of what is about to fall due, then of what has; returns how many objections."""
    due = list(Objection.objects.open().filter(remind_at__lte=at).order_by("pk"))
    people = _supervisors(at) if due else []
    for one in due:
        late = one.due_at <= at
        said = "已经到期，还没有答复" if late else f"要在 {timezone.localtime(one.due_at):%-m月%-d日} 前答复"
        text = f"有一件监督意见{said}。请打开工作台的“监督”。"
        with transaction.atomic():
            if (
                not Objection.objects.open()
                .filter(pk=one.pk, remind_at=one.remind_at)
                .update(remind_at=None if late else one.due_at)
            ):
                continue
            notify(
                [
                    Message(f"{one.matter}:{late}:{m.user_id}", one.matter, "voice", text, m.user, group=Group.REMINDER)
                    for m in people
                ],
                at=at,
            )
    return len(due)


def _supervisors(at: datetime) -> list[Membership]:
    roles = [role for role, verbs in VERBS.items() if Verb.VOICE_ANSWER in verbs]
    held = Membership.objects.active(timezone.localdate(at)).filter(role__in=roles, user__is_active=True)
    return list(held.select_related("user"))
