"""Who acts for another takes part himself: whatever he does for the claimant, he never judges it."""

from collections.abc import Callable
from typing import Any

import pytest

from community.people.refusal import Refused
from community.people.roles import Role
from community.wishes.models import Hand, Wish
from tests.factories import District, day, holder, step
from tests.workflows import paths
from tests.workflows.paths import branch_member
from tests.workflows.test_duty import make_reviewer

pytestmark = pytest.mark.django_db
Way = tuple[Callable[[District], Wish], str, dict[str, Any]]
REASON = {"reason": "说明一下原因"}


def contacted(here: District) -> Wish:
    return step(paths.to_branch_act(here), "contact", here.member, text="打过电话")


# Where it stands in the hands of the branch's member, and what a colleague of his does then.
FOR_ANOTHER: list[Way] = [
    (paths.to_branch_act, "contact", {}),
    (paths.to_branch_act, "progress", {"text": "料子买好了"}),
    (paths.to_branch_act, "tell_wisher", {"text": "周六上午来"}),
    (paths.to_branch_act, "done", {"report": "都补好了"}),
    (paths.to_branch_act, "hand_back", REASON),
    (paths.to_branch_act, "cannot", REASON),
    (contacted, "pause", REASON | {"until": day(3)}),
]
CLAIM: dict[str, Any] = {"plan": "周六去", "promised_on": day()}


@pytest.mark.parametrize("begin, outcome, data", FOR_ANOTHER, ids=[outcome for _, outcome, _ in FOR_ANOTHER])
def test_who_acts_for_a_colleague_has_a_part(begin: Any, outcome: str, data: Any, here: District) -> None:
    wish, other = begin(here), holder("other_manager", Role.ORG_MANAGER, here.branch)
    step(wish, outcome, other, **data)
    assert Hand.objects.get(wish=wish, user=other).part == Hand.Part.CLAIMANT


def test_who_takes_a_wish_for_a_colleague_has_a_part(here: District) -> None:
    handler = branch_member(here)
    accepted = step(paths.to_accept(here), "accept", here.manager, handler=handler)
    claimed = step(paths.to_pool(here), "claim", here.manager, organisation=here.branch.pk, handler=handler, **CLAIM)
    for wish in (accepted, claimed):
        assert Hand.objects.get(wish=wish, user=here.manager).part == Hand.Part.CLAIMANT


def test_a_worker_who_gives_more_time_has_a_part(here: District) -> None:
    wish = paths.to_act(here)
    step(wish, "extend", here.second_worker, until=paths.after_its_deadline(), reason="料子没到")
    assert Hand.objects.get(wish=wish, user=here.second_worker).part == Hand.Part.SCREENER


def test_who_says_that_things_have_changed_does_not_verify(here: District) -> None:
    wish = step(paths.to_confirm(here), "no_longer_needed", here.second_worker, change="died")
    make_reviewer(here.second_worker, here)
    with pytest.raises(Refused, match="separation"):
        step(wish, "approve", here.second_worker)
    assert Hand.objects.get(wish=wish, user=here.second_worker).part == Hand.Part.CALLER
