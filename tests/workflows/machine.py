"""Several wishes at once, pushed about by everybody and by the clock, beside a model written from design.md §5.

After every move the whole record is compared: projection, task, events, hands, claims, deadlines, points.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from community.people.actor import Actor, Channel
from community.people.models import User
from community.people.refusal import Refused
from community.points.models import Account, Entry
from community.wishes.models import Claim, Hand, Pledge, Wish
from tests.factories import District, as_, later, wishing
from tests.workflows.model import IF_THE_FACTS_ALLOW, VERDICTS, Model
from tests.workflows.paths import WAYS, membership_of
from tests.workflows.test_permissions import REVIEWERS
from workflows import door, integrity
from workflows.flows.wish_rules import RULES, status_of

PEOPLE = [
    "worker", "second_worker", "sister_worker", "grid_worker", "clerk", "coordinator", "far_coordinator", "reviewer",
    "second_reviewer", "far_reviewer", "manager", "agent", "member", "committee_manager", "resident", "wisher",
    "outsider", "superuser", "anonymous", "machine", "by_link",
]  # fmt: skip
OUTCOMES = sorted({outcome for _, outcome in RULES})


class Wishes(RuleBasedStateMachine):
    """``here`` is set by the test; every example is taken back."""

    here: District

    def __init__(self) -> None:
        super().__init__()
        cache.clear()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.at = later()
        self.models: list[Model] = []
        self.names = {user.pk: name for name, user in vars(self.here).items() if isinstance(user, User)}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def actor(self, name: str, model: Model) -> Actor:
        if name in {"machine", "anonymous"}:
            return Actor.machine() if name == "machine" else Actor()
        if name == "by_link":
            return Actor(channel=Channel.LINK, witness=f"wish:{model.code}")
        return as_(getattr(self.here, name), channel=Channel.PHONE)

    def filled(self, model: Model, outcome: str) -> dict[str, Any]:
        usual = {"reason": "两边的意见", "text": "说了"}
        data = next((w.data for (s, o, _), w in WAYS.items() if (s, o) == (model.step, outcome)), usual)
        if "pledge" in data:
            data = {"pledge": lambda here: Pledge.objects.filter(wish=model.pk).values_list("pk", flat=True).last()}
        others = [m.code for m in self.models if m.live and m.pk != model.pk]
        own: dict[str, Any] = {"into": others[0] if others else model.code}
        if model.step == "accept" and model.asked == "committee":
            own["handler"] = membership_of(self.here.committee_manager, self.here.committee)
        ahead = (timezone.localdate(self.at) + timedelta(days=7)).isoformat()
        own |= dict.fromkeys(("promised_on", "due_on", "until", "paused_until"), ahead)
        return {name: own.get(name) or (v(self.here) if callable(v) else v) for name, v in data.items()}

    @rule(proxied=st.booleans())
    @precondition(lambda self: len(self.models) < 4)
    def begin(self, proxied: bool) -> None:
        by = "grid_worker" if proxied else "wisher"
        given = wishing(self.here, **({"wisher": None, "phone": ""} if proxied else {}))
        wish = door.start(given, by=as_(getattr(self.here, by)), at=self.at, proxied=proxied)
        model = Model(wish.pk, wish.code, by if proxied else "", self.at)
        model.lines.append(("start", "submit", "", "screening", by))
        if proxied:
            model.doing.add(by)
        self.models.append(model)

    @rule(which=st.integers(0, 3), outcome=st.sampled_from(OUTCOMES), who=st.sampled_from(PEOPLE))
    @precondition(lambda self: self.models)
    def anybody_tries_anything(self, which: int, outcome: str, who: str) -> None:
        self.attempt(self.models[which % len(self.models)], outcome, who)

    @rule(which=st.integers(0, 3), n=st.integers(0, 30), m=st.integers(0, 30))
    @precondition(lambda self: any(model.outcomes() for model in self.models))
    def somebody_entitled_goes_on(self, which: int, n: int, m: int) -> None:
        going = [model for model in self.models if model.outcomes()]
        model = going[which % len(going)]
        outcome = model.outcomes()[n % len(model.outcomes())]
        entitled = sorted(model.may(outcome, overdue=False) & {*PEOPLE, "member"})
        if entitled:
            self.attempt(model, outcome, entitled[m % len(entitled)])

    @rule(which=st.integers(0, 3), who=st.sampled_from(PEOPLE), outcome=st.sampled_from(OUTCOMES))
    @precondition(lambda self: any(model.old_tasks for model in self.models))
    def a_form_opened_long_ago_is_sent(self, which: int, who: str, outcome: str) -> None:
        left = [model for model in self.models if model.old_tasks]
        model = left[which % len(left)]
        try:
            door.act(model.old_tasks[-1], outcome, by=self.actor(who, model), at=self.at, data={})
        except door.Stale:
            return
        raise AssertionError("a step that was left has been left again")

    @rule(hours=st.sampled_from([1, 5, 26, 50, 75, 170]))
    @precondition(lambda self: self.models)
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        for model in self.models:
            task, seq = self.row(model).task_id, len(model.lines)
            outcome = door.wake(model.pk, at=self.at)
            if self.row(model).seq > seq:
                self.took(model, outcome, "machine", task)

    def row(self, model: Model) -> Wish:
        return Wish.objects.select_related("task").get(pk=model.pk)

    def attempt(self, model: Model, outcome: str, who: str) -> None:
        wish = self.row(model)
        overdue = wish.due_at is not None and wish.due_at < self.at
        known = (model.step, outcome) in RULES
        allowed = known and who in model.may(outcome, overdue)
        data = self.filled(model, outcome) if known else {}
        refused = self.refusal(wish, outcome, self.actor(who, model), data)
        if refused is None:
            assert allowed, f"{who} has done {outcome}: {model}"
            assert outcome not in VERDICTS or model.step != "verify" or who not in model.doing, f"{who} judged his own"
            self.took(model, outcome, who, wish.task_id)
        elif allowed and outcome not in IF_THE_FACTS_ALLOW:
            last_resort = model.step == "confirm" and who in REVIEWERS
            by_whom = {"not_yours", "stale"}
            assert refused not in by_whom or last_resort, (outcome, who, refused, model)

    def refusal(self, wish: Wish, outcome: str, by: Actor, data: dict[str, Any]) -> str | None:
        """The code of the refusal; None when it was done."""
        try:
            if wish.is_live:
                door.act(wish.task_id or 0, outcome, by=by, at=self.at, data=data)
            else:
                door.again(wish.pk, outcome, ended=wish.seq, by=by, at=self.at, data=data)
        except Refused as refused:
            return refused.code
        except door.Invalid:
            return "invalid"
        return None

    def took(self, model: Model, outcome: str, who: str, task: int | None) -> None:
        wish = self.row(model)
        node = wish.task.flow_task.name if wish.task else wish.status
        if RULES[model.step, outcome].moves:
            assert node in model.after(outcome), (model.step, outcome, node, model)
            model.old_tasks.append(task or 0)
        else:
            assert node == model.step
        model.moved(outcome, who, node, self.at)

    @invariant()
    def the_record_is_what_it_should_be(self) -> None:
        for model in self.models:
            wish = self.row(model)
            assert (wish.status, wish.since, wish.seq) == (status_of(model.step), model.since, len(model.lines))
            assert bool(wish.task_id) == model.live and (wish.ended_at is None) == model.live
            lines = wish.events.order_by("seq").values_list("step", "outcome", "before", "after", "actor")
            assert [(*rest, self.names.get(actor, "")) for *rest, actor in lines] == model.lines
            self.hands_and_claims(model)
            if model.live and wish.wake_at and model.step in {"pool", "confirm"}:
                assert self.at - timedelta(days=7) < wish.wake_at <= model.since + timedelta(days=7)

    def hands_and_claims(self, model: Model) -> None:
        hands = Hand.objects.filter(wish=model.pk)
        of = {side: {self.names.get(pk, "") for pk in hands.filter(side=side).values_list("user", flat=True)}
              for side in Hand.Side}  # fmt: skip
        assert model.doing <= of[Hand.Side.DOING] and model.judging == of[Hand.Side.JUDGING]
        held = [
            self.names[pk] for pk in Claim.objects.filter(wish=model.pk, ended_at=None).values_list("user", flat=True)
        ]
        assert held == ([model.claimant] if model.claimant and model.live and model.step != "accept" else [])

    @invariant()
    def points_are_given_once_and_for_deeds(self) -> None:
        earned = {f"wish:{model.code}" for model in self.models if any(line[3] == "fulfilled" for line in model.lines)}
        assert set(Entry.objects.values_list("source", flat=True)) == earned
        assert not Entry.objects.values("code", "source", "account").annotate(n=Count("pk")).filter(n__gt=1)
        assert not Account.objects.filter(spendable__lt=0).exists()

    @invariant()
    def nothing_contradicts_itself(self) -> None:
        assert integrity.findings() == {}
