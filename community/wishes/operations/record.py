"""补录: what was done before the platform comes in from a sheet as finished history, without process or points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from community.people.actor import Actor
from community.people.models import Organisation, Region, User
from community.people.refusal import Refused
from community.records.calendar import close_of, day_start
from community.records.models import Audience, Note

from ..models import Category, Hand, Status, Visibility, Wish, WishEvent, Work
from .project import event, note
from .submit import free_codes

STEP = "record"
ENDINGS = (Status.FULFILLED, Status.ANSWERED, Status.UNFULFILLED)


@dataclass(frozen=True, kw_only=True)
class Past:
    """A wish that was over before it came in; one row of a sheet makes one of these."""

    own_words: str
    region: Region
    street: Region
    category: Category
    begun_on: date
    ended_on: date
    status: str = Status.FULFILLED
    name: str
    title: str = ""
    phone: str = ""
    phone_is_own: bool = False
    address: str = ""
    organisation: Organisation | None = None
    doer: str = ""
    report: str = ""
    outside_number: str = ""


@transaction.atomic
def record_many(pasts: list[Past], *, by: Actor, approved_by: User | None, at: datetime) -> list[Wish]:
    """Nobody is told, nothing is awarded, and nothing of it is ever public. Refuses what its own bringer approved."""
    if by.user is None or approved_by is None or approved_by.pk == by.user.pk:
        raise Refused("separation", "补录要由导入人以外的同志批准。")
    judge = Actor(approved_by, channel=by.channel)
    codes = free_codes(len(pasts))
    wishes = [_wish(past, code, by, at) for past, code in zip(pasts, codes, strict=True)]
    entered = [_line(wish, "enter", "", by, at, Audience.STAFF) for wish in wishes]
    approved = [_line(wish, "approve", wish.status, judge, at, Audience.PARTIES) for wish in wishes]
    Wish.objects.bulk_create(wishes)
    WishEvent.objects.bulk_create(entered + approved)
    side, part = Hand.Side, Hand.Part
    Hand.objects.bulk_create(
        [Hand(wish=wish, user=by.user, side=side.DOING, part=part.PROXY, at=at) for wish in wishes]
        + [Hand(wish=wish, user=approved_by, side=side.JUDGING, part=part.VERIFIER, at=at) for wish in wishes]
    )
    Note.objects.bulk_create(
        [note(line, text=f"办理：{past.doer}", by=by) for line, past in zip(entered, pasts, strict=True) if past.doer]
        + [note(line, text=past.report, by=by) for line, past in zip(approved, pasts, strict=True) if past.report]
    )
    return wishes


def _line(wish: Wish, outcome: str, before: str, by: Actor, at: datetime, audience: Audience) -> WishEvent:
    return event(
        wish, step=STEP, outcome=outcome, before=before, after=wish.status, by=by, at=at, audience=audience
    )  # fmt: skip


def _wish(past: Past, code: str, by: Actor, at: datetime) -> Wish:
    """The days are those of the sheet; when it was written down, its events say."""
    ended_at = min(close_of(past.ended_on), at)
    wish = Wish(
        code=code, own_words=past.own_words.strip(), wisher_name=past.name, wisher_title=past.title, phone=past.phone,
        phone_is_own=past.phone_is_own, address=past.address, region=past.region, street=past.street,
        area_path=past.region.path, category=past.category, visibility=Visibility.STAFF,
        wished_visibility=Visibility.STREET, channel=by.channel, outside_number=past.outside_number,
        submitted_at=min(day_start(past.begun_on), ended_at), ended_at=ended_at, since=ended_at, status=past.status,
        work=Work.ANSWER if past.status == Status.ANSWERED else Work.DEED, organisation=past.organisation,
        recorded_later=True,
    )  # fmt: skip
    wish.derive()
    return wish
