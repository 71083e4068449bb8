"""What a wish should be, as far as the process says: written from design.md §5, for ``machine`` to compare with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tests.workflows.test_permissions import CALLERS, MAY, REVIEWERS
from workflows import integrity
from workflows.flows.wish import WishFlow
from workflows.flows.wish_rules import RULES, STATUS_OF, status_of

# Who may depends on facts the model does not follow: a call that is late, a contact, a pause, a day that has passed.
IF_THE_FACTS_ALLOW = {
    "contact", "confirm_contact", "deny_contact", "unreached", "pledge", "deliver", "release", "pause", "resume", "extend",
    "supervise", "answer_supervision", "tell_wisher", "tell_handler", "review", "unmerge", "revive", "reopen",
}  # fmt: skip
BEGIN_AGAIN = {"review": "coordinate", "unmerge": "screen", "revive": "screen", "reopen": "act"}
WRITES_A_HAND = {"contact", "progress", "tell_wisher", "done", "hand_back", "cannot", "pause", "extend"}
VERDICTS = {"approve", "send_back", "dispute", "cannot"}
UNITS_OF_THE_STREET = {"manager", "agent", "committee_manager", "office_manager"}
WORDS = {"satisfied", "fair", "dissatisfied", "unreached"}


@dataclass
class Model:
    """One wish, and everything that may be told of it from the moves so far."""

    pk: int
    code: str
    proxy: str
    since: datetime
    step: str = "screen"
    lines: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    doing: set[str] = field(default_factory=set)
    judging: set[str] = field(default_factory=set)
    claimant: str = ""
    asked: str = ""  # the organisation that was asked or has it: branch, committee or none
    fallback: bool = False
    convened: bool = False
    street: bool = False  # only for the organisations of its street
    helpers: set[str] = field(default_factory=set)
    contacted: bool = False
    work: str = "deed"
    refusals: int = 0
    dissents: dict[str, int] = field(default_factory=lambda: {"deed": 0, "answer": 0})
    transferred_by: str = ""
    former: tuple[str, str] = ("", "")
    old_tasks: list[int] = field(default_factory=list)

    @property
    def live(self) -> bool:
        return self.step in STATUS_OF

    def outcomes(self) -> list[str]:
        """What moves it on; those that end it at once are left to chance."""
        dull = {"withdraw", "no_longer_needed", "supervise", "answer_supervision"}
        return sorted(outcome for step, outcome in RULES if step == self.step and outcome not in dull)

    def leads(self) -> set[str]:
        managers = {"branch": "manager", "committee": "committee_manager"}
        return {self.claimant, managers.get(self.asked, self.claimant)}

    def may(self, outcome: str, overdue: bool) -> set[str]:
        """Written into ``MAY`` for the usual way; here for whoever has it in hand."""
        usual = set(MAY[self.step][outcome])
        if self.proxy:
            usual -= {"wisher"}  # it is not his
        if outcome in {"claim", "pledge"} and self.proxy:
            usual |= {"wisher"}  # of other wishes; a neighbour of this one
        if outcome == "pledge":
            return usual | {"resident"}
        if outcome in {"deliver", "release"}:
            return self.helpers | self.leads()
        if self.step in {"confirm_claim", "act", "confirm", "verify"} and "resident" in usual:
            usual = usual - {"resident"} | self.leads()
        if outcome == "claim" and self.street:
            usual &= UNITS_OF_THE_STREET
        if self.step == "accept" and "manager" in usual:
            usual = usual - {"manager"} | {"manager" if self.asked == "branch" else "committee_manager"}
        if outcome in {"confirm_contact", "deny_contact"}:
            usual |= {self.proxy}
        if self.step == "amend" and outcome == "resubmit" and self.proxy:
            usual |= {self.proxy}
        if self.step == "confirm" and usual >= CALLERS:
            usual |= REVIEWERS  # as last resort: whether it is one depends on the call
        if self.step == "confirm_claim" and overdue:
            usual |= {"coordinator"}
        if self.step == "transfer" and outcome == "answered":
            usual |= {self.transferred_by}
        return usual

    def after(self, outcome: str) -> set[str]:
        """Where it may lead to; one place wherever the process says which."""
        if not self.live:
            return {BEGIN_AGAIN[outcome]}
        nodes = set(WishFlow.instance.node(self.step).routes[outcome])
        told = {
            ("pool", "claim"): "act",
            ("pool", "fallback"): "accept",
            ("accept", "decline"): "coordinate" if self.asked == "committee" or self.refusals else "screen",
            ("accept", "lapse"): "coordinate" if self.asked == "committee" or self.refusals else "screen",
            ("act", "hand_back"): "coordinate" if self.fallback or self.convened else "screen" if self.contacted else "pool",
            ("act", "lapse"): "coordinate" if self.fallback else "pool",
            ("confirm", "satisfied"): "verify" if self.work == "deed" else "answered",
            ("confirm", "fair"): "verify" if self.work == "deed" else "answered",
            ("confirm", "lapse"): "verify" if self.work == "deed" else "answered",
            ("confirm", "no_longer_needed"): "verify" if self.work == "deed" else "answered",
            ("confirm", "dissatisfied"): (
                ("act", "verify") if self.work == "deed" else ("screen", "coordinate")
            )[min(self.dissents[self.work], 1)],
        }.get((self.step, outcome))  # fmt: skip
        if (self.step, outcome) in {
            ("act", "hand_back"),
            ("act", "lapse"),
            ("coordinate", "back"),
        } and told != "coordinate":
            # What was never for claiming goes to the desk instead of the pool.
            return nodes & {told or "pool", "screen"}
        return {told} if told is not None and told in nodes else nodes

    def moved(self, outcome: str, by: str, node: str, at: datetime) -> None:
        """Take over what a successful outcome means."""
        step, before = self.step, status_of(self.step)
        self.lines.append((step, outcome, before, status_of(node), by if by not in {"machine", "by_link"} else ""))
        self._hands(step, outcome, by)
        if outcome in {"contact", "confirm_contact", "deny_contact"}:
            self.contacted = outcome != "deny_contact"
        if not RULES[step, outcome].moves:
            return
        self._holders(step, outcome, by, node)
        if step == "accept" and outcome in {"decline", "lapse"}:
            self.refusals += 1
        if outcome == "dissatisfied":
            self.dissents[self.work] += 1
        if node == "confirm" and step != "act":
            self.work = "answer"
        if step == "screen":
            self.street = outcome == "publish_street"
        if node == "transfer":
            self.work, self.transferred_by = "answer", by
        self.step, self.since = node, at

    def _hands(self, step: str, outcome: str, by: str) -> None:
        does = (
            step == "screen" and outcome in integrity.SCREENED,
            step == "act" and outcome in WRITES_A_HAND,
            (step, outcome) in {("pool", "claim"), ("accept", "accept"), ("act", "pledge")},
            step == "confirm" and outcome in WORDS and by not in {"wisher", "by_link", "machine"},
        )
        if outcome == "pledge":
            self.helpers.add(by)
        if step == "verify" and outcome in VERDICTS:
            self.judging.add(by)
        elif any(does):
            self.doing.add(by)

    def _holders(self, step: str, outcome: str, by: str, node: str) -> None:
        if (step, outcome) == ("pool", "claim"):
            self._take(by, "", fallback=False)
        elif (step, outcome) == ("accept", "accept"):
            handler = "member" if self.asked == "branch" else "committee_manager"
            self._take(handler, self.asked, fallback=self.asked == "committee")
        elif outcome in {"assign", "reassign"}:
            self._take("member", "branch", fallback=False, convened=True)
        elif outcome == "reopen":
            self._take(*self.former, fallback=self.fallback)
        elif node == "accept":
            self.claimant, self.asked = "", "committee" if outcome == "fallback" else "branch"
        elif node not in {"act", "confirm", "verify", "confirm_claim"}:
            self.former = (self.claimant, self.asked)
            self.claimant, self.asked = "", ""

    def _take(self, handler: str, unit: str, *, fallback: bool, convened: bool = False) -> None:
        self.claimant, self.asked, self.fallback, self.convened = handler, unit, fallback, convened
        self.contacted, self.work = False, "deed"
        self.doing.add(handler)
