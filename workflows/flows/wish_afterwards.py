"""结束以后: what may still be done with a wish that has ended; each begins a process of its own."""

from __future__ import annotations

from community.records.models import Audience
from community.wishes.operations import afterlife
from workflows.forms import base

from . import wish_who as who
from .rule import Rule

AFTERWARDS: dict[tuple[str, str], Rule] = {
    ("declined", "review"): Rule(
        label="申请复核", who=who.reviewed_again, form=base.ReasonForm, audience=Audience.PARTIES,
    ),
    ("merged", "unmerge"): Rule(
        label="不是一件事，分开办", who=who.unmerger, form=base.ReasonForm, effect=afterlife.unmerge,
        audience=Audience.PARTIES,
    ),
    ("closed", "revive"): Rule(label="联系上了，接着办", who=who.found_again, audience=Audience.PARTIES),
    ("fulfilled", "reopen"): Rule(
        label="重新办理", who=who.reopened, form=base.ReasonForm, effect=afterlife.reopen, audience=Audience.PARTIES,
    ),
}  # fmt: skip
