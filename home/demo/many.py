"""The many wishes of every day: each line of ``asked`` becomes a tale with days and hands of its own.

The numbers of each fate are those a visitor can count (see ``COUNTS``). Days are laid from the end backwards; staff work
on working days, and neighbours between breakfast and evening.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

from django.utils import timezone

from community.records.calendar import day_start, is_working_day

from .asked import ON_THE_WAY, SEWING, Asked, everyday, lines
from .people import RESIDENTS, invented_names
from .places import STREETS
from .said import BY_HAND, OFFLINE, said_of
from .shapes import SHOWN, doer
from .stage import WISHER, Beat, Tale

COMMUNITIES = [slug for communities in STREETS.values() for slug in communities.values()]
# What is added to the tales told one by one. 154 came true, 41 of them this month once the month is two weeks old.
COUNTS = {
    "acting": 34,
    "open": 21,
    "confirming": 12,
    "verifying": 7,
    "claim_confirming": 2,
    "screening": 4,
    "amending": 2,
}
FULFILLED, THIS_MONTH, A_DAY = 140, 41, 4
UNRATED, FAIR, PROXIED = 30, 15, 108
LATE = 5  # in hand longer than was promised
YELLOW = (3.2, 3.4, 4.0, 4.7, 5.2, 5.9)
HOUR = timedelta(hours=1)
# Every second wish that waits for staff waits where a visitor can be them.
HOME, ON_DESKS = "maitianli", {"screening", "amending", "claim_confirming", "confirming", "verifying"}


def rating_of(number: int) -> str:
    """Empty for those whose week went by without a word."""
    if number % 4 == 1 and number < 4 * UNRATED:
        return ""
    return "fair" if number % 8 == 3 and number < 8 * FAIR else "satisfied"


class Many:
    """The tales as they stand at ``now``, the same ones on every run but for their days."""

    def __init__(self, now: datetime, *, this_month: int) -> None:
        """``this_month``: how many fulfilled wishes of this month are told elsewhere already."""
        self.now, self.this_month = now, this_month
        self.chance = Random(2026)
        self.names = invented_names(seed=51)
        self.places = cycle(self.chance.sample(COMMUNITIES, len(COMMUNITIES)))
        self.asked = iter(everyday())
        self.offline = cycle([True, False])
        self.proxied = 0

    def tales(self) -> Iterator[Tale]:
        yield from self.fulfilled()
        for ends, number in COUNTS.items():
            for place in range(number):
                tale = getattr(self, ends)(next(self.asked), place)
                yield replace(tale, community=HOME) if ends in ON_DESKS and place % 2 == 0 else tale

    # Those that came true

    def fulfilled(self) -> Iterator[Tale]:
        """Oldest first. Two neighbours take every fifth and every tenth, each of a kind of their own."""
        sewing, on_the_way = lines("service-repair", SEWING), lines("service-errand", ON_THE_WAY)
        days = sorted(self.ends())
        own: dict[int, tuple[Asked, str]] = {}
        own |= {5 * n + 2: (asked, "jumin") for n, asked in enumerate(sewing)}
        own |= {10 * n + 4: (asked, "qishou") for n, asked in enumerate(on_the_way)}
        for number, day in enumerate(days):
            asked, who = own.get(number) or (next(self.asked), self.somebody())
            yield self.came_true(asked, who, day, rating_of(number))

    def ends(self) -> list[datetime]:
        """The moments of approval: so many a working day of this month, the rest evenly over the hundred days before."""
        first = timezone.localdate(self.now).replace(day=1)
        month = self.working_days(first, timezone.localdate(self.now))
        now = [month[n * len(month) // self.wanted(month)] for n in range(self.wanted(month))]
        before = self.working_days(first - timedelta(days=100), first)
        rest = FULFILLED - len(now)
        return [*now, *(before[n * len(before) // rest] for n in range(rest))]

    def wanted(self, month: list[datetime]) -> int:
        return max(min(THIS_MONTH - self.this_month, A_DAY * len(month)), 0)

    def working_days(self, since: Any, until: Any) -> list[datetime]:
        days = [since + timedelta(days=n) for n in range((until - since).days)]
        return [day_start(day) for day in days if is_working_day(day)]

    def came_true(self, asked: Asked, who: str, day: datetime, rating: str) -> Tale:
        approved = day + self.between(13.6, 17.3) * HOUR
        plan, report, thanks = said_of(asked[0], self.chance)
        word: tuple[Beat, ...] = ()
        if rating:
            rated = self.awake(approved - self.between(3, 30) * HOUR)
            done = self.awake(rated - self.between(1.5, 20) * HOUR)
            word = (self.beat(rated, WISHER, rating, {"words": thanks, **(SHOWN if rating == "satisfied" else {})}),)
        else:
            done = self.awake(approved - timedelta(days=7) - self.between(2, 30) * HOUR)
        claimed = self.awake(done - self.between(12, 76) * HOUR)
        return self.tale(
            *("fulfilled", asked, claimed),
            *self.in_hand(claimed, done, who, plan),
            self.beat(done, doer(who), "done", {"report": report}),
            *word,
            self.beat(approved, "reviewer", "approve"),
        )

    # Those under way

    def acting(self, asked: Asked, place: int) -> Tale:
        """The first ones are late: what is lent or given is promised within fifteen days, all else within thirty."""
        days = 32 + 1.3 * place if place < LATE else 0.4 + 11 * (place - LATE) / 29
        claimed = self.awake(self.now - timedelta(days=days))
        plan = said_of(asked[0], self.chance)[0]
        who = self.somebody() if place == 7 else "secretary"
        beats = self.in_hand(claimed, self.now, who, plan)
        if place % 3 == 0:
            beats += (self.beat(self.now - 5 * HOUR, doer(who), "progress", {"text": BY_HAND[place % len(BY_HAND)]}),)
        return self.tale("acting", asked, claimed, *beats)

    def open(self, asked: Asked, place: int) -> Tale:
        days = YELLOW[place] if place < len(YELLOW) else 0.1 + 2.7 * (place - len(YELLOW)) / 15
        at = self.now - timedelta(days=days)
        return self.told("open", asked, self.before(at), self.beat(at, "worker", "publish", {"version": True}))

    def confirming(self, asked: Asked, place: int) -> Tale:
        """Two have no phone of their own, and wait for somebody to call."""
        tale = self.reported("confirming", asked, self.awake(self.now - timedelta(days=0.3 + 0.45 * place)))
        return replace(tale, own_phone=place not in {0, 4})

    def verifying(self, asked: Asked, place: int) -> Tale:
        rated = self.awake(self.now - timedelta(hours=3 + 3 * place))
        word = self.beat(rated, WISHER, "satisfied", {"words": said_of(asked[0], self.chance)[2]})
        return self.reported("verifying", asked, self.awake(rated - 9 * HOUR), word)

    def reported(self, ends: str, asked: Asked, done: datetime, *word: Beat) -> Tale:
        plan, report, _ = said_of(asked[0], self.chance)
        claimed = self.awake(done - self.between(14, 60) * HOUR)
        reported = self.beat(done, "member", "done", {"report": report})
        return self.tale(ends, asked, claimed, *self.in_hand(claimed, done, "secretary", plan), reported, *word)

    def claim_confirming(self, asked: Asked, place: int) -> Tale:
        claimed = self.now - (1 + place) * HOUR
        tale = self.tale(
            "claim_confirming", asked, claimed, self.claim(claimed, "secretary", "两个人一起上门，戴工作牌")
        )
        return replace(tale, extra={"home_visit": True})

    def screening(self, asked: Asked, place: int) -> Tale:
        return self.told("screening", asked, self.now - (0.5 + place) * HOUR)

    def amending(self, asked: Asked, place: int) -> Tale:
        at = self.now - timedelta(hours=20 + 9 * place)
        ask = self.beat(at, "worker", "amend", {"reason": "请问哪天方便？大概要多久？"})
        return self.told("amending", asked, self.before(at), ask)

    # What they are made of

    def in_hand(self, claimed: datetime, until: datetime, who: str, plan: str) -> tuple[Beat, ...]:
        spoken = claimed + min(2 * HOUR, (until - claimed) / 3)
        answered = spoken + min(4 * HOUR, (until - spoken) / 2)
        return (
            self.claim(claimed, who, plan),
            self.beat(spoken, doer(who), "contact", {"text": "电话里说好了时间。"}),
            self.beat(answered, WISHER, "confirm_contact"),
        )

    def claim(self, at: datetime, who: str, plan: str) -> Beat:
        data: dict[str, Any] = {"plan": plan, "promised_on": 5}
        return self.beat(
            at, who, "claim", data | {"organisation": "branch", "handler": "member"} if who == "secretary" else data
        )

    def tale(self, ends: str, asked: Asked, claimed: datetime, *beats: Beat) -> Tale:
        """Published some time before it was claimed: a day and a half, rarely five."""
        waited = self.chance.choice([0.1, 0.3, 0.7, 0.9, 1.1, 1.3, 1.7, 2.4, 4.0])
        published = self.office(claimed - timedelta(days=waited))
        beat = self.beat(published, "worker", "publish", {"version": True})
        return self.told(ends, asked, self.before(published), beat, *beats)

    def told(self, ends: str, asked: Asked, submitted: datetime, *beats: Beat) -> Tale:
        category, title, text = asked
        (name, called), by, reason = next(self.names), WISHER, ""
        if self.proxied < PROXIED and next(self.offline):
            self.proxied += 1
            by = "grid" if self.proxied % 3 else "worker2"
            reason = OFFLINE[self.proxied % len(OFFLINE)]
        return Tale(
            ends=ends, community=next(self.places), category=category, title=title, text=text, words=f"{title}。{text}",
            name=name, called=called, proxy_reason=reason, submitted=self.beat(submitted, by), beats=beats,
        )  # fmt: skip

    def somebody(self) -> str:
        return self.chance.choice(["secretary"] * 12 + [username for username, *_ in RESIDENTS])

    def beat(self, at: datetime, who: str, outcome: str = "", data: dict[str, Any] | None = None) -> Beat:
        return Beat((self.now - at) / timedelta(days=1), who, outcome, data or {}, clock="")

    # Hours and days

    def between(self, least: float, most: float) -> float:
        return self.chance.uniform(least, most)

    def awake(self, at: datetime) -> datetime:
        """At the latest then, when neighbours call on each other."""
        midnight, hour = day_start(timezone.localdate(at)), timezone.localtime(at).hour
        if hour < 7:
            return midnight - self.between(3, 5) * HOUR
        return min(at, midnight + self.between(20, 21) * HOUR)

    def office(self, at: datetime) -> datetime:
        """At the latest then, on a working day if one was within three days: over long holidays somebody is on duty."""
        day = timezone.localdate(at)
        worked = next((n for n in range(4) if is_working_day(day - timedelta(days=n))), 0)
        opens = day_start(day - timedelta(days=worked)) + 8.7 * HOUR
        if not worked and at < opens:
            return self.office(opens - 12 * HOUR)
        return opens + self.between(0, 8.5) * HOUR if worked else min(at, opens + self.between(6, 8.5) * HOUR)

    def before(self, at: datetime) -> datetime:
        """When the wish came in that was looked at then."""
        return self.awake(at - self.between(0.7, 16) * HOUR)
