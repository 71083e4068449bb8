"""Who may: role × outcome × own and other region, asked of the door itself with the id of the live task.

``MAY`` is written from design.md §5, not from the rules. Whoever is not named is refused and nothing changes.
"""

from typing import Any

import pytest
from django.db import transaction

from community.people.actor import Actor, Channel
from community.people.models import User
from community.people.refusal import Refused
from community.wishes.models import Wish, WishEvent
from tests.factories import District, as_, later, public_version, step
from tests.workflows import paths
from tests.workflows.paths import AT, MACHINE, WAYS
from workflows import door
from workflows.flows.wish_rules import RULES

pytestmark = pytest.mark.django_db

WORKERS = {"worker", "second_worker", "third_worker"}
CALLERS = WORKERS | {"grid_worker", "coordinator"}
WISHER = {"wisher", "by_link"}
REVIEWERS = {"reviewer", "second_reviewer", "district_reviewer"}
CLAIMANTS = {"resident", "member", "manager", "agent", "committee_manager", "far_manager", "office_manager"}

MAY: dict[str, dict[str, set[str]]] = {
    "screen": dict.fromkeys(
        ["publish", "publish_street", "dispatch", "answer", "transfer", "amend", "merge", "decline"], WORKERS
    ),
    "amend": {"resubmit": WISHER | WORKERS, "unreached": CALLERS, "lapse": {"machine"}},
    "pool": {"claim": CLAIMANTS, "take_down": WORKERS, "fallback": {"machine"}},
    "accept": {"accept": {"manager"}, "decline": {"manager"}, "ask": {"manager"}, "lapse": {"machine"}},
    "confirm_claim": {"approve": WORKERS, "refuse": WORKERS},
    "act": {key: {"resident"} for key in ["contact", "done", "hand_back", "cannot", "progress", "pause", "tell_wisher"]}
    | {"confirm_contact": WISHER | CALLERS, "deny_contact": WISHER | CALLERS, "unreached": CALLERS}
    | {"pledge": CLAIMANTS - {"resident"}, "deliver": {"resident", "member"}, "release": {"resident", "member"}}
    | {"resume": {"resident", "machine"}, "extend": {"resident"} | WORKERS}
    | {"reassign": {"coordinator"}, "lapse": {"machine"}, "tell_handler": WISHER},
    "transfer": {"answered": WORKERS, "lapse": {"machine"}},
    "coordinate": {key: {"coordinator"} for key in ["assign", "transfer", "answer", "back", "uphold", "close"]},
    "confirm": dict.fromkeys(["satisfied", "fair", "dissatisfied"], WISHER | CALLERS)
    | {"unreached": CALLERS, "lapse": {"machine"}},
    "verify": dict.fromkeys(["approve", "send_back", "dispute", "cannot"], REVIEWERS),
}
MAY["confirm"]["no_longer_needed"] = WORKERS
for at_step in MAY:
    MAY[at_step] |= {"supervise": {"coordinator"}, "answer_supervision": set(WORKERS)}
    if at_step not in {"confirm", "verify"}:
        MAY[at_step] |= {"withdraw": WISHER, "no_longer_needed": WORKERS}
MAY["confirm_claim"]["hand_over"] = set()  # of a person in his own name: see test_handover
MAY["act"]["hand_over"] = set()
MAY["transfer"]["hand_over"] = WORKERS | {"coordinator"}
# Whoever has the wish in hand answers for it too.
for at_step in ("confirm_claim", "act", "confirm", "verify"):
    MAY[at_step]["answer_supervision"] |= {"resident"}
MAY["accept"]["answer_supervision"] |= {"manager"}
MAY |= {
    "closed": {"revive": WISHER | WORKERS},
    "declined": {"review": WISHER},
    "merged": {"unmerge": WISHER | WORKERS},
    "fulfilled": {"reopen": {"coordinator"}},
}

CELLS = [(at_step, outcome) for at_step, outcomes in MAY.items() for outcome in outcomes]


def people(here: District, wish: Wish) -> dict[str, Actor]:
    """Everyone in the district, the anonymous, the clock, and bearers of this wish's and another wish's link.

    All by telephone: only so does a worker's record of the wisher's word count.
    """
    named = {name: as_(user, channel=Channel.PHONE) for name, user in vars(here).items() if isinstance(user, User)}
    return named | {
        "anonymous": Actor(),
        "machine": MACHINE,
        "by_link": Actor(channel=Channel.LINK, witness=wish.subject),
        "by_another_link": Actor(channel=Channel.LINK, witness="wish:100000000"),
    }


def filled(here: District, at_step: str, outcome: str) -> dict[str, Any]:
    extra = {"reason": "两边的意见", "text": "说了", "handler": here.third_worker.memberships.get().pk}
    return next((w.filled(here) for (s, o, _), w in WAYS.items() if (s, o) == (at_step, outcome)), extra)


def allowed(wish: Wish, outcome: str, by: Actor, data: dict[str, Any]) -> bool:
    """Try for real, then take it back."""
    try:
        with transaction.atomic():
            at = max(later(hours=3), wish.since)
            step(wish, outcome, by, at=at, **data)
            transaction.set_rollback(True)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("cell", CELLS, ids=" ".join)
def test_only_those_it_is_for(here: District, cell: tuple[str, str]) -> None:
    at_step, outcome = cell
    wish = paths.at(at_step, outcome)(here)
    data = filled(here, at_step, outcome)
    lines = WishEvent.objects.count()
    may = {name for name, by in people(here, wish).items() if allowed(wish, outcome, by, data)}
    assert may == MAY[at_step][outcome]
    assert WishEvent.objects.count() == lines


def test_the_table_has_every_rule() -> None:
    assert set(CELLS) == set(RULES)


def test_a_forged_task_is_answered_as_done(here: District) -> None:
    wish = AT["pool"](here)
    old = Wish.objects.get(pk=wish.pk).process.task_set.order_by("pk").first()  # type: ignore[union-attr]
    for task_id in (old.pk, 999_999_999):
        with pytest.raises(door.Stale):
            door.act(task_id, "publish", by=as_(here.worker), at=later(), data=public_version())


def test_an_outcome_of_another_step_is_not_applied(here: District) -> None:
    wish = AT["pool"](here)
    with pytest.raises(door.Stale):
        door.act(wish.task_id, "approve", by=as_(here.reviewer), at=later())  # type: ignore[arg-type]  # live


def test_a_superuser_with_a_role_of_his_own_is_barred_like_anyone(here: District) -> None:
    User.objects.filter(pk=here.reviewer.pk).update(is_superuser=True)
    wish = AT["verify"](here)
    wish.claims.update(user=here.reviewer)
    with pytest.raises(Refused, match="separation"):
        door.act(wish.task_id, "approve", by=as_(here.reviewer), at=later())  # type: ignore[arg-type]  # live
