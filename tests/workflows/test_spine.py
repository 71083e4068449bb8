"""One wish through its people, and the facts it leaves."""

import pytest

from community.points.models import Account, Entry
from community.records.models import Note, Notice
from community.wishes.models import Claim, Hand, Status, Story, WishEvent
from tests.factories import District, day, public_version, step
from tests.workflows.paths import membership_of, to_screen

pytestmark = pytest.mark.django_db


def test_a_wish_is_fulfilled_by_seven_people(here: District) -> None:
    wish = to_screen(here)
    assert wish.status == Status.SCREENING and wish.task_id
    wish = step(wish, "publish", here.worker, **public_version())
    assert wish.status == Status.OPEN and wish.visibility == "wall"
    handler = membership_of(here.member, here.branch)
    wish = step(
        wish,
        "claim",
        here.manager,
        plan="周六上午去",
        promised_on=day(),
        organisation=here.branch.pk,
        handler=handler,
    )
    assert wish.status == Status.ACTING
    assert (wish.actor, wish.organisation) == (here.member, here.branch)
    wish = step(wish, "contact", here.member)
    wish = step(wish, "done", here.member, report="三件都补好了")
    assert wish.status == Status.CONFIRMING
    wish = step(wish, "satisfied", here.wisher, words="手真巧")
    assert wish.status == Status.VERIFYING
    wish = step(wish, "approve", here.reviewer)

    assert wish.status == Status.FULFILLED and wish.ended_at and wish.task_id is None
    lines = list(WishEvent.objects.filter(wish=wish).order_by("seq").values_list("seq", "step", "outcome", "after"))
    assert lines == [
        (1, "start", "submit", "screening"),
        (2, "screen", "publish", "open"),
        (3, "pool", "claim", "acting"),
        (4, "act", "contact", "acting"),
        (5, "act", "done", "confirming"),
        (6, "confirm", "satisfied", "verifying"),
        (7, "verify", "approve", "fulfilled"),
    ]
    assert Claim.objects.get(wish=wish).ending == Claim.Ending.DONE
    assert set(Hand.objects.filter(wish=wish).values_list("user__username", "side")) == {
        ("worker", "doing"),
        ("manager", "doing"),
        ("member", "doing"),
        ("reviewer", "judging"),
    }
    assert sorted(Entry.objects.values_list("code", flat=True)) == [
        *["satisfied", "satisfied"],
        *["wish_done_service", "wish_done_service"],
    ]
    assert Account.objects.get(user=here.member).spendable == 17
    assert Account.objects.get(organisation=here.branch).spendable == 0
    assert Account.objects.get(organisation=here.branch).honour == 17
    assert Story.objects.get(wish=wish).helpers == "麦田里党支部"
    assert {n.text for n in Note.objects.filter(subject=wish.subject)} == {
        "周六上午去",
        "三件都补好了",
        "手真巧",
    }
    assert Notice.objects.filter(user=here.wisher).count() == 6
