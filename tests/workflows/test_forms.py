"""What each outcome asks for, and what it does not take: written from design.md §5 and screens.md, not from the forms."""

from typing import Any

import pytest

from tests.factories import District, as_, day, later, public_version, step, wishing
from tests.workflows import paths
from tests.workflows.test_permissions import MAY, people
from workflows import door

pytestmark = pytest.mark.django_db

VERSION = {"category", "public_title", "public_text"}
REASON = {"reason"}
ASKS: dict[str, dict[str, set[str]]] = {
    "screen": {
        "publish": VERSION,
        "publish_street": VERSION,
        "dispatch": VERSION | {"organisation"},
        "answer": VERSION | {"text"},
        "transfer": VERSION | {"unit", "due_on"},
        "amend": REASON,
        "merge": {"into"},
        "decline": REASON | {"where"},
    },
    "amend": {"resubmit": {"own_words"}},
    "pool": {"claim": {"plan", "promised_on"}, "take_down": REASON},
    "accept": {"accept": {"handler"}, "decline": REASON, "ask": REASON},
    "confirm_claim": {"refuse": REASON},
    "act": {
        "done": {"report"},
        "hand_back": REASON,
        "cannot": REASON,
        "reassign": {"handler"},
        "progress": {"text"},
        "tell_wisher": {"text"},
        "tell_handler": {"text"},
        "deliver": {"pledge"},
        "release": {"pledge"},
        "pause": REASON | {"until"},
        "extend": REASON | {"until"},
    },
    "transfer": {"answered": {"text"}, "hand_over": {"handler"}},
    "coordinate": {
        "assign": {"handler"},
        "transfer": {"unit", "due_on"},
        "answer": {"text"},
        "back": REASON,
        "uphold": REASON | {"where"},
        "close": REASON | {"told"},
    },
    "confirm": {"dissatisfied": {"why"}},
    "verify": {"send_back": {"phrase"}, "dispute": REASON, "cannot": REASON},
}
for at_step in paths.LIVE_STEPS:
    ASKS[at_step] |= {"supervise": {"text", "due_on"}, "answer_supervision": {"text"}}
    if at_step != "verify":
        ASKS[at_step]["no_longer_needed"] = {"change"}
    if at_step not in {"confirm", "verify"}:
        ASKS[at_step]["withdraw"] = REASON
ASKS |= {"declined": {"review": REASON}, "merged": {"unmerge": REASON}, "fulfilled": {"reopen": REASON}}
CELLS = [(at_step, outcome) for at_step, outcomes in ASKS.items() for outcome in outcomes]


def problems(here: District, at_step: str, outcome: str, who: str = "", **data: Any) -> dict[str, str]:
    """What the form says, by field, when somebody entitled sends this; empty when it takes it."""
    wish = paths.at(at_step, outcome)(here)
    by = people(here, wish)[who or min(MAY[at_step][outcome])]
    try:
        step(wish, outcome, by, at=max(later(hours=3), wish.since), **data)
    except door.Invalid as invalid:
        return {name: "".join(map(str, errors)) for name, errors in invalid.form.errors.items()}
    return {}


@pytest.mark.parametrize("cell", CELLS, ids=" ".join)
def test_an_empty_sheet_is_answered_with_what_is_missing(here: District, cell: tuple[str, str]) -> None:
    at_step, outcome = cell
    told = problems(here, at_step, outcome)
    assert set(told) == ASKS[at_step][outcome]
    assert all("“" in words for words in told.values()), told


@pytest.mark.parametrize(
    "at_step, outcome, field", [("pool", "claim", "promised_on"), ("screen", "transfer", "due_on"),
                             ("coordinate", "transfer", "due_on"), ("accept", "accept", "promised_on"),
                             ("act", "supervise", "due_on")],
)  # fmt: skip
@pytest.mark.parametrize("days, words", [(-1, "已经过了"), (400, "太远了")])
def test_a_day_gone_by_or_years_away_is_no_promise(
    here: District, at_step: str, outcome: str, field: str, days: int, words: str
) -> None:
    assert words in problems(here, at_step, outcome, **{field: day(days)})[field]


def test_the_public_reason_of_an_end_tells_nothing_private(here: District) -> None:
    told = problems(here, "coordinate", "close", told="on", reason="打13800001234问张桂英")
    assert "请去掉" in told["reason"]


@pytest.mark.parametrize("field", ["public_title", "public_text"])
def test_neither_title_nor_text_tells_anything_private(here: District, field: str) -> None:
    assert "请去掉" in problems(here, "screen", "publish", **public_version(**{field: "住3幢502"}))[field]


def test_an_amount_has_a_unit(here: District) -> None:
    assert "请填单位" in problems(here, "screen", "publish", **public_version(quantity="500", unit=""))["unit"]


def test_another_change_has_to_be_written_out(here: District) -> None:
    assert "请写明" in problems(here, "pool", "no_longer_needed", change="other")["words"]


def test_another_reason_has_to_be_written_out(here: District) -> None:
    assert "请写明" in problems(here, "verify", "send_back", phrase="其他")["reason"]


def test_a_wish_of_another_street_is_not_merged_into(here: District) -> None:
    far = door.start(wishing(here, region=here.far, street=here.other_street), by=as_(here.wisher), at=later())
    assert "没有这个编号" in problems(here, "screen", "merge", into=far.code)["into"]
    assert "没有这个编号" in problems(here, "screen", "merge", into="123")["into"]


def test_the_handler_is_of_the_organisation_it_is_claimed_for(here: District) -> None:
    handler = here.member.memberships.get().pk
    assert (
        "成员" in problems(here, "pool", "claim", "manager", plan="去", promised_on=day(), handler=handler)["handler"]
    )
