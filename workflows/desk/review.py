"""The three facts a reviewer decides by, one below the other: 要的, 办的, 心愿人说的; and what to heed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from community.people.models import Membership
from community.wishes.models import Claim, Wish
from workflows.photos import Picture

from .facts import Line
from .words import RATINGS


@dataclass(frozen=True)
class Review:
    claim: Claim | None
    report: str
    photos: Sequence[Picture]
    rating: str
    word: Line | None
    heed: list[str]


def review(wish: Wish, known: dict[str, Any], at: datetime) -> Review:
    """From what the page has read already: history and claims, newest first."""
    history: list[Line] = known["history"]
    claim = next((c for c in known["claims"] if c.ended_at is None), None)
    done = next((line for line in history if (line.step, line.outcome) == ("act", "done")), None)
    word = next((line for line in history if line.step == "confirm"), None)
    return Review(
        claim=claim,
        report=done.note if done else "",
        photos=done.photos if done else (),
        rating=RATINGS.get(wish.rating, ""),
        word=word,
        heed=heed(wish, known, claim, word, at),
    )


def heed(wish: Wish, known: dict[str, Any], claim: Claim | None, word: Line | None, at: datetime) -> list[str]:
    """Signs of risk, only those there are."""
    again = sum(line.outcome in {"dissatisfied", "send_back"} for line in known["history"])
    signs = [
        (wish.rating == "unrated", "心愿人没有评价，到期自动转来"),
        (wish.rating == "dissatisfied", "心愿人不满意"),
        (again, f"返工过 {again} 次"),
        (word and word.channel in {"电话", "上门"}, "评价是同志回访记下的，不是本人点的"),
        (claim and not claim.contacted_at, "没有记到联系过心愿人"),
        (wish.proxied_by_id, "别人代填的心愿"),
        (same_unit(wish, claim, at), "代填人和办理的是同一个组织的人"),
        (known["earlier"], "同一个电话还有别的心愿"),
    ]
    return [*(text for holds, text in signs if holds), *known["marks"]]


def same_unit(wish: Wish, claim: Claim | None, at: datetime) -> bool:
    if claim is None or claim.organisation_id is None or wish.proxied_by_id is None:
        return False
    members = Membership.objects.active(timezone.localdate(at)).filter(organisation=claim.organisation_id)
    return members.filter(user=wish.proxied_by_id).exists()
