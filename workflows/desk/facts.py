"""What stands beside a decision: who wants it, from where it came, who had a hand in it, what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from community.people.actor import Actor
from community.people.roles import Verb
from community.wishes import similar
from community.wishes.models import Status, Wish
from workflows import door
from workflows.photos import Picture, pictures

from . import words
from .person import READERS, areas


@dataclass(frozen=True)
class Line:
    """One line of the history."""

    seq: int
    step: str
    outcome: str
    at: datetime
    who: str
    words: str
    note: str
    channel: str
    after: str
    photos: Sequence[Picture]


def history(wish: Wish) -> list[Line]:
    """Newest first, with the words beside each line."""
    notes = door.notes_of(wish)
    shown = pictures(wish, private=True)
    lines = wish.events.select_related("actor", "organisation", "on_behalf_of").order_by("-seq")
    return [
        Line(
            seq=line.seq,
            step=line.step,
            outcome=line.outcome,
            at=line.at,
            who=words.who(line),
            words=words.told(line),
            note=notes[line.seq].text if line.seq in notes else "",
            channel=line.get_channel_display(),
            after=Status(line.after).label if line.after != line.before else "",
            photos=shown.get(line.seq, ()),
        )
        for line in lines
    ]


def marks(wish: Wish) -> list[str]:
    """What sets this wish apart, in a few words each."""
    value = f"约 {wish.value // 100} 元" if wish.value else ""
    told = [
        (wish.recorded_later, "补录"),
        (wish.urgent, "加急"),
        (wish.supervised_until, f"督办，{wish.supervised_until:%-m月%-d日}前答复" if wish.supervised_until else ""),
        (wish.paused_until, f"暂缓到 {wish.paused_until:%-m月%-d日}" if wish.paused_until else ""),
        (wish.priority, "优先"),
        (wish.minor, "涉及未成年人"),
        (wish.home_visit, "要上门"),
        (value, value),
        (wish.earlier, f"再次反映，原来是 {wish.earlier.spoken_code}" if wish.earlier else ""),
        (not wish.phone_is_own, "电话不是本人的"),
    ]
    return [text for holds, text in told if holds]


def source(wish: Wish) -> str:
    """How it came in: 张** 代填，行动不便，本人在场口头同意."""
    if wish.recorded_later:
        return "补录：平台启用以前办完的，从表里登记"
    if wish.proxied_by is None:
        return f"{wish.get_channel_display()}，本人提交"
    consent = words.CONSENTS.get(wish.proxy_consent, wish.proxy_consent)
    parts = [f"{words.colleague(wish.proxied_by.name)}代填（{wish.get_channel_display()}）", wish.proxy_reason, consent]
    return "，".join(filter(None, parts))


def earlier(wish: Wish, by: Actor, at: datetime) -> list[Wish]:
    """Other wishes of the same account, phone or organisation that this person may read, newest first."""
    same = Q(pk__in=[])
    if wish.phone_lookup:
        same |= Q(phone_lookup=wish.phone_lookup)
    if wish.wisher_id:
        same |= Q(wisher=wish.wisher_id)
    if wish.wisher_organisation_id:
        same |= Q(wisher_organisation=wish.wisher_organisation_id)
    found = Wish.objects.filter(same).in_areas(areas(by, READERS, at))
    return list(found.exclude(pk=wish.pk).order_by("-pk")[:5])


def alike(wish: Wish, by: Actor, at: datetime) -> list[Wish]:
    """While it is screened: what may be the same matter, to merge it with."""
    if wish.status != Status.SCREENING:
        return []
    return similar.at_desk(wish, areas(by, {Verb.WISH_SCREEN}, at))


def facts(wish: Wish, by: Actor, at: datetime) -> dict[str, Any]:
    lines = history(wish)
    return {
        "marks": marks(wish),
        "source": source(wish),
        "history": lines,
        "sent": lines[-1].photos if lines else (),  # with the wish
        "claims": list(wish.claims.select_related("user", "organisation").order_by("-pk")),
        "calls": list(wish.call_backs.select_related("recorded_by").order_by("-pk")),
        "transfers": list(wish.transfers.order_by("-pk")),
        "earlier": earlier(wish, by, at),
        "alike": alike(wish, by, at),
    }
