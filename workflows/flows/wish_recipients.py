"""Who is told: those whom a message names by their part in the wish."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from community.people.actor import Actor
from community.people.models import Membership, Organisation, User
from community.people.roles import VERBS, Verb
from community.wishes.following import followers
from community.wishes.models import CallBack, Wish
from community.wishes.operations.confirm import ask_by_phone
from community.wishes.queries import has_own_phone

WISHER, HANDLER, MANAGERS, FOLLOWERS = "wisher", "handler", "managers", "followers"
WORKERS, COORDINATORS, SUPERVISOR, HELPER = "workers", "coordinators", "supervisor", "helper"
HOLDERS = {WORKERS: Verb.WISH_SCREEN, COORDINATORS: Verb.WISH_COORDINATE}

# Steps that wait for the wisher: without a phone of one's own somebody calls.
BY_PHONE = {"confirm": CallBack.Purpose.RATING, "amend": CallBack.Purpose.AMEND}


def recipients(wish: Wish, to: str, kind: str, at: datetime) -> list[tuple[User | None, str]]:
    """Users, or the wisher's bare phone; where neither reaches him a call is asked for instead."""
    return _wisher(wish, kind, at) if to == WISHER else [(user, "") for user in _users(wish, to, at)]


def _wisher(wish: Wish, kind: str, at: datetime) -> list[tuple[User | None, str]]:
    if wish.rating == "not_asked":
        return []
    if named := [wish.wisher] if wish.wisher else _of_organisation(wish.wisher_organisation, Verb.WISH_CLAIM_FOR, at):
        return [(user, "") for user in named]
    if has_own_phone(wish):
        return [(None, wish.phone)]
    if kind in BY_PHONE:
        ask_by_phone(wish, purpose=BY_PHONE[kind], at=at)
    return []


def _users(wish: Wish, to: str, at: datetime) -> Iterable[User]:
    if to == HANDLER:
        return [wish.actor] if wish.actor else []
    if to == MANAGERS:
        return _of_organisation(wish.organisation, Verb.WISH_ACCEPT, at)
    if to == FOLLOWERS:
        return _followers(wish)
    if to == HELPER:
        return [pledge.user for pledge in wish.pledges.filter(withdrawn_at=at).select_related("user")]
    if to == SUPERVISOR:
        return _supervisors(wish, at)
    return _holders(HOLDERS[to], wish, at)


def _of_organisation(unit: Organisation | None, verb: Verb, at: datetime) -> list[User]:
    if unit is None:
        return []
    roles = [role for role, verbs in VERBS.items() if verb in verbs]
    held = Membership.objects.active(timezone.localdate(at)).filter(organisation=unit, role__in=roles)
    return list({m.user: None for m in held.select_related("user")})


def _holders(verb: Verb, wish: Wish, at: datetime) -> list[User]:
    held = Membership.objects.active(timezone.localdate(at)).holding(verb, wish.area_path)
    return [m.user for m in held.select_related("user")]


def _supervisors(wish: Wish, at: datetime) -> list[User]:
    """Who asked, as long as it is his office or that of a colleague he stands in for; then whoever has it."""
    asked = [supervision.by for supervision in wish.supervisions.filter(answered_at=None).select_related("by")]
    still = [user for user in asked if Actor(user).may(Verb.WISH_SUPERVISE, area=wish.area_path, at=at)]
    return still or _holders(Verb.WISH_SUPERVISE, wish, at)


def _followers(wish: Wish) -> QuerySet[User]:
    """At an end, those whose own wish was merged into this one hear of that instead."""
    told = wish.merged_wishes.exclude(wisher=None).values("wisher")
    return followers(wish) if wish.is_live else followers(wish).exclude(pk__in=told)
