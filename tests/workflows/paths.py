"""Ways to bring a new wish to each step, shared by the tables of tests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from community.people.actor import Actor
from community.wishes.models import Pledge, Wish
from tests.factories import District, as_, day, later, public_version, step, wishing
from workflows import door

MACHINE = Actor.machine()


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


def to_closed(here: District) -> Wish:
    wish = step(to_amend(here), "unreached", as_(here.second_worker, channel="phone"), at=later(days=10))
    return step(wish, "lapse", MACHINE, at=later(days=11))


def to_declined(here: District) -> Wish:
    return step(to_screen(here), "decline", here.worker, at=later(days=1), reason="不归这里管", where="打 12345")


def to_merged(here: District) -> Wish:
    return step(to_screen(here), "merge", here.worker, at=later(days=1), into=to_pool(here).code)


def to_fulfilled(here: District) -> Wish:
    return step(to_verify(here), "approve", here.reviewer, at=later(days=1))


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
    "closed": to_closed,
    "declined": to_declined,
    "merged": to_merged,
    "fulfilled": to_fulfilled,
}
LIVE_STEPS = tuple(AT)[:10]


def contacted(here: District) -> Wish:
    return step(to_act(here), "contact", here.resident)


def paused(here: District) -> Wish:
    return step(contacted(here), "pause", here.resident, until=day(3), reason="等材料")


def helped(here: District) -> Wish:
    return step(to_act(here), "pledge", here.member, text="我有三轮车")


def by_weight(here: District) -> Wish:
    """500 斤青菜, led by the resident."""
    wish = step(to_screen(here), "publish", here.worker, **public_version(quantity=500, unit="斤"))
    return step(wish, "claim", here.resident, plan="一起买", promised_on=day())


def helped_by_weight(here: District) -> Wish:
    return step(by_weight(here), "pledge", here.member, quantity=300, text="")


def supervised(at_step: str) -> Callable[[District], Wish]:
    return lambda here: step(AT[at_step](here), "supervise", here.coordinator, text="进度如何？", due_on=day())


# Outcomes that need more than the usual way to their step.
BEFORE: dict[tuple[str, str], Callable[[District], Wish]] = {
    ("act", "deny_contact"): contacted,
    ("act", "pause"): contacted,
    ("act", "resume"): paused,
    ("act", "deliver"): helped,
    ("act", "release"): helped,
} | {(at_step, "answer_supervision"): supervised(at_step) for at_step in LIVE_STEPS}


def at(at_step: str, outcome: str) -> Callable[[District], Wish]:
    """How a wish comes to where this outcome is to be had."""
    return BEFORE.get((at_step, outcome), AT[at_step])


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


def after_its_deadline() -> str:
    due = Wish.objects.latest("pk").due_at
    assert due is not None
    return (timezone.localdate(due) + timedelta(days=3)).isoformat()


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
    ("confirm", "no_longer_needed", "verify"): way("worker", change="moved"),
    ("act", "contact", "act"): way("resident"),
    ("act", "confirm_contact", "act"): way("wisher"),
    ("act", "deny_contact", "act"): way("wisher"),
    ("act", "progress", "act"): way("resident", text="料子买好了"),
    ("act", "tell_wisher", "act"): way("resident", text="周六上午来"),
    ("act", "tell_handler", "act"): way("wisher", text="周六我在家"),
    ("act", "pledge", "act"): way("member", text="我有三轮车"),
    ("act", "deliver", "act"): way("member", pledge=lambda here: Pledge.objects.get().pk),
    ("act", "release", "act"): way("member", pledge=lambda here: Pledge.objects.get().pk),
    ("act", "pause", "act"): way("resident", until=day(3), **reason),
    ("act", "resume", "act"): way("resident"),
    ("act", "extend", "act"): way("resident", until=lambda here: after_its_deadline(), **reason),
    ("closed", "revive", "screen"): way("wisher"),
    ("declined", "review", "coordinate"): way("wisher", **reason),
    ("merged", "unmerge", "screen"): way("worker", **reason),
    ("fulfilled", "reopen", "act"): way("coordinator", **reason),
}
for at_step in LIVE_STEPS:
    WAYS[at_step, "supervise", at_step] = way("coordinator", text="进度如何？", due_on=day())
    WAYS[at_step, "answer_supervision", at_step] = way("worker", text="正在办，周六办好。")
    if at_step not in {"confirm", "verify"}:
        WAYS[at_step, "withdraw", "withdrawn"] = way("wisher", **reason)
        WAYS[at_step, "no_longer_needed", "closed"] = way("worker", change="moved")
