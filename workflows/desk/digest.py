"""工作汇总: on a working morning one message per person, one line per matter, as it stands then.

First the one whose turn it is hears of it; what stays overdue, the one above him too. Nobody with nothing to do is told
so, and nobody gets a message per wish.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Q, QuerySet
from django.utils import timezone

from community.people.actor import Actor
from community.people.models import Membership, User
from community.people.roles import VERBS, Role, Verb
from community.records.calendar import before_working_days, is_working_day
from community.records.models import Group, Notice, Submission
from community.records.operations import AlreadySubmitted, Message, notify, submit_once
from community.records.policies import policy
from community.wishes.models import CallBack, Status, Wish, WishQuerySet

from . import barred, calls, duties
from .due import due_words
from .worklist import Worklist

KIND, CHUNK = "digest", 500
# Who stands above whoever has not moved these: the street above its communities, the district above its streets.
ABOVE: dict[str, tuple[Status, ...]] = {
    Role.STREET_COORDINATOR: (Status.SCREENING, Status.TRANSFERRED),
    Role.DISTRICT_REVIEWER: (Status.VERIFYING,),
    Role.SUPERVISOR: (Status.COORDINATING,),
}
# What a line is made of: nothing sealed is read.
LINE: dict[Any, tuple[str, tuple[str, ...]]] = {
    Wish: ("region", ("code", "public_title", "status", "due_at", "region__name")),
    CallBack: ("wish__region", ("purpose", "due_at", "wish__code", "wish__public_title", "wish__region__name")),
}
CALLERS = {Role.GRID_WORKER, Role.COMMUNITY_WORKER}
READERS = [
    role
    for role, verbs in VERBS.items()
    if role in ABOVE or verbs & (duties.VERBS | calls.CALLERS | {Verb.WISH_ACCEPT})
]


@dataclass(frozen=True)
class Part:
    """One heading with how many, how many of them late, and the first lines."""

    label: str
    total: int
    late: int
    lines: list[str]

    def __str__(self) -> str:
        return f"{self.label} {self.total} 件" + (f"，其中超期 {self.late} 件" if self.late else "")

    @property
    def text(self) -> str:
        left = self.total - len(self.lines)
        return "\n".join([f"【{self.label}】", *self.lines, *([f"还有 {left} 件"] if left else [])])


@dataclass(frozen=True)
class Reader:
    """Somebody, at the moment his digest is written."""

    by: Actor
    at: datetime

    @property
    def long_overdue(self) -> Q:
        return Q(due_at__lt=before_working_days(self.at, policy("digest.above.days", self.at)))

    def message(self) -> Message | None:
        """None when there is nothing. Who only has wishes in hand of his own is reminded as any claimant is."""
        own = self.part("您在办的，已超期", self.in_hand())
        at_work = [
            self.part("待我处理", self.mine()),
            self.part("回访", self.calls()),
            self.part("等您答复接不接", self.offers()),
            self.part("组织在办，已超期", self.of_units()),
            self.part("下面超期还没办的", self.below()),
        ]
        parts = [part for part in (*at_work, own) if part.total]
        if not parts:
            return None
        text = "\n".join([f"{'；'.join(map(str, parts))}。", *(part.text for part in parts)])
        assert self.by.user is not None
        group = Group.DIGEST if any(part.total for part in at_work) else Group.REMINDER
        return Message(
            dedupe=key(self.by.user.pk), subject=KIND, kind=KIND, text=text, user=self.by.user, group=group
        )  # fmt: skip

    def mine(self) -> WishQuerySet:
        """As on his desk; but the district reads of what the streets judge only when it is late."""
        mine = Worklist(self.by, self.at).mine
        roles = self.by.roles(self.at)
        if Role.DISTRICT_REVIEWER in roles and Role.STREET_REVIEWER not in roles:
            mine = mine.exclude(Q(status=Status.VERIFYING) & ~Q(Exists(barred.run_by_street())))
        return mine

    def calls(self) -> QuerySet[CallBack]:
        """Those nearest call; the street hears when nobody did."""
        todo = calls.open_calls(self.by, self.at)
        return todo if self.by.roles(self.at) & CALLERS else todo.filter(self.long_overdue)

    def offers(self) -> WishQuerySet:
        held = self.by.organisations(Verb.WISH_ACCEPT, self.at)
        return Wish.objects.live().filter(status=Status.OFFERED, organisation__in=held)

    def of_units(self) -> WishQuerySet:
        """What is late in his organisation, and what stays late in those below it."""
        condition = Q(pk__in=[])
        for unit in self.by.organisations(Verb.WISH_ACCEPT, self.at):
            condition |= Q(organisation=unit) | Q(organisation__path__startswith=unit.path) & self.long_overdue
        late = Wish.objects.live().filter(condition, status=Status.ACTING, due_at__lt=self.at)
        return late.exclude(actor=self.by.user)

    def below(self) -> WishQuerySet:
        condition = Q(pk__in=[])
        for m in self.by.memberships(self.at):
            if m.region and m.role in ABOVE:
                condition |= Q(area_path__startswith=m.region.path, status__in=ABOVE[m.role])
        return Wish.objects.live().filter(condition & self.long_overdue)

    def in_hand(self) -> WishQuerySet:
        return Wish.objects.live().filter(status=Status.ACTING, actor=self.by.user, due_at__lt=self.at)

    def part(self, label: str, found: QuerySet[Any]) -> Part:
        number = found.order_by().aggregate(total=Count("pk"), late=Count("pk", filter=Q(due_at__lt=self.at)))
        if not number["total"]:
            return Part(label, 0, 0, [])
        place, shown = LINE[found.model]
        first = found.select_related(place).only(*shown).order_by("due_at", "pk")[: policy("digest.lines", self.at)]
        return Part(label, **number, lines=[self.line(row) for row in first])

    def line(self, row: Wish | CallBack) -> str:
        wish = row if isinstance(row, Wish) else row.wish
        told = [wish.spoken_code, wish.public_title, str(wish.region)]
        told.append(wish.get_status_display() if isinstance(row, Wish) else row.get_purpose_display())
        return "　".join(filter(None, [*told, due_words(row.due_at, self.at)]))


def key(user_id: int) -> str:
    """One digest per person: today's takes the place of yesterday's."""
    return f"{KIND}:{user_id}"


def readers(at: datetime) -> Iterator[User]:
    """Whoever may have something to do: by role, or by what is late in his hands."""
    held = Membership.objects.active(timezone.localdate(at)).filter(role__in=READERS)
    late = Wish.objects.live().filter(status=Status.ACTING, due_at__lt=at)
    people = User.objects.filter(is_active=True)
    return people.filter(Q(pk__in=held.values("user")) | Q(pk__in=late.values("actor"))).order_by("pk").iterator()


def send(*, at: datetime) -> int:
    """This morning's digests, once; how many. Written in one go: a crash before that leaves all for the next tick."""
    day = timezone.localdate(at)
    once = f"{KIND}:{day}"
    if timezone.localtime(at).hour < policy("digest.hour", at) or not is_working_day(day):
        return 0
    if Submission.objects.filter(key=once).exists():
        return 0
    found = {user.pk: Reader(Actor(user), at).message() for user in readers(at)}
    try:
        with transaction.atomic():
            submit_once(key=once, kind=KIND, at=at)
            _replace(found, at=at)
    except AlreadySubmitted:
        return 0
    return sum(message is not None for message in found.values())


def _replace(found: dict[int, Message | None], *, at: datetime) -> None:
    everyone = list(found)
    for ids in (everyone[n : n + CHUNK] for n in range(0, len(everyone), CHUNK)):
        Notice.objects.filter(dedupe__in=[key(pk) for pk in ids]).delete()
        notify([message for pk in ids if (message := found[pk])], at=at)
