"""Every declared way out of every step is walked by those it is for; the run prints covered = declared."""

from collections.abc import Callable
from typing import Any

import pytest

from community.records.models import Notice
from community.wishes.models import CallBack, Claim, Hand, Wish
from tests.factories import District, as_, day, later, public_version, step
from tests.workflows import facts, paths, readers
from tests.workflows.paths import MACHINE, WAYS, Way, membership_of
from tests.workflows.told import TOLD
from workflows.door import notes_of
from workflows.engine import Step
from workflows.flows.wish import WishFlow
from workflows.flows.wish_rules import RULES, STATUS_OF, status_of

pytestmark = pytest.mark.django_db

Walk = Callable[[District], Wish]
# What moves is declared in the flow, what stays in the rules, what begins again by the name of its beginning.
MOVES = {edge for node in WishFlow.instance.nodes() if isinstance(node, Step) for edge in node.edges()}
STAYS = {(at_step, outcome, at_step) for (at_step, outcome), rule in RULES.items() if not rule.moves}
AGAIN = {
    (at_step, outcome, WishFlow.instance.node(outcome)._next.name)
    for at_step, outcome in RULES
    if at_step not in STATUS_OF
}
DECLARED = MOVES | STAYS | AGAIN
WALKS: dict[tuple[str, str, str], Walk] = {}
WROTE: dict[tuple[str, str, str], set[str]] = {}  # by the usual ways, as far as they were walked


def walk(*edge: str) -> Callable[[Walk], Walk]:
    def register(function: Walk) -> Walk:
        assert edge not in WALKS, edge
        WALKS[edge] = function  # type: ignore[index]  # three words
        return function

    return register


def from_the_usual_way(edge: tuple[str, str, str], way: Way) -> Walk:
    def function(here: District) -> Wish:
        wish = paths.at(*edge[:2])(here)
        moment = max(wish.events.order_by("-seq")[0].at, later(days=1))
        words = {RULES[edge[:2]].form.note_field or "nothing": "一句话"}
        filled, before = words | way.filled(here), facts.rows()
        wish = step(wish, edge[1], way.actor(here), at=moment, **filled)
        WROTE[edge] = facts.changed(before, facts.rows())
        return wish

    return function


for way_edge, way in WAYS.items():
    walk(*way_edge)(from_the_usual_way(way_edge, way))

reason: dict[str, Any] = {"reason": "说明一下原因"}


@walk("amend", "lapse", "closed")
def closed_after_a_call_that_reached_nobody(here: District) -> Wish:
    wish = paths.to_closed(here)
    assert wish.call_backs.get().answer == CallBack.Answer.UNREACHED
    return wish


def call(at_step: str) -> None:
    def record(here: District) -> Wish:
        wish = paths.AT[at_step](here)
        wish = step(wish, "unreached", as_(here.second_worker, channel="phone"), at=later(days=5))
        assert wish.call_backs.filter(answer=CallBack.Answer.UNREACHED, recorded_by=here.second_worker).exists()
        return wish

    walk(at_step, "unreached", at_step)(record)


for calling in ("amend", "act", "confirm"):
    call(calling)


@walk("confirm", "no_longer_needed", "answered")
def nobody_is_asked_about_an_answer(here: District) -> Wish:
    return step(paths.to_confirm_answer(here), "no_longer_needed", here.second_worker, change="died")


@walk("pool", "claim", "confirm_claim")
def a_home_visit_is_looked_at_first(here: District) -> Wish:
    return paths.to_confirm_claim(here)


def seen_by_staff_only(here: District, reach: Walk) -> Wish:
    """The same step, with a wish nobody outside the staff may see."""
    wish = reach(here)
    Wish.objects.filter(pk=wish.pk).update(visibility="staff")
    return wish


@walk("confirm_claim", "refuse", "screen")
def a_refused_claim_on_a_staff_wish_goes_to_the_desk(here: District) -> Wish:
    return step(seen_by_staff_only(here, paths.to_confirm_claim), "refuse", here.worker, **reason)


@walk("act", "hand_back", "screen")
def handed_back_after_contact(here: District) -> Wish:
    return step(step(paths.to_act(here), "contact", here.resident), "hand_back", here.resident, **reason)


def with_the_fallback(here: District) -> Wish:
    wish = step(paths.to_pool(here), "fallback", MACHINE, at=later(days=7))
    return step(wish, "accept", here.committee_manager, handler=membership_of(here.committee_manager, here.committee))


@walk("act", "hand_back", "coordinate")
def handed_back_by_the_fallback(here: District) -> Wish:
    return step(with_the_fallback(here), "hand_back", here.committee_manager, **reason)


@walk("act", "lapse", "coordinate")
def expired_with_the_fallback(here: District) -> Wish:
    return step(with_the_fallback(here), "lapse", MACHINE, at=later(days=20))


@walk("act", "lapse", "screen")
def expired_staff_wish(here: District) -> Wish:
    return step(seen_by_staff_only(here, paths.to_act), "lapse", MACHINE, at=later(days=20))


@walk("pool", "fallback", "coordinate")
def nobody_to_fall_back_on(here: District) -> Wish:
    here.community.fallback = None
    here.community.save()
    return step(paths.to_pool(here), "fallback", MACHINE, at=later(days=8))


def offered_again(here: District) -> Wish:
    wish = step(paths.to_accept(here), "decline", here.manager, **reason)
    return step(wish, "dispatch", here.worker, **public_version(organisation=here.branch.pk))


@walk("accept", "decline", "coordinate")
def declined_twice(here: District) -> Wish:
    return step(offered_again(here), "decline", here.manager, **reason)


@walk("accept", "lapse", "coordinate")
def the_fallback_is_silent(here: District) -> Wish:
    return step(step(paths.to_pool(here), "fallback", MACHINE), "lapse", MACHINE, at=later(days=9))


@walk("coordinate", "back", "screen")
def a_staff_wish_comes_back_from_the_street(here: District) -> Wish:
    return step(seen_by_staff_only(here, paths.to_coordinate), "back", here.coordinator, **reason)


@walk("confirm", "satisfied", "answered")
def content_with_an_answer(here: District) -> Wish:
    return step(paths.to_confirm_answer(here), "satisfied", here.wisher)


@walk("confirm", "fair", "answered")
def fairly_content_with_an_answer(here: District) -> Wish:
    return step(paths.to_confirm_answer(here), "fair", here.wisher)


@walk("confirm", "lapse", "answered")
def silent_about_an_answer(here: District) -> Wish:
    return step(paths.to_confirm_answer(here), "lapse", MACHINE, at=later(days=8))


@walk("confirm", "dissatisfied", "screen")
def not_content_with_an_answer(here: District) -> Wish:
    return step(paths.to_confirm_answer(here), "dissatisfied", here.wisher, why="not_mine")


@walk("confirm", "dissatisfied", "coordinate")
def not_content_with_an_answer_twice(here: District) -> Wish:
    wish = not_content_with_an_answer(here)
    wish = step(wish, "answer", here.worker, **public_version("question-policy", text="再说明一次。"))
    return step(wish, "dissatisfied", here.wisher, why="not_mine")


@walk("confirm", "dissatisfied", "verify")
def dissatisfied_twice(here: District) -> Wish:
    wish = step(paths.to_confirm(here), "dissatisfied", here.wisher, why="half_done")
    wish = step(wish, "done", here.resident, report="补了最后一件")
    return step(wish, "dissatisfied", here.wisher, why="half_done")


@walk("verify", "dispute", "disputed")
def both_sides_stand(here: District) -> Wish:
    wish = step(dissatisfied_twice(here), "dispute", here.reviewer, reason="都补了，她觉得针脚不细。")
    assert wish.claims.get().ending == Claim.Ending.DONE and wish.actor == here.resident
    assert wish.hands.get(user=here.reviewer).part == Hand.Part.VERIFIER
    return wish


@walk("act", "hand_over", "act")
def another_handler(here: District) -> Wish:
    handler = membership_of(here.agent, here.branch)
    return step(paths.to_branch_act(here), "hand_over", here.manager, handler=handler, reason="他出差")


@walk("confirm_claim", "hand_over", "confirm_claim")
def another_handler_before_the_community_agreed(here: District) -> Wish:
    wish = step(paths.to_screen(here), "publish", here.worker, **public_version(home_visit="on"))
    claim = {"plan": "周六去", "promised_on": day(), "organisation": here.branch.pk}
    wish = step(wish, "claim", here.manager, handler=membership_of(here.member, here.branch), **claim)
    return step(wish, "hand_over", here.manager, handler=membership_of(here.agent, here.branch), reason="他出差")


@walk("transfer", "hand_over", "transfer")
def another_keeper(here: District) -> Wish:
    keeper = here.second_worker.memberships.get().pk
    return step(paths.to_transfer(here), "hand_over", here.worker, handler=keeper, reason="她更熟")


@pytest.mark.parametrize("edge", sorted(WALKS), ids=" ".join)
def test_an_edge_leads_where_it_is_declared_to(here: District, edge: tuple[str, str, str]) -> None:
    at_step, outcome, target = edge
    wish = WALKS[edge](here)
    last = wish.events.order_by("seq").last()
    assert last is not None
    assert (last.step, last.outcome, last.after) == (at_step, outcome, status_of(target))
    assert wish.status == status_of(target)
    assert (wish.task is None) == (wish.ended_at is not None) == (not wish.is_live)
    assert people_told(wish) == TOLD.get(edge, set())
    assert WROTE.get(edge, set()) == facts.WRITTEN.get(edge, set())
    assert last.audience == readers.of_line(at_step, outcome)
    words = notes_of(wish).get(last.seq)
    assert words or edge not in WAYS or not RULES[at_step, outcome].form.note_field
    assert words is None or words.audience == readers.of_words(at_step, outcome)


def people_told(wish: Wish) -> set[str]:
    """Who was told of the last line of the history, as ``tests/workflows/told.py`` names them."""
    made = Notice.objects.filter(dedupe__startswith=f"{wish.subject}:{wish.seq}:")
    return {"former" if n.kind == "wish.farewell" else n.dedupe.split(":")[-2] for n in made}


def test_nobody_is_told_of_an_edge_that_does_not_exist() -> None:
    assert TOLD.keys() <= WALKS.keys()


def test_every_declared_edge_is_walked() -> None:
    """``tests/conftest.py`` prints covered and declared at the end of the run."""
    assert set(WALKS) == DECLARED
