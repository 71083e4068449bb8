"""What each usual way out of a step writes, besides the history and where the wish stands now.

``claim+`` is a new row, ``claim.plan`` a field. A way that is not here writes the history alone.
"""

from typing import Any

from django.apps import apps
from django.db.models import Model

from tests.workflows.paths import LIVE_STEPS

# What moves writes these: tests/workflows/test_edges.py looks at them one by one.
ALWAYS = {"wish.seq", "wish.status", "wish.task", "wish.since", "wish.due_at", "wish.wake_at", "wish.process"}
EDGES: dict[str, list[str]] = {
    "claim+ hand+ wish.actor": [
        "accept accept act",
        "pool claim act",
    ],
    "wish.organisation": [
        "accept ask coordinate",
        "accept decline screen",
        "accept lapse screen",
        "pool fallback accept",
    ],
    "wish.ended_at wish.organisation": [
        "accept no_longer_needed closed",
        "accept withdraw withdrawn",
    ],
    "claim.ended_at claim.ending wish.actor": [
        "act cannot coordinate",
        "act hand_back pool",
        "confirm_claim refuse pool",
    ],
    "claim.contact_confirmed_at claim.contacted_at": [
        "act confirm_contact act",
    ],
    "claim.contacted_at": [
        "act contact act",
    ],
    "pledge.delivered_at": [
        "act deliver act",
    ],
    "claim.contact_denied_at claim.contacted_at": [
        "act deny_contact act",
    ],
    "claim.reported_at": [
        "act done confirm",
    ],
    "claim.extended claim.promised_on": [
        "act extend act",
    ],
    "claim.ended_at claim.ending wish.actor wish.priority": [
        "act lapse pool",
    ],
    "claim.ended_at claim.ending wish.actor wish.ended_at": [
        "act no_longer_needed closed",
        "act withdraw withdrawn",
        "confirm_claim no_longer_needed closed",
        "confirm_claim withdraw withdrawn",
    ],
    "wish.paused_until": [
        "act pause act",
        "act resume act",
    ],
    "hand+ pledge+": [
        "act pledge act",
    ],
    "claim+ claim.ended_at claim.ending hand+ wish.actor wish.organisation": [
        "act reassign act",
    ],
    "pledge.withdrawn_at": [
        "act release act",
    ],
    "wish.ended_at": [
        "amend no_longer_needed closed",
        "amend withdraw withdrawn",
        "closed revive screen",
        "coordinate close unfulfilled",
        "coordinate no_longer_needed closed",
        "coordinate uphold declined",
        "coordinate withdraw withdrawn",
        "declined review coordinate",
        "pool no_longer_needed closed",
        "pool withdraw withdrawn",
        "screen no_longer_needed closed",
        "screen withdraw withdrawn",
    ],
    "wish.own_words": [
        "amend resubmit screen",
    ],
    "wish.rating": [
        "confirm dissatisfied act",
        "confirm fair verify",
        "confirm lapse verify",
        "confirm no_longer_needed verify",
        "confirm satisfied verify",
    ],
    "wish.actor wish.work": [
        "coordinate answer confirm",
    ],
    "claim+ hand+ wish.actor wish.organisation": [
        "coordinate assign act",
    ],
    "transfer+ wish.actor wish.work": [
        "coordinate transfer transfer",
    ],
    "claim+ wish.ended_at": [
        "fulfilled reopen act",
    ],
    "wish.ended_at wish.merged_into": [
        "merged unmerge screen",
    ],
    "wish.visibility": [
        "pool take_down screen",
    ],
    "hand+": [
        "screen amend amend",
        "verify send_back act",
    ],
    "hand+ wish.actor wish.category wish.public_text wish.public_title wish.terms wish.visibility wish.work": [
        "screen answer confirm",
    ],
    "hand+ wish.ended_at": [
        "screen decline declined",
    ],
    "hand+ wish.category wish.organisation wish.public_text wish.public_title wish.terms wish.visibility": [
        "screen dispatch accept",
    ],
    "hand+ joining+ wish.ended_at wish.merged_into": [
        "screen merge merged",
    ],
    "hand+ wish.category wish.public_text wish.public_title wish.published_at wish.terms wish.visibility": [
        "screen publish pool",
        "screen publish_street pool",
    ],
    "hand+ transfer+ wish.actor wish.category wish.public_text wish.public_title wish.terms wish.visibility wish.work": [
        "screen transfer transfer",
    ],
    "transfer.answered_at": [
        "transfer answered confirm",
        "transfer lapse coordinate",
    ],
    "transfer.answered_at wish.actor wish.ended_at": [
        "transfer no_longer_needed closed",
        "transfer withdraw withdrawn",
    ],
    "account+ claim.ended_at claim.ending entry+ hand+ story+ wish.ended_at": [
        "verify approve fulfilled",
    ],
    "claim.ended_at claim.ending hand+ wish.actor": [
        "verify cannot coordinate",
    ],
    "supervision+ wish.supervised_until": [f"{step} supervise {step}" for step in LIVE_STEPS],
    "supervision.answered_at supervision.answered_by wish.supervised_until": [
        f"{step} answer_supervision {step}" for step in LIVE_STEPS
    ],
}
WRITTEN = {tuple(edge.split()): set(facts.split()) for facts, edges in EDGES.items() for edge in edges}
Rows = dict[str, dict[Any, dict[str, Any]]]


def rows() -> Rows:
    """Of the tables of wishes and points, by table and key; the history has tests of its own."""
    every = [m for app in ("wishes", "points") for m in apps.get_app_config(app).get_models()]
    models = {m.__name__.lower(): m for m in every}
    del models["wishevent"]
    return {name: {row.pk: _fields(row) for row in model._base_manager.all()} for name, model in models.items()}


def _fields(row: Model) -> dict[str, Any]:
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}


def changed(before: Rows, after: Rows) -> set[str]:
    """``claim-`` is a row that is gone: nothing ever takes one away."""
    found = set()
    for name, now in after.items():
        was = before[name]
        found |= {f"{name}+"} if now.keys() - was.keys() else set()
        found |= {f"{name}-"} if was.keys() - now.keys() else set()
        found |= {f"{name}.{f}" for pk in now.keys() & was.keys() for f, v in now[pk].items() if was[pk][f] != v}
    return found - ALWAYS
