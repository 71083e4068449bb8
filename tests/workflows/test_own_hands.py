"""Nobody wishes, does, rates and judges with one pair of hands: every way round it that was ever found."""

from typing import Any

import pytest
from django.test import Client

from community.people.actor import Actor, Channel
from community.people.models import Organisation, User
from community.people.operations import end, grant, verify_residence
from community.people.refusal import Refused
from community.people.roles import Role
from community.records.models import Notice
from community.wishes.links import wisher_link
from community.wishes.models import Status, Wish
from tests.factories import MORNING, District, as_, day, holder, later, public_version, step, wishing
from tests.workflows import paths
from tests.workflows.paths import membership_of
from workflows import door

pytestmark = pytest.mark.django_db


def with_link(user: User, wish: Wish) -> Actor:
    return as_(user, channel=Channel.LINK, witness=wish.subject)


@pytest.mark.parametrize("who", ["reviewer", "resident", "worker", "coordinator"])
def test_the_wisher_s_link_in_the_hands_of_a_party_proves_nothing(here: District, who: str) -> None:
    wish = paths.to_confirm(here)
    with pytest.raises(Refused, match="not_yours"):
        step(wish, "satisfied", with_link(getattr(here, who), wish))


def test_a_relative_with_the_link_may_rate_but_never_judge(here: District) -> None:
    wish = paths.to_confirm(here)
    wish = step(wish, "satisfied", with_link(here.outsider, wish))
    grant(user=here.outsider, role=Role.STREET_REVIEWER, region=here.street, starts_on=MORNING.date())
    with pytest.raises(Refused, match="separation"):
        step(wish, "approve", here.outsider)


@pytest.mark.usefixtures("clock")
def test_a_link_opened_before_logging_in_is_forgotten(here: District) -> None:
    wish = door.start(wishing(here, wisher=None), by=Actor(), at=later())
    wish = step(wish, "publish", here.worker, **public_version())
    browser = Client()
    browser.post(f"/wishes/{wish.code}/enter/", {"t": wisher_link(wish).partition("?t=")[2]})
    assert "withdraw" in browser.get(wish.get_absolute_url()).text
    browser.force_login(here.resident)
    assert "withdraw" not in browser.get(wish.get_absolute_url()).text


def in_another_s_name(here: District, user: User) -> Wish:
    """As the page files it for somebody logged in who writes another name."""
    wish = door.start(wishing(here, wisher=None, phone="13911110000"), by=as_(user), at=later(), proxied=True)
    return step(wish, "publish", here.worker, **public_version())


def test_who_wished_in_another_s_name_does_not_take_it_on(here: District) -> None:
    wish = in_another_s_name(here, here.resident)
    with pytest.raises(Refused, match="own_wish"):
        step(wish, "claim", here.resident, plan="我来", promised_on=day())


def test_nor_does_he_help_with_it(here: District) -> None:
    wish = step(in_another_s_name(here, here.resident), "claim", here.member, plan="我来", promised_on=day())
    with pytest.raises(Refused, match="own_wish"):
        step(wish, "pledge", here.resident, text="我有三轮车")


def test_nor_does_he_rate_it_even_when_he_left_his_own_number(here: District) -> None:
    here.resident.phone = "13911110000"
    here.resident.save()
    wish = step(in_another_s_name(here, here.resident), "claim", here.member, plan="我来", promised_on=day())
    wish = step(wish, "done", here.member, report="好了")
    for channel in (Channel.WEB, Channel.PHONE):
        with pytest.raises(Refused, match="not_yours"):
            step(wish, "satisfied", as_(here.resident, channel=channel))


@pytest.mark.usefixtures("clock")
def test_the_page_files_a_wish_in_another_s_name_as_proxied(here: District) -> None:
    browser = Client()
    browser.force_login(here.resident)
    form: dict[str, Any] = {
        "own_words": "想请人换个灯泡", "name": "王芳", "phone": "13911110000", "phone_is_own": "on", "visibility": "wall",
        "region": here.community.slug, "consent": "on", "agree": "on", "key": "5f0c4a0e-8d5e-4b43-9a2d-0a2f5a1c7e11",
    }  # fmt: skip
    answer = browser.post("/wishes/new/", form)
    assert answer.status_code == 302, answer.text
    assert Wish.objects.get().proxied_by == here.resident


def test_a_manager_does_not_claim_his_own_wish_through_a_member(here: District) -> None:
    wish = door.start(wishing(here, wisher=here.manager, phone=""), by=as_(here.manager), at=later())
    wish = step(wish, "publish", here.worker, **public_version())
    with pytest.raises(Refused, match="own_wish"):
        step(
            wish, "claim", here.manager, plan="去", promised_on=day(), organisation=here.branch.pk,
            handler=membership_of(here.member, here.branch),
        )  # fmt: skip


def managed_from_above(here: District) -> tuple[Wish, User]:
    """A branch below the committee acts; the committee's manager reports it done."""
    below = Organisation.objects.get(pk=here.committee.pk).add_child(
        name="第一党小组", kind=Organisation.Kind.PARTY_GROUP, region=here.community
    )
    agent = holder("below", Role.ORG_AGENT, below)
    wish = step(paths.to_pool(here), "claim", agent, plan="去", promised_on=day(), organisation=below.pk)
    return step(wish, "done", here.committee_manager, report="好了"), here.committee_manager


def test_a_manager_from_above_who_reported_it_done_neither_rates_nor_judges(here: District) -> None:
    wish, manager = managed_from_above(here)
    for role, place in [(Role.COMMUNITY_WORKER, here.community), (Role.STREET_REVIEWER, here.street)]:
        grant(user=manager, role=role, region=place, starts_on=MORNING.date())
    with pytest.raises(Refused, match="caller_barred"):
        step(wish, "satisfied", as_(manager, channel=Channel.PHONE))
    wish = step(wish, "satisfied", here.wisher)
    with pytest.raises(Refused, match="separation"):
        step(wish, "approve", manager)


def test_a_membership_that_has_ended_still_binds(here: District) -> None:
    wish = step(paths.to_branch_act(here), "done", here.member, report="好了")
    wish = step(wish, "satisfied", here.wisher)
    grant(user=here.agent, role=Role.STREET_REVIEWER, region=here.street, starts_on=MORNING.date())
    end(membership=here.agent.memberships.get(organisation=here.branch), on=MORNING.date())
    with pytest.raises(Refused, match="separation"):
        step(wish, "approve", here.agent, at=later(days=2))


def test_who_told_of_the_work_once_had_a_hand_in_it(here: District) -> None:
    wish = step(paths.to_branch_act(here), "progress", here.manager, text="今天去量了尺寸")
    wish = step(wish, "done", here.member, report="好了")
    wish = step(wish, "satisfied", here.wisher)
    end(membership=here.manager.memberships.get(organisation=here.branch), on=MORNING.date())
    grant(user=here.manager, role=Role.STREET_REVIEWER, region=here.street, starts_on=MORNING.date())
    assert wish.hands.filter(user=here.manager, side="doing").exists()
    with pytest.raises(Refused, match="separation"):
        step(wish, "approve", here.manager, at=later(days=2))


def test_a_worker_does_not_confirm_his_own_claim(here: District) -> None:
    verify_residence(user=here.worker, region=here.community, by=as_(here.second_worker), at=MORNING)
    wish = step(paths.to_screen(here), "publish", here.second_worker, **public_version(home_visit="on"))
    wish = step(wish, "claim", here.worker, plan="我去", promised_on=day())
    with pytest.raises(Refused, match="own_claim"):
        step(wish, "approve", here.worker)
    assert step(wish, "approve", here.second_worker).status == Status.ACTING


def test_a_worker_s_record_counts_only_as_a_call_or_a_visit(here: District) -> None:
    wish = paths.to_confirm(here)
    with pytest.raises(Refused, match="not_yours"):
        step(wish, "satisfied", as_(here.worker, channel=Channel.WEB))


def test_a_claim_that_stands_still_is_given_to_others_by_the_street(here: District) -> None:
    wish = step(paths.to_act(here), "contact", here.resident)
    wish = step(wish, "reassign", here.coordinator, at=later(days=40), handler=membership_of(here.member, here.branch))
    assert (wish.status, wish.actor) == (Status.ACTING, here.member)
    assert Notice.objects.filter(user=here.resident, kind="wish.farewell").count() == 1


def test_what_was_dispatched_goes_back_to_the_desk_not_to_the_wall(here: District) -> None:
    wish = step(
        paths.to_screen(here), "dispatch", here.worker, **public_version(organisation=here.branch.pk, urgent="on")
    )
    wish = step(wish, "accept", here.manager, handler=membership_of(here.member, here.branch))
    assert step(wish, "hand_back", here.member, reason="没工具").status == Status.SCREENING


def test_an_answer_disliked_does_not_count_against_the_deed(here: District) -> None:
    wish = step(paths.to_confirm_answer(here), "dissatisfied", here.wisher, why="not_mine")
    wish = step(wish, "publish", here.worker, **public_version())
    wish = step(wish, "claim", here.resident, plan="周六去", promised_on=day())
    wish = step(wish, "done", here.resident, report="好了")
    assert step(wish, "dissatisfied", here.wisher, why="half_done").status == Status.ACTING


def told(user: User, kind: str) -> str:
    return Notice.objects.filter(user=user, kind=kind).order_by("-id")[0].text


def test_people_are_told_what_is_true_of_their_wish(here: District) -> None:
    step(paths.to_screen(here, visibility="street"), "publish", here.worker, **public_version())
    assert "不上墙" in told(here.wisher, "wish.pool")
    wish = step(paths.to_verify(here), "send_back", here.reviewer, phrase="没说明谁参加")
    assert "还要再办一办" in told(here.wisher, "wish.act")
    assert "接着办" in told(here.resident, "wish.act")
    step(wish, "withdraw", here.wisher, reason="不用了")
    assert "撤回" in told(here.resident, "wish.farewell")


def test_a_merged_wisher_hears_how_it_ended(here: District) -> None:
    into = paths.to_verify(here)
    wish = door.start(wishing(here, wisher=here.member, phone=""), by=as_(here.member), at=later())
    step(wish, "merge", here.worker, into=into.code)
    step(into, "approve", here.reviewer)
    assert "已实现" in told(here.member, "wish.merged")


def test_an_early_unanswered_call_does_not_close_a_wish(here: District) -> None:
    wish = step(paths.to_amend(here), "unreached", as_(here.second_worker, channel="phone"), at=later(hours=3))
    door.wake(wish.pk, at=later(hours=4))
    wish.refresh_from_db()
    assert wish.status == Status.AMENDING
    days = [n for n in range(1, 13) if door.wake(wish.pk, at=later(days=n)) == "lapse"]
    assert days == [11]
