"""Somebody asks to be called, and somebody calls."""

from datetime import datetime

from django.db import transaction

from community.people.actor import Actor
from community.people.fields import lookup
from community.people.models import Region
from community.people.refusal import Refused
from community.people.roles import Verb
from community.records.calendar import after_working_days
from community.records.policies import policy

from ..models import CallRequest
from .look import look

MOST_TRIES = 3


def ask_for_call(*, phone: str, region: Region, at: datetime) -> CallRequest:
    """On the list of that community; asked for twice it is one call."""
    due_at = after_working_days(at, policy("wish.call_back.days", at))
    asked, _ = CallRequest.objects.get_or_create(
        region=region,
        phone_lookup=lookup(phone),
        done_at=None,
        defaults={"phone": phone, "asked_at": at, "due_at": due_at},
    )
    return asked


@transaction.atomic
def see_number(asked_id: int, *, by: Actor, at: datetime) -> str:
    """The number, after the look has been written down."""
    asked = _open(asked_id, by, at)
    look(asked, fields=["phone"], reason="请社区打电话", by=by, at=at)
    return asked.phone


@transaction.atomic
def record_asked_call(asked_id: int, *, by: Actor, at: datetime, reached: bool) -> CallRequest:
    """What came of it. Not answered three times it is given up; then, as when he was reached, the number goes."""
    asked = _open(asked_id, by, at)
    asked.tries += not reached
    if reached or asked.tries >= MOST_TRIES:
        asked.done_at, asked.done_by, asked.phone = at, by.user, ""
    else:
        asked.due_at = after_working_days(at, 1)
    asked.save()
    return asked


def _open(asked_id: int, by: Actor, at: datetime) -> CallRequest:
    asked = CallRequest.objects.select_for_update(of=("self",)).select_related("region").filter(pk=asked_id).first()
    if asked is None or asked.done_at is not None:
        raise Refused("stale", "这个电话已经有人打过了。")
    if not by.may(Verb.WISH_CALL_BACK, area=asked.region.path, at=at):
        raise Refused("not_yours", "这个电话由本社区的同志来打。")
    return asked
