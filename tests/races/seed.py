"""What a race needs: wishes at the same step, and people with open sessions who all want them."""

import json
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from community.people.actor import Actor
from community.people.models import User
from community.people.operations import verify_residence
from community.people.roles import Role
from community.records.rules import propose_number
from community.wishes.models import Wish
from community.wishes.operations.submit import Wishing
from tests.factories import MORNING, District, as_, holder, make_district, number, person, public_version
from workflows import door

RUNNERS, HELPERS = 16, 50


def fill(wishes: int) -> None:
    """``race.json`` in DATA_DIR: wishes by what they wait for, and session keys of those who want them."""
    here = make_district()
    number(here, "claim.live.person", 50, MORNING)
    number(here, "claim.live.branch", 500, MORNING)
    claimants = [person(f"claimant{n}") for n in range(RUNNERS)]
    helpers = [person(f"helper{n}") for n in range(HELPERS)]
    for user in (*claimants, *helpers):
        verify_residence(user=user, region=here.community, by=as_(here.worker), at=MORNING)
    reviewers = [holder(f"reviewer{n}", Role.STREET_REVIEWER, here.street) for n in range(RUNNERS)]
    made = {
        "claim": [_open(here, n) for n in range(wishes)],
        "verify": [_to_verify(here, n) for n in range(wishes)],
        "harvest": [_to_share(here, n) for n in range(wishes // 4)],
        "pairs": [[_said(here, 2 * n), _said(here, 2 * n + 1)] for n in range(wishes // 2)],
        "helpers": [_session(user) for user in helpers],
        "worker": _session(here.worker),
        "second_worker": _session(here.second_worker),
        "claimants": [_session(user) for user in claimants],
        "reviewers": [_session(user) for user in reviewers],
    }
    (settings.DATA_DIR / "race.json").write_text(json.dumps(made))


def _act(wish: Wish, outcome: str, by: Actor, **data: str) -> None:
    task = Wish.objects.values_list("task", flat=True).get(pk=wish.pk)
    door.act(task, outcome, by=by, at=timezone.now(), data=data)


def _said(here: District, n: int) -> str:
    wishing = Wishing(own_words=f"第 {n} 件", name="王芳", region=here.community, street=here.street)
    return door.start(wishing, by=as_(here.wisher), at=timezone.now()).code


def _open(here: District, n: int, **version: Any) -> str:
    wish = Wish.objects.get(code=_said(here, n))
    _act(wish, "publish", as_(here.worker), **public_version(**version))
    return wish.code


def _to_share(here: District, n: int) -> str:
    """In hand, and a hundred 斤 of it for helpers to take."""
    wish = Wish.objects.get(code=_open(here, n, quantity=100, unit="斤"))
    _act(wish, "claim", as_(here.resident), plan="去", promised_on=timezone.localdate().isoformat())
    return wish.code


def _to_verify(here: District, n: int) -> str:
    wish = Wish.objects.get(code=_open(here, n))
    handler = here.member.memberships.get().pk
    _act(
        wish, "claim", as_(here.manager), plan="去", promised_on=timezone.localdate().isoformat(),
        organisation=str(here.branch.pk), handler=str(handler),
    )  # fmt: skip
    _act(wish, "done", as_(here.member), report="好了")
    _act(wish, "satisfied", as_(here.third_worker, channel="phone"))
    return wish.code


def _session(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


# Each alone keeps the order of its neighbours, the two together do not.
PAIRS = [
    {"wish.pool.yellow": 5, "wish.pool.red": 4},
    {"wish.amend.first_reminder": 6, "wish.amend.second_reminder": 5},
    {"wish.contact.first_reminder": 3, "wish.contact.second_reminder": 3},
    {"wish.confirm.reminder": 4, "wish.confirm.call": 4},
]


def fill_rules() -> None:
    """``rules.json`` in DATA_DIR: {"pairs": [[id, id], …] of proposals, "admins": session keys}."""
    here, at = make_district(), timezone.now()
    first = as_(here.admin)
    admins = [holder(f"admin{n}", Role.DISTRICT_ADMIN, here.district) for n in range(RUNNERS)]
    made = {
        "pairs": [
            [
                propose_number(key=key, value=value, valid_from=at, reason="赛跑", by=first, at=at).pk
                for key, value in pair.items()
            ]
            for pair in PAIRS
        ],
        "admins": [_session(user) for user in admins],
    }
    (settings.DATA_DIR / "rules.json").write_text(json.dumps(made))


def fill_limits(workers: int) -> None:
    """``limits.json`` in DATA_DIR: {"workers": session keys, "tasks": of as many wishes as they are at once}; a worker
    may look at five of them in a day, and take out twenty rows with contacts alone."""
    here = make_district()
    number(here, "people.reveal.day", 5, MORNING)
    number(here, "export.contacts.alone", 20, MORNING)
    wishes = [Wish.objects.get(code=_said(here, n)) for n in range(RUNNERS)]
    people = [holder(f"worker{n}", Role.COMMUNITY_WORKER, here.community) for n in range(workers)]
    made = {"workers": [_session(user) for user in people], "tasks": [wish.task_id for wish in wishes]}
    (settings.DATA_DIR / "limits.json").write_text(json.dumps(made))
