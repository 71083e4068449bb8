"""The same life of a wish on the bare engine: stock nodes, and the facts written one after the other.

A life leaves the rows the product leaves (``bench.lives`` compares them) and tells the same people, but nothing guards
it: no forms, rules, roles, caps or separation of duty. What the product costs beyond this is what its promises cost.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from viewflow import this
from viewflow.workflow import Flow, flow
from viewflow.workflow.lock import SelectForUpdateLock
from viewflow.workflow.models import Task

from community.people.models import Region, User
from community.points.models import Account, Entry, Rule
from community.records.models import Delivery, Note, Notice, NoticePreference
from community.wishes import searched
from community.wishes.models import Claim, Hand, Story, Terms, Wish, WishEvent

WEEK = timedelta(days=7)


class BareFlow(Flow):
    lock_impl = SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle().Next(this.screen)
    screen = flow.View(None).Next(this.pool)
    pool = flow.View(None).Next(this.act)
    act = flow.View(None).Next(this.confirm)
    confirm = flow.View(None).Next(this.verify)
    verify = flow.View(None).Next(this.fulfilled)
    fulfilled = flow.End()


@transaction.atomic
def start(*, own_words: str, name: str, phone: str, region: Region, street: Region, at: datetime) -> Wish:
    process = BareFlow.start.run()
    wish = Wish.objects.create(
        own_words=own_words, wisher_name=name, phone=phone, region=region, street=street, area_path=region.path,
        channel="web", submitted_at=at, since=at, due_at=at + WEEK, process=process, task=_live_task(process), seq=1,
    )  # fmt: skip
    _event(wish, "start", "submit", "", None, at)
    _tell(wish, "start", None, at)
    return wish


@contextmanager
def _step(task_id: int, outcome: str, after: str, user: User | None, at: datetime) -> Iterator[Wish]:
    """Take the task, let the body write its facts, complete it; then history and projection."""
    with Task.objects.get(pk=task_id).activation() as activation:
        activation.assign(user)
        activation.start(None)
        wish = Wish.objects.select_related("region").get(process=activation.process)
        before, wish.status, wish.seq = wish.status, after, wish.seq + 1
        yield wish
        activation.execute()
        _event(wish, activation.flow_task.name, outcome, before, user, at)
        wish.task, wish.since, wish.due_at, wish.wake_at = _live_task(activation.process), at, at + WEEK, at + WEEK
        wish.save(
            update_fields=["status", "seq", "task", "since", "due_at", "wake_at", "ended_at", "organisation", "actor"]
        )


def _live_task(process: Any) -> Task | None:
    return process.task_set.filter(finished=None).first()


def _event(wish: Wish, step: str, outcome: str, before: str, user: User | None, at: datetime) -> None:
    WishEvent.objects.create(
        wish=wish, seq=wish.seq, step=step, outcome=outcome, before=before, after=wish.status, at=at, actor=user,
        channel="web", audience="public",
    )  # fmt: skip


def _note(wish: Wish, words: str, user: User, at: datetime) -> None:
    Note.objects.create(subject=wish.subject, seq=wish.seq, text=words, audience="parties", author=user, at=at)


def _tell(wish: Wish, kind: str, user: User | None, at: datetime) -> None:
    """To an account, in the way the person chose, or to the wisher's phone."""
    chosen = NoticePreference.objects.filter(user=user).first() if user else None
    notice = Notice.objects.create(
        dedupe=f"{wish.subject}:{wish.seq}:{kind}:{user.pk if user else ''}", user=user,
        address="" if user else wish.phone, subject=wish.subject, kind=f"wish.{kind}", at=at,
        text=f"您的心愿 {wish.spoken_code} 有了新的情况，打开就能看到。有疑问打 {wish.region.phone}。",
    )  # fmt: skip
    if notice.address or chosen:
        Delivery.objects.create(notice=notice, carrier=chosen.progress if chosen else Delivery.Carrier.SMS)


def _tell_followers(wish: Wish, kind: str, at: datetime) -> None:
    for user in User.objects.filter(follows__subject=wish.subject, follows__ended_at=None):
        _tell(wish, kind, user, at)


def publish(task_id: int, user: User, at: datetime, data: dict[str, Any]) -> None:
    with _step(task_id, "publish", "open", user, at) as wish:
        wish.category_id, wish.public_title, wish.public_text = (
            data["category"],
            data["public_title"],
            data["public_text"],
        )
        wish.terms = Terms.objects.get(category=data["category"])
        wish.visibility, wish.published_at = "wall", at
        wish.save(update_fields=["category", "terms", "public_title", "public_text", "visibility", "published_at"])
        searched.entry_of(wish).save(force_insert=True)
        Hand.objects.create(wish=wish, user=user, side=Hand.Side.DOING, part=Hand.Part.SCREENER, at=at)
        _tell(wish, "pool", None, at)


def claim(task_id: int, user: User, at: datetime, data: dict[str, Any]) -> None:
    with _step(task_id, "claim", "acting", user, at) as wish:
        Claim.objects.create(wish=wish, user=user, promised_on=data["promised_on"], claimed_at=at)
        Hand.objects.create(wish=wish, user=user, side=Hand.Side.DOING, part=Hand.Part.CLAIMANT, at=at)
        _note(wish, data["plan"], user, at)
        wish.actor = user
        _tell(wish, "act", None, at)
        _tell(wish, "act", user, at)
        _tell_followers(wish, "act", at)


def contact(task_id: int, user: User, at: datetime, data: dict[str, Any]) -> None:
    """Stays at its step: the lock is taken, the task is not."""
    with Task.objects.get(pk=task_id).activation() as activation:
        wish = Wish.objects.select_related("region").get(process=activation.process)
        wish.claims.filter(ended_at=None).update(contacted_at=at)
        wish.seq, wish.wake_at = wish.seq + 1, at + WEEK
        _event(wish, "act", "contact", wish.status, user, at)
        _tell(wish, "contact", None, at)
        wish.save(update_fields=["seq", "wake_at"])


def done(task_id: int, user: User, at: datetime, data: dict[str, Any]) -> None:
    with _step(task_id, "done", "confirming", user, at) as wish:
        wish.claims.filter(ended_at=None).update(reported_at=at)
        _note(wish, data["report"], user, at)
        _tell(wish, "confirm", None, at)


def satisfied(task_id: int, user: None, at: datetime, data: dict[str, Any]) -> None:
    with _step(task_id, "satisfied", "verifying", user, at) as wish:
        wish.rating = "satisfied"
        wish.save(update_fields=["rating"])


def approve(task_id: int, user: User, at: datetime, data: dict[str, Any]) -> None:
    with _step(task_id, "approve", "fulfilled", user, at) as wish:
        Hand.objects.create(wish=wish, user=user, side=Hand.Side.JUDGING, part=Hand.Part.VERIFIER, at=at)
        held = wish.claims.select_related("user").get(ended_at=None)
        account, _ = Account.objects.get_or_create(user=held.user)
        for rule in Rule.objects.filter(code__in=["wish_done_service", "satisfied"]):
            Entry.objects.create(
                account=account, rule=rule, code=rule.code, source=wish.subject, spendable=rule.points,
                honour=rule.points, at=at, approved_by=user,
            )  # fmt: skip
            Account.objects.filter(pk=account.pk).update(
                spendable=F("spendable") + rule.points, honour=F("honour") + rule.points
            )
        held.ended_at, held.ending = at, Claim.Ending.DONE
        held.save(update_fields=["ended_at", "ending"])
        Story.objects.create(wish=wish, title=wish.public_title, text=wish.public_text, helpers=str(held.user), at=at)
        wish.ended_at = at
        _tell(wish, "fulfilled", None, at)
        _tell(wish, "fulfilled", held.user, at)
        _tell_followers(wish, "fulfilled", at)


STEPS: dict[str, Callable[..., None]] = {
    "publish": publish,
    "claim": claim,
    "contact": contact,
    "done": done,
    "satisfied": satisfied,
    "approve": approve,
}
