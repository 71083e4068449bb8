"""How a tale is played: each beat is one outcome through the door, at a moment that lies in the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from community.people.actor import Actor, Channel
from community.records.calendar import day_start
from community.records.models import Photo
from community.records.photos import FormKey, take
from community.wishes.models import Category, Status, Wish
from community.wishes.operations.photos import clear
from community.wishes.operations.submit import Wishing
from workflows import door

from . import pictures
from .people import Cast

WISHER, CLOCK = "wisher", "clock"


@dataclass(frozen=True)
class Beat:
    """``who`` does ``outcome``, ``ago`` days before now: at ``clock`` of that day, or to the minute without one.

    ``data`` is what he fills in. ``who`` is a username, a job of the community (``worker``), ``WISHER`` or ``CLOCK``.
    """

    ago: float
    who: str
    outcome: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    clock: str = "10:00"


@dataclass(frozen=True, kw_only=True)
class Tale:
    """A wish and what became of it. ``ends`` is the status it must have at the end of the last beat."""

    ends: str
    community: str
    category: str
    title: str
    text: str
    words: str
    name: str
    called: str
    beats: tuple[Beat, ...]
    submitted: Beat = Beat(1, WISHER)
    wisher: str = ""
    visibility: str = "wall"
    own_phone: bool = True
    address: str = ""
    proxy_reason: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


class Stage:
    """Plays tales before ``now``. Wishes by title, so that one tale can refer to another."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now = cast, now
        self.wishes: dict[str, Wish] = {}
        self._phones = 5000

    def play(self, tale: Tale) -> Wish:
        at = self._moment(tale.submitted, after=None)
        wish = self._start(tale, at)
        for beat in tale.beats:
            at = self._moment(beat, after=at)
            self._tick(wish, at)
            if beat.who != CLOCK:
                wish.refresh_from_db()
                assert wish.task_id is not None, f"{tale.title}: {beat.outcome} after the end"
                data = self._filled_in(tale, beat, wish, at)
                by = self._actor(tale, beat.who, wish)
                if beat.outcome == "done":
                    data |= self._proof(wish, by, at)
                door.act(wish.task_id, beat.outcome, by=by, at=at, data=data)
                if beat.outcome == "done" and tale.ends == "fulfilled":
                    self._clear(tale, wish, at + timedelta(minutes=20))
        self._tick(wish, self.now)
        wish.refresh_from_db()
        assert wish.status == tale.ends, f"{tale.title}: {wish.status}, not {tale.ends}"
        self.wishes[tale.title] = wish
        return wish

    def _start(self, tale: Tale, at: datetime) -> Wish:
        community = self.cast.places.regions[tale.community]
        wisher = self.cast.users[tale.wisher] if tale.wisher else None
        proxied = tale.submitted.who != WISHER
        wishing = Wishing(
            own_words=tale.words,
            region=community,
            street=self.cast.places.street_of(tale.community),
            name=tale.name,
            title=tale.called,
            phone=wisher.phone if wisher else self._next_phone(),
            phone_is_own=tale.own_phone,
            address=tale.address,
            visibility=tale.visibility,
            wisher=wisher,
            urgent=bool(tale.extra.get("urgent")),
            proxy_reason=tale.proxy_reason,
            proxy_consent="spoken" if proxied else "",
        )
        by = self._actor(tale, tale.submitted.who) if proxied else Actor(wisher)
        return door.start(wishing, by=by, at=at, proxied=proxied)

    def _next_phone(self) -> str:
        self._phones += 1
        return f"139{self._phones:08d}"

    def _tick(self, wish: Wish, at: datetime) -> None:
        """What the clock did meanwhile, when it did it."""
        wish.refresh_from_db()
        while wish.wake_at is not None and wish.wake_at <= at:
            door.wake(wish.pk, at=wish.wake_at)
            wish.refresh_from_db()

    def _proof(self, wish: Wish, by: Actor, at: datetime) -> dict[str, str]:
        """The form's fields about the photo, where one is needed."""
        if (picture := pictures.proof(wish)) is None:
            return {}
        key = uuid4().hex
        take(picture[0], form=FormKey(key, wish.subject, by.user), at=at)
        return {"photos_key": key, "shows": "nobody", "caption": picture[1]}

    def _clear(self, tale: Tale, wish: Wish, at: datetime) -> None:
        worker = self.cast.actor(self.cast.in_role("worker", tale.community))
        for photo in Photo.objects.of(wish.subject).waiting():
            clear(wish, photo, by=worker, at=min(at, self.now), caption=photo.caption)

    def _moment(self, beat: Beat, *, after: datetime | None) -> datetime:
        """Never after now, always after the beat before."""
        if beat.ago < 1 or not beat.clock:
            at = self.now - timedelta(days=beat.ago)
        else:
            day = timezone.localdate(self.now) - timedelta(days=int(beat.ago))
            hour, minute = beat.clock.split(":")
            at = day_start(day) + timedelta(hours=int(hour), minutes=int(minute))
        return min(max(at, after + timedelta(minutes=3)) if after else at, self.now)

    def _actor(self, tale: Tale, who: str, wish: Wish | None = None) -> Actor:
        if who != WISHER:
            actor = self.cast.actor(self.cast.in_role(who, tale.community))
            by_phone = wish is not None and wish.status in {Status.AMENDING, Status.CONFIRMING}
            return replace(actor, channel=Channel.PHONE) if by_phone else actor
        if tale.wisher:
            return self.cast.actor(tale.wisher)
        assert wish is not None
        return Actor(channel=Channel.LINK, witness=wish.subject)

    def _filled_in(self, tale: Tale, beat: Beat, wish: Wish, at: datetime) -> dict[str, Any]:
        """The form as he sent it: ``days`` become dates, names of units and people become choices."""
        data = dict(beat.data)
        if beat.outcome == "deliver":
            data["pledge"] = wish.pledges.open().get().pk
        if data.pop("version", False):
            data |= _public_version(tale)
        for name in ("promised_on", "due_on"):
            if name in data:
                data[name] = (timezone.localdate(at) + timedelta(days=data[name])).isoformat()
        if key := data.get("organisation"):
            units = self.cast.places.organisations
            place = beat.who.partition("-")[2] or tale.community
            data["organisation"] = (
                units.get(f"{key}-{place}") or units.get(f"{key}-{tale.community}") or units[key]
            ).pk
        if "handler" in data:
            user = self.cast.users[self.cast.in_role(data["handler"], tale.community)]
            data["handler"] = user.memberships.exclude(organisation=None).get().pk
        if "into" in data:
            data["into"] = self.wishes[data["into"]].code
        return data


def _public_version(tale: Tale) -> dict[str, Any]:
    return {
        "category": Category.objects.get(slug=tale.category).pk,
        "public_title": tale.title,
        "public_text": tale.text,
        **{name: "on" if value is True else value for name, value in tale.extra.items() if value},
    }
