"""交接: all that one person has in hand goes to one successor, and what cannot is told with its reason."""

from datetime import date, timedelta
from typing import Any

import pytest

from community.people.models import Membership, User
from community.people.operations import end, grant
from community.people.refusal import Refused
from community.people.roles import Role, Verb
from community.records.models import Notice
from community.wishes.models import Claim, Hand, Status, Wish
from tests.factories import MORNING, SINCE, District, as_, day, holder, later, public_version, step
from tests.workflows import paths
from tests.workflows.paths import membership_of
from workflows import door, handover
from workflows.integrity import findings

pytestmark = pytest.mark.django_db


def give(here: District, to: User, by: User | None = None, leaver: User | None = None, **extra: Any) -> Any:
    given: dict[str, Any] = {"leaver": leaver or here.member, "successor": to, "at": later(hours=3)} | extra
    return handover.hand_over(by=as_(by or here.manager), **given)


def to_unit_confirm_claim(here: District) -> Wish:
    wish = step(paths.to_screen(here), "publish", here.worker, **public_version(home_visit="on"))
    return step(
        wish, "claim", here.manager, plan="周六去", promised_on=day(), organisation=here.branch.pk,
        handler=membership_of(here.member, here.branch),
    )  # fmt: skip


@pytest.mark.parametrize("by", ["manager", "coordinator"])
def test_all_open_work_goes_to_the_successor_in_one_act(here: District, by: str) -> None:
    wishes = [paths.to_branch_act(here), paths.to_branch_act(here), to_unit_confirm_claim(here)]
    step(wishes[0], "contact", here.member, text="打过电话")
    done = give(here, here.agent, getattr(here, by))
    assert (done.moved, done.kept) == (wishes, [])
    for wish in wishes:
        now = Wish.objects.get(pk=wish.pk)
        held = now.claims.get(ended_at=None)
        assert (now.status, now.task_id, now.actor, held.user) == (wish.status, wish.task_id, here.agent, here.agent)
        assert held.organisation == here.branch and str(held.promised_on) == day()
        assert now.claims.get(user=here.member).ending == Claim.Ending.TAKEN_OVER
        line = now.events.get(outcome="hand_over")
        assert (line.before, line.after, line.seq) == (wish.status, wish.status, now.seq)
        assert now.hands.get(user=here.agent).part == Hand.Part.CLAIMANT
    assert Claim.objects.get(wish=wishes[0], ended_at=None).contacted_at is not None
    assert findings() == {}


def test_somebody_has_to_be_named(here: District) -> None:
    with pytest.raises(door.Invalid) as invalid:
        step(paths.to_branch_act(here), "hand_over", here.manager, reason="他出差")
    assert "“" in str(invalid.value.form.errors["handler"])


def test_the_wisher_hears_who_comes_now_and_both_handlers_hear_it(here: District) -> None:
    wish = paths.to_branch_act(here)
    Notice.objects.all().delete()
    give(here, here.agent)
    told = {n.user: n.text for n in Notice.objects.filter(subject=wish.subject)}
    assert set(told) == {here.wisher, here.agent, here.member}
    assert "换了一位经办人" in told[here.wisher] and str(here.agent) in told[here.wisher]


def test_before_the_community_has_agreed_the_wisher_hears_nothing(here: District) -> None:
    to_unit_confirm_claim(here)
    Notice.objects.all().delete()
    give(here, here.agent)
    assert {n.user for n in Notice.objects.all()} == {here.agent, here.member}


def test_a_second_hand_over_finds_nothing_left(here: District) -> None:
    paths.to_branch_act(here)
    give(here, here.agent)
    again = give(here, here.agent)
    assert (again.moved, again.kept) == ([], [])


def test_what_was_passed_to_another_unit_is_kept_by_the_successor(here: District) -> None:
    wish = paths.to_transfer(here)
    done = give(here, here.second_worker, here.coordinator, here.worker)
    now = Wish.objects.get(pk=wish.pk)
    assert done.moved == [wish] and now.actor == here.second_worker
    assert now.transfers.get().by == here.worker
    assert not Notice.objects.filter(user=here.wisher, kind="wish.hand_over").exists()


def test_what_a_colleague_keeps_by_now_is_not_taken_from_him(here: District) -> None:
    wish = paths.to_transfer(here)
    give(here, here.second_worker, here.coordinator, here.worker)
    to = here.third_worker.memberships.get().pk
    with pytest.raises(Refused, match="moved_on"):
        step(wish, "hand_over", here.coordinator, handler=to, former=here.worker.pk)


@pytest.mark.parametrize(
    "who,why",
    [
        ("wisher", "要请别人来认领"),
        ("reviewer", "要请另一位同志"),
        ("far_manager", "不是这个组织的成员"),
        ("gone", "不是这个组织的成员"),
        ("locked", "没有这个选项"),
    ],
)
def test_who_may_not_have_a_wish_does_not_get_it_and_the_reason_is_told(here: District, who: str, why: str) -> None:
    wish = paths.to_branch_act(here)
    if who == "reviewer":
        wish = step(wish, "done", here.member, report="好了")
        wish = step(step(wish, "satisfied", here.wisher), "send_back", here.reviewer, phrase="没说明谁参加")
    gone, locked = (holder(name, Role.MEMBER, here.branch) for name in ("gone", "locked"))
    end(membership=gone.memberships.get(), on=MORNING.date() - timedelta(days=1))
    User.objects.filter(pk=locked.pk).update(is_active=False)
    user = User.objects.get(username=who)
    if who in {"wisher", "reviewer"}:
        grant(user=user, role=Role.MEMBER, organisation=here.branch, starts_on=SINCE)
    done = give(here, user)
    assert done.moved == [] and [kept for kept, _ in done.kept] == [wish]
    assert why in done.kept[0][1]
    assert Wish.objects.get(pk=wish.pk).actor == here.member


def test_one_that_cannot_move_keeps_no_other_back(here: District) -> None:
    first, second = paths.to_branch_act(here), paths.to_branch_act(here)
    Hand.objects.create(wish=first, user=here.agent, side=Hand.Side.JUDGING, part=Hand.Part.VERIFIER, at=later())
    done = give(here, here.agent)
    assert (done.moved, [wish for wish, _ in done.kept]) == ([second], [first])


def test_what_he_claimed_in_his_own_name_stays_with_him(here: District) -> None:
    wish = paths.to_act(here)
    done = give(here, here.agent, here.coordinator, here.resident)
    assert done.kept == [(wish, handover.OWN_NAME)]


def test_what_is_done_and_waits_to_be_judged_stays_to_his_credit(here: District) -> None:
    wish = step(paths.to_branch_act(here), "done", here.member, report="好了")
    done = give(here, here.agent)
    assert (done.moved, done.kept) == ([], [])
    assert list(handover.done_work(here.member, as_(here.manager), later())) == [wish]


def test_a_part_he_promised_is_pointed_out_until_it_is_there_or_taken_back(here: District) -> None:
    wish = step(paths.to_branch_act(here), "pledge", here.resident, text="我有三轮车")
    asked: dict[str, Any] = {"by": as_(here.coordinator), "at": later(hours=3)}
    assert list(handover.promised_work(here.resident, **asked)) == [wish]
    assert list(handover.promised_work(here.member, **asked)) == []
    assert list(handover.promised_work(here.resident, as_(here.far_coordinator), later())) == []
    step(wish, "release", here.member, pledge=wish.pledges.get().pk)
    assert list(handover.promised_work(here.resident, **asked)) == []


@pytest.mark.parametrize(
    "who", ["member", "agent", "far_manager", "far_coordinator", "worker", "reviewer", "district_reviewer", "superuser"]
)
def test_nobody_else_hands_it_over(here: District, who: str) -> None:
    wish = paths.to_branch_act(here)
    done = give(here, here.agent, getattr(here, who))
    assert (done.moved, done.kept) == ([], [])
    with pytest.raises(Refused, match="not_yours"):
        step(wish, "hand_over", getattr(here, who), handler=membership_of(here.agent, here.branch))


def test_a_manager_of_the_organisation_changes_a_single_handler_on_its_page(here: District) -> None:
    wish = step(
        paths.to_branch_act(here), "hand_over", here.manager, handler=membership_of(here.agent, here.branch)
    )  # fmt: skip
    assert (wish.status, wish.actor) == (Status.ACTING, here.agent)


def test_what_moved_on_meanwhile_is_not_taken_from_its_new_hands(here: District) -> None:
    wish = paths.to_branch_act(here)
    give(here, here.agent)
    with pytest.raises(Refused, match="moved_on"):
        step(
            wish, "hand_over", here.manager, handler=membership_of(here.manager, here.branch), former=here.member.pk
        )  # fmt: skip


def test_the_clock_of_the_step_goes_on_as_it_was(here: District) -> None:
    wish = paths.to_branch_act(here)
    give(here, here.agent)
    now = Wish.objects.get(pk=wish.pk)
    assert (now.since, now.due_at, now.wake_at) == (wish.since, wish.due_at, wish.wake_at)


@pytest.mark.parametrize("stuck,ended", [(False, 1), (True, 0)])
def test_his_roles_end_when_nothing_is_left_in_his_hands(here: District, stuck: bool, ended: int) -> None:
    wish = paths.to_branch_act(here)
    if stuck:
        Hand.objects.create(wish=wish, user=here.agent, side=Hand.Side.JUDGING, part=Hand.Part.VERIFIER, at=later())
    done = give(here, here.agent, last_day=date(2026, 11, 30))
    assert len(done.ended) == ended
    assert Membership.objects.filter(user=here.member, ends_on=date(2026, 11, 30)).count() == ended


def test_a_coordinator_ends_no_role_that_is_not_hers_to_give(here: District) -> None:
    paths.to_branch_act(here)
    assert give(here, here.agent, here.coordinator, last_day=date(2026, 11, 30)).ended == []
    assert not as_(here.coordinator).may(Verb.PEOPLE_MANAGE)


def test_who_left_stands_first_among_the_holders(here: District) -> None:
    for _ in range(2):
        paths.to_branch_act(here)
    paths.to_transfer(here)
    by = as_(here.coordinator)
    assert handover.holders(by, later()) == [(here.member, 2, False), (here.worker, 1, False)]
    User.objects.filter(pk=here.worker.pk).update(is_active=False)
    assert handover.holders(by, later()) == [(here.worker, 1, True), (here.member, 2, False)]
    assert handover.holders(as_(here.far_coordinator), later()) == []


def test_what_was_denied_and_lengthened_goes_along_and_the_clock_with_it(here: District) -> None:
    wish = paths.to_branch_act(here)
    step(wish, "contact", here.member, text="打过电话")
    step(wish, "deny_contact", here.wisher, at=later(days=8))
    ends = Wish.objects.get(pk=wish.pk).due_at
    assert ends is not None
    due = ends.date() + timedelta(days=3)
    step(wish, "extend", here.member, at=later(days=8, hours=1), until=due.isoformat(), reason="等天晴")
    before, had = Wish.objects.get(pk=wish.pk), Claim.objects.get(wish=wish, ended_at=None)
    give(here, here.agent, at=later(days=8, hours=2))
    now, held = Wish.objects.get(pk=wish.pk), Claim.objects.get(wish=wish, ended_at=None)
    assert (held.user, held.contact_denied_at, held.extended) == (here.agent, later(days=8), had.extended)
    assert had.extended
    assert now.wake_at is not None and now.wake_at == before.wake_at


def test_what_he_promised_in_our_name_is_shown_to_who_manages_us(here: District) -> None:
    wish = step(paths.by_weight(here), "pledge", here.agent, quantity=100, organisation=here.branch.pk, text="")
    assert list(handover.promised_work(here.agent, as_(here.manager), later())) == [wish]
    assert not handover.promised_work(here.agent, as_(here.far_manager), later()).exists()
