"""What objections hold about a person: those that came with his phone, and those he answered."""

from datetime import datetime
from typing import Any

from community.people.holdings import Holding, moment
from community.people.models import User
from community.records.holding import redact
from community.records.models import Note, Notice

from .models import Objection, ObjectionEvent


def show(user: User) -> dict[str, Any]:
    answered = ObjectionEvent.objects.filter(actor=user).select_related("objection").order_by("at")
    return {
        "监督意见": [
            {
                "时间": moment(one.raised_at), "对什么": one.title, "身份保密": one.sealed, "内容": one.words,
                "答复": one.answer, "答复时间": moment(one.answered_at),
            }
            for one in Objection.objects.of(user).order_by("pk")
        ],
        "经手的监督意见": [{"时间": moment(e.at), "对什么": e.objection.title, "结果": e.outcome} for e in answered],
    }  # fmt: skip


def erase(user: User, at: datetime) -> None:
    """The matter and its answer stay, without whoever raised it."""
    for one in Objection.objects.of(user):
        for note in Note.objects.filter(subject=one.matter):
            redact(note, [one.name, one.phone])
        Notice.objects.filter(subject=one.matter, user=None).update(text="", address="")
        one.name = one.phone = ""
        one.save(update_fields=["name", "phone", "phone_lookup"])


HOLDING = Holding(show=show, erase=erase)
