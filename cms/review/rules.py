"""Who may sign, correct, publish at once and take down. Each answers with a sentence: empty means he may."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState, WorkflowState

from community.people.actor import Actor
from community.people.models import Region
from community.people.roles import VERBS, Verb

from .models import Correction, Release, Signature, Stage

STAGES = (Verb.PAGE_FIRST, Verb.PAGE_SECOND, Verb.PAGE_FINAL)
OPEN = TaskState.STATUS_IN_PROGRESS


def is_released(revision_id: int | None) -> bool:
    return revision_id is not None and Release.objects.filter(revision=revision_id).exists()


def is_signed(revision_id: int) -> bool:
    return Signature.objects.filter(revision=revision_id).exists() or is_released(revision_id)


def area_of(page: Page) -> str:
    """The path of the page's region; of the whole district for a page without."""
    region = getattr(page.specific, "region", None)
    if region is None:
        return Region.objects.filter(depth=1).values_list("path", flat=True).first() or ""
    return region.path


def open_step(page: Page) -> TaskState | None:
    """What a page waits for, if it is under review."""
    states = TaskState.objects.filter(status=OPEN, workflow_state__status=WorkflowState.STATUS_IN_PROGRESS)
    return states.for_instance(page).select_related("task__reviewtask", "workflow_state").first()


def stage_of(state: TaskState) -> Stage:
    return Stage(state.task.reviewtask.stage)


def writers(page: Page, review: WorkflowState | None = None) -> set[int]:
    """Who wrote what is to be published: the owner, who sent it in, who saved a version since the last release, save
    for reviewers in their own step."""
    own = _saved_after(Release.objects.filter(page=page.pk), page)
    return {pk for pk in (page.owner_id, review and review.requested_by_id, *own) if pk}


def _saved_after(releases: QuerySet[Release], page: Page) -> Iterable[int | None]:
    """Who saved a version after all of these."""
    last = releases.aggregate(last=Max("revision"))["last"] or 0
    since = Revision.objects.for_instance(page).filter(pk__gt=last)
    return since.exclude(pk__in=Correction.objects.values("revision")).values_list("user", flat=True)


def why_not_sign(state: TaskState, by: Actor, at: datetime | None = None) -> str:
    review, page, stage = state.workflow_state, state.workflow_state.content_object, stage_of(state)
    if state.status != OPEN or review.status != WorkflowState.STATUS_IN_PROGRESS:
        return "这一步已经有人办过了。"
    if by.user is None or not by.may(stage.verb, area=area_of(page), at=at):
        return f"这一步要{_who(stage)}来办。"
    if by.user.pk in writers(page, review):
        return "您写过这一稿，要请另一位同志来审。"
    signed = {s.stage: s for s in Signature.objects.filter(round=review).select_related("user")}
    if stage == Stage.LOOK_BACK:
        return _why_not_look_back(signed, by, page, at)
    if any(s.user_id == by.user.pk for s in signed.values()):
        return "前面一审是您签的，三审要三个人，请另一位同志来审。"
    return ""


def _who(stage: Stage) -> str:
    return {1: "初审", 2: "复审", 3: "终审", 4: "复审"}[stage] + "同志"


def _why_not_look_back(signed: dict[int, Signature], by: Actor, page: Page, at: datetime | None) -> str:
    """Whoever signed 复审; another only when that one no longer does this work, and not who made the change."""
    assert by.user is not None
    if by.user.pk == signed[Stage.FINAL].user_id:
        return "改动是您终审时做的，要请另一位同志回看。"
    second = signed[Stage.SECOND].user
    if by.user.pk == second.pk or not Actor(second).may(Verb.PAGE_SECOND, area=area_of(page), at=at):
        return ""
    return f"终审的改动要由签复审的{second}回看。"


def may_correct(page: Page, by: Actor) -> bool:
    """In his own step, and only one of the three."""
    state = open_step(page)
    return state is not None and stage_of(state) != Stage.LOOK_BACK and not why_not_sign(state, by)


def why_not_urgent(page: Page, by: Actor, at: datetime | None = None) -> str:
    if by.user is None or not by.may(Verb.PAGE_URGENT, area=area_of(page), at=at):
        return "您没有应急发布的权限。"
    if page.latest_revision_id is None or page.live_revision_id == page.latest_revision_id:
        return "没有还没发布的改动。"
    if by.user.pk in writers(page):
        return "您写过这一稿，应急发布也要另一位同志来签。"
    return ""


def why_not_aftercheck(release: Release, by: Actor, at: datetime | None = None) -> str:
    page = release.page
    if by.user is None or not any(by.may(verb, area=area_of(page), at=at) for verb in STAGES):
        return "补审要由初审、复审或终审同志来办。"
    before = Release.objects.filter(page=page.pk, pk__lt=release.pk)
    if by.user.pk in {release.user_id, page.owner_id, *_saved_after(before, page)}:
        return "您写过或者签发过这一稿，要请另一位同志补审。"
    return ""


def why_not_take_down(page: Page, by: Actor, at: datetime | None = None) -> str:
    """Who writes for its place, or signs last there; what has its hour set counts as public."""
    if not page.live and not page.approved_schedule:
        return "这一篇没有公开，不用撤。"
    if page.is_site_root():
        return "首页不能撤，要改就改好再送审。"
    if by.user and page.permissions_for_user(by.user).can_edit():
        return ""
    return "" if by.may(Verb.PAGE_FINAL, area=area_of(page), at=at) else "这一页归别处管。"


def reviewers(state: TaskState, at: datetime) -> list[Any]:
    """Who could sign this step today, himself."""
    from community.people.models import Membership, User

    roles = [role for role, verbs in VERBS.items() if stage_of(state).verb in verbs]
    held = Membership.objects.active(timezone.localdate(at)).filter(role__in=roles, user__is_active=True)
    people = User.objects.filter(memberships__in=held).distinct()
    return [one.user for one in Actor.all_of(people) if not why_not_sign(state, one, at)]


def is_late(release: Release, at: datetime) -> bool:
    return release.due_at is not None and release.due_at < at and not hasattr(release, "aftercheck")
