"""The one writer of the projection and of the history."""

from datetime import datetime

from community.people.actor import Actor
from community.records.models import Audience, Note

from .. import searched
from ..models import ENDS, Wish, WishEvent


def project(
    wish: Wish,
    *,
    status: str,
    at: datetime,
    due_at: datetime | None,
    wake_at: datetime | None,
    task_id: int | None,
) -> None:
    """Write what the live task means. ``organisation``, ``actor`` and ``priority`` are as the operation left them."""
    before = wish.status
    wish.status, wish.since, wish.due_at, wish.wake_at, wish.task_id = (
        status,
        at,
        due_at,
        wake_at,
        task_id,
    )
    wish.ended_at = at if status in ENDS else None
    wish.paused_until = None
    _update(
        wish,
        (
            "status",
            "since",
            "due_at",
            "wake_at",
            "task_id",
            "ended_at",
            "organisation_id",
            "actor_id",
            "priority",
            "process_id",
            "seq",
            "paused_until",
            "supervised_until",
        ),
    )
    searched.follow(wish, before=before)


def reschedule(wish: Wish, *, wake_at: datetime | None) -> None:
    """The step stays; the clock and the event count move, and a deadline or the one who does it if the operation moved them."""
    wish.wake_at = wake_at
    _update(wish, ("wake_at", "seq", "actor_id", "due_at", "paused_until", "supervised_until"))


def _update(wish: Wish, columns: tuple[str, ...]) -> None:
    Wish.objects.filter(pk=wish.pk).update(**{name: getattr(wish, name) for name in columns})


def event(
    wish: Wish,
    *,
    step: str,
    outcome: str,
    before: str,
    after: str,
    by: Actor,
    at: datetime,
    audience: str,
) -> WishEvent:
    """The next line of the history, unsaved; counts it on the wish."""
    wish.seq += 1
    return WishEvent(
        wish=wish, seq=wish.seq, step=step, outcome=outcome, before=before, after=after, at=at, actor=by.user,
        organisation=by.organisation, on_behalf_of=by.on_behalf_of, channel=by.channel, audience=audience,
    )  # fmt: skip


def note(line: WishEvent, *, text: str, by: Actor, audience: str = "") -> Note:
    """The words beside that line, sealed; unsaved."""
    return Note(
        subject=line.wish.subject, seq=line.seq, text=text, audience=audience or Audience(line.audience),
        author=by.user, at=line.at,
    )  # fmt: skip
