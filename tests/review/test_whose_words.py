"""Whose words a text is made of, by every way they came into it; and when what was signed must not go out."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from cms import drafting
from cms.models import ArticlePage, ColumnPage, Contribution, NoticePage, ServicePage
from cms.review import operations, rules
from cms.review.models import Release, Stage
from cms.review.operations import Answer, machine_findings
from community.people.operations import end, grant
from community.people.roles import Role
from home.models import HomePage
from tests.factories import MORNING, SINCE, as_, holder, later
from tests.review.test_three_people import BODY, CORRECTED, refusal

pytestmark = pytest.mark.django_db


def district_of(desk):
    return desk.first.memberships.get().region


def also(desk, user, role):
    grant(user=user, role=role, region=district_of(desk), starts_on=SINCE)


def test_who_sent_a_contribution_does_not_review_it(desk):
    sender = holder("sender", Role.REVIEWER_1, district_of(desk), name="童谣")
    sent = Contribution.objects.create(
        key="k", author=sender, region=district_of(desk), title="缝补日", text="周六缝补。", at=MORNING
    )
    desk.page = drafting.take_up(
        contribution=sent, column=ColumnPage.objects.get(slug="news"), by=desk.author, at=MORNING
    )
    desk.submit()
    assert "写过" in rules.why_not_sign(desk.step, as_(sender))
    assert {desk.author.pk, sender.pk} <= rules.writers(desk.fresh)
    desk.sign(desk.first)


def test_who_corrected_last_does_not_look_back_on_it(desk):
    also(desk, desk.final, Role.REVIEWER_2)
    other = holder("other_second", Role.REVIEWER_2, district_of(desk), name="丁香")
    desk.submit()
    desk.sign(desk.first)
    desk.sign(desk.second)
    desk.edit(desk.final, body=CORRECTED)
    desk.sign(desk.final)
    assert desk.stage == Stage.LOOK_BACK
    end(membership=desk.second.memberships.get(), on=MORNING.date() - timedelta(days=1))
    assert "改动是您终审时做的" in rules.why_not_sign(desk.step, as_(desk.final), later())
    assert refusal(desk.sign, desk.final) == "barred"
    assert desk.sign(other) == Answer.RELEASED


def test_no_writer_of_an_urgent_text_checks_it_afterwards(desk):
    desk.edit(desk.first, body=BODY.format("都坐"))
    desk.edit(desk.author, body=CORRECTED)
    page = desk.fresh
    urgent = {"page": page, "at": later(), "seen": operations.version_of(page.latest_revision), "reason": "停水"}
    also(desk, desk.final, Role.REVIEWER_3)
    release = operations.publish_urgently(by=as_(desk.final), **urgent)
    assert "写过" in rules.why_not_aftercheck(release, as_(desk.first), later())
    assert rules.why_not_aftercheck(release, as_(desk.second), later()) == ""


def test_what_came_with_the_installation_makes_nobody_a_writer_for_ever(desk):
    Release.objects.create(page=desk.page, revision=None, kind=Release.Kind.SEED, title="首页", at=MORNING)
    desk.edit(desk.second, body=CORRECTED)
    desk.edit(desk.author, body=BODY.format("都坐"))
    desk.submit()
    assert desk.second.pk in rules.writers(desk.fresh)
    desk.sign(desk.first)
    desk.sign(holder("other_second", Role.REVIEWER_2, district_of(desk), name="丁香"))
    desk.sign(desk.final)
    assert desk.second.pk not in rules.writers(desk.fresh)


def scheduled(desk, **moments):
    desk.edit(desk.author, go_live_at=timezone.now() + timedelta(days=1), **moments)
    desk.submit()
    return desk.sign_all()


def test_what_has_its_hour_set_can_be_held_back(desk):
    page = scheduled(desk)
    assert not page.live and page.approved_schedule
    operations.retract(page=page, by=as_(desk.final), at=later(), reason="数字不对")
    assert not desk.fresh.approved_schedule
    desk.fresh.revisions.filter(approved_go_live_at=None).get(pk=page.latest_revision_id)
    call_command("publish_scheduled")
    assert not desk.fresh.live


def test_an_urgent_text_that_waits_for_its_hour_comes_down_too(desk):
    desk.edit(desk.author, go_live_at=timezone.now() + timedelta(days=1))
    page = desk.fresh
    urgent = {"page": page, "at": later(), "seen": operations.version_of(page.latest_revision), "reason": "停水"}
    release = operations.publish_urgently(by=as_(desk.final), **urgent)
    assert desk.fresh.approved_schedule
    operations.check_afterwards(release=release, by=as_(desk.second), at=later(), keep=False, note="时间写错了")
    assert not desk.fresh.approved_schedule


def test_the_home_page_does_not_come_down(desk):
    home = HomePage.objects.get()
    assert rules.why_not_take_down(home, as_(desk.final), later()) == "首页不能撤，要改就改好再送审。"
    assert refusal(operations.retract, page=home, by=as_(desk.final), at=later(), reason="试试") == "barred"


@pytest.mark.parametrize("starts_on,goes", [(MORNING.date(), True), (MORNING.date() - timedelta(days=1), False)])
def test_a_publicity_has_all_its_days_from_when_it_can_be_read(desk, starts_on, goes):
    page = NoticePage(
        title="拟表扬名单公示", slug="names", lead="拟表扬下列街坊。", body="<p>名单如下。</p>", issuer="柳岸街道",
        starts_on=starts_on, ends_on=date(2026, 12, 31), objections="柳岸街道办，工作日白天", owner=desk.author, live=False,
    )  # fmt: skip
    ColumnPage.objects.get(slug="news").add_child(instance=page)
    page.save_revision(user=desk.author)
    operations.submit(page=page, by=as_(desk.author))
    for user in (desk.first, desk.second):
        sign(page, user)
    if goes:
        assert sign(page, desk.final) == Answer.RELEASED
    else:
        assert refusal(sign, page, desk.final) == "not_ready"


def sign(page, user):
    page = type(page).objects.get(pk=page.pk)
    state = rules.open_step(page)
    assert state is not None
    seen, ticks = operations.version_of(page.latest_revision), rules.stage_of(state).points
    return operations.approve(state_id=state.pk, by=as_(user), at=later(), seen=seen, ticks=ticks)


@pytest.mark.parametrize(
    "model,name",
    [(HomePage, "headline"), (NoticePage, "objections"), (ServicePage, "where"), (ArticlePage, "lead")],
)
def test_the_machine_reads_all_that_readers_read(desk, model, name):
    page = model.objects.first()
    if page is None:
        page = model(title="看一看", slug="look", live=False, **dates(model))
        ColumnPage.objects.get(slug="news").add_child(instance=page)
    setattr(page, name, "有事打 13900001234")
    page.seo_title = "找 320102199001011234"
    found = machine_findings(page.save_revision(clean=False))
    assert {(one["field"], one["kind"]) for one in found} >= {(name, "手机号"), ("seo_title", "身份证号")}


def dates(model):
    return {"starts_on": MORNING.date()} if model is NoticePage else {}
