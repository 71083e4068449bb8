"""What people are told when a wish arrives somewhere. Internal moves tell the resident nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from community.people.actor import Actor
from community.people.models import User
from community.records.models import Group
from community.records.operations import Message
from community.wishes.links import wisher_link
from community.wishes.models import CallBack, Status, Visibility, Wish

from .wish_recipients import (
    BY_PHONE,
    COORDINATORS,
    FOLLOWERS,
    HANDLER,
    HELPER,
    MANAGERS,
    SUPERVISOR,
    WISHER,
    WORKERS,
    recipients,
)

ONCE_MORE, IN_STREET, TAKEN_BACK = "act_again", "pool_street", "taken_back"


@dataclass(frozen=True)
class Tell:
    """``text`` may use the names in ``WORDS``, in braces."""

    to: str
    text: str


ARRIVAL: dict[str, tuple[Tell, ...]] = {
    "start": (
        Tell(
            WISHER,
            "收到了。编号 {code}。社区会在 {due} 下班前回复您。有事打 {phone}。看进度：{link}",
        ),
    ),
    IN_STREET: (Tell(WISHER, "您的心愿 {code} 不上墙，已请本街道的组织来看。最迟 {due} 没人接，社区会安排人来办。"),),
    "pool": (
        Tell(
            WISHER,
            "您的心愿 {code} 已经放到心愿墙上，等人认领。最迟 {due} 没人认领，社区会安排人来办。",
        ),
    ),
    TAKEN_BACK: (Tell(WISHER, "您的心愿 {code} 原来说来办的人不办了，正在请别人来办，不用您做什么。有事打 {phone}。"),),
    "amend": (Tell(WISHER, "您的心愿 {code} 还差一点情况，请补充：{link} 也可以打 {phone} 说一声。"),),
    "accept": (Tell(MANAGERS, "社区请{unit}来办心愿 {code}，请在 {due} 前答复。"),),
    "act": (
        Tell(WISHER, "您的心愿 {code} 有人来办了：{unit}{handler}。会先跟您联系；有疑问打 {phone}。"),
        Tell(
            HANDLER,
            "谢谢您。心愿 {code} 请先联系{who}，联系后回到心愿页点“已联系心愿人”。联系不上，打社区电话 {phone}。",
        ),
        Tell(FOLLOWERS, "您也有的心愿 {code} 有人来办了：{unit}{handler}。{link}"),
    ),
    ONCE_MORE: (
        Tell(WISHER, "您的心愿 {code} 还要再办一办，已请{unit}{handler}接着办。有疑问打 {phone}。"),
        Tell(HANDLER, "心愿 {code} 要请您接着办：心愿人或街道觉得还没办好，原因写在心愿页。"),
    ),
    "confirm": (Tell(WISHER, "您的心愿 {code} 办得怎么样？请您评一评：{link} 也可以打 {phone}，说一声就行。"),),
    "fulfilled": (
        Tell(WISHER, "您的心愿 {code} 已经实现。谢谢您的信任。"),
        Tell(HANDLER, "您办的心愿 {code} 已通过核实，谢谢您出的力。积分已记入您的账户。"),
        Tell(FOLLOWERS, "您也有的心愿 {code} 已经实现。怎么办成的，写在心愿页：{link}"),
    ),
    "answered": (),
    "disputed": (Tell(WISHER, "您的心愿 {code} 已办理，您的不同意见已经一并记下。"),),
    "unfulfilled": (
        Tell(
            WISHER,
            "很抱歉，心愿 {code} 没有办成。原因在心愿页：{link} 以后条件有变化，我们会先告诉您。",
        ),
        Tell(FOLLOWERS, "您也有的心愿 {code} 没有办成，原因在心愿页：{link}"),
    ),
    "declined": (
        Tell(
            WISHER,
            "心愿 {code} 这里办不了，可以到哪里办，写在心愿页：{link} 觉得不对，可以打 {phone}。",
        ),
    ),
    "withdrawn": (Tell(FOLLOWERS, "您也有的心愿 {code} 心愿人撤回了。您还想办，可以自己提一个。"),),
    "merged": (
        Tell(
            WISHER,
            "社区看您的心愿 {code} 和另一个像是同一件事，想合在一起办。您同意吗？请点一下：{link} 也可以打 {phone}。",
        ),
        Tell(FOLLOWERS, "您也有的心愿 {code} 和另一个合在一起办了。要不要接着告诉您进展？请点一下：{together}"),
    ),
    "closed": (Tell(WISHER, "心愿 {code} 一直联系不上您，先停在这里。还想办，打 {phone} 说一声，或者再提一次。"),),
}

# What is told of something that stays at its step; with the status where it is told differently there.
TOLD: dict[str, tuple[Tell, ...]] = {
    "contact": (
        Tell(WISHER, "{unit}{handler}说已经和您联系过了，心愿 {code}。对不对请点一下：{link} 也可以打 {phone}。"),
    ),
    "deny_contact": (Tell(HANDLER, "心愿 {code} 的心愿人说还没有人联系他。请尽快联系；一直没有联系，就请别人来办。"),),
    "tell_wisher": (
        Tell(WISHER, "{unit}{handler}给您捎了一句话，心愿 {code}，打开就能看到：{link} 有疑问打 {phone}。"),
    ),
    "tell_handler": (Tell(HANDLER, "心愿 {code} 的心愿人给您捎了一句话，写在心愿页。"),),
    "pledge": (Tell(HANDLER, "心愿 {code} 有人来搭把手，写在心愿页。"),),
    "release": (
        Tell(HANDLER, "心愿 {code} 有一份答应过的办不到了，写在心愿页。"),
        Tell(HELPER, "心愿 {code} 您答应的那一份撤回了，不用再办。谢谢您愿意帮忙。有疑问打 {phone}。"),
    ),
    "pause": (Tell(WISHER, "心愿 {code} 暂缓几天，原因和日子写在心愿页：{link} 有疑问打 {phone}。"),),
    "extend": (Tell(WISHER, "心愿 {code} 要晚几天办好，改到 {due}，原因写在心愿页：{link} 有疑问打 {phone}。"),),
    "supervise": (
        Tell(HANDLER, "街道在督办心愿 {code}，请在 {answer} 前答复，写在心愿页。"),
        Tell(WORKERS, "街道在督办心愿 {code}，请在 {answer} 前答复。"),
    ),
    "hand_over": (
        Tell(WISHER, "您的心愿 {code} 换了一位经办人：{unit}{handler}。有疑问打 {phone}。"),
        Tell(HANDLER, "心愿 {code} 请您接着办，已经说好的都写在心愿页。"),
    ),
    "hand_over:claim_confirming": (Tell(HANDLER, "心愿 {code} 换成您来办，等社区同意后请先联系{who}。"),),
    "hand_over:transferred": (Tell(HANDLER, "转出去的心愿 {code} 请您接着跟，{due} 前要有答复。"),),
    "answer_supervision": (Tell(COORDINATORS, "您督办的心愿 {code} 有了答复，写在心愿页。"),),
}
URGENT = Tell(COORDINATORS, "加急心愿 {code}（{region}），请马上看一眼。")

# What the one who had the wish in hand is told when it is taken from him, by outcome.
FAREWELL = {
    "withdraw": "心愿 {code} 的心愿人撤回了，不用再办。谢谢您出的力。",
    "refuse": "心愿 {code} 这次没有请您来办，社区会另外安排。谢谢您愿意帮忙。",
    "lapse": "心愿 {code} 到期还没有联系上心愿人，已放回去请别人来办。",
    "no_longer_needed": "心愿 {code} 情况有变化，不用再办了。谢谢您出的力。",
    "hand_over": "心愿 {code} 已请别人接着办。谢谢您出的力。",
    "reassign": "心愿 {code} 街道已改请别人接着办。谢谢您出的力。",
}

REMINDERS: dict[str, Tell] = {
    "amend": ARRIVAL["amend"][0],
    "act": Tell(HANDLER, "心愿 {code} 还没有联系{who}。请尽快联系，办不了可以交回，别人接着办。"),
    "confirm": ARRIVAL["confirm"][0],
    "press": Tell(SUPERVISOR, "您督办的心愿 {code} 到期还没有答复。"),
}

# Where the clock asks for a call; the reason to call is gone when the wish leaves the step.
CALLS = BY_PHONE | {"act": CallBack.Purpose.CONTACT}


def arrival(wish: Wish, node: str, *, at: datetime, came_from: str = "", quiet: bool = False) -> list[Message]:
    """The messages for a wish that has just arrived there, and the call where a message cannot reach."""
    tells = tuple(t for t in ARRIVAL.get(_place(wish, node, came_from), ()) if not (quiet and t.to == WISHER))
    made = _messages(wish, node, tells, at=at, dedupe=f"{wish.subject}:{wish.seq}:{node}")
    if wish.urgent and node in {"start", "accept"}:
        made += _messages(wish, "urgent", (URGENT,), at=at, dedupe=f"{wish.subject}:urgent")
    return made


def told_of(wish: Wish, outcome: str, *, by: Actor, at: datetime) -> list[Message]:
    """The messages about something that stays at its step; whoever did it knows."""
    tells = TOLD.get(f"{outcome}:{wish.status}", TOLD.get(outcome, ()))
    made = _messages(wish, outcome, tells, at=at, dedupe=f"{wish.subject}:{wish.seq}:{outcome}")
    return [message for message in made if not message.user or message.user != by.user]


def _place(wish: Wish, node: str, came_from: str) -> str:
    """The same step is told differently to those who hear of it again, or whose wish is not for the wall."""
    if node == "act" and came_from in {"confirm", "verify", "fulfilled"}:
        return ONCE_MORE
    if came_from == "act" and node in {"pool", "screen", "coordinate"}:
        return TAKEN_BACK
    if node == "pool" and came_from != "screen":
        return ""  # it hung there before
    return IN_STREET if node == "pool" and wish.visibility != Visibility.WALL else node


def farewell(wish: Wish, outcome: str, former: int | None) -> list[Message]:
    """To the one who had it in hand (a user's id), when it is no longer his."""
    if former is None or former == wish.actor_id or outcome not in FAREWELL:
        return []
    text = FAREWELL[outcome].format(code=wish.spoken_code)
    dedupe, user = f"{wish.subject}:{wish.seq}:{outcome}:{former}", User.objects.get(pk=former)
    return [Message(dedupe=dedupe, subject=wish.subject, kind="wish.farewell", text=text, user=user)]


def merged_ended(wish: Wish, *, at: datetime) -> list[Message]:
    """Those whose wish was merged into this one hear how it ended."""
    made: list[Message] = []
    if not wish.merged_wishes.exists():  # cheap to ask, and so with nearly all
        return made
    for other in wish.merged_wishes.select_related("wisher", "region"):
        tell = Tell(
            WISHER, f"和您的心愿 {{code}} 合在一起办的那件事，现在是：{Status(wish.status).label}。有事打 {{phone}}。"
        )
        made += _messages(other, "merged", (tell,), at=at, dedupe=f"{other.subject}:{wish.code}:{wish.seq}")
    return made


def reminder(wish: Wish, step: str, *, at: datetime, nth: datetime) -> list[Message]:
    tell = (REMINDERS[step],) if step in REMINDERS else ()
    return _messages(
        wish, step, tell, at=at, dedupe=f"{wish.subject}:{wish.seq}:{step}:{nth:%m%d%H%M}", group=Group.REMINDER
    )


def _messages(
    wish: Wish, kind: str, tells: tuple[Tell, ...], *, at: datetime, dedupe: str, group: str = Group.PROGRESS
) -> list[Message]:
    made = []
    for tell in tells:
        for user, phone in recipients(wish, tell.to, kind, at):
            made.append(
                Message(
                    dedupe=f"{dedupe}:{tell.to}:{user.pk if user else ''}",
                    subject=wish.subject,
                    kind=f"wish.{kind}",
                    text=_filled(tell.text, wish, user),
                    user=user,
                    phone=phone,
                    group=group,
                    urgent=wish.urgent,
                )
            )
    return made


def _due(wish: Wish, user: User | None) -> str:
    return date_format(timezone.localtime(wish.due_at), "n月j日") if wish.due_at else ""


def _answer(wish: Wish, user: User | None) -> str:
    return date_format(timezone.localtime(wish.supervised_until), "n月j日") if wish.supervised_until else ""


def _link(wish: Wish, user: User | None) -> str:
    """A bare phone gets the signed link; who has an account opens the page as himself."""
    return settings.BASE_URL + (wish.get_absolute_url() if user else wisher_link(wish))


WORDS: dict[str, Callable[[Wish, User | None], str]] = {
    "code": lambda wish, user: wish.spoken_code,
    "who": lambda wish, user: wish.wisher_mask or "心愿人",
    "unit": lambda wish, user: str(wish.organisation or ""),
    "handler": lambda wish, user: str(wish.actor or ""),
    "due": _due,
    "phone": lambda wish, user: wish.region.phone or "社区电话",
    "link": _link,
    "together": lambda wish, user: settings.BASE_URL + reverse("wishes:together", args=[wish.code]),
    "region": lambda wish, user: str(wish.region),
    "answer": _answer,
}


def _filled(text: str, wish: Wish, user: User | None) -> str:
    """Only the words the text uses are looked up."""
    return text.format(**{name: word(wish, user) for name, word in WORDS.items() if f"{{{name}}}" in text})
