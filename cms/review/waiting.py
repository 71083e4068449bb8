"""What waits for a reviewer, and what he has to leave to another."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wagtail.models import Page, TaskState, WorkflowState

from community.people.actor import Actor

from . import rules
from .models import Release, Stage

LONG = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    state: TaskState
    page: Page
    stage: Stage
    why_not: str
    at: datetime

    @property
    def late(self) -> bool:
        return self.at - self.state.started_at > LONG


def open_steps() -> Any:
    states = TaskState.objects.filter(
        status=rules.OPEN,
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        task__reviewtask__isnull=False,
    )
    states = states.select_related("task__reviewtask", "workflow_state__requested_by")
    return states.prefetch_related("workflow_state__content_object").order_by("started_at")


def waiting_for(by: Actor, at: datetime) -> list[Row]:
    """The steps of his stage, the longest waiting first: some of them not for him, with the reason."""
    rows = []
    for state in open_steps():
        stage, page = rules.stage_of(state), state.workflow_state.content_object
        if page and by.may(stage.verb, area=rules.area_of(page), at=at):
            rows.append(Row(state, page, stage, rules.why_not_sign(state, by, at), at))
    return rows


def afterchecks(by: Actor, at: datetime) -> list[tuple[Release, str, bool]]:
    """(emergency, why he may not read it after, whether it is overdue) of those nobody has read yet."""
    open_ones = Release.objects.filter(kind=Release.Kind.URGENT, aftercheck=None).select_related("user")
    known = set(Page.objects.filter(pk__in=open_ones.values("page")).values_list("pk", flat=True))
    return [
        (one, rules.why_not_aftercheck(one, by, at), rules.is_late(one, at))
        for one in open_ones.order_by("due_at")
        if one.page_id in known
    ]
