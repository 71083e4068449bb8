"""待我审, the page a text is read on, 审签单, 应急发布 and 补审."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from wagtail.models import Page, Revision, TaskState

from community.people.refusal import Refused

from . import operations, rules, sheet
from .changes import differences
from .desk import ReviewPage
from .models import Release, Stage
from .operations import Answer
from .waiting import afterchecks, waiting_for

SAID = {
    Answer.SIGNED: "已签，转到下一步。",
    Answer.RELEASED: "三审都通过了，稿件已发布（定了时间的，到时间发布）。",
    Answer.RESTARTED: "改动比较大，已经从初审重新开始，请他们再看一遍。",
}


class IndexPage(ReviewPage):
    template_name = "review/index.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        rows = waiting_for(self.by, self.at)
        return self.answer(
            mine=[row for row in rows if not row.why_not],
            others=[row for row in rows if row.why_not],
            urgent=afterchecks(self.by, self.at),
        )


class StepPage(ReviewPage):
    """A text under review: what the machine found, what was changed, how it will look, two buttons."""

    template_name = "review/step.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.state = get_object_or_404(TaskState.objects.select_related("workflow_state"), pk=kwargs["pk"])
        self.article: Page = self.state.workflow_state.content_object.specific

    def get_page_title(self) -> str:
        return str(rules.stage_of(self.state).label)

    def get(self, request: HttpRequest, pk: int, status: int = 200, **more: Any) -> HttpResponseBase:
        stage, revision = rules.stage_of(self.state), self.article.latest_revision
        return self.answer(
            status=status,
            state=self.state,
            stage=stage,
            article=revision.as_object(),
            revision=revision,
            seen=operations.version_of(revision),
            why_not=rules.why_not_sign(self.state, self.by, self.at),
            may_correct=stage != Stage.LOOK_BACK,
            findings=operations.machine_findings(revision),
            steps=sheet.steps(self.state),
            own=differences(operations.base_of(self.state), revision),
            points=[(point, point in request.POST.getlist("ticks")) for point in stage.points],
            **more,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        said = request.POST
        try:
            if "return" in said:
                operations.send_back(state_id=pk, by=self.by, at=self.at, reason=said.get("reason", ""))
                message = "已退回作者。"
            else:
                answer = operations.approve(
                    state_id=pk, by=self.by, at=self.at, seen=said.get("seen", ""), ticks=said.getlist("ticks"),
                )  # fmt: skip
                message = SAID[answer]
        except Refused as refused:
            problem = {"problem": refused.message, "field": refused.field, "reason": said.get("reason", "")}
            return self.get(request, pk, status=422, **problem)
        messages.success(request, message)
        return redirect("review:index")


@method_decorator(xframe_options_sameorigin, name="dispatch")
class LookPage(ReviewPage):
    """The text as its readers will see it, in a frame of the page above it."""

    for_writers = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        revision = get_object_or_404(Revision.page_revisions, pk=pk)
        page = revision.as_object()
        return page.serve_preview(request, page.default_preview_mode)


class SheetPage(ReviewPage):
    """审签单, and while a text is under review: whom it still waits for, and 催一下."""

    for_writers = True
    template_name = "review/sheet.html"
    page_title = "审签单"

    def get(self, request: HttpRequest, pk: int, status: int = 200, **more: Any) -> HttpResponseBase:
        page = self.page(pk)
        state = rules.open_step(page)
        return self.answer(
            status=status,
            article=page,
            latest=page.get_latest_revision_as_object(),
            state=state,
            steps=sheet.steps(state) if state else [],
            waiting=rules.reviewers(state, self.at) if state else [],
            rounds=sheet.rounds(page),
            releases=Release.objects.filter(page=page.pk).select_related("user", "aftercheck__user").order_by("-at"),
            returned=sheet.last_return(page),
            may_urgent=not rules.why_not_urgent(page, self.by, self.at),
            may_retract=not rules.why_not_take_down(page, self.by, self.at),
            **more,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        try:
            message = self.retract(request) if "retraction" in request.POST else self.nudge()
        except Refused as refused:
            return self.get(
                request, pk, status=422, problem=refused.message, retraction=request.POST.get("retraction", "")
            )
        messages.success(request, message)
        return redirect("review:sheet", pk)

    def retract(self, request: HttpRequest) -> str:
        page = self.page(self.kwargs["pk"])
        operations.retract(page=page, by=self.by, at=self.at, reason=request.POST["retraction"])
        return f"撤下来了：{page.title}"

    def nudge(self) -> str:
        state = rules.open_step(self.page(self.kwargs["pk"]))
        if state is None:
            raise Http404
        number = operations.nudge(state_id=state.pk, by=self.by, at=self.at)
        return f"已提醒 {number} 位同志。同一天再催，不会重复发。"


class UrgentPage(ReviewPage):
    template_name = "review/urgent.html"
    page_title = "应急发布"

    def get(self, request: HttpRequest, pk: int, status: int = 200, **more: Any) -> HttpResponseBase:
        page = self.page(pk)
        revision = page.latest_revision
        if revision is None:
            raise Http404
        return self.answer(
            status=status,
            article=revision.as_object(),
            revision=revision,
            seen=operations.version_of(revision),
            why_not=rules.why_not_urgent(page, self.by, self.at),
            findings=operations.machine_findings(revision),
            **more,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        said = request.POST
        try:
            operations.publish_urgently(
                page=self.page(pk), by=self.by, at=self.at, seen=said.get("seen", ""), reason=said.get("reason", ""),
            )  # fmt: skip
        except Refused as refused:
            return self.get(request, pk, status=422, problem=refused.message, reason=said.get("reason", ""))
        messages.success(request, "已应急发布。请另一位同志按时补审。")
        return redirect("review:sheet", pk)


class AfterPage(ReviewPage):
    template_name = "review/after.html"
    page_title = "补审"

    def get(self, request: HttpRequest, pk: int, status: int = 200, **more: Any) -> HttpResponseBase:
        release = get_object_or_404(Release.objects.select_related("user"), pk=pk, kind=Release.Kind.URGENT)
        return self.answer(
            status=status,
            release=release,
            article=release.revision.as_object(),
            done=hasattr(release, "aftercheck"),
            why_not=rules.why_not_aftercheck(release, self.by, self.at),
            findings=operations.machine_findings(release.revision),
            **more,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        release = get_object_or_404(Release, pk=pk, kind=Release.Kind.URGENT)
        note, keep = request.POST.get("note", ""), "keep" in request.POST
        try:
            operations.check_afterwards(release=release, by=self.by, at=self.at, keep=keep, note=note)
        except Refused as refused:
            return self.get(request, pk, status=422, problem=refused.message, note=note)
        messages.success(request, "已补审。" if keep else "已补审，并撤下了这一篇。")
        return redirect("review:index")
