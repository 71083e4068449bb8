"""这一步没有人能办: live wishes that fewer than two people may act on today, and places that lack people.

Counted are those whose role, account and days allow it, without who is away and with who stands in for him; to verify,
without those who had a part. A step that waits for the wisher or for anybody who likes is not asked about. Where one
person is how it is meant (the manager who is asked, the one who does it) a wish is told only when there is nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, Value
from django.utils import timezone

from community.people.actor import Actor
from community.people.areas import below
from community.people.models import Cover, Membership, Organisation, Region, User
from community.people.roles import STAFF, VERBS, Role, Verb
from community.wishes.models import Claim, Status, Wish
from community.wishes.queries import barred

ENOUGH = 2
STREET, COMMUNITY = 2 * Region.steplen, 3 * Region.steplen
# Which verb a status waits for, and the width of the place whose people share the work.
WAITS = {
    Status.SCREENING: (Verb.WISH_SCREEN, COMMUNITY),
    Status.AMENDING: (Verb.WISH_SCREEN, COMMUNITY),
    Status.CLAIM_CONFIRMING: (Verb.WISH_CONFIRM_CLAIM, COMMUNITY),
    Status.TRANSFERRED: (Verb.WISH_TRANSFER, COMMUNITY),
    Status.COORDINATING: (Verb.WISH_COORDINATE, STREET),
    Status.VERIFYING: (Verb.WISH_VERIFY, STREET),
}
DEEDS = {status: verb.label for status, (verb, _) in WAITS.items()} | {
    Status.AMENDING: "补充",
    Status.OFFERED: "接单",
    Status.ACTING: "办理",
}


@dataclass(frozen=True)
class Post:
    """Somebody at work today: in a role of his own, or in that of a colleague who is away."""

    user: User
    role: str
    path: str


@dataclass(frozen=True)
class Gap:
    """So many wishes at one step of one place, for which these people are left and no others. ``cut`` finds them."""

    status: Status
    place: str
    count: int
    people: tuple[str, ...]
    because: str
    cut: Q = field(compare=False)

    @property
    def key(self) -> str:
        return f"{self.status.value}-{self.place}-{len(self.people)}-{self.because}"

    @property
    def reason(self) -> str:
        deed = DEEDS[self.status]
        left = f"只有 1 人能{deed}：{self.people[0]}" if self.people else f"没有人能{deed}"
        return f"{left}；{self.because}" if self.because else left


def posts(at: datetime, away: User | None = None, instead: User | None = None) -> list[Post]:
    """Who is at work on that day, by role and place. ``away``: as if he were, too, with or without one ``instead``."""
    on = timezone.localdate(at)
    held = list(_held(on))
    at_work = {m.user_id for m in held}
    covers = Cover.objects.within(on, on).filter(substitute__in=at_work).select_related("substitute")
    standing_in: dict[int, User | None] = {c.absent_id: c.substitute for c in covers}
    if away is not None:
        standing_in = {pk: user for pk, user in standing_in.items() if user != away} | {away.pk: instead}
    made = []
    for one in held:
        who = standing_in.get(one.user_id, one.user)
        if who is not None and one.region is not None:
            made.append(Post(who, one.role, one.region.path))
    return made


def _held(on: date) -> Iterable[Membership]:
    held = Membership.objects.active(on).filter(role__in=STAFF, user__is_active=True)
    return held.select_related("user", "region").defer("user__name", "user__phone").order_by("pk")


class Roster:
    """The posts of a day, to be asked who holds a verb over a place."""

    def __init__(self, at_work: Iterable[Post]) -> None:
        self.by_place: dict[tuple[Verb, str], dict[int, User]] = defaultdict(dict)
        self.districts: set[int] = set()
        for post in at_work:
            for verb in VERBS[post.role]:
                self.by_place[Verb(verb), post.path][post.user.pk] = post.user
            if post.role == Role.DISTRICT_REVIEWER:
                self.districts.add(post.user.pk)

    def able(self, verb: Verb, area: str) -> dict[int, User]:
        """{id: person} who hold it in a region that covers the place."""
        found: dict[int, User] = {}
        for end in range(Region.steplen, len(area) + 1, Region.steplen):
            found |= self.by_place.get((verb, area[:end]), {})
        return found


def gaps(paths: Iterable[str], at: datetime, at_work: list[Post] | None = None) -> list[Gap]:
    """Where fewer than two people can act, in these places; nobody at all first, then the most wishes."""
    roster, within = Roster(posts(at) if at_work is None else at_work), below(paths, "area_path")
    found = [*_short(roster, within), *_by_separation(roster, within, at), *_unheld(within, at)]
    return sorted(found, key=lambda gap: (len(gap.people), -gap.count, gap.place))


def _short(roster: Roster, within: Q) -> list[Gap]:
    """By role alone: the whole of a step in a place. One query over the live wishes."""
    counted = Wish.objects.filter(within, status__in=WAITS).order_by()
    areas: dict[tuple[Status, str], dict[str, int]] = defaultdict(dict)
    for status, area, number in counted.values_list("status", "area_path").annotate(Count("pk")):
        areas[Status(status), area[: WAITS[Status(status)][1]]][area] = number
    made = []
    for (status, place), inside in areas.items():
        able = roster.able(WAITS[status][0], place)
        if len(able) < ENOUGH:
            cut = Q(status=status, area_path__in=list(inside))
            made.append(Gap(status, place, sum(inside.values()), _masks(able.values()), "", cut))
    return made


def _masks(people: Iterable[User]) -> tuple[str, ...]:
    return tuple(str(user) for user in people)


def _by_separation(roster: Roster, within: Q, at: datetime) -> list[Gap]:
    """To verify: of those who could, who had no part and is not of the street whose own work it is."""
    barred_ids = _barred_reviewers(roster, within, at)
    left: dict[tuple[str, frozenset[int]], list[int]] = defaultdict(list)
    people: dict[int, User] = {}
    for (wish_id, area), out in barred_ids.items():
        able = roster.able(Verb.WISH_VERIFY, area[:STREET])
        rest = able.keys() - out
        if len(able) >= ENOUGH > len(rest):
            left[area[:STREET], frozenset(rest)].append(wish_id)
            people |= able
    because = "其他人都参与过"
    return [
        Gap(Status.VERIFYING, place, len(ids), _masks(people[pk] for pk in rest), because, Q(pk__in=ids))
        for (place, rest), ids in left.items()
    ]


def _barred_reviewers(roster: Roster, within: Q, at: datetime) -> dict[tuple[int, str], set[int]]:
    """{(wish, area): reviewers who may not}, in one query over what waits to be verified; by the very rule of the
    door."""
    reviewers = {
        pk: user
        for (verb, _), users in roster.by_place.items()
        if verb == Verb.WISH_VERIFY
        for pk, user in users.items()
    }
    waiting = Wish.objects.filter(within, status=Status.VERIFYING).order_by()
    if not reviewers or not waiting.exists():
        return {}
    own_work = Exists(Claim.objects.filter(wish=OuterRef("pk"), ended_at=None, organisation__region__level="street"))
    parts = []
    for user, actor in zip(reviewers.values(), Actor.all_of(reviewers.values()), strict=True):
        judged = roster.by_place.items()
        paths = {path for (verb, path), users in judged if verb == Verb.WISH_VERIFY and user.pk in users}
        cannot = barred(by=actor) if user.pk in roster.districts else barred(by=actor) | Q(own_work)
        parts.append(
            waiting.filter(below(paths, "area_path")).filter(cannot).values_list("pk", "area_path", Value(user.pk))
        )
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for wish_id, area, user_id in parts[0].union(*parts[1:], all=True):
        found[wish_id, area].add(user_id)
    return found


def _unheld(within: Q, at: datetime) -> list[Gap]:
    """An organisation is asked, or had one who did it, and there is nobody of it left to answer."""
    active = Membership.objects.active(timezone.localdate(at)).filter(user__is_active=True)
    managed = set(
        active.filter(role=Role.ORG_MANAGER, organisation__active=True).values_list("organisation__path", flat=True)
    )
    still = active.filter(user=OuterRef("actor"), organisation=OuterRef("organisation"))
    gone = Q(status=Status.ACTING) & (Q(actor__is_active=False) | (Q(organisation__isnull=False) & ~Exists(still)))
    waiting = Wish.objects.filter(within).filter(Q(status=Status.OFFERED) | gone).order_by()
    ids: dict[tuple[Status, str, str], list[int]] = defaultdict(list)
    columns = ("pk", "status", "area_path", "organisation__path", "organisation__name")
    for pk, status, area, path, name in waiting.values_list(*columns):
        if path is None or not any(
            path[:end] in managed for end in range(Organisation.steplen, len(path) + 1, Organisation.steplen)
        ):
            because = f"{name}没有管理员" if path else "经办人的账号已停用"
            ids[Status(status), area[:COMMUNITY], because].append(pk)
    return [Gap(status, place, len(pks), (), because, Q(pk__in=pks)) for (status, place, because), pks in ids.items()]


@dataclass(frozen=True)
class Vacancy:
    """A place with too few people in a role today."""

    place: str
    role: Role
    people: tuple[str, ...]

    @property
    def reason(self) -> str:
        return f"只有 1 位{self.role.label}：{self.people[0]}" if self.people else f"没有{self.role.label}在岗"


WANTED = (
    (STREET, Role.STREET_COORDINATOR, Verb.WISH_COORDINATE, 1),
    (STREET, Role.STREET_REVIEWER, Verb.WISH_VERIFY, ENOUGH),
    (COMMUNITY, Role.COMMUNITY_WORKER, Verb.WISH_SCREEN, ENOUGH),
)


def vacancies(paths: Iterable[str], at: datetime, at_work: list[Post] | None = None) -> list[Vacancy]:
    """Communities with fewer than two workers, streets with fewer than two reviewers or without coordinator."""
    roster = Roster(posts(at) if at_work is None else at_work)
    places = Region.objects.filter(below(paths, "path")).order_by("path")
    made = []
    for path in places.values_list("path", flat=True):
        for width, role, verb, least in WANTED:
            able = roster.by_place.get((verb, path), {})
            if len(path) == width and len(able) < least:
                made.append(Vacancy(path, role, _masks(able.values())))
    return made


def left_short(person: User, at: datetime, instead: User | None = None) -> list[str]:
    """What would lack people on that day if he were away: one sentence each, nothing that is so already."""
    on = timezone.localdate(at)
    held = Membership.objects.active(on).filter(user=person, role__in=STAFF, region__isnull=False)
    paths = set(held.values_list("region__path", flat=True))
    now, then = posts(at), posts(at, person, instead)
    known: set[Gap | Vacancy] = {*vacancies(paths, at, now), *gaps(paths, at, now)}
    after: list[Gap | Vacancy] = [*vacancies(paths, at, then), *gaps(paths, at, then)]
    new = [one for one in after if one not in known]
    names = place_names(one.place for one in new)
    return [f"{names[one.place]}{told(one)}" for one in new]


def told(one: Gap | Vacancy) -> str:
    return f"{one.status.label} {one.count} 件，{one.reason}" if isinstance(one, Gap) else one.reason


def place_names(paths: Iterable[str]) -> dict[str, str]:
    return dict(Region.objects.filter(path__in=set(paths)).values_list("path", "name"))
