"""A wish in an organisation's name is the organisation's, whoever wrote it down; and what stays when a wisher leaves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.people.fields import lookup
from community.people.leaving import anonymise
from community.people.models import User
from community.people.operations import grant
from community.people.refusal import Refused
from community.people.roles import Role
from community.records.models import Audience, Note
from community.wishes import queries
from community.wishes.holding import duties
from community.wishes.models import Status, Wish
from community.wishes.queries import bar, has_own_phone, is_wisher
from tests.factories import SINCE, as_, later, step, wishing
from tests.workflows import paths
from workflows import door
from workflows.flows.wish_recipients import WISHER, recipients

pytestmark = pytest.mark.django_db


def of_the_branch(here, **extra):
    given = {"wisher": None, "wisher_organisation": here.branch, "name": "陈明", "phone": "13800009999"}
    return door.start(wishing(here, **given | extra), by=as_(here.agent), at=later())


def test_whoever_speaks_for_the_organisation_has_its_wish_among_his_own(client, here):
    wish = of_the_branch(here)
    for name, finds in {"agent": True, "manager": True, "member": False, "far_manager": False}.items():
        client.force_login(getattr(here, name))
        assert (wish in client.get("/me/").context["wishes"]) == finds, name


def test_who_wrote_it_has_no_say_once_his_office_is_over(here):
    User.objects.filter(pk=here.agent.pk).update(phone="13800009999", phone_lookup=lookup("13800009999"))
    agent = User.objects.get(pk=here.agent.pk)
    wish = of_the_branch(here)
    assert (is_wisher(wish, as_(agent)), has_own_phone(wish)) == (True, True)

    agent.memberships.update(ends_on=timezone.localdate(later()) - timedelta(days=1))
    agent, wish = User.objects.get(pk=agent.pk), Wish.objects.get(pk=wish.pk)
    assert (is_wisher(wish, as_(agent)), has_own_phone(wish), agent in speaking(wish)) == (False, False, False)
    with pytest.raises(Refused):
        step(wish, "withdraw", agent, reason="不办了")


def speaking(wish):
    return [user for user, _ in recipients(wish, WISHER, "publish", later())]


def test_the_organisation_is_told_through_whoever_speaks_for_it_today(here):
    wish = of_the_branch(here)
    assert set(speaking(wish)) == {here.agent, here.manager}
    grant(user=here.resident, role=Role.ORG_AGENT, organisation=here.branch, starts_on=SINCE)
    here.agent.memberships.update(ends_on=timezone.localdate(later()) - timedelta(days=1))
    assert set(speaking(Wish.objects.get(pk=wish.pk))) == {here.resident, here.manager}
    here.branch.memberships.update(ends_on=timezone.localdate(later()) - timedelta(days=1))
    assert recipients(Wish.objects.get(pk=wish.pk), WISHER, "publish", later()) == [(None, "13800009999")]


def test_who_left_the_organisation_still_does_not_verify_or_take_on_its_wish(here):
    grant(user=here.reviewer, role=Role.MEMBER, organisation=here.branch, starts_on=SINCE)
    wish = of_the_branch(here)
    yesterday = timezone.localdate(later()) - timedelta(days=1)
    for days, barred in [(1, True), (-1, False)]:
        here.reviewer.memberships.filter(organisation=here.branch).update(ends_on=yesterday + timedelta(days=days))
        by = as_(User.objects.get(pk=here.reviewer.pk))
        assert bool(bar(wish=wish, by=by)) == barred
        assert Wish.objects.filter(queries.barred(by=by)).exists() == barred


def test_the_wish_stays_the_organisations_when_who_wrote_it_leaves(here):
    User.objects.filter(pk=here.agent.pk).update(phone="13800009999", phone_lookup=lookup("13800009999"))
    agent = User.objects.get(pk=here.agent.pk)
    wish = of_the_branch(here)
    assert not list(duties(agent, later()))
    anonymise(user=agent, at=later())

    wish = Wish.objects.get(pk=wish.pk)
    assert (wish.wisher_mask, wish.wisher_name, wish.phone) == ("麦田里党支部", "", "")
    assert wish.own_words
    assert step(wish, "withdraw", here.manager, reason="不办了").status == Status.WITHDRAWN


def test_what_the_community_told_all_of_a_wish_stays_when_the_wisher_leaves(here):
    wish = step(paths.to_coordinate(here), "close", here.coordinator, told="on", reason="楼顶承重不够。")
    said = Note.objects.get(subject=wish.subject, audience=Audience.PUBLIC).text
    anonymise(user=here.wisher, at=later(days=9))
    assert said
    assert [n.text for n in Note.objects.filter(subject=wish.subject).exclude(text="")] == [said]
