"""交接: all that one person has in hand goes to one successor, wish by wish through the door.

Each wish is moved whole or not at all; begun again after an interruption it moves what is left.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from community.people.actor import Actor
from community.people.areas import below
from community.people.membership import may_enrol
from community.people.models import Membership, Organisation, User
from community.people.refusal import Refused
from community.people.roles import Verb
from community.wishes.models import Claim, Pledge, Status, Wish, WishQuerySet
from community.wishes.queries import managed
from workflows import door
from workflows.forms.handover import KEEPERS
from workflows.membership import let_go

IN_HAND = (Status.CLAIM_CONFIRMING, Status.ACTING)
DONE = (Status.CONFIRMING, Status.VERIFYING)
TRIES = 3
MOVED_ON = "刚刚办到下一步，或者换了人，不用再交。"
OWN_NAME = "以个人名义认领的，仍由他本人办；办不了由他交回，或者由街道改由别人办。"
NO_POST = "接手的人不是这个组织的成员，要另选一位。"
NO_OFFICE = "接手的要是本社区的社区工作者，或者街道协调员。"


@dataclass
class HandedOver:
    """What moved, and what could not with the reason. ``ended``: roles that end with it."""

    moved: list[Wish] = field(default_factory=list)
    kept: list[tuple[Wish, str]] = field(default_factory=list)
    ended: list[Membership] = field(default_factory=list)


def open_work(person: User, by: Actor, at: datetime, *, within: Organisation | None = None) -> WishQuerySet:
    """What he has to go on with (``within`` one organisation) and this manager or coordinator may hand over, oldest
    first: claims not yet reported done, and what he passed to another unit. What waits to be rated or verified is done;
    it stays to his credit."""
    claims = Q(claims__in=Claim.objects.filter(user=person, ended_at=None), status__in=IN_HAND)
    kept = Q(status=Status.TRANSFERRED, actor=person)
    here = Wish.objects.live().filter(claims | kept).filter(_in_charge(by, at))
    if within is not None:
        here = here.filter(organisation=within)
    return here.select_related("organisation", "region", "category").order_by("pk")


def holders(by: Actor, at: datetime) -> list[tuple[User, int, bool]]:
    """Who has such work in hand here how much, and whether he can no longer do it (no role or no account); those first, then the busiest."""
    here = Wish.objects.filter(
        _in_charge(by, at), Q(status__in=IN_HAND, organisation__isnull=False) | Q(status=Status.TRANSFERRED)
    )
    counted = dict(here.filter(actor__isnull=False).order_by().values_list("actor").annotate(Count("pk")))
    people = User.objects.defer("name", "phone").filter(pk__in=counted)
    working = set(
        Membership.objects.active(timezone.localdate(at)).filter(user__in=counted).values_list("user", flat=True)
    )
    gone = {user.pk for user in people if not user.is_active or user.pk not in working}
    ordered = sorted(people, key=lambda user: (user.pk not in gone, -counted[user.pk], user.pk))
    return [(user, counted[user.pk], user.pk in gone) for user in ordered]


def done_work(person: User, by: Actor, at: datetime) -> WishQuerySet:
    """What he reported done and others have to judge. It stays his."""
    claims = Claim.objects.filter(user=person, ended_at=None)
    return Wish.objects.filter(_in_charge(by, at), claims__in=claims, status__in=DONE).order_by("pk")


def promised_work(person: User, by: Actor, at: datetime) -> WishQuerySet:
    """Where others wait for a part he promised. A promise is his own: whoever leads notes it as kept or takes it back,
    and who manages the organisation in whose name he gave it."""
    parts = Pledge.objects.open().filter(user=person)
    in_our_name = Q(pk__in=parts.filter(managed(by, at)).values("wish"))
    here = Wish.objects.live().filter(_in_charge(by, at) | in_our_name, pk__in=parts.values("wish"))
    return here.select_related("category").order_by("pk")


def _in_charge(by: Actor, at: datetime) -> Q:
    """Wishes of the streets he coordinates, and of the organisations he manages."""
    return below(by.areas(Verb.WISH_REASSIGN, at), "area_path") | managed(by, at)


def hand_over(
    *, leaver: User, successor: User, by: Actor, at: datetime, reason: str = "", last_day: date | None = None,
    within: Organisation | None = None,
) -> HandedOver:  # fmt: skip
    """Everything of ``open_work``. With a ``last_day`` his roles (``within`` one organisation) end then, once nothing is
    left in his hands."""
    result = HandedOver()
    for wish in open_work(leaver, by, at, within=within):
        if refusal := _one(wish, leaver, successor, by=by, at=at, reason=reason):
            result.kept.append((wish, refusal))
        else:
            result.moved.append(wish)
    if last_day and not result.kept:
        result.ended = _end_roles(leaver, by=by, at=at, on=last_day, within=within)
    return result


def _one(wish: Wish, leaver: User, successor: User, *, by: Actor, at: datetime, reason: str) -> str:
    """Empty when it moved, else why it did not. A wish that goes on meanwhile is looked at again."""
    for _ in range(TRIES):
        now = open_work(leaver, by, at).filter(pk=wish.pk).first()
        if now is None or now.task_id is None:
            return MOVED_ON
        post = _post(now, successor, at)
        if now.status in IN_HAND and now.organisation_id is None:
            return OWN_NAME
        if post is None:
            return NO_OFFICE if now.status == Status.TRANSFERRED else NO_POST
        data = {"handler": post.pk, "former": leaver.pk, "reason": reason}
        try:
            door.act(now.task_id, "hand_over", by=by, at=at, data=data)
        except door.Stale:
            continue
        except door.Invalid as invalid:
            return " ".join(str(message) for messages in invalid.form.errors.values() for message in messages)
        except Refused as refused:
            return refused.message
        return ""
    return "这一件正有人在办，请过一会儿再交。"


def _post(wish: Wish, successor: User, at: datetime) -> Membership | None:
    """The membership in which the successor takes this wish on."""
    held = successor.memberships.active(timezone.localdate(at)).select_related("region")
    if wish.organisation_id:
        return held.filter(organisation=wish.organisation_id).first()
    keeps = (m for m in held if m.region and m.region.covers(wish.area_path))
    return next((m for m in keeps if m.role in KEEPERS), None)


@transaction.atomic
def _end_roles(
    leaver: User, *, by: Actor, at: datetime, on: date, within: Organisation | None
) -> list[Membership]:  # fmt: skip
    """Those that are this manager's to give and take and do not end before."""
    held = leaver.memberships.active(timezone.localdate(at)).filter(Q(ends_on=None) | Q(ends_on__gte=on))
    if within is not None:
        held = held.filter(organisation=within)
    return [
        let_go(membership=m, by=by, at=at, on=on)
        for m in held.select_related("organisation")
        if may_enrol(role=m.role, organisation=m.organisation, by=by, at=at)
    ]
