"""Every number that is policy: key, default, unit, sentence. The desk edits rows; this is the registry they obey."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.core.cache import cache

from community.people.refusal import Refused

from .models import Policy

CACHE_KEY, CACHE_SECONDS = "policies", 60
Rows = list[tuple[str, datetime, int]]


@dataclass(frozen=True)
class Number:
    """``unit`` is 工作日, 天, 小时, 点, 元, 个, 位, 条 or 次; ``least`` and ``most`` bound what the desk accepts."""

    default: int
    unit: str
    label: str
    least: int = 0
    most: int = 365


REGISTRY: dict[str, Number] = {
    "wish.screen.days": Number(1, "工作日", "提交后多久审核", 1, 10),
    "wish.amend.first_reminder": Number(3, "天", "待补充，第一次提醒", 1, 30),
    "wish.amend.second_reminder": Number(7, "天", "待补充，第二次提醒", 1, 30),
    "wish.amend.call": Number(10, "天", "待补充，打电话", 1, 60),
    "wish.pool.yellow": Number(3, "天", "待认领，变黄", 1, 30),
    "wish.pool.red": Number(7, "天", "待认领，变红并请社区组织来办", 1, 60),
    "wish.accept.days": Number(1, "工作日", "多久答复接单", 1, 10),
    "wish.confirm_claim.days": Number(1, "工作日", "多久确认认领", 1, 10),
    "wish.contact.first_reminder": Number(2, "天", "还没联系，第一次提醒", 1, 30),
    "wish.contact.second_reminder": Number(4, "天", "还没联系，第二次提醒", 1, 30),
    "wish.contact.third_reminder": Number(6, "天", "还没联系，第三次提醒", 1, 30),
    "wish.contact.limit": Number(7, "天", "还没联系，放回心愿墙", 1, 60),
    "wish.contact.check": Number(4, "天", "说联系过、心愿人还没确认，打电话问", 1, 30),
    "wish.relay.day": Number(5, "次", "捎话，一人一天最多", 1, 20),
    "wish.pause.most": Number(60, "天", "一次最多暂缓", 1, 365),
    "wish.extend.most": Number(15, "天", "一次最多延期", 1, 60),
    "wish.supervise.days": Number(2, "工作日", "督办多久答复", 1, 30),
    "wish.transfer.days": Number(5, "工作日", "转办答复期限", 1, 60),
    "wish.transfer.lapse": Number(3, "工作日", "转办过期没有答复，再等多久报街道", 1, 30),
    "wish.coordinate.days": Number(3, "工作日", "街道协调期限", 1, 30),
    "wish.confirm.reminder": Number(3, "天", "请评价，再提醒一次", 1, 30),
    "wish.confirm.call": Number(5, "天", "请评价，打一次电话", 1, 30),
    "wish.confirm.limit": Number(7, "天", "请评价，到期按未评价转验收", 1, 60),
    "wish.verify.days": Number(2, "工作日", "验收期限", 1, 10),
    "wish.call_back.days": Number(2, "工作日", "回访期限", 1, 10),
    "wish.urgent.hours": Number(2, "小时", "加急：上班时间里多久审核、多久接单", 1, 24),
    "wish.review.days": Number(15, "天", "不予受理后多久可申请复核", 1, 90),
    "wish.unmerge.days": Number(7, "天", "合并后多久可分开", 1, 60),
    "wish.reopen.days": Number(14, "天", "已实现后多久可重新办理", 1, 90),
    "wish.revive.days": Number(90, "天", "联系不上而关闭后，多久可接着办", 1, 365),
    "wish.again.days": Number(30, "天", "结束后多久算再次反映", 1, 365),
    "wish.value.confirm_over": Number(500, "元", "金额超过多少要社区确认认领", 0, 100_000),
    "claim.live.person": Number(3, "个", "个人同时在办上限", 1, 50),
    "claim.live.branch": Number(20, "个", "党组织同时在办上限", 1, 500),
    "claim.live.organisation": Number(50, "个", "其他组织同时在办上限", 1, 1000),
    "export.contacts.alone": Number(100, "行", "带联系方式导出，多少行以内不用批准", 0, 1000),
    "export.ready.days": Number(7, "天", "批准的导出几天内要下载", 1, 30),
    "wish.code.minutes": Number(10, "分钟", "短信验证码有效时间", 1, 60),
    "wish.code.tries": Number(5, "次", "短信验证码可试次数", 1, 10),
    "wish.link.days": Number(14, "天", "短信链接有效时间", 1, 60),
    "people.reveal.day": Number(60, "位", "一人一天最多看几位心愿人的联系方式", 1, 500),
    "account.leave.days": Number(15, "天", "申请注销多久以后清除资料", 1, 60),
    "session.staff.idle": Number(30, "分钟", "工作人员多久不动要重新登录", 5, 240),
    "session.staff.most": Number(8, "小时", "工作人员登录一次最长用多久", 1, 24),
    "session.resident.idle": Number(30, "天", "居民多久不用要重新登录", 1, 90),
    "session.kiosk.idle": Number(15, "分钟", "驿站公用电脑上、没有登录的人，多久不动自动退出", 1, 60),
    "notice.quiet.from": Number(21, "点", "晚上几点起不发消息（本人没有另选时）", 0, 23),
    "notice.quiet.until": Number(8, "点", "早上几点起可以发消息（本人没有另选时）", 0, 23),
    "voice.answer.days": Number(7, "工作日", "监督意见多久答复", 1, 30),
    "voice.reminder.days": Number(2, "工作日", "监督意见到期前几天提醒监督员", 1, 10),
    "digest.hour": Number(8, "点", "工作日几点发工作汇总", 6, 20),
    "digest.lines": Number(10, "条", "工作汇总里逐条列出多少", 1, 50),
    "review.correction.most": Number(50, "字", "审稿人改多少字以内不用重新初审", 0, 500),
    "review.urgent.hours": Number(24, "小时", "应急发布后多久补审", 1, 72),
    "review.column.news": Number(14, "天", "动态类栏目多久没有更新算停更", 1, 365),
    "review.column.papers": Number(180, "天", "政策、通知类栏目多久没有更新算停更", 1, 730),
    "survey.keep.days": Number(365, "天", "问卷的答卷留多久", 30, 1095),
    "digest.above.days": Number(1, "工作日", "超期多久，汇总里告诉上一级", 1, 10),
}


# At every moment each of these comes before the next: a reminder after the limit would never be sent.
ASCENDING = (
    ("wish.amend.first_reminder", "wish.amend.second_reminder", "wish.amend.call"),
    ("wish.pool.yellow", "wish.pool.red"),
    (
        "wish.contact.first_reminder",
        "wish.contact.second_reminder",
        "wish.contact.third_reminder",
        "wish.contact.limit",
    ),
    ("wish.confirm.reminder", "wish.confirm.call", "wish.confirm.limit"),
)


def policy(key: str, at: datetime) -> int:
    """The value in force at that moment; KeyError for a key that is not in the registry."""
    rows = cache.get(CACHE_KEY)
    if rows is None:
        rows = approved()
        cache.set(CACHE_KEY, rows, CACHE_SECONDS)
    return value_at(key, at, rows)


def value_at(key: str, at: datetime, rows: Rows) -> int:
    return next((value for k, since, value in reversed(rows) if k == key and since <= at), REGISTRY[key].default)


def approved() -> Rows:
    """(key, since, value) of every number in force now, before or later, oldest first."""
    return list(Policy.objects.approved().order_by("valid_from").values_list("key", "valid_from", "value"))


def refuse_unsound(key: str, value: int, since: datetime) -> None:
    """Raises ``Refused`` for a value out of bounds, one that changes nothing, and one that is out of order with its
    neighbours at any moment from ``since`` on."""
    number = REGISTRY.get(key)
    if number is None:
        raise Refused("unknown", "没有这个规则数字。")
    if not number.least <= value <= number.most:
        raise Refused("bounds", f"要在 {number.least} 到 {number.most} {number.unit}之间。", field="value")
    rows = approved()
    if any(k == key and moment == since for k, moment, _ in rows):
        raise Refused("taken", "这个时间已经有一个批准了的数，请换一天。", field="valid_on")
    if value_at(key, since, rows) == value:
        raise Refused("same", f"到那一天就是 {value} {number.unit}，不用改。", field="value")
    rows = sorted([*rows, (key, since, value)], key=lambda row: row[1])
    for chain in ASCENDING:
        if key in chain:
            _refuse_disorder(chain, rows, since)


def _refuse_disorder(chain: tuple[str, ...], rows: Rows, since: datetime) -> None:
    for moment in [moment for k, moment, _ in rows if k in chain and moment >= since]:
        values = [(REGISTRY[k], value_at(k, moment, rows)) for k in chain]
        for (sooner, first), (later, second) in pairwise(values):
            if first >= second:
                raise Refused(
                    "order",
                    f"“{sooner.label}”（{first} {sooner.unit}）要早于“{later.label}”（{second} {later.unit}）。",
                    field="value",
                )
