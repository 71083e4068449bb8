"""Three people read every text, none of them wrote it, and what they read is what goes live."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from wagtail.models import TaskState, WorkflowState

from cms.models import ArticlePage, ColumnPage
from cms.review import operations, queries, rules
from cms.review.models import Correction, Release, Signature, Stage
from cms.review.operations import Answer
from cms.review.page import NotReleased
from community.people.operations import grant
from community.people.refusal import Refused
from community.people.roles import Role
from tests.factories import SINCE, as_, holder, later

pytestmark = pytest.mark.django_db
BODY = "<p>老周带着水平尺又来了一趟，把松了的螺丝拧紧，大家{}上去试了试。</p>"
CORRECTED, TYPO = BODY.format("坐"), BODY.format("座")


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as refused, transaction.atomic():
        act(*args, **kwargs)
    return refused.value.code


def test_three_signatures_publish_exactly_what_was_read(desk):
    desk.submit()
    assert desk.stage == Stage.FIRST
    assert desk.sign(desk.first) == Answer.SIGNED
    assert desk.stage == Stage.SECOND
    assert desk.sign(desk.second) == Answer.SIGNED
    read = desk.fresh.latest_revision_id

    assert desk.sign(desk.final) == Answer.RELEASED

    page = desk.fresh
    assert page.live and page.live_revision_id == read
    release = Release.objects.get(revision=read)
    assert (release.kind, release.user) == ("reviewed", desk.final)
    assert list(Signature.objects.values_list("stage", flat=True)) == [1, 2, 3]
    assert not queries.live_without_review().exists()


def test_nobody_reviews_what_he_wrote_or_reads_twice(desk):
    for role in (Role.REVIEWER_1, Role.REVIEWER_2, Role.REVIEWER_3):
        grant(user=desk.author, role=role, region=desk.first.memberships.get().region, starts_on=SINCE)
    grant(user=desk.first, role=Role.REVIEWER_2, region=desk.first.memberships.get().region, starts_on=SINCE)
    desk.submit()

    assert "写过" in rules.why_not_sign(desk.step, as_(desk.author))
    assert "要初审" in rules.why_not_sign(desk.step, as_(desk.superuser))
    assert [refusal(desk.sign, user) for user in (desk.author, desk.superuser, desk.final)] == ["barred"] * 3
    desk.sign(desk.first)
    assert "三审要三个人" in rules.why_not_sign(desk.step, as_(desk.first))
    assert refusal(desk.sign, desk.first) == "barred"
    assert not desk.fresh.live


def test_the_database_refuses_a_second_signature_of_one_person(desk):
    desk.submit()
    desk.sign(desk.first)
    one = Signature.objects.get()
    one.pk, one.stage = None, Stage.SECOND

    with pytest.raises(IntegrityError), transaction.atomic():
        one.save(force_insert=True)


def test_no_way_past_the_three(desk):
    """The ORM, the scheduler, Wagtail's own approvals: nothing goes live that was not signed three times."""
    revision = desk.fresh.latest_revision
    with pytest.raises(NotReleased):
        revision.publish()
    with pytest.raises(NotReleased):
        revision.publish(user=desk.superuser, skip_permission_checks=True)
    page = desk.fresh
    page.live = True
    with pytest.raises(NotReleased):
        page.save()
    review = desk.submit()
    assert refusal(review.finish) == "unreviewed"
    assert refusal(WorkflowState.objects.get(pk=review.pk).finish, user=desk.superuser) == "unreviewed"
    for _ in (Stage.FIRST, Stage.SECOND):
        desk.step.approve(user=desk.superuser)
    assert refusal(desk.step.approve, user=desk.superuser) == "unreviewed"
    assert not desk.fresh.live


def test_nobody_holds_the_permission_to_publish_not_even_a_superuser(desk):
    for user in (desk.author, desk.superuser, desk.final):
        may = desk.fresh.permissions_for_user(user)
        column = ColumnPage.objects.get(slug="news").permissions_for_user(user)
        assert (may.can_publish(), column.can_publish_subpage(), may.can_set_view_restrictions()) == (False,) * 3


@pytest.mark.parametrize("who", ["author", "superuser", "final"])
def test_publishing_by_address_and_in_bulk_is_refused(desk, client, who):
    client.force_login(getattr(desk, who))
    page = desk.fresh
    form = {
        "title": page.title, "slug": page.slug, "lead": page.lead, "source": page.source, "body": "null",
        "action-publish": "1", "gallery-count": 0, "more-count": 0, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
    }  # fmt: skip

    client.post(f"/admin/pages/{page.pk}/edit/", form)
    client.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}", {"include_descendants": ""})
    client.post(f"/admin/pages/{page.pk}/revisions/{page.latest_revision_id}/schedule/", {})

    assert not desk.fresh.live


def test_an_edit_by_the_author_begins_again_at_the_first_review(desk):
    desk.submit()
    desk.sign(desk.first)
    desk.sign(desk.second)

    desk.edit(desk.author, lead="改了一句。")

    assert desk.stage == Stage.FIRST
    assert refusal(desk.sign, desk.final) == "barred"
    desk.sign_all()
    assert desk.fresh.lead == "改了一句。"


def test_a_slip_is_corrected_on_the_way_and_marked_for_the_next(desk):
    desk.submit()
    desk.sign(desk.first)

    desk.edit(desk.second, body=CORRECTED)

    assert desk.stage == Stage.SECOND
    assert desk.sign(desk.second) == Answer.SIGNED
    changes = Signature.objects.get(stage=Stage.SECOND).changes
    assert [part for part in changes[0]["parts"] if part[0] != "="] == [["-", "座"], ["+", "坐"]]
    assert desk.sign(desk.final) == Answer.RELEASED
    assert "坐上去" in desk.fresh.body


def test_what_the_last_one_corrects_the_second_looks_back_at(desk):
    desk.submit()
    desk.sign(desk.first)
    desk.sign(desk.second)
    desk.edit(desk.final, body=CORRECTED)

    assert desk.sign(desk.final) == Answer.SIGNED

    assert desk.stage == Stage.LOOK_BACK
    assert not desk.fresh.live
    assert refusal(desk.sign, desk.other_final) == "barred"
    assert desk.sign(desk.second) == Answer.RELEASED
    assert "坐上去" in desk.fresh.body


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "一条长凳修了三回"},
        {"source": "东仓街道"},
        {"body": TYPO.replace("一趟", "三趟，11 月 3 日")},
        {"body": TYPO.replace("老周", "老郑")},
        {"body": TYPO.replace("螺丝", '<a href="https://example.org">螺丝</a>')},
        {"body": TYPO.replace("</p>", '</p><embed embedtype="image" id="3" alt="" format="left"/>')},
        {"body": TYPO + "<p>" + "再说一遍长凳这件事。" * 6 + "</p>"},
    ],
    ids=["title", "source", "figure", "name", "link", "picture", "much"],
)
def test_more_than_a_correction_begins_again(desk, fields):
    desk.submit()
    desk.sign(desk.first)
    desk.edit(desk.second, **fields)

    assert desk.sign(desk.second) == Answer.RESTARTED

    assert desk.stage == Stage.FIRST
    assert Signature.objects.count() == 1
    desk.sign(desk.first)
    assert refusal(desk.sign, desk.second) == "barred"  # he wrote it now
    desk.sign(holder("other_second", Role.REVIEWER_2, desk.second.memberships.get().region, name="丁香"))
    desk.sign(desk.final)
    assert desk.fresh.live


def test_the_first_does_not_pass_what_he_rewrote(desk):
    desk.submit()
    desk.edit(desk.first, title="换了题目")

    assert refusal(desk.sign, desk.first) == "own_change"


def test_what_changed_while_he_read_is_read_again(desk):
    desk.submit()
    before = operations.version_of(desk.fresh.latest_revision)
    desk.edit(desk.first, body=CORRECTED)

    assert refusal(desk.sign, desk.first, seen=before) == "edited"
    assert refusal(desk.sign, desk.first, ticks=["导向正确"]) == "ticks"


def test_signed_versions_are_not_overwritten_by_the_editors_automatic_saving(desk):
    desk.submit()
    desk.edit(desk.first, body=CORRECTED)
    desk.sign(desk.first)
    signed = desk.fresh.latest_revision
    page = desk.fresh.get_latest_revision_as_object()
    page.title = "偷偷换掉"

    page.save_revision(user=desk.first, overwrite_revision=signed)

    signed.refresh_from_db()
    assert signed.content["title"] == "一条长凳修了两回"
    assert desk.stage == Stage.FIRST


def test_sent_back_with_a_reason_it_comes_again_from_the_start(desk):
    desk.submit()
    desk.sign(desk.first)
    state = desk.step
    by, at = as_(desk.second), later(hours=2)
    assert refusal(operations.send_back, state_id=state.pk, by=by, at=at, reason=" ") == "reason"

    operations.send_back(state_id=state.pk, by=by, at=at, reason="第二段写清楚是谁说的")

    assert desk.step is None
    assert desk.author.notices.get().text.endswith("第二段写清楚是谁说的")
    desk.edit(desk.author, lead="改好了。")
    desk.submit()
    assert desk.stage == Stage.FIRST
    desk.sign_all()
    assert desk.fresh.live


def test_scheduled_it_appears_at_its_minute_and_not_before(desk):
    desk.edit(desk.author, go_live_at=later(days=900))
    desk.submit()
    desk.sign_all()
    assert not desk.fresh.live
    revision = desk.fresh.latest_revision
    assert revision.approved_go_live_at == later(days=900)

    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=later(days=-300))
    content = revision.content | {"go_live_at": None}
    type(revision).objects.filter(pk=revision.pk).update(content=content)
    call_command("tick")  # every minute of an installation

    assert desk.fresh.live


def test_an_emergency_is_signed_by_another_and_read_within_a_day(desk):
    page, at = desk.fresh, later(hours=1)
    seen = operations.version_of(page.latest_revision)
    urgent = {"page": page, "at": at, "seen": seen}
    for who in (desk.author, desk.first, desk.superuser):
        assert refusal(operations.publish_urgently, by=as_(who), reason="停水", **urgent) == "barred"
    assert refusal(operations.publish_urgently, by=as_(desk.final), reason=" ", **urgent) == "reason"

    release = operations.publish_urgently(by=as_(desk.final), reason="今晚停水", **urgent)

    assert desk.fresh.live and release.due_at == later(hours=25)
    assert not queries.live_without_review().exists()
    assert refusal(operations.check_afterwards, release=release, by=as_(desk.final), at=at, keep=True) == "barred"
    operations.check_afterwards(release=release, by=as_(desk.second), at=at, keep=False, note="时间写错了")
    assert not desk.fresh.live
    assert refusal(operations.check_afterwards, release=release, by=as_(desk.first), at=at, keep=True) == "done"


def test_the_nightly_check_finds_what_went_live_past_the_reviews(desk):
    ArticlePage.objects.filter(pk=desk.page.pk).update(live=True, live_revision=desk.fresh.latest_revision)

    assert [page.pk for page in queries.live_without_review()] == [desk.page.pk]


def test_a_nudge_reaches_whoever_could_sign_once_a_day(desk):
    desk.submit()
    for _ in range(2):
        assert operations.nudge(state_id=desk.step.pk, by=as_(desk.author), at=later(hours=1)) == 1

    assert desk.first.notices.count() == 1
    assert TaskState.objects.count() == 1 and not Correction.objects.exists()
