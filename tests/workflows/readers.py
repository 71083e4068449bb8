"""Who reads what is written down: the line of the history, and the words beside it. As design.md §5 says, by hand.

A line is public and its words are for the parties, unless it stands here.
"""

from collections.abc import Iterable

from tests.workflows.paths import LIVE_STEPS

BEFORE_CONFIRM = [step for step in LIVE_STEPS if step not in {"confirm", "verify"}]


def _each(steps: Iterable[str], *outcomes: str) -> set[tuple[str, str]]:
    return {(step, outcome) for step in steps for outcome in outcomes}


# What could shame somebody, or is between a wisher and those who help.
LINES_FOR_PARTIES = (
    _each(BEFORE_CONFIRM, "no_longer_needed")
    | _each(["screen"], "amend", "merge", "decline")
    | _each(["amend"], "resubmit", "lapse")
    | _each(
        ["act"],
        "confirm_contact",
        "deny_contact",
        "tell_wisher",
        "tell_handler",
        "release",
        "pause",
        "resume",
        "extend",
        "reassign",
        "hand_over",
    )
    | _each(["confirm"], "dissatisfied", "no_longer_needed", "lapse")
    | {("confirm_claim", "hand_over"), ("coordinate", "uphold"), ("verify", "send_back")}
    | {("declined", "review"), ("merged", "unmerge"), ("closed", "revive"), ("fulfilled", "reopen")}
)
# How the desks go about it.
LINES_FOR_STAFF = (
    _each(LIVE_STEPS, "supervise", "answer_supervision")
    | _each(["amend", "act", "confirm"], "unreached")
    | _each(["accept"], "decline", "ask", "lapse")
    | {
        ("transfer", "hand_over"),
        ("pool", "take_down"),
        ("confirm_claim", "refuse"),
        ("act", "cannot"),
        ("transfer", "lapse"),
    }
    | {("coordinate", "back"), ("verify", "cannot")}
)
WORDS_FOR_STAFF = (
    _each(BEFORE_CONFIRM, "withdraw", "no_longer_needed")
    | _each(LIVE_STEPS, "supervise", "answer_supervision")
    | _each(["act", "confirm_claim", "transfer"], "hand_over")
    | _each(["accept"], "decline", "ask")
    | {("pool", "take_down"), ("act", "cannot"), ("coordinate", "back"), ("verify", "dispute"), ("verify", "cannot")}
    | {("confirm", "no_longer_needed")}
)
WORDS_FOR_ALL = {("coordinate", "close")}


def of_line(step: str, outcome: str) -> str:
    if (step, outcome) in LINES_FOR_STAFF:
        return "staff"
    return "parties" if (step, outcome) in LINES_FOR_PARTIES else "public"


def of_words(step: str, outcome: str) -> str:
    if (step, outcome) in WORDS_FOR_STAFF:
        return "staff"
    return "public" if (step, outcome) in WORDS_FOR_ALL else "parties"
