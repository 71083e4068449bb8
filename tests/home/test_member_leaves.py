"""A member leaves: what he has in hand goes to another, and he is told."""

from datetime import timedelta

import pytest

from community.people.membership import enrol, let_go
from community.people.operations import Appointment, grant
from community.people.refusal import Refused
from community.people.roles import Role
from community.records.models import Notice
from community.wishes.models import Hand, Wish
from tests.factories import SINCE, as_, day, later
from tests.home.roster import NOBODY, PAGE, TODAY, everything, leaving, on, told
from tests.workflows import paths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def manager(client, here):
    client.force_login(here.manager)
    return client


def stuck(wish, user):
    """He judged it once: he may not have it in hand."""
    Hand.objects.create(wish=wish, user=user, side=Hand.Side.JUDGING, part=Hand.Part.VERIFIER, at=later())


def test_without_anything_in_hand_he_leaves_on_the_day_and_is_told(manager, here):
    before = everything()
    form = manager.get(leaving(here.member)).context["form"]
    assert list(form.fields) == ["last_day"] and form["last_day"].value() == TODAY
    assert everything() == before
    answer = manager.post(leaving(here.member), {"last_day": day(20)}, follow=True)
    assert "郑先生做麦田里党支部的成员到2026年11月30日为止，已经告诉本人。" in told(answer)
    assert here.member.memberships.get().ends_on == on(20)
    notice = Notice.objects.get(user=here.member, kind="people.left")
    assert (
        "您在麦田里党支部做成员，到2026年11月30日为止，以后就不是了。" in notice.text and "025-1000001" in notice.text
    )


def test_sent_twice_he_is_told_once(manager, here):
    for _ in range(2):
        assert manager.post(leaving(here.member), {"last_day": day()}).status_code == 302
    assert Notice.objects.filter(user=here.member, kind="people.left").count() == 1


def test_with_something_in_hand_a_successor_is_asked_for(manager, here):
    paths.to_branch_act(here)
    before = everything()
    answer = manager.get(leaving(here.member))
    offered = dict(answer.context["form"].fields["successor"].choices)
    assert set(offered) == {"", here.manager.pk, here.agent.pk}
    for nobody in ("", "x", "\0", NOBODY, here.member.pk, here.far_manager.pk):
        answer = manager.post(leaving(here.member), {"last_day": day(), "successor": nobody, "reason": "搬走了"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["successor"])
        assert "搬走了" in told(answer) and f'value="{day()}"' in told(answer)
    assert everything() == before


def test_the_successor_gets_it_all(manager, here):
    wishes = [paths.to_branch_act(here), paths.to_branch_act(here)]
    sent = {"last_day": day(0), "successor": here.agent.pk, "reason": "搬走了"}
    answer = manager.post(leaving(here.member), sent, follow=True)
    page = told(answer)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "交给" in page and "2 件" in page and all(wish.spoken_code in page for wish in wishes)
    assert [Wish.objects.get(pk=wish.pk).actor for wish in wishes] == [here.agent] * 2
    assert here.member.memberships.get().ends_on == TODAY
    assert Notice.objects.filter(user=here.member, kind="people.left").count() == 1


def test_what_cannot_move_is_told_with_its_reason_and_he_stays(manager, here):
    first, second = paths.to_branch_act(here), paths.to_branch_act(here)
    stuck(first, here.agent)
    sent = {"last_day": day(0), "successor": here.agent.pk}
    answer = manager.post(leaving(here.member), sent, follow=True)
    page = told(answer)
    assert answer.redirect_chain == [(leaving(here.member), 302)]
    assert f"没有交成：{first.spoken_code}" in page and "要请另一位同志验收" in page and "先不离开" in page
    assert Wish.objects.get(pk=first.pk).actor == here.member and Wish.objects.get(pk=second.pk).actor == here.agent
    assert here.member.memberships.get().ends_on is None
    assert not Notice.objects.filter(kind="people.left").exists()
    assert manager.post(leaving(here.member), sent | {"successor": here.manager.pk}).status_code == 302
    assert here.member.memberships.get().ends_on == TODAY


def test_another_role_there_keeps_what_he_has_in_hand(manager, here):
    wish = paths.to_branch_act(here)
    grant(user=here.member, role=Role.ORG_AGENT, organisation=here.branch, starts_on=SINCE)
    member, agent = here.member.memberships.order_by("pk")
    assert manager.post(f"{PAGE}{member.pk}/leave/", {"last_day": day(0)}).status_code == 302
    member.refresh_from_db(), agent.refresh_from_db()
    assert (member.ends_on, agent.ends_on, Wish.objects.get(pk=wish.pk).actor) == (TODAY, None, here.member)


def test_what_he_is_elsewhere_he_stays(manager, here):
    paths.to_branch_act(here)
    grant(user=here.manager, role=Role.ORG_MANAGER, organisation=here.committee, starts_on=SINCE)
    elsewhere = grant(user=here.member, role=Role.MEMBER, organisation=here.committee, starts_on=SINCE)
    assert manager.post(f"{PAGE}{elsewhere.pk}/leave/", {"last_day": day(0)}).status_code == 302
    here_now = here.member.memberships.get(organisation=here.branch)
    assert (here_now.ends_on, Wish.objects.get().actor) == (None, here.member)
    manager.post(f"{PAGE}{here_now.pk}/leave/", {"last_day": day(3), "successor": here.agent.pk})
    assert [str(m.ends_on) for m in here.member.memberships.order_by("pk")] == [day(3), day(0)]


def test_who_is_still_to_come_leaves_on_his_first_day_at_the_earliest(manager, here):
    here.member.memberships.update(starts_on=TODAY + timedelta(days=5))
    answer = manager.post(leaving(here.member), {"last_day": day(0)})
    assert answer.status_code == 422 and "他从2026年11月15日才开始" in told(answer)
    assert manager.post(leaving(here.member), {"last_day": day(5)}).status_code == 302


@pytest.mark.parametrize("last_day", ["", "\0", "x", day(-1), day(8), "9999-12-31", "0001-01-01", "2026-13-45"])
def test_a_day_that_cannot_be_his_last_is_told_at_its_field(manager, here, last_day):
    here.member.memberships.update(ends_on=TODAY + timedelta(days=7))
    before = everything()
    answer = manager.post(leaving(here.member), {"last_day": last_day})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["last_day"])
    assert everything() == before


@pytest.mark.parametrize("who", ["agent", "member", "far_manager", "worker", "admin", "superuser"])
def test_the_verbs_themselves_are_for_the_manager_alone(here, who):
    by, at, before = as_(getattr(here, who)), later(), everything()
    wanted = Appointment(name="赵德厚", phone="13800007777", role=Role.MEMBER, place=here.branch)
    with pytest.raises(Refused, match="not_yours"):
        enrol(appointment=wanted, by=by, at=at)
    with pytest.raises(Refused, match="not_yours"):
        let_go(membership=here.member.memberships.get(), by=by, at=at, on=TODAY)
    assert everything() == before


def test_they_give_and_take_no_management(here):
    by, at = as_(here.manager), later()
    for role, place in ((Role.ORG_MANAGER, here.branch), (Role.GRID_WORKER, here.community)):
        with pytest.raises(Refused, match="not_yours"):
            enrol(appointment=Appointment(name="赵", phone="13800007777", role=role, place=place), by=by, at=at)
    with pytest.raises(Refused, match="not_yours"):
        let_go(membership=here.manager.memberships.get(), by=by, at=at, on=TODAY)


def test_no_last_day_lies_in_the_past_whoever_asks(here):
    with pytest.raises(Refused, match="last_day"):
        let_go(membership=here.member.memberships.get(), by=as_(here.manager), at=later(), on=on(-1))
