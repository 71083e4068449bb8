"""What stays at its step, what comes from the side, and what may follow an end: the facts and the refusals."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from community.people.actor import Actor, Channel
from community.people.refusal import Refused
from community.points.models import Entry
from community.records.models import Notice
from community.wishes.models import CallBack, Claim, Hand, Pledge, Status, Supervision, Wish
from community.wishes.queries import bar, is_wisher
from tests.factories import District, as_, day, later, public_version, step, wishing
from tests.workflows import paths
from workflows import door

pytestmark = pytest.mark.django_db


# 联系


def test_the_wisher_is_asked_whether_he_was_called(here: District) -> None:
    paths.contacted(here)
    assert "说已经和您联系过了" in Notice.objects.get(user=here.wisher, kind="wish.contact").text


def test_a_worker_writes_a_contact_down_after_a_call_before_the_claimant_says_it(here: District) -> None:
    wish = step(paths.to_act(here), "confirm_contact", as_(here.second_worker, channel=Channel.PHONE))
    claim = wish.claims.get()
    assert claim.contacted_at == claim.contact_confirmed_at == later(hours=1)
    assert wish.call_backs.get(purpose=CallBack.Purpose.CONTACT).answer == CallBack.Answer.REACHED


def test_the_claimants_colleague_does_not_confirm_his_contact(here: District) -> None:
    wish = paths.to_branch_act(here)
    caller = step(wish, "contact", here.member)
    with pytest.raises(Refused):
        step(caller, "confirm_contact", as_(here.agent, channel=Channel.PHONE))


def test_a_call_about_the_contact_is_dropped_when_the_work_is_done(here: District) -> None:
    wish = paths.contacted(here)
    door.wake(wish.pk, at=later(days=5))
    assert wish.call_backs.filter(recorded_at=None).exists()
    wish = step(wish, "done", here.resident, at=later(days=6), report="补好了")
    assert not wish.call_backs.filter(purpose=CallBack.Purpose.CONTACT, recorded_at=None).exists()


# 搭把手


def test_parts_add_up_and_no_further(here: District) -> None:
    wish = paths.helped_by_weight(here)
    assert (wish.pledged, wish.lacking) == (300, 200)
    with pytest.raises(Refused, match="enough") as refused:
        step(wish, "pledge", here.manager, quantity=201, text="")
    assert refused.value.field == "quantity" and "还差" not in refused.value.message
    assert step(wish, "pledge", here.manager, quantity=200, text="").lacking == 0


def test_the_database_knows_how_much_is_asked_for(here: District) -> None:
    wish = paths.helped_by_weight(here)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wish.objects.filter(pk=wish.pk).update(pledged=501)


def test_a_part_given_back_is_free_for_others_and_its_hand_stays(here: District) -> None:
    wish = step(paths.helped_by_weight(here), "release", here.member, pledge=Pledge.objects.get().pk)
    assert wish.lacking == 500
    assert wish.hands.get(user=here.member).part == Hand.Part.HELPER
    assert step(wish, "pledge", here.member, quantity=50, text="").pledged == 50


def test_the_organisation_that_promised_a_part_can_keep_it_or_take_it_back(here: District) -> None:
    """Who promised it in its name may have left; its manager goes on, and nobody else of it."""
    wish = step(paths.by_weight(here), "pledge", here.agent, quantity=100, organisation=here.branch.pk, text="")
    part = Pledge.objects.get().pk
    with pytest.raises(Refused, match="not_yours"):
        step(wish, "release", here.member, pledge=part)
    with pytest.raises(Refused, match="not_yours"):
        step(wish, "release", here.far_manager, pledge=part)
    assert step(wish, "release", here.manager, pledge=part).lacking == 500


@pytest.mark.parametrize(
    "by,told", [("agent", {"resident"}), ("manager", {"agent", "resident"}), ("resident", {"agent"})]
)
def test_all_but_whoever_takes_a_part_back_hear_of_it(here: District, by: str, told: set[str]) -> None:
    """The helper, his manager, who leads."""
    wish = step(paths.by_weight(here), "pledge", here.agent, quantity=100, organisation=here.branch.pk, text="")
    step(wish, "release", getattr(here, by), pledge=Pledge.objects.get().pk)
    heard = Notice.objects.filter(kind="wish.release")
    assert {notice.user for notice in heard} == {getattr(here, name) for name in told}


def test_nobody_gives_back_the_part_of_another(here: District) -> None:
    wish = step(paths.helped_by_weight(here), "pledge", here.manager, quantity=10, text="")
    with pytest.raises(door.Invalid):
        step(wish, "release", here.manager, pledge=Pledge.objects.get(user=here.member).pk)


def test_a_kept_part_earns_its_points_and_its_place_in_the_story(here: District) -> None:
    wish = paths.helped_by_weight(here)
    wish = step(wish, "pledge", here.agent, quantity=10, text="")
    wish = step(wish, "deliver", here.member, pledge=Pledge.objects.get(user=here.member).pk)
    wish = step(step(wish, "done", here.resident, report="送到了"), "satisfied", here.wisher)
    wish = step(wish, "approve", here.reviewer)
    assert Entry.objects.get(account__user=here.member).code == "helped"
    assert not Entry.objects.filter(account__user=here.agent).exists()
    assert wish.story.helpers == "沈女士、郑先生"


def test_whoever_helped_does_not_judge_nor_does_his_organisation(here: District) -> None:
    wish = step(paths.by_weight(here), "pledge", here.manager, quantity=10, organisation=here.branch.pk, text="")
    here.reviewer.memberships.create(role="member", organisation=here.branch, starts_on=later().date())
    wish = step(step(wish, "done", here.resident, report="好了"), "satisfied", here.wisher)
    assert bar(wish=wish, by=as_(here.reviewer)) == "您或您的单位参与了办理，要请另一位同志验收。"
    with pytest.raises(Refused, match="separation"):
        step(wish, "approve", here.reviewer)


def test_the_street_calls_several_upon_and_they_only_ask_back(here: District) -> None:
    helpers = [paths.membership_of(here.committee_manager, here.committee)]
    handler = paths.branch_member(here)
    wish = step(paths.to_coordinate(here), "assign", here.coordinator, handler=handler, helpers=helpers)
    assert [p.user for p in wish.pledges.all()] == [here.committee_manager]
    assert step(wish, "hand_back", here.member, reason="做不了").status == Status.COORDINATING


# 暂缓、延期


@pytest.mark.parametrize("days", [0, 61, 400])
def test_a_pause_is_from_tomorrow_and_not_for_long(here: District, days: int) -> None:
    with pytest.raises((Refused, door.Invalid)):
        step(paths.contacted(here), "pause", here.resident, until=day(days), reason="等材料")


def test_a_deadline_is_moved_once_by_the_claimant_and_again_only_by_a_worker(here: District) -> None:
    wish = paths.to_act(here)
    due = wish.due_at
    assert due is not None
    until = [(due + timedelta(days=days)).date().isoformat() for days in (0, 10, 16, 20)]
    for wrong in (until[0], until[2]):
        with pytest.raises(Refused, match="extend_days"):
            step(wish, "extend", here.resident, until=wrong, reason="料子没到")
    wish = step(wish, "extend", here.resident, until=until[1], reason="料子没到")
    assert wish.due_at and wish.due_at.date().isoformat() == until[1]
    with pytest.raises(Refused, match="extended_once"):
        step(wish, "extend", here.resident, until=until[3], reason="还没到")
    assert step(wish, "extend", here.second_worker, until=until[3], reason="还没到").claims.get().extended == 2


# 督办、情况变化


def test_the_street_asks_one_question_at_a_time_and_hears_the_answer(here: District) -> None:
    wish = paths.supervised("act")(here)
    told = set(Notice.objects.filter(kind="wish.supervise").values_list("user__username", flat=True))
    assert told == {"resident", "worker", "second_worker", "third_worker"}
    with pytest.raises(Refused):
        step(wish, "supervise", here.coordinator, text="再问", due_on=day())
    wish = step(wish, "answer_supervision", here.resident, text="周六办好")
    assert wish.supervised_until is None and Supervision.objects.get().answered_by == here.resident
    assert Notice.objects.filter(user=here.coordinator, kind="wish.answer_supervision").exists()


def test_a_question_to_a_wish_that_ends_is_no_longer_open(here: District) -> None:
    wish = step(paths.supervised("act")(here), "withdraw", here.wisher, reason="不用了")
    assert wish.supervised_until is None and Supervision.objects.get().answered_at


def test_when_things_have_changed_the_wisher_is_left_in_peace(here: District) -> None:
    wish = paths.to_act(here)
    Notice.objects.all().delete()
    wish = step(wish, "no_longer_needed", here.worker, change="died")
    assert (wish.status, wish.claims.get().ending) == (Status.CLOSED, Claim.Ending.WITHDRAWN)
    assert list(Notice.objects.values_list("user__username", flat=True)) == ["resident"]


def test_a_deed_done_is_judged_though_nobody_can_be_asked(here: District) -> None:
    wish = step(paths.to_confirm(here), "no_longer_needed", here.worker, change="died")
    Notice.objects.all().delete()
    wish = step(wish, "approve", here.reviewer)
    assert (wish.status, wish.rating) == (Status.FULFILLED, "not_asked")
    assert not Notice.objects.filter(user=here.wisher).exists()
    assert not Entry.objects.filter(code="satisfied").exists()


def test_who_did_it_does_not_say_that_nobody_need_be_asked(here: District) -> None:
    here.second_worker.memberships.create(role="member", organisation=here.branch, starts_on=later().date())
    wish = step(paths.to_branch_act(here), "done", here.member, report="好了")
    with pytest.raises(Refused, match="caller_barred"):
        step(wish, "no_longer_needed", here.second_worker, change="died")


# 结束以后


def test_a_refusal_is_looked_at_again_once_and_in_time(here: District) -> None:
    wish = paths.to_declined(here)
    with pytest.raises(Refused):
        step(wish, "review", here.wisher, at=later(days=17), reason="不同意")
    wish = step(wish, "review", here.wisher, at=later(days=15), reason="不同意")
    wish = step(wish, "uphold", here.coordinator, at=later(days=16), reason="确实不归这里", where="12345")
    assert door.notes_of(wish)[wish.seq].text == "确实不归这里 可以找：12345"
    with pytest.raises(Refused):
        step(wish, "review", here.wisher, at=later(days=17), reason="还是不同意")


def test_a_wish_taken_up_again_is_in_a_new_process(here: District) -> None:
    wish = paths.to_fulfilled(here)
    former = wish.process_id
    wish = step(wish, "reopen", here.coordinator, at=later(days=3), reason="又坏了")
    assert wish.process_id != former and wish.claims.count() == 2
    wish = step(wish, "done", here.resident, at=later(days=4), report="又修好了")
    wish = step(wish, "satisfied", here.wisher, at=later(days=4))
    step(wish, "approve", here.reviewer, at=later(days=5))
    assert Entry.objects.filter(code="wish_done_service").count() == 1
    wish.refresh_from_db()
    with pytest.raises(Refused):
        step(wish, "reopen", here.coordinator, at=later(days=6), reason="再来")


def test_two_who_take_it_up_at_once_do_so_once(here: District) -> None:
    wish = paths.to_declined(here)
    step(wish, "review", here.wisher, at=later(days=2), reason="不同意")
    with pytest.raises(door.Stale):
        door.again(wish.pk, "review", ended=wish.seq, by=as_(here.wisher), at=later(days=2), data={"reason": "不同意"})


def test_what_was_merged_by_mistake_goes_its_own_way(here: District) -> None:
    wish = step(paths.to_merged(here), "unmerge", here.wisher, at=later(days=3), reason="不是一件事")
    assert (wish.status, wish.merged_into) == (Status.SCREENING, None)


def test_what_was_closed_because_things_changed_is_not_revived(here: District) -> None:
    wish = step(paths.to_screen(here), "no_longer_needed", here.worker, change="moved")
    with pytest.raises(Refused):
        step(wish, "revive", here.wisher)


# 组织许愿


def test_an_organisation_wishes_and_does_not_claim_its_own_wish(here: District) -> None:
    asked = wishing(here, wisher=None, wisher_organisation=here.branch, name="陈明")
    wish = door.start(asked, by=as_(here.agent), at=later())
    assert wish.wisher_mask == "麦田里党支部"
    assert is_wisher(wish, as_(here.manager)) and not is_wisher(wish, as_(here.member))
    wish = step(wish, "publish", here.worker, **public_version())
    for own in (here.manager, here.member, here.agent):
        with pytest.raises(Refused, match="own_wish"):
            step(wish, "claim", own, plan="自己来", promised_on=day())
    wish = step(wish, "claim", here.resident, plan="周六去", promised_on=day())
    wish = step(wish, "done", here.resident, report="好了")
    assert step(wish, "satisfied", here.manager).status == Status.VERIFYING


def test_a_link_to_an_organisations_wish_is_no_way_in_for_its_members(here: District) -> None:
    asked = wishing(here, wisher=None, wisher_organisation=here.branch)
    wish = door.start(asked, by=as_(here.agent), at=later())
    assert is_wisher(wish, Actor(channel=Channel.LINK, witness=wish.subject))
    assert not is_wisher(wish, as_(here.outsider))
