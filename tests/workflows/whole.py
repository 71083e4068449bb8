"""Wishes that are whole, to be broken one fact at a time."""

from community.wishes.models import Wish
from community.wishes.operations.record import Past, record_many
from tests.factories import District, as_, category, later, step, wishing
from tests.workflows import paths
from workflows import door


def fulfilled(here: District) -> Wish:
    return step(paths.to_verify(here), "approve", here.reviewer)


def fulfilled_for_the_branch(here: District) -> Wish:
    """A wish in the branch's name, its speaker's phone with it."""
    wish = fulfilled(here)
    Wish.objects.filter(pk=wish.pk).update(wisher=None, wisher_organisation=here.branch)
    return Wish.objects.get(pk=wish.pk)


def fulfilled_by_the_branch(here: District) -> Wish:
    wish = step(paths.to_branch_act(here), "done", here.member, report="好了")
    return step(step(wish, "satisfied", here.wisher), "approve", here.reviewer)


def withdrawn(here: District) -> Wish:
    return step(paths.to_act(here), "withdraw", here.wisher, reason="不用了")


def called(here: District) -> Wish:
    return step(paths.to_confirm(here), "satisfied", as_(here.third_worker, channel="phone"))


def proxied(here: District) -> Wish:
    return door.start(wishing(here, wisher=None), by=as_(here.grid_worker), at=later(), proxied=True)


def recorded(here: District) -> Wish:
    past = Past(
        own_words="补棉袄", region=here.community, street=here.street, category=category(), name="张桂英",
        begun_on=later(days=-9).date(), ended_on=later(days=-2).date(),
    )  # fmt: skip
    return record_many([past], by=as_(here.worker), approved_by=here.coordinator, at=later())[0]


def answer_to_rate(here: District) -> Wish:
    return paths.to_confirm_answer(here)
