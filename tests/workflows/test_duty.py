"""Separation of duty, and that somebody can always act all the same (design.md §5)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from community.people.actor import Channel
from community.people.models import User
from community.people.operations import grant, verify_residence
from community.people.refusal import Refused
from community.people.roles import Role
from community.points.models import Account, Entry
from community.points.operations import Deed, award
from community.wishes.models import Category, Hand, Handling, Status, Visibility, Wish
from community.wishes.operations.screen import merge
from community.wishes.queries import bar
from tests.factories import MORNING, District, as_, day, holder, later, photo, public_version, step, wishing
from tests.workflows import paths
from tests.workflows.paths import membership_of
from workflows import door

pytestmark = pytest.mark.django_db


def make_reviewer(user: User, here: District) -> None:
    """The same person also reviews for the street."""
    grant(user=user, role=Role.STREET_REVIEWER, region=here.street, starts_on=MORNING.date())


@pytest.mark.parametrize("part", ["wisher", "worker", "resident"])
def test_who_had_a_part_cannot_verify(here: District, part: str) -> None:
    wish = paths.to_verify(here)
    user = getattr(here, part)
    make_reviewer(user, here)
    with pytest.raises(Refused, match="separation"):
        step(wish, "approve", user)
    assert bar(wish=wish, by=as_(user))


def test_a_member_of_the_claiming_organisation_cannot_verify(here: District) -> None:
    wish = step(step(paths.to_branch_act(here), "done", here.member, report="好了"), "satisfied", here.wisher)
    for user in (here.agent, here.manager):
        make_reviewer(user, here)
        with pytest.raises(Refused, match="separation"):
            step(wish, "approve", user)


def test_a_former_claimant_cannot_verify(here: District) -> None:
    wish = step(paths.to_act(here), "hand_back", here.resident, reason="出差了")
    wish = step(wish, "claim", here.member, plan="周六去", promised_on=day())
    wish = step(step(wish, "done", here.member, report="好了"), "satisfied", here.wisher)
    make_reviewer(here.resident, here)
    with pytest.raises(Refused, match="separation"):
        step(wish, "approve", here.resident)


def test_the_call_back_recorder_cannot_verify(here: District) -> None:
    make_reviewer(here.coordinator, here)
    wish = step(paths.to_confirm(here), "satisfied", as_(here.coordinator, channel=Channel.PHONE))
    with pytest.raises(Refused, match="separation"):
        step(wish, "approve", here.coordinator)


def test_who_sent_it_back_cannot_claim_it(here: District) -> None:
    """Judging bars from doing as well."""
    wish = step(paths.to_verify(here), "send_back", here.reviewer, phrase="没说明谁参加")
    wish = step(wish, "hand_back", here.resident, reason="出差了")
    verify_residence(user=here.reviewer, region=here.community, by=as_(here.worker), at=MORNING)
    with pytest.raises(Refused, match="separation"):
        step(wish, "claim", here.reviewer, plan="我来", promised_on=day())


def test_the_database_keeps_one_side_per_person(here: District) -> None:
    wish = paths.to_pool(here)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hand.objects.create(wish=wish, user=here.worker, side=Hand.Side.JUDGING, part=Hand.Part.VERIFIER, at=later())


def test_a_proxy_screens_his_own_only_where_the_category_is_low_risk(here: District) -> None:
    wish = door.start(wishing(here, wisher=None), by=as_(here.worker), at=later(), proxied=True)
    with pytest.raises(Refused, match="own_proxy"):
        step(wish, "publish", here.worker, **public_version("job-seek"))
    assert step(wish, "publish", here.worker, **public_version("service-repair")).status == Status.OPEN


def test_neither_the_proxy_nor_the_doing_organisation_records_the_call(here: District) -> None:
    wish = door.start(wishing(here, wisher=None, phone=""), by=as_(here.worker), at=later(), proxied=True)
    wish = step(wish, "publish", here.second_worker, **public_version())
    worker_in_branch = holder("worker_in_branch", Role.COMMUNITY_WORKER, here.community)
    grant(user=worker_in_branch, role=Role.MEMBER, organisation=here.branch, starts_on=MORNING.date())
    wish = step(
        wish, "claim", here.manager, plan="周六去", promised_on=day(), organisation=here.branch.pk,
        handler=membership_of(here.member, here.branch),
    )  # fmt: skip
    wish = step(wish, "done", here.member, report="好了")
    for user in (here.worker, worker_in_branch):
        with pytest.raises(Refused, match="caller_barred"):
            step(wish, "satisfied", as_(user, channel=Channel.PHONE))
    assert step(wish, "satisfied", as_(here.third_worker, channel=Channel.PHONE)).status == Status.VERIFYING


def test_a_reviewer_takes_the_word_down_only_as_last_resort(here: District) -> None:
    wish = door.start(wishing(here, wisher=None, phone=""), by=as_(here.worker), at=later(), proxied=True)
    wish = step(wish, "publish", here.second_worker, **public_version())
    wish = step(wish, "claim", here.resident, plan="周六去", promised_on=day())
    wish = step(wish, "done", here.resident, report="好了")
    with pytest.raises(Refused, match="not_yours"):
        step(wish, "satisfied", as_(here.reviewer, channel=Channel.VISIT), at=later(days=1))
    assert (
        step(wish, "satisfied", as_(here.reviewer, channel=Channel.VISIT), at=later(days=6)).status == Status.VERIFYING
    )


def test_the_street_s_own_work_is_verified_by_the_district(here: District) -> None:
    handler = membership_of(here.office_manager, here.street_office)
    wish = step(paths.to_coordinate(here), "assign", here.coordinator, handler=handler)
    wish = step(step(wish, "done", here.office_manager, report="好了"), "satisfied", here.wisher)
    with pytest.raises(Refused, match="not_yours"):
        step(wish, "approve", here.reviewer)
    assert step(wish, "approve", here.district_reviewer).status == Status.FULFILLED


def finish(here: District, slug: str) -> Wish:
    """A proxied wish without phone, with one worker and one reviewer away: third_worker and second_reviewer."""
    wish = door.start(wishing(here, wisher=None, phone=""), by=as_(here.worker), at=later(), proxied=True)
    terms = Category.objects.get(slug=slug).terms.get()
    by = here.second_worker
    if terms.handling == Handling.ANSWER:
        wish = step(wish, "answer", by, **public_version(slug, text="带身份证来社区办。"))
        return step(wish, "satisfied", as_(by, channel=Channel.VISIT))
    if terms.widest == Visibility.STAFF or terms.handling == Handling.DISPATCH:
        wish = step(wish, "dispatch", by, **public_version(slug, organisation=here.branch.pk))
        wish = step(wish, "accept", here.manager, handler=membership_of(here.member, here.branch))
    else:
        wish = step(wish, "publish", by, **public_version(slug))
        wish = step(
            wish, "claim", here.manager, plan="周六去", promised_on=day(), organisation=here.branch.pk,
            handler=membership_of(here.member, here.branch),
        )  # fmt: skip
        if wish.status == Status.CLAIM_CONFIRMING:
            wish = step(wish, "approve", by)
    wish = step(wish, "done", here.member, report="好了", **photo(wish, here.member))
    wish = step(wish, "satisfied", as_(by, channel=Channel.VISIT))
    return step(wish, "approve", here.reviewer)


def test_with_one_worker_and_one_reviewer_away_every_category_can_finish(here: District) -> None:
    for slug in Category.objects.values_list("slug", flat=True):
        wish = finish(here, slug)
        assert wish.status in {Status.FULFILLED, Status.ANSWERED}, slug


@pytest.mark.parametrize("slug", ["appeal-noise", "appeal-debt", "goods-child"])
def test_appeals_debt_and_children_never_reach_the_wall(here: District, slug: str) -> None:
    wish = paths.to_screen(here)
    for outcome in ("publish", "publish_street"):
        with pytest.raises(Refused):
            step(wish, outcome, here.worker, **public_version(slug))
    assert not Wish.objects.on_wall().filter(pk=wish.pk).exists()


def test_health_is_for_the_street_at_most(here: District) -> None:
    wish = step(paths.to_screen(here), "publish", here.worker, **public_version("goods-aids"))
    assert wish.visibility == Visibility.STREET
    assert not Wish.objects.on_wall().exists()


def test_staff_may_narrow_but_never_widen_what_the_wisher_chose(here: District) -> None:
    wish = paths.to_screen(here, visibility=Visibility.STREET)
    assert step(wish, "publish", here.worker, **public_version()).visibility == Visibility.STREET


def test_a_child_s_wish_is_for_staff_only(here: District) -> None:
    with pytest.raises(Refused, match="staff_only"):
        step(paths.to_screen(here), "publish", here.worker, **public_version(minor="on"))


def test_the_urgent_does_not_wait_on_the_wall(here: District) -> None:
    with pytest.raises(Refused, match="urgent"):
        step(paths.to_screen(here), "publish", here.worker, **public_version(urgent="on"))


@pytest.mark.parametrize(
    "leak", ["请打13800001234", "住3幢502", "张桂英想补衣服", "身份证32010119500101001X", "电话025-12345678"]
)
def test_the_public_version_tells_nothing_private(here: District, leak: str) -> None:
    with pytest.raises(door.Invalid) as refused:
        step(paths.to_screen(here), "publish", here.worker, **public_version(public_text=leak))
    assert "请去掉" in str(refused.value.form.errors["public_text"])


def test_a_street_wish_is_for_organisations_of_its_street(here: District) -> None:
    wish = step(paths.to_screen(here), "publish_street", here.worker, **public_version())
    for user in (here.resident, here.far_manager):
        with pytest.raises(Refused, match="not_yours"):
            step(wish, "claim", user, plan="去", promised_on=day())
    wish = step(
        wish, "claim", here.manager, plan="周六去", promised_on=day(), organisation=here.branch.pk,
        handler=membership_of(here.member, here.branch),
    )  # fmt: skip
    assert wish.status == Status.ACTING


def test_a_person_has_three_wishes_in_hand_at_most(here: District) -> None:
    for _ in range(3):
        paths.to_act(here)
    with pytest.raises(Refused, match="cap"):
        paths.to_act(here)


def test_points_are_paid_once_however_often_a_wish_is_approved(here: District) -> None:
    wish = step(paths.to_verify(here), "approve", here.reviewer)
    deed = Deed(["wish_done_service"], [here.resident], [])
    award([deed], source=wish.subject, paid=[], approved_by=here.reviewer, at=later())
    assert Entry.objects.filter(code="wish_done_service").count() == 1
    entry = Entry.objects.get(code="wish_done_service")
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(
            account=entry.account, rule=entry.rule, code=entry.code, source=entry.source, spendable=1, honour=1,
            at=later(),
        )  # fmt: skip
    assert Account.objects.get(user=here.resident).spendable == 17


def test_paid_staff_earn_honour_only(here: District) -> None:
    grant(user=here.resident, role=Role.GRID_WORKER, region=here.community, starts_on=MORNING.date())
    step(paths.to_verify(here), "approve", here.reviewer)
    account = Account.objects.get(user=here.resident)
    assert (account.spendable, account.honour) == (0, 17)


def test_what_nobody_may_claim_does_not_go_to_the_wall(here: District) -> None:
    with pytest.raises(Refused, match="not_for_claim"):
        step(paths.to_screen(here), "publish", here.worker, **public_version("question-policy"))


def test_a_wish_is_not_merged_into_itself_nor_round_about(here: District) -> None:
    one, other = paths.to_screen(here), paths.to_screen(here)
    with pytest.raises(Refused, match="merge_self"):
        step(one, "merge", here.worker, into=one.code)
    step(other, "merge", here.worker, into=one.code)
    with pytest.raises(Refused, match="merge_ended"):
        step(one, "merge", here.worker, into=other.code)


@pytest.mark.parametrize("outcome", ["decline", "merge"])
def test_a_proxy_does_not_end_what_he_wrote_down_either(here: District, outcome: str) -> None:
    other = paths.to_screen(here)
    wish = door.start(wishing(here, wisher=None), by=as_(here.worker), at=later(), proxied=True)
    data: dict[str, Any] = {"decline": {"reason": "不归这里管", "where": "打 12345"}, "merge": {"into": other.code}}[
        outcome
    ]
    with pytest.raises(Refused, match="own_proxy"):
        step(wish, outcome, here.worker, **data)
    assert not step(wish, outcome, here.second_worker, **data).is_live


def test_the_street_does_not_call_upon_the_wisher_to_help_himself(here: District) -> None:
    grant(user=here.wisher, role=Role.MEMBER, organisation=here.branch, starts_on=MORNING.date())
    wish = step(paths.to_act(here), "cannot", here.resident, reason="一个人抬不动")
    given: dict[str, Any] = {"handler": membership_of(here.member, here.branch)}
    with pytest.raises(Refused, match="own_wish"):
        step(wish, "assign", here.coordinator, **given, helpers=[membership_of(here.wisher, here.branch)])
    assert step(wish, "assign", here.coordinator, **given).status == Status.ACTING


def test_two_wishes_do_not_vanish_into_each_other(here: District) -> None:
    """What was seen as live a moment ago is looked at again under its lock."""
    one, other = paths.to_screen(here), paths.to_screen(here)
    step(other, "merge", here.worker, into=one.code)
    assert other.is_live and other.merged_into_id is None  # as the second worker still has it
    with pytest.raises(Refused, match="merge_ended"):
        merge(Wish.objects.get(pk=paths.to_screen(here).pk), by=as_(here.second_worker), at=later(), into=other)
