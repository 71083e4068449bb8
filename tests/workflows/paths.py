"""Ways to bring a new wish to each step, shared by the tables of tests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from community.people.actor import Actor
from community.wishes.models import Wish
from tests.factories import District, as_, day, later, public_version, step, wishing
from workflows import door


def membership_of(user: object, organisation: object) -> int:
    return user.memberships.get(organisation=organisation).pk  # type: ignore[attr-defined]  # a User


def to_screen(here: District, **extra: object) -> Wish:
    return door.start(wishing(here, **extra), by=as_(here.wisher), at=later())


def to_amend(here: District) -> Wish:
    return step(to_screen(here), "amend", here.worker, reason="请问是几件棉袄？")


def to_pool(here: District) -> Wish:
    return step(to_screen(here), "publish", here.worker, **public_version())


def to_accept(here: District) -> Wish:
    data = public_version(organisation=here.branch.pk)
    return step(to_screen(here), "dispatch", here.worker, **data)


def to_confirm_claim(here: District) -> Wish:
    wish = step(to_screen(here), "publish", here.worker, **public_version(home_visit="on"))
    return step(wish, "claim", here.resident, plan="周六上门", promised_on=day())


def to_act(here: District) -> Wish:
    return step(to_pool(here), "claim", here.resident, plan="周六上门", promised_on=day())


def to_branch_act(here: District) -> Wish:
    handler = membership_of(here.member, here.branch)
    return step(
        to_pool(here), "claim", here.manager, plan="周六去", promised_on=day(), organisation=here.branch.pk,
        handler=handler,
    )  # fmt: skip


def to_transfer(here: District) -> Wish:
    data = public_version("question-policy", unit="区民政局", due_on=day(5))
    return step(to_screen(here), "transfer", here.worker, **data)


def to_coordinate(here: District) -> Wish:
    return step(to_act(here), "cannot", here.resident, reason="要专业电工")


def to_confirm(here: District) -> Wish:
    return step(to_act(here), "done", here.resident, report="三件都补好了")


def to_confirm_answer(here: District) -> Wish:
    data = public_version("question-policy", text="带身份证到社区办理。")
    return step(to_screen(here), "answer", here.worker, **data)


def to_verify(here: District) -> Wish:
    return step(to_confirm(here), "satisfied", here.wisher)


AT: dict[str, Callable[[District], Wish]] = {
    "screen": to_screen,
    "amend": to_amend,
    "pool": to_pool,
    "accept": to_accept,
    "confirm_claim": to_confirm_claim,
    "act": to_act,
    "transfer": to_transfer,
    "coordinate": to_coordinate,
    "confirm": to_confirm,
    "verify": to_verify,
}

MACHINE = Actor.machine()


@dataclass(frozen=True)
class Way:
    """Who takes an outcome, and what he fills in; a callable value is asked for in the district."""

    by: str
    data: dict[str, Any]

    def actor(self, here: District) -> Actor:
        return MACHINE if self.by == "machine" else as_(getattr(here, self.by))

    def filled(self, here: District) -> dict[str, Any]:
        return {name: value(here) if callable(value) else value for name, value in self.data.items()}


def way(by: str, **data: Any) -> Way:
    return Way(by, data)


version: dict[str, Any] = {
    name: (lambda here, name=name: public_version()[name]) for name in ("category", "public_title", "public_text")
}
reason: dict[str, Any] = {"reason": "说明一下原因"}


def branch_member(here: District) -> int:
    return membership_of(here.member, here.branch)


# The usual way out of each step by each outcome: (step, outcome, target).
WAYS: dict[tuple[str, str, str], Way] = {
    ("screen", "publish", "pool"): way("worker", **version),
    ("screen", "publish_street", "pool"): way("worker", **version),
    ("screen", "dispatch", "accept"): way("worker", organisation=lambda here: here.branch.pk, **version),
    ("screen", "answer", "confirm"): way("worker", text="带身份证来社区办。", **version),
    ("screen", "transfer", "transfer"): way("worker", unit="区民政局", due_on=day(), **version),
    ("screen", "amend", "amend"): way("worker", **reason),
    ("screen", "merge", "merged"): way("worker", into=lambda here: to_pool(here).code),
    ("screen", "decline", "declined"): way("worker", where="打 12345", **reason),
    ("amend", "resubmit", "screen"): way("wisher", own_words="三件，都是冬天穿的。"),
    ("pool", "claim", "act"): way("resident", plan="周六去", promised_on=day()),
    ("pool", "take_down", "screen"): way("worker", **reason),
    ("pool", "fallback", "accept"): way("machine"),
    ("accept", "accept", "act"): way("manager", handler=branch_member),
    ("accept", "decline", "screen"): way("manager", **reason),
    ("accept", "ask", "coordinate"): way("manager", **reason),
    ("accept", "lapse", "screen"): way("machine"),
    ("confirm_claim", "approve", "act"): way("worker"),
    ("confirm_claim", "refuse", "pool"): way("worker", **reason),
    ("act", "done", "confirm"): way("resident", report="都补好了"),
    ("act", "hand_back", "pool"): way("resident", **reason),
    ("act", "cannot", "coordinate"): way("resident", **reason),
    ("act", "reassign", "act"): way("coordinator", handler=branch_member),
    ("act", "lapse", "pool"): way("machine"),
    ("transfer", "answered", "confirm"): way("worker", text="民政局说可以补办。"),
    ("transfer", "lapse", "coordinate"): way("machine"),
    ("coordinate", "assign", "act"): way("coordinator", handler=branch_member),
    ("coordinate", "transfer", "transfer"): way("coordinator", unit="区住建局", due_on=day()),
    ("coordinate", "answer", "confirm"): way("coordinator", text="已经列入明年的计划。"),
    ("coordinate", "back", "pool"): way("coordinator", **reason),
    ("coordinate", "uphold", "declined"): way("coordinator", where="打 12345", **reason),
    ("coordinate", "close", "unfulfilled"): way("coordinator", told="on", reason="楼顶承重不够。"),
    ("confirm", "satisfied", "verify"): way("wisher", words="谢谢"),
    ("confirm", "fair", "verify"): way("wisher"),
    ("confirm", "dissatisfied", "act"): way("wisher", why="half_done"),
    ("confirm", "lapse", "verify"): way("machine"),
    ("verify", "approve", "fulfilled"): way("reviewer"),
    ("verify", "send_back", "act"): way("reviewer", phrase="没说明谁参加"),
    ("verify", "cannot", "coordinate"): way("reviewer", **reason),
} | {
    (at_step, "withdraw", "withdrawn"): way("wisher", **reason)
    for at_step in ("screen", "amend", "pool", "accept", "confirm_claim", "act", "transfer", "coordinate")
}
