"""Do projection, engine, events, claims, hands and ledger agree? Each check is one set-wise query.

A check returns a queryset of the rows that contradict; clean means all are empty.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Case as SqlCase
from django.db.models import CharField, Count, Exists, F, Max, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Concat, Substr
from viewflow.workflow.fields import get_task_ref
from viewflow.workflow.models import Task

from community.people.models import Membership
from community.points.models import Account, Entry
from community.wishes.models import (
    ENDS,
    LIVE,
    CallBack,
    Claim,
    Hand,
    Pledge,
    Status,
    Story,
    Supervision,
    Terms,
    Transfer,
    Wish,
    WishEvent,
    Work,
)
from workflows.flows.wish import WishFlow
from workflows.flows.wish_rules import STATUS_OF

CHECKS: dict[str, Callable[[], Any]] = {}


def check(title: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    def register(rows: Callable[[], Any]) -> Callable[[], Any]:
        CHECKS[title] = rows
        return rows

    return register


def findings(titles: Iterable[str] = ()) -> dict[str, list[Any]]:
    """{check: up to 20 primary keys that contradict}, only for the checks that found any."""
    found = {title: list(CHECKS[title]().values_list("pk", flat=True)[:20]) for title in titles or CHECKS}
    return {title: rows for title, rows in found.items() if rows}


def _task(**match: Any) -> Exists:
    return Exists(Task.objects.filter(process=OuterRef("process"), **match))


@check("a live wish has its one open task")
def live_without_task() -> Any:
    return Wish.objects.filter(status__in=LIVE).exclude(
        Exists(Task.objects.filter(pk=OuterRef("task"), process=OuterRef("process"), finished=None))
    )


@check("an ended wish has no task, and an end")
def ended_with_task() -> Any:
    return Wish.objects.filter(status__in=ENDS).filter(Q(task__isnull=False) | Q(ended_at=None) | _task(finished=None))


@check("a process has at most one open task")
def two_open_tasks() -> Any:
    return (
        Task.objects.filter(finished=None).values("process").annotate(open=Count("pk"), pk=Max("pk")).filter(open__gt=1)
    )


@check("the status says what the task is")
def status_against_task() -> Any:
    steps = [
        When(status=status, then=Value(get_task_ref(WishFlow.instance.node(s)))) for s, status in STATUS_OF.items()
    ]
    return (
        Wish.objects.filter(status__in=LIVE)
        .annotate(step=SqlCase(*steps, output_field=CharField()))
        .exclude(task__flow_task=F("step"))
    )


@check("the last event is what the wish shows")
def last_event() -> Any:
    last = WishEvent.objects.filter(wish=OuterRef("pk"), seq=OuterRef("seq"))
    return Wish.objects.exclude(Exists(last.filter(after=OuterRef("status"))))


@check("events are numbered without gaps")
def event_gaps() -> Any:
    return (
        Wish.objects.annotate(lines=Count("events"), highest=Max("events__seq"))
        .exclude(lines=F("seq"), highest=F("seq"))
        .order_by()
    )


@check("each event begins where the last one ended")
def broken_chain() -> Any:
    former = WishEvent.objects.filter(wish=OuterRef("wish"), seq=OuterRef("seq") - 1, after=OuterRef("before"))
    return WishEvent.objects.exclude(seq=1, before="").exclude(Exists(former))


# The verdicts of a screener; withdrawing is the wisher's.
SCREENED = ("publish", "publish_street", "dispatch", "answer", "transfer", "amend", "merge", "decline")


@check("whoever had a part in doing stands among the hands")
def missing_hands() -> Any:
    def unrecorded(rows: Any, user: str) -> Any:
        hands = Hand.objects.filter(wish=OuterRef("wish"), user=OuterRef(user), side=Hand.Side.DOING)
        return rows.filter(wish=OuterRef("pk"), **{f"{user}__isnull": False}).exclude(Exists(hands))

    proxy = Hand.objects.filter(wish=OuterRef("pk"), user=OuterRef("proxied_by"), side=Hand.Side.DOING)
    screened = WishEvent.objects.filter(step="screen", outcome__in=SCREENED)
    return Wish.objects.filter(
        Exists(unrecorded(Claim.objects.all(), "user"))
        | Exists(unrecorded(Pledge.objects.all(), "user"))
        | Exists(unrecorded(CallBack.objects.all(), "recorded_by"))
        | Exists(unrecorded(screened, "actor"))
        | Q(proxied_by__isnull=False) & ~Exists(proxy)
    )


@check("a wish in somebody's hands has a live claim, others have none")
def claims_against_status() -> Any:
    held = Q(status__in=[Status.CLAIM_CONFIRMING, Status.ACTING]) | Q(
        status__in=[Status.CONFIRMING, Status.VERIFYING], work=Work.DEED
    )
    live = Exists(Claim.objects.filter(wish=OuterRef("pk"), ended_at=None))
    return Wish.objects.filter((held & ~live) | (~held & live))


@check("a fulfilled wish has a judge, a done claim, a story and its points")
def fulfilled_facts() -> Any:
    return Wish.objects.filter(status=Status.FULFILLED, recorded_later=False).exclude(
        Exists(Hand.objects.filter(wish=OuterRef("pk"), side=Hand.Side.JUDGING)),
        Exists(Claim.objects.filter(wish=OuterRef("pk"), ending=Claim.Ending.DONE)),
        Exists(Story.objects.filter(wish=OuterRef("pk"))),
        _awarded(),
    )


@check("what was recorded later was let in by another, and earned nobody anything")
def recorded_later() -> Any:
    hands = Hand.objects.filter(wish=OuterRef("pk"))
    return Wish.objects.filter(recorded_later=True).exclude(
        Exists(hands.filter(side=Hand.Side.DOING)),
        Exists(hands.filter(side=Hand.Side.JUDGING)),
        ~Exists(Claim.objects.filter(wish=OuterRef("pk"))),
        ~_awarded(),
    )


def _awarded() -> Exists:
    subject = Concat(Value("wish:"), OuterRef("code"), output_field=CharField())
    return Exists(Entry.objects.filter(source=subject))


@check("points stand for a wish that came true")
def points_for_nothing() -> Any:
    came_true = WishEvent.objects.filter(wish__code=Substr(OuterRef("source"), len("wish:") + 1))
    return Entry.objects.filter(source__startswith="wish:").exclude(Exists(came_true.filter(after=Status.FULFILLED)))


@check("nobody judged what he or his organisation did or wished")
def judged_own() -> Any:
    claims = Claim.objects.filter(wish=OuterRef("wish"))
    own = claims.filter(user=OuterRef("user"))
    of_his_unit = claims.filter(
        Q(organisation__memberships__ends_on=None) | Q(organisation__memberships__ends_on__gte=F("claimed_at__date")),
        organisation__memberships__user=OuterRef("user"),
        organisation__memberships__starts_on__lte=OuterRef("at__date"),
    )
    for_his_unit = Membership.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("wish__submitted_at__date")),
        user=OuterRef("user"),
        organisation=OuterRef("wish__wisher_organisation"),
        starts_on__lte=OuterRef("at__date"),
    )
    wished = Q(wish__proxied_by=F("user")) | Q(wish__wisher=F("user")) | Exists(for_his_unit)
    return Hand.objects.filter(side=Hand.Side.JUDGING).filter(wished | Exists(own) | Exists(of_his_unit))


@check("who shows as doing it is who claimed it")
def actor_against_claim() -> Any:
    held = Claim.objects.filter(wish=OuterRef("pk"), ended_at=None)
    return Wish.objects.filter(Exists(held), status__in=LIVE).exclude(Exists(held.filter(user=OuterRef("actor"))))


@check("a step with a clock has its clock")
def lost_clock() -> Any:
    return Wish.objects.filter(status__in=[Status.OPEN, Status.OFFERED, Status.CONFIRMING], wake_at=None)


@check("nothing is open on an ended wish")
def open_after_the_end() -> Any:
    calls = CallBack.objects.filter(wish=OuterRef("pk"), recorded_at=None)
    transfers = Transfer.objects.filter(wish=OuterRef("pk"), answered_at=None)
    return Wish.objects.filter(status__in=ENDS).filter(Exists(calls) | Exists(transfers))


@check("what is promised is the sum of the parts")
def promised() -> Any:
    parts = Pledge.objects.filter(wish=OuterRef("pk"), withdrawn_at=None)
    sums = parts.values("wish").annotate(s=Sum("quantity")).values("s")
    return Wish.objects.annotate(parts=Coalesce(Subquery(sums), 0)).exclude(pledged=F("parts"))


@check("a wish shows the answer the street waits for")
def supervised() -> Any:
    waiting = Supervision.objects.filter(wish=OuterRef("pk"), answered_at=None)
    shown = Q(supervised_until__isnull=False)
    return Wish.objects.filter((shown & ~Exists(waiting)) | (~shown & Exists(waiting)))


@check("each version of a category ends when the next begins")
def gaps_between_terms() -> Any:
    following = Terms.objects.filter(category=OuterRef("category"), valid_from=OuterRef("valid_until"))
    return Terms.objects.exclude(valid_until=None).exclude(Exists(following.filter(version=OuterRef("version") + 1)))


@check("balances are the sums of their entries")
def balances() -> Any:
    def total(column: str) -> Any:
        sums = Entry.objects.filter(account=OuterRef("pk")).values("account").annotate(s=Sum(column)).values("s")
        return Coalesce(Subquery(sums), 0)

    return Account.objects.annotate(s=total("spendable"), h=total("honour")).exclude(spendable=F("s"), honour=F("h"))
