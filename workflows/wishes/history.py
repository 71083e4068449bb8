"""经过: the events of a wish in plain words, newest first, each to those it is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from community.people.actor import Actor, Channel
from community.records.models import Audience
from community.wishes.models import Claim, Status, Wish, WishEvent
from community.wishes.queries import is_staff_of, is_wisher
from workflows import door
from workflows.flows import wish_who
from workflows.flows.wish_who import Case
from workflows.photos import Picture, pictures

from .story import claims_by_moment, named

# {doer} is who took it on at that event.
WORDS: dict[tuple[str, str], str] = {
    ("start", "submit"): "许下心愿",
    ("screen", "publish"): "社区看过了，放到心愿墙上，等人认领",
    ("screen", "publish_street"): "社区看过了，请本街道的组织来认领",
    ("screen", "dispatch"): "社区看过了，请一个合适的组织来办",
    ("screen", "answer"): "社区给了答复",
    ("screen", "transfer"): "社区转给了有关单位",
    ("screen", "amend"): "社区请心愿人补充一点情况",
    ("screen", "merge"): "社区把它和另一个心愿合在一起办",
    ("screen", "decline"): "社区说明了这里办不了的原因",
    ("amend", "resubmit"): "补充好了，社区接着看",
    ("amend", "unreached"): "社区打了电话，没有联系上",
    ("amend", "lapse"): "一直联系不上，先停在这里",
    ("pool", "claim"): "{doer}认领了",
    ("pool", "take_down"): "社区从墙上撤下，再看一看",
    ("pool", "fallback"): "一直没人认领，由社区安排",
    ("accept", "accept"): "{doer}答应来办",
    ("accept", "decline"): "被请的组织退单",
    ("accept", "ask"): "被请的组织请街道协调",
    ("accept", "lapse"): "被请的组织到期没有答复",
    ("confirm_claim", "approve"): "社区同意认领",
    ("confirm_claim", "refuse"): "社区没有同意认领",
    ("act", "contact"): "办理人说已经联系过心愿人",
    ("act", "confirm_contact"): "心愿人说联系过了",
    ("act", "deny_contact"): "心愿人说还没有人联系",
    ("act", "unreached"): "社区打了电话，没有联系上",
    ("act", "progress"): "办理人说了说进展",
    ("act", "tell_wisher"): "办理人给心愿人捎了一句话",
    ("act", "tell_handler"): "心愿人给办理人捎了一句话",
    ("act", "pledge"): "有人来搭把手",
    ("act", "deliver"): "有人答应的一份已经兑现",
    ("act", "release"): "有人答应的一份办不到了",
    ("act", "pause"): "商量好了，暂缓几天",
    ("act", "resume"): "接着办",
    ("act", "extend"): "要多几天，延了期",
    ("act", "done"): "办理人说办好了",
    ("act", "hand_back"): "办理人交回，请别人接着办",
    ("act", "cannot"): "办理人办不了，报街道协调",
    ("confirm_claim", "hand_over"): "换成{doer}来办",
    ("act", "hand_over"): "换成{doer}接着办",
    ("transfer", "hand_over"): "换了一位同志接着跟",
    ("act", "reassign"): "街道请别人接着办",
    ("act", "lapse"): "到期没有联系，请别人来办",
    ("transfer", "answered"): "对方答复了",
    ("transfer", "lapse"): "对方到期没有答复，报街道协调",
    ("coordinate", "assign"): "街道请{doer}来办",
    ("coordinate", "transfer"): "街道转给了有关单位",
    ("coordinate", "answer"): "街道给了答复",
    ("coordinate", "back"): "街道退回去接着办",
    ("coordinate", "uphold"): "街道又看了一次，这里办不了",
    ("coordinate", "close"): "没有办成，街道说明了原因",
    ("confirm", "satisfied"): "心愿人说：满意",
    ("confirm", "fair"): "心愿人说：基本满意",
    ("confirm", "dissatisfied"): "心愿人说：还不满意",
    ("confirm", "unreached"): "社区打了电话，没有联系上",
    ("confirm", "lapse"): "到期没有评价",
    ("verify", "approve"): "街道核实通过，心愿实现了",
    ("verify", "send_back"): "街道请办理人再办一办",
    ("verify", "dispute"): "街道核实：已经办理，有不同意见",
    ("verify", "cannot"): "街道核实：办不了，再协调",
    ("confirm", "no_longer_needed"): "情况变化，不再请人评价",
    ("record", "enter"): "补录：从表里登记进来",
    ("record", "approve"): "补录：街道看过，同意登记",
    ("", "withdraw"): "心愿人撤回了",
    ("", "no_longer_needed"): "情况变化，不再办理",
    ("", "supervise"): "街道督办",
    ("", "answer_supervision"): "答复了督办",
    ("declined", "review"): "心愿人申请复核，请街道再看一看",
    ("merged", "unmerge"): "不是一件事，分开办",
    ("closed", "revive"): "联系上了，接着办",
    ("fulfilled", "reopen"): "街道请{doer}再办一办",
}
PLAIN_CHANNELS = {Channel.WEB, Channel.DESK, Channel.MACHINE}


@dataclass(frozen=True)
class Line:
    """One event as this reader sees it; ``hand`` (who did it, by which way) is for staff only."""

    at: datetime
    words: str
    note: str = ""
    hand: str = ""
    photos: Sequence[Picture] = ()


def audiences(wish: Wish, by: Actor, at: datetime) -> set[str]:
    """What this reader may read: everyone the public lines, the parties theirs, staff all."""
    if is_staff_of(wish, by, at):
        return set(Audience.values)
    case = Case(wish, by, at)
    is_proxy = by.user is not None and by.user.pk == wish.proxied_by_id
    in_charge = wish.status != Status.OFFERED and wish_who.lead.allows(case)
    if is_wisher(wish, by) or is_proxy or in_charge:
        return {Audience.PUBLIC, Audience.PARTIES}
    return {Audience.PUBLIC}


def told(wish: Wish, events: Iterable[WishEvent], reads: set[str]) -> list[Line]:
    """The lines for a reader of these audiences."""
    notes = door.notes_of(wish)
    claims = claims_by_moment(wish)
    shown = pictures(wish, private=Audience.PARTIES in reads)
    lines = []
    for event in sorted(events, key=lambda one: -one.seq):
        note = notes.get(event.seq)
        if event.audience in reads:
            lines.append(
                Line(
                    at=event.at,
                    words=words(event, claims.get(event.at)),
                    note=note.text if note and note.audience in reads else "",
                    hand=_hand(event) if Audience.STAFF in reads else "",
                    photos=shown.get(event.seq, ()),
                )
            )
    return lines


def words(event: WishEvent, claim: Claim | None) -> str:
    key = (event.step, event.outcome)
    doer = named(claim.organisation, claim.user) if claim else "有人"
    return WORDS.get(key, WORDS.get(("", event.outcome), "有了新进展")).format(doer=doer)


def _hand(event: WishEvent) -> str:
    who = named(event.organisation, event.actor) if event.actor else ""
    who += f" 代 {event.on_behalf_of} 办" if event.on_behalf_of else ""
    way = "" if event.channel in PLAIN_CHANNELS else Channel(event.channel).label
    return "，".join(filter(None, [who, way]))
