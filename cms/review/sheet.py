"""审签单: who signed which step of which round, and what he changed."""

from dataclasses import dataclass
from itertools import groupby

from wagtail.models import Page, TaskState

from .models import Release, Signature, Stage
from .rules import stage_of


@dataclass(frozen=True)
class Step:
    """``signature`` is None for a step that is still to come; ``now`` for the one it waits at."""

    stage: Stage
    signature: Signature | None
    now: bool


def steps(state: TaskState) -> list[Step]:
    signed = {s.stage: s for s in Signature.objects.filter(round=state.workflow_state).select_related("user")}
    current = stage_of(state)
    shown = [s for s in Stage if s != Stage.LOOK_BACK or current == s]
    return [Step(stage, signed.get(stage), stage == current) for stage in shown]


@dataclass(frozen=True)
class Round:
    signatures: list[Signature]
    release: Release | None


def rounds(page: Page) -> list[Round]:
    """The newest first; a round that began again stands there as well."""
    signed = Signature.objects.filter(page=page.pk).select_related("user").order_by("round", "at")
    released = {one.round_id: one for one in Release.objects.filter(page=page.pk, round__isnull=False)}
    found = [Round(list(one), released.get(pk)) for pk, one in groupby(signed, key=lambda s: s.round_id)]
    return found[::-1]


def last_return(page: Page) -> TaskState | None:
    """With which words it was sent back, until it is sent in again."""
    last = TaskState.objects.for_instance(page).select_related("finished_by").order_by("-pk").first()
    return last if last and last.status == TaskState.STATUS_REJECTED else None
