"""What a rule of a process says about one way to leave, or to stay at, a step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from community.records.models import Audience
from workflows.forms import base

from .wish_who import Case, Who

Effect = Callable[..., Any]
Route = Callable[[Case], str]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """``route`` is needed only where the flow leaves a choice. ``moves`` is False for what stays at its step; a
    ``quiet`` one tells the wisher nothing.
    """

    label: str
    who: Who
    form: type[base.StepForm] = base.StepForm
    effect: Effect | None = None
    route: Route | None = None
    audience: Audience = Audience.PUBLIC
    note_audience: Audience = Audience.PARTIES
    tone: str = "secondary"
    moves: bool = True
    quiet: bool = False
