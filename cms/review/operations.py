"""The verbs of the three reviews. Lock order: the round first, then the page."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState, WorkflowState

from community.people.actor import Actor
from community.people.refusal import Refused, said
from community.records.operations import Message, notify
from community.records.policies import policy
from community.wording.queries import check

from . import rules
from .changes import differences, material, read, spoken
from .models import Aftercheck, Correction, Release, Signature, Stage

MOST_WORDS = 200


class Answer(Enum):
    SIGNED = "signed"
    RELEASED = "released"
    RESTARTED = "restarted"


def version_of(revision: Revision) -> str:
    """What a reviewer's form carries: the version and when it was last saved, for saving may overwrite it."""
    return f"{revision.pk}:{revision.created_at.isoformat()}"


@transaction.atomic
def submit(*, page: Page, by: Actor) -> WorkflowState:
    """送审. Wagtail's own button does the same."""
    if rules.open_step(page):
        raise Refused("under_review", "这一稿已经在审了。")
    workflow = page.get_workflow()
    if workflow is None or page.latest_revision_id is None:
        raise Refused("nothing", "还没有存过草稿，先保存再送审。")
    return workflow.start(page, by.user)


def saved(*, revision: Revision, state: TaskState, corrects: bool) -> None:
    """A reviewer in his own step corrects; anybody else's change sends what was signed back to 初审."""
    if corrects:
        Correction.objects.get_or_create(revision=revision, defaults={"state": state})
    elif rules.stage_of(state) > Stage.FIRST:
        _restart(state)


def _restart(state: TaskState) -> WorkflowState:
    """A new round of the same page, sent in by the same person."""
    review = state.workflow_state
    review.cancel()
    return review.workflow.start(review.content_object.specific, review.requested_by)


def _lock(state_id: int) -> tuple[TaskState, Page]:
    state = TaskState.objects.select_related("workflow_state", "task__reviewtask").get(pk=state_id)
    WorkflowState.objects.select_for_update(of=("self",)).get(pk=state.workflow_state_id)
    state.refresh_from_db()
    page = Page.objects.select_for_update(of=("self",)).get(pk=state.workflow_state.object_id)
    return state, page.specific


def base_of(state: TaskState) -> Revision:
    """The version the step began with: what the former one signed, or what was sent in."""
    last = Signature.objects.filter(round=state.workflow_state).last()
    return last.revision if last else state.revision


@transaction.atomic
def approve(*, state_id: int, by: Actor, at: datetime, seen: str, ticks: Iterable[str], note: str = "") -> Answer:
    state, page = _lock(state_id)
    stage, revision = rules.stage_of(state), page.latest_revision
    _require(state, by, at, revision, seen)
    if stage >= Stage.FINAL:
        _require_ready(revision, at)
    assert by.user is not None
    if missing := [point for point in stage.points if point not in set(ticks)]:
        raise Refused("ticks", f"还有没勾的：{'、'.join(missing)}。", field="ticks")
    findings = _require_no_forbidden(revision)
    found = differences(base_of(state), revision)
    if why := material(found, policy("review.correction.most", at)):
        return _begin_again(state, stage, why)
    Signature.objects.create(
        page=page, round=state.workflow_state, revision=revision, stage=stage, user=by.user, at=at,
        ticks=list(stage.points), findings=findings, changes=found, note=note,
    )  # fmt: skip
    state.approve(user=by.user, comment=note)
    state.workflow_state.refresh_from_db()
    if state.workflow_state.status == WorkflowState.STATUS_APPROVED:
        _tell(page, state, at, "released", f"《{revision.object_str}》三审都通过了。")
        return Answer.RELEASED
    return Answer.SIGNED


def _begin_again(state: TaskState, stage: Stage, why: str) -> Answer:
    """Somebody before him has to see it. At 初审 there is nobody before."""
    if stage == Stage.FIRST:
        message = f"您{why}，算是写稿，这一步要请另一位初审同志来审；也可以退回，由作者改好再送。"
        raise Refused("own_change", message)
    state.corrections.all().delete()  # more than a correction is writing
    _restart(state)
    return Answer.RESTARTED


def _require(state: TaskState, by: Actor, at: datetime, revision: Revision, token: str) -> None:
    if why := rules.why_not_sign(state, by, at):
        raise Refused("barred", why)
    if token != version_of(revision):
        raise Refused("edited", "您打开以后稿子又改过，请看一遍新的再定。")
    strangers = Revision.objects.for_instance(revision.content_object).filter(pk__gt=base_of(state).pk)
    if strangers.exclude(user=by.user).exists():
        raise Refused("edited_by_other", "这一步里有别人改过稿子，请退回，由作者重新送审。")


def _require_ready(revision: Revision, at: datetime) -> None:
    page = revision.as_object()
    if why := page.why_not_live(max(at, page.go_live_at or at)):
        raise Refused("not_ready", why)


def _require_no_forbidden(revision: Revision) -> list[dict[str, str]]:
    """What the machine finds in the text; a forbidden word stops it here."""
    found = machine_findings(revision)
    if stops := [one for one in found if one["blocks"]]:
        words = "、".join(dict.fromkeys(one["text"] for one in stops))
        raise Refused("forbidden", f"有不能出现的词：{words}。请改好再定。")
    return found


def machine_findings(revision: Revision) -> list[dict[str, Any]]:
    found = []
    for name in spoken(revision):
        text = read(revision.content[name])[0]
        found += [one.as_dict() | {"field": name, "blocks": one.blocks} for one in check(text)]
    return found


@transaction.atomic
def send_back(*, state_id: int, by: Actor, at: datetime, reason: str) -> None:
    """退回: to the author, with a reason. What he sends in again begins at 初审."""
    state, page = _lock(state_id)
    if why := rules.why_not_sign(state, by, at):
        raise Refused("barred", why)
    reason = said(reason, most=MOST_WORDS, field="reason")
    if not reason:
        raise Refused("reason", "请写一句哪里要改，作者才知道怎么改。", field="reason")
    state.reject(user=by.user, comment=reason)
    state.workflow_state.refresh_from_db()
    state.workflow_state.cancel(user=by.user)
    _tell(page, state, at, "returned", f"《{page.get_admin_display_title()}》退回修改：{reason}")


def _tell(page: Page, state: TaskState, at: datetime, kind: str, text: str) -> None:
    people = {state.workflow_state.requested_by, page.owner} - {None}
    notify(
        [
            Message(f"review:{state.pk}:{kind}:{u.pk}", f"page:{page.pk}", f"review.{kind}", text, user=u)
            for u in people
        ],
        at=at,
    )


@transaction.atomic
def nudge(*, state_id: int, by: Actor, at: datetime) -> int:
    """催一下: whoever could sign hears of it, once a day. Returns how many are told."""
    state, page = _lock(state_id)
    waiting = rules.reviewers(state, at)
    if not waiting:
        raise Refused("nobody", "现在没有人能审这一步，请找系统管理员安排人。")
    text = f"请您看一篇稿子：《{page.get_admin_display_title()}》，等{rules.stage_of(state).label}。"
    day = timezone.localdate(at).isoformat()
    messages = [Message(f"nudge:{state.pk}:{day}:{u.pk}", f"page:{page.pk}", "review.nudge", text, u) for u in waiting]
    notify(messages, at=at)
    return len(waiting)


def release(review: WorkflowState, user: Any = None) -> Release:
    """The end of a round: exactly the revision that was signed last goes live, now or at its appointed time."""
    signed = {s.stage: s for s in Signature.objects.filter(round=review).select_related("revision", "page")}
    if not {Stage.FIRST, Stage.SECOND, Stage.FINAL} <= signed.keys():
        raise Refused("unreviewed", "三审还没有都通过，不能发布。")
    last = signed[max(signed)]
    if last.stage == Stage.FINAL and last.revision_id != signed[Stage.SECOND].revision_id:
        raise Refused("look_back", "终审改过的地方，还要复审回看确认。")
    if rules.writers(last.page, review) & {s.user_id for s in signed.values()}:
        raise Refused("own_text", "签过字的人里有写稿的人，不能发布。")
    return _publish(
        last.revision, kind=Release.Kind.REVIEWED, round=review, user=signed[Stage.FINAL].user, at=last.at
    )  # fmt: skip


def _publish(revision: Revision, *, user: Any, at: datetime, **facts: Any) -> Release:
    made = Release.objects.create(
        page_id=revision.object_id, revision=revision, title=revision.object_str, user=user, at=at, **facts
    )
    revision.publish(user=user, skip_permission_checks=True)
    return made


@transaction.atomic
def publish_urgently(*, page: Page, by: Actor, at: datetime, seen: str, reason: str) -> Release:
    """应急发布: one signature now, with a reason; another person reads it within the hours the rules give."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk).specific
    if why := rules.why_not_urgent(page, by, at):
        raise Refused("barred", why)
    revision = page.latest_revision
    if seen != version_of(revision):
        raise Refused("edited", "您打开以后稿子又改过，请看一遍新的再定。")
    reason = said(reason, most=MOST_WORDS, field="reason")
    if not reason:
        raise Refused("reason", "请写清楚为什么等不了三审，补审的同志会看到。", field="reason")
    _require_ready(revision, at)
    _require_no_forbidden(revision)
    due = at + timedelta(hours=policy("review.urgent.hours", at))
    made = _publish(
        revision, kind=Release.Kind.URGENT, user=by.user, at=at, reason=reason, due_at=due
    )  # fmt: skip
    return made


@transaction.atomic
def check_afterwards(*, release: Release, by: Actor, at: datetime, keep: bool, note: str = "") -> Aftercheck:
    """补审: it may stay, or it comes down at once."""
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if why := rules.why_not_aftercheck(release, by, at):
        raise Refused("barred", why)
    assert by.user is not None
    if Aftercheck.objects.filter(release=release).exists():
        raise Refused("done", "已经补审过了。")
    note = said(note, most=MOST_WORDS, field="note")
    if not keep and not note:
        raise Refused("reason", "撤下要写一句原因。", field="note")
    made = Aftercheck.objects.create(release=release, user=by.user, at=at, keep=keep, note=note)
    page = Page.objects.filter(pk=release.page_id).first()
    if not keep and page and page.live_revision_id == release.revision_id:
        UnpublishPageAction(page.specific, user=by.user).execute(skip_permission_checks=True)
    if not keep:
        Revision.objects.filter(pk=release.revision_id).update(approved_go_live_at=None)
    return made


@transaction.atomic
def retract(*, page: Page, by: Actor, at: datetime, reason: str) -> None:
    """撤稿: off the site at once; the text stays in its history, the reason in the log."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk).specific
    if why := rules.why_not_take_down(page, by, at):
        raise Refused("barred", why)
    reason = said(reason, most=MOST_WORDS, field="retraction")
    if not reason:
        raise Refused("reason", "请写一句为什么撤。", field="retraction")
    if page.live:
        UnpublishPageAction(page, user=by.user, log_action=False).execute(skip_permission_checks=True)
    page.revisions.update(approved_go_live_at=None)
    log(instance=page, action="cms.retract", user=by.user, data={"reason": reason})


@transaction.atomic
def seed(*, page: Page, at: datetime) -> Page:
    """What an installation or a demo brings along is public without a review, and says so. Returns it live."""
    revision = page.latest_revision or page.save_revision(clean=False)
    _publish(revision, kind=Release.Kind.SEED, user=None, at=at)
    page.refresh_from_db()
    return page
