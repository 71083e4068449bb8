"""A small district for tests: built by the same operations as a real one. Subjects are named by what is special."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from community.people.actor import Actor, Channel
from community.people.models import Level, Organisation, Region, User
from community.people.operations import grant, verify_residence
from community.people.roles import Role
from community.records import rules
from community.records.models import Policy
from community.records.photos import FormKey, take
from community.wishes.models import Category, Claim, Wish
from community.wishes.operations.submit import Wishing
from tests.pictures import upload
from workflows import door

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Tuesday with no holiday near: working-day clocks are easy to read.
MORNING = datetime(2026, 11, 10, 9, 0, tzinfo=SHANGHAI)
SINCE = date(2026, 1, 1)


def later(**delta: float) -> datetime:
    return MORNING + timedelta(**delta)


def day(days: int = 7) -> str:
    return (MORNING + timedelta(days=days)).date().isoformat()


def person(username: str, name: str = "", **extra: Any) -> User:
    return User.objects.create_user(username, name=name or username, password=None, **extra)


def resident(username: str, region: Region, **extra: Any) -> User:
    """Somebody whom a worker of his community has verified."""
    user = person(username, **extra)
    workers = User.objects.filter(memberships__role=Role.COMMUNITY_WORKER, memberships__region=region)
    verify_residence(user=user, region=region, by=as_(workers.earliest("pk")), at=MORNING)
    return user


def holder(username: str, role: Role, place: Region | Organisation, **extra: Any) -> User:
    user = person(username, **extra)
    where: dict[str, Any] = {"organisation": place} if isinstance(place, Organisation) else {"region": place}
    grant(user=user, role=role, starts_on=SINCE, **where)
    return user


def as_(user: User, channel: str = Channel.WEB, **extra: Any) -> Actor:
    """A fresh actor, as each request makes one."""
    return Actor(User.objects.get(pk=user.pk), channel=channel, **extra)


@dataclass
class District:
    """Two streets; 麦田里 and 新渡 in the first, 书院坡 in the second."""

    district: Region
    street: Region
    other_street: Region
    community: Region
    sister: Region
    far: Region
    committee: Organisation
    branch: Organisation
    far_branch: Organisation
    street_office: Organisation

    worker: User
    second_worker: User
    third_worker: User
    sister_worker: User
    grid_worker: User
    clerk: User
    coordinator: User
    far_coordinator: User
    reviewer: User
    second_reviewer: User
    far_reviewer: User
    district_reviewer: User
    admin: User
    second_admin: User
    manager: User
    agent: User
    member: User
    committee_manager: User
    far_manager: User
    office_manager: User
    resident: User
    wisher: User
    outsider: User
    superuser: User


def make_district() -> District:
    district = Region.add_root(name="云桥区", level=Level.DISTRICT, slug="yunqiao", phone="025-1000000")
    street = district.add_child(name="青禾街道", level=Level.STREET, slug="qinghe")
    other = district.add_child(name="鹿鸣街道", level=Level.STREET, slug="luming")
    community = street.add_child(name="麦田里社区", level=Level.COMMUNITY, slug="maitianli", phone="025-1000001")
    sister = street.add_child(name="新渡社区", level=Level.COMMUNITY, slug="xindu", phone="025-1000002")
    far = other.add_child(name="书院坡社区", level=Level.COMMUNITY, slug="shuyuanpo", phone="025-1000003")
    kind = Organisation.Kind
    committee = Organisation.add_root(name="麦田里社区党委", kind=kind.PARTY_COMMITTEE, region=community)
    branch = Organisation.add_root(name="麦田里党支部", kind=kind.BRANCH, region=community)
    far_branch = Organisation.add_root(name="书院坡党支部", kind=kind.BRANCH, region=far)
    office = Organisation.add_root(name="青禾街道办事处", kind=kind.STREET_OFFICE, region=street)
    community.fallback = committee
    community.save()
    role = Role
    return District(
        district=district,
        street=street,
        other_street=other,
        community=community,
        sister=sister,
        far=far,
        committee=committee,
        branch=branch,
        far_branch=far_branch,
        street_office=office,
        worker=holder("worker", role.COMMUNITY_WORKER, community, name="李社工"),
        second_worker=holder("second_worker", role.COMMUNITY_WORKER, community, name="孙社工"),
        third_worker=holder("third_worker", role.COMMUNITY_WORKER, community, name="吴社工"),
        sister_worker=holder("sister_worker", role.COMMUNITY_WORKER, sister),
        grid_worker=holder("grid_worker", role.GRID_WORKER, community),
        clerk=holder("clerk", role.STATION_CLERK, community),
        coordinator=holder("coordinator", role.STREET_COORDINATOR, street),
        far_coordinator=holder("far_coordinator", role.STREET_COORDINATOR, other),
        reviewer=holder("reviewer", role.STREET_REVIEWER, street, name="李核实"),
        second_reviewer=holder("second_reviewer", role.STREET_REVIEWER, street),
        far_reviewer=holder("far_reviewer", role.STREET_REVIEWER, other),
        district_reviewer=holder("district_reviewer", role.DISTRICT_REVIEWER, district),
        admin=holder("admin", role.DISTRICT_ADMIN, district),
        second_admin=holder("second_admin", role.DISTRICT_ADMIN, district),
        manager=holder("manager", role.ORG_MANAGER, branch, name="周克勤", title="先生"),
        agent=holder("agent", role.ORG_AGENT, branch),
        member=holder("member", role.MEMBER, branch, name="郑远", title="先生"),
        committee_manager=holder("committee_manager", role.ORG_MANAGER, committee),
        far_manager=holder("far_manager", role.ORG_MANAGER, far_branch),
        office_manager=holder("office_manager", role.ORG_MANAGER, office),
        resident=resident("resident", community, name="沈桂兰", title="女士"),
        wisher=resident("wisher", community, name="张桂英", title="女士", phone="13900000001"),
        outsider=person("outsider"),
        superuser=User.objects.create_superuser("root"),
    )


def category(slug: str = "service-repair") -> Category:
    return Category.objects.get(slug=slug)


def wishing(here: District, **extra: Any) -> Wishing:
    given: dict[str, Any] = {
        "own_words": "眼睛花了穿不上针，想请人补三件棉袄，我住3幢502。",
        "region": here.community,
        "street": here.street,
        "wisher": here.wisher,
        "name": "张桂英",
        "title": "女士",
        "phone": "13900000001",
        "address": "麦田里3幢502室",
    }
    return Wishing(**given | extra)


def number(here: District, key: str, value: int, since: datetime) -> Policy:
    """A policy number in force from that moment on, as if proposed and approved right then."""
    made = Policy.objects.create(
        key=key, value=value, valid_from=since, reason="试行", set_by=here.admin, set_at=since,
        approved_by=here.second_admin, approved_at=since,
    )  # fmt: skip
    rules.forget()
    return made


def public_version(slug: str = "service-repair", **extra: Any) -> dict[str, Any]:
    return {
        "category": category(slug).pk,
        "public_title": "眼睛花了穿不上针，想请人补三件棉袄",
        "public_text": "三件旧棉袄开线了，想请手巧的街坊补一补。",
    } | extra


def photo(wish: Wish, by: User | Actor, at: datetime | None = None, **said: Any) -> dict[str, Any]:
    """One photo sent with a form, and the fields of the form that go with it."""
    key, actor = uuid4().hex, by if isinstance(by, Actor) else as_(by)
    take(upload(), form=FormKey(key, wish.subject, actor.user), at=at or later(hours=1))
    return {"photos_key": key, "shows": "nobody", "caption": "三件棉袄补好了"} | said


def _require_true_claim(wish: Wish) -> None:
    """What the step has left on its wish is what the database says."""
    kept, known = Claim.objects.filter(wish=wish, ended_at=None).values().first(), wish.live_claim
    assert kept == (known and {name: getattr(known, name) for name in kept or ()})


def step(wish: Wish, outcome: str, by: User | Actor, at: datetime | None = None, **data: Any) -> Wish:
    """One outcome through the door; returns the wish as it is now."""
    wish = Wish.objects.get(pk=wish.pk)
    actor = by if isinstance(by, Actor) else as_(by)
    if wish.task_id:
        line = door.act(wish.task_id, outcome, by=actor, at=at or later(hours=1), data=data)
    else:
        line = door.again(wish.pk, outcome, ended=wish.seq, by=actor, at=at or later(hours=1), data=data)
    _require_true_claim(line.wish)
    return Wish.objects.get(pk=wish.pk)
