"""Where a wish stands, in one sentence a neighbour understands: what is going on, who is next, by when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from community.people.models import Organisation, User
from community.records.calendar import after_days
from community.records.policies import policy
from community.wishes.models import Claim, Status, Wish, WishEvent, Work
from community.wishes.queries import last_outcome, waiting_words

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Telling:
    """A wish told to somebody; ``to_wisher`` says 您 where others read 张女士."""

    wish: Wish
    at: datetime
    to_wisher: bool = False

    @property
    def wisher(self) -> str:
        return "您" if self.to_wisher else self.wish.wisher_mask or "心愿人"

    @property
    def doer(self) -> str:
        return named(self.wish.organisation, self.wish.actor)

    @property
    def due(self) -> str:
        return day(self.wish.due_at) if self.wish.due_at else ""

    @property
    def call(self) -> str:
        return call(self.wish)

    @property
    def late(self) -> bool:
        return self.wish.is_overdue(self.at)

    def within(self, key: str) -> str:
        """The last day of what is possible after the end."""
        ended = self.wish.ended_at or self.at
        return day(after_days(ended, policy(key, ended)))

    def by_due(self, then: str) -> str:
        """ "11月25日下班前……", and after that day who to ask."""
        if not self.due:
            return then
        return f"原定{self.due}，已经过了，您可以{self.call}问一问。" if self.late else f"{self.due}下班前{then}"


def day(moment: datetime | date) -> str:
    """11月25日, of the local day."""
    return date_format(timezone.localtime(moment) if isinstance(moment, datetime) else moment, "n月j日")


def day_of_week(moment: datetime) -> str:
    return f"{day(moment)}（周{WEEKDAYS[timezone.localdate(moment).weekday()]}）"


def call(wish: Wish) -> str:
    return f"打社区电话 {wish.region.phone} " if wish.region.phone else "到社区"


def named(organisation: Organisation | None, user: User | None) -> str:
    """麦田里党支部周先生: the unit, and the surname of the one who goes."""
    person = user.name_mask if user else ""
    return f"{organisation or ''}{person}" or "办理人"


def _screening(t: Telling) -> tuple[str, str]:
    return "社区在看这个心愿", t.by_due(f"回复{t.wisher}。")


def _amending(t: Telling) -> tuple[str, str]:
    ask = f"还差一点情况，请{t.wisher}补充"
    return ask, f"补充以后社区接着看。{t.due}还没有补充，社区会打电话来问。" if t.due else "补充以后社区接着看。"


def _open(t: Telling) -> tuple[str, str]:
    helper = str(t.wish.region.fallback or "本社区的党组织")
    if t.late:
        return f"等人认领，{waiting_words(t.wish, t.at)}", f"社区正在请{helper}来办，您也可以认领。"
    return f"等人认领，{waiting_words(t.wish, t.at)}", f"{t.due}前没人认领，社区会请{helper}来办。"


def _offered(t: Telling) -> tuple[str, str]:
    fallback = t.wish.organisation_id == t.wish.region.fallback_id
    otherwise = "街道会来协调" if fallback else "社区另想办法"
    return f"已经请{t.wish.organisation or '合适的组织'}来办，等对方答应", t.by_due(f"没有答复，{otherwise}。")


def _claim_confirming(t: Telling) -> tuple[str, str]:
    return f"{t.doer}想来办，社区在确认", t.by_due(f"确认完，确认以后才会联系{t.wisher}。")


def _acting(t: Telling) -> tuple[str, str]:
    claim = t.wish.live_claim
    doing = f"{t.doer}在办"
    if claim and claim.promised_on:
        doing += f"，答应{day(claim.promised_on)}办好"
    if t.wish.paused_until:
        return f"{t.doer}在办，商量好暂缓到{day(t.wish.paused_until)}", f"到了那天接着办，{t.due}前办好。"
    if claim and claim.contact_confirmed_at:
        return doing, f"已经联系过{t.wisher}。"
    if claim and claim.contacted_at:
        return doing, f"{day(claim.contacted_at)}说已经联系过{t.wisher}。"
    until = day(after_days(t.wish.since, policy("wish.contact.limit", t.wish.since)))
    return doing, f"{until}前会先联系{t.wisher}；没有联系，就请别人来办。"


def _transferred(t: Telling) -> tuple[str, str]:
    unit = t.wish.transfers.filter(answered_at=None).values_list("unit", flat=True).first()
    return f"已经转给{unit or '有关单位'}", f"请对方{t.due}前答复，到期没有答复，社区会去问。"


def _coordinating(t: Telling) -> tuple[str, str]:
    return "街道在协调", t.by_due(f"答复{t.wisher}。")


def _confirming(t: Telling) -> tuple[str, str]:
    if t.wish.work == Work.ANSWER:
        return f"已经有了答复，请{t.wisher}评一评", f"{t.due}前没有评价，就按已答复结束。"
    return f"{t.doer}说办好了，请{t.wisher}评一评", f"{t.due}前没有评价，就请街道直接核实。"


def _verifying(t: Telling) -> tuple[str, str]:
    return "街道在核实办得怎么样", t.by_due("有结果。参与办理的人不能核实。")


def _unfulfilled(t: Telling) -> tuple[str, str]:
    return "很抱歉，这个心愿没有办成", f"以后条件有变化，我们会先告诉{t.wisher}。"


def _declined(t: Telling) -> tuple[str, str]:
    until = t.within("wish.review.days")
    return "这件事这里办不了", f"觉得不对，{until}前可以申请复核，请街道再看一次，也可以{t.call}问一问。"


def _closed(t: Telling) -> tuple[str, str]:
    if last_outcome(t.wish) == "no_longer_needed":
        return "情况有变化，不再办理", f"还有别的事，可以再提一个心愿，或{t.call}说一声。"
    until = t.within("wish.revive.days")
    return "一直联系不上，先停在这里", f"还想办，{until}前可以接着办，或{t.call}说一声。"


TOLD: dict[str, Callable[[Telling], tuple[str, str]]] = {
    Status.SCREENING: _screening,
    Status.AMENDING: _amending,
    Status.OPEN: _open,
    Status.OFFERED: _offered,
    Status.CLAIM_CONFIRMING: _claim_confirming,
    Status.ACTING: _acting,
    Status.TRANSFERRED: _transferred,
    Status.COORDINATING: _coordinating,
    Status.CONFIRMING: _confirming,
    Status.VERIFYING: _verifying,
    Status.FULFILLED: lambda t: ("心愿实现了", f"出力的人：{t.doer}。街道已经核实。"),
    Status.ANSWERED: lambda t: ("已经答复", f"还有不清楚的，可以{t.call}再问。"),
    Status.DISPUTED: lambda t: ("已经办理，有不同意见", f"{t.wisher}的意见和办理人的说明都记下了。"),
    Status.UNFULFILLED: _unfulfilled,
    Status.DECLINED: _declined,
    Status.MERGED: lambda t: ("和另一个心愿是同一件事，合在一起办", f"办得怎样，会一并告诉{t.wisher}。"),
    Status.WITHDRAWN: lambda t: ("已经撤回，不再公开", "以后想办，可以再提。"),
    Status.CLOSED: _closed,
}


def _recorded(t: Telling) -> tuple[str, str]:
    """补录: what is known of it, and that nobody here saw it happen."""
    begun, ended = (
        date_format(timezone.localtime(moment), "Y年n月j日") for moment in (t.wish.submitted_at, t.wish.since)
    )
    unit = f"，{t.wish.organisation}办理" if t.wish.organisation else ""
    told = f"{begun}提出，{ended}办完{unit}，结果是“{Status(t.wish.status).label}”"
    return told, "这是补录：事情在登记到平台以前就办完了，由社区照旧档案补记，街道同意，不计积分。"


def sentence(wish: Wish, at: datetime, *, to_wisher: bool = False) -> tuple[str, str]:
    """(what is going on, what comes next with who and when)."""
    if wish.recorded_later:
        return _recorded(Telling(wish, at, to_wisher))
    return TOLD[wish.status](Telling(wish, at, to_wisher))


STAGES = ("许愿", "审核", "认领", "办理", "评价")
ANSWER_STAGES = ("许愿", "审核", "答复", "评价")
STAGE: dict[str, int] = {
    "": 0,
    **dict.fromkeys([Status.SCREENING, Status.AMENDING], 1),
    **dict.fromkeys([Status.OPEN, Status.OFFERED, Status.CLAIM_CONFIRMING], 2),
    **dict.fromkeys([Status.ACTING, Status.TRANSFERRED, Status.COORDINATING], 3),
    **dict.fromkeys([Status.CONFIRMING, Status.VERIFYING], 4),
    **dict.fromkeys([Status.FULFILLED, Status.ANSWERED, Status.DISPUTED], 5),
}


def stepper(wish: Wish, lines: Iterable[WishEvent]) -> list[dict[str, object]]:
    """The stages with the day each was left; none for a wish that ended without being handled."""
    if wish.status not in STAGE or wish.recorded_later:
        return []
    left: dict[int, datetime] = {}
    for line in sorted(lines, key=lambda one: one.seq):
        before, after = STAGE.get(line.before, 0), STAGE.get(line.after, 0)
        left = {stage: at for stage, at in left.items() if stage < after}
        left |= dict.fromkeys(range(before, after), line.at)
    numbers = [0, 1, 3, 4] if wish.work == Work.ANSWER else [0, 1, 2, 3, 4]
    now = STAGE[wish.status]
    if now == 2 and wish.work == Work.ANSWER:
        now = 3
    names = ANSWER_STAGES if wish.work == Work.ANSWER else STAGES
    return [
        {"label": name, "state": "done" if n < now else "now" if n == now else "todo", "date": left.get(n)}
        for name, n in zip(names, numbers, strict=True)
    ]


def claims_by_moment(wish: Wish) -> dict[datetime, Claim]:
    """Who took the wish on at which event."""
    return {claim.claimed_at: claim for claim in wish.claims.select_related("organisation", "user")}
