"""What a person is told when his step is done: that it is, and what happens next, by whom, by when."""

from __future__ import annotations

from datetime import datetime

from community.records.calendar import after_days
from community.records.policies import policy
from community.wishes.models import Status, Wish
from community.wishes.queries import hears

from .story import Telling, call, day, sentence

# {wisher} and {next}: the sentence of the new state.
SAID = {
    "contact": "记下了。办好以后回到这里，点“办好了，请心愿人看看”。",
    "confirm_contact": "记下了。接下来等他把事办好，办好了请您评一评。",
    "deny_contact": "记下了，社区会催他。一直没有联系，就请别人来办。",
    "progress": "记下了，心愿人和社区能看到。",
    "tell_wisher": "捎到了，心愿人打开这一页就能看到。",
    "tell_handler": "捎到了，办理人打开这一页就能看到。",
    "pledge": "谢谢您。东西送到、事情做完以后，回到这里点“答应的已经兑现”。",
    "deliver": "记下了，谢谢您。",
    "release": "已经撤回，别人可以接着帮。",
    "pause": "记下了，到了那天会接着办。",
    "resume": "好的，接着办。",
    "extend": "记下了，已经告诉心愿人。",
    "supervise": "已经发出督办，到期没有答复会告诉您。",
    "answer_supervision": "答复记下了，街道能看到。",
    "no_longer_needed": "记下了，不再打扰心愿人。",
    "done": "记下了。接下来请{wisher}评一评，再由街道核实。",
    "hand_back": "已经交回，别人可以接着办。谢谢您写明原因。",
    "satisfied": "谢谢您。{next}",
    "fair": "谢谢您。{next}",
    "dissatisfied": "您的意见记下了。{next}",
    "withdraw": "已经撤回，不再公开。以后想办，可以再提。",
    "resubmit": "收到了。{next}",
    "unreached": "记下了，这次没有联系上。",
}


def thanks(wish: Wish, outcome: str, *, at: datetime, to_wisher: bool) -> str:
    if outcome in {"claim", "accept"}:
        return _to_claimant(wish, at)
    now, then = sentence(wish, at, to_wisher=to_wisher)
    said = SAID.get(outcome, "记下了。{next}")
    return said.format(wisher=Telling(wish, at).wisher, next=f"现在：{now}。{then}")


def consequence(wish: Wish, outcome: str) -> str:
    """What giving it up means for the others, said before it is done; promised only to whom a message goes."""
    if outcome == "hand_back":
        told = f"，{wish.wisher_mask or '心愿人'}会收到一条说明" if hears(wish) else ""
        return f"交回这个心愿？交回后别人可以接着办{told}。请写一句原因。"
    if outcome == "withdraw":
        thanked = "已经出力的街坊会收到您的谢意。" if wish.actor_id else ""
        return f"不办了吗？撤回后不再公开，以后可以再提。{thanked}"
    return ""


def _to_claimant(wish: Wish, at: datetime) -> str:
    who = wish.wisher_mask or "心愿人"
    if wish.status == Status.CLAIM_CONFIRMING:
        due = f"在{day(wish.due_at)}下班前" if wish.due_at else ""
        return f"谢谢您。社区会{due}确认，确认以后，您在这里就能看到怎么联系{who}。"
    until = day(after_days(wish.since, policy("wish.contact.limit", wish.since)))
    return f"谢谢您。请在{until}前联系{who}，联系后回到这里点“已联系心愿人”。联系不上，{call(wish).strip()}。"
