"""影响哪些在办件: what a proposed change does to the wishes under way, before anybody has saved it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch

from django.utils import timezone
from django.utils.formats import date_format

from community.records.approval import Proposed
from community.records.models import Arrangement, Policy
from community.records.policies import approved, value_at
from community.wishes.models import Status, Terms
from community.wishes.operations.terms import last_version

from . import groups
from .cuts import Cut


@dataclass(frozen=True)
class Effect:
    """One sentence; with a ``cut`` it begins with a figure that opens its list."""

    words: str
    cut: Cut | None = None


def day(moment: datetime) -> str:
    """12月1日; with the time when it is not midnight."""
    local = timezone.localtime(moment)
    return date_format(local, "n月j日 H:i" if (local.hour, local.minute) != (0, 0) else "n月j日")


@singledispatch
def impact(row: Proposed) -> Iterator[Effect]:
    raise NotImplementedError(type(row))


def value_before(row: Policy) -> int:
    """What holds until this one begins."""
    earlier = [line for line in approved() if not (line[0] == row.key and line[1] >= row.valid_from)]
    return value_at(row.key, row.valid_from, earlier)


ACTING = Cut("at-step", Status.ACTING)
# prefix of the key → the wishes it is about, and the sentence that begins with their number; ``{}`` is the day
MOMENTS: dict[str, tuple[Cut, str]] = {
    "wish.pause": (ACTING, "件在办理中：{}以后申请暂缓的，按新的数；已经定下的不变。"),
    "wish.extend": (ACTING, "件在办理中：{}以后申请延期的，按新的数；已经定下的不变。"),
    "wish.urgent": (Cut("urgent"), "件加急的正在待审核或待接单：期限不变；{}以后走到这两步的，按新的数。"),
    "wish.supervise": (Cut("live"), "件在办：{}以后提出的督办，按新的数；已经定下的答复期限不变。"),
    **dict.fromkeys(
        ("wish.review", "wish.unmerge", "wish.reopen", "wish.revive", "wish.again"),
        (Cut("live"), "件在办：{}以后结束的，按新的数；已经结束的，还按结束时的数。"),
    ),
    "wish.call_back": (Cut("calls"), "件在等回访：回访期限不变；{}以后新安排的回访，按新的数。"),
    "wish.link": (
        Cut("at-step", Status.CONFIRMING),
        "件在待评价，短信链接已经发出：{}以后打开时，也按新的天数算。",
    ),
}


@impact.register
def _(row: Policy) -> Iterator[Effect]:
    since, status = day(row.valid_from), groups.status_of(row.key)
    prefix = row.key.rpartition(".")[0]
    if status:
        yield Effect(f"件现在是“{status.label}”：已经定下的期限和提醒都不变。", Cut("at-step", status))
        yield Effect(f"件在别的环节：{since}以后走到“{status.label}”的，按新的数。", Cut("elsewhere", status))
        yield Effect("没有一件的期限或提醒会因此改到别的时间。")
    elif prefix in MOMENTS:
        cut, words = MOMENTS[prefix]
        yield Effect(words.format(since), cut)
    elif row.key == "wish.value.confirm_over":
        low, high = sorted((value_before(row), row.value))
        words = "不用再经" if row.value == high else "要多经一道"
        yield Effect(f"件在等人认领：{since}以后有人认领时，{words}社区确认。", Cut("worth", f"{low}-{high}"))
    elif prefix == "claim.live":
        cut = Cut("full-hands", f"{row.key.rpartition('.')[2]}-{row.value}")
        yield Effect(f"件在已经满 {row.value} 个的人手里：照常办完；{since}以后，办好几件腾出位置，才能再认领。", cut)
    else:
        yield Effect(f"在办的心愿期限都不变；{since}以后新发生的按新的数。")


@impact.register
def _(row: Terms) -> Iterator[Effect]:
    since, last = day(row.valid_from), last_version(row.category)
    if last is None:
        yield Effect("是新的类别，没有在办的心愿。批准以前，审核时选不到它。")
        return
    for terms in row.category.terms.approved().order_by("version"):
        if terms == last or Cut("terms", str(terms.pk)).number:
            yield Effect(
                f"件在办，按第 {terms.version} 版办完：期限、凭据和谁能看到都不变。", Cut("terms", str(terms.pk))
            )
    after = "选不到这个类别，要改选别的。" if not row.in_use else "按新的一版。"
    yield Effect(f"件退回来还要再审核：{since}以后审核的，{after}", Cut("again", str(row.category_id)))


@impact.register
def _(row: Arrangement) -> Iterator[Effect]:
    days = [line.day for line in row.days.order_by("day")]
    yield Effect("件的期限正好在这些天：期限不变，请提前安排人。", Cut("due-on", ",".join(map(str, days))))
    yield Effect("批准以后开始的环节，工作日按新的安排数。")
