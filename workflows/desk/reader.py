"""The case among its neighbours: the list it was opened from, so that one can go on without going back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from community.wishes.models import Wish
from workflows.forms.doing import SendBackForm
from workflows.steps import Choice

from . import keyset
from .inbox import Row, case_url, inbox_filter, rows
from .page import DeskPage
from .worklist import Worklist

BEFORE = 5


@dataclass(frozen=True)
class Neighbours:
    """``rows``: a stretch of the list around the open case; ``previous``, ``following``: their addresses, or empty."""

    rows: list[Row]
    previous: str
    following: str
    query: str
    total: int
    held_back: int


def neighbours(page: DeskPage, wish: Wish) -> Neighbours:
    """In the same cut of the inbox as the address of the page says."""
    work, chosen = Worklist(page.by, page.at), inbox_filter(page, page.request.GET)
    cut, query = chosen.apply(work.mine), chosen.query()
    ahead, behind = keyset.around(cut.select_related("region", "category"), wish, BEFORE, page.me.rows_per_page)
    here = [wish] if cut.filter(pk=wish.pk).exists() else []
    return Neighbours(
        rows=rows([*ahead, *here, *behind], page, query, apart=False),
        previous=case_url(ahead[-1], query) if ahead else "",
        following=case_url(behind[0], query) if behind else "",
        query=query,
        total=cut.count() if chosen.chosen else work.total,
        held_back=work.held_back,
    )


def judgement(offered: list[Choice], chosen: Choice | None) -> dict[str, Any]:
    """What stands under the case: approving and sending back at one press each, whatever else is possible beside."""
    others = [choice for choice in offered if choice.outcome not in {"approve", "send_back"}]
    return {
        "may_judge": len(others) < len(offered),
        "others": others,
        "with_form": chosen and chosen.outcome != "approve",
        "phrases": SendBackForm.PHRASES[1:],
    }
