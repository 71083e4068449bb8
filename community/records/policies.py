"""Every number that is policy: key, default, unit, sentence. The desk edits rows; this is the registry they obey."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from .models import Policy

CACHE_KEY, CACHE_SECONDS = "policies", 60


@dataclass(frozen=True)
class Number:
    """``unit`` is 工作日, 天, 小时, 点, 元, 个, 条 or 次; ``least`` and ``most`` bound what the desk accepts."""

    default: int
    unit: str
    label: str
    least: int = 0
    most: int = 365


REGISTRY: dict[str, Number] = {
    "wish.screen.days": Number(1, "工作日", "提交后多久审核", 1, 10),
    "wish.screen.urgent_hours": Number(2, "小时", "加急心愿多久派出", 1, 24),
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
    "wish.transfer.days": Number(5, "工作日", "转办答复期限", 1, 60),
    "wish.coordinate.days": Number(3, "工作日", "街道协调期限", 1, 30),
    "wish.confirm.reminder": Number(3, "天", "请评价，再提醒一次", 1, 30),
    "wish.confirm.call": Number(5, "天", "请评价，打一次电话", 1, 30),
    "wish.confirm.limit": Number(7, "天", "请评价，到期按未评价转验收", 1, 60),
    "wish.verify.days": Number(2, "工作日", "验收期限", 1, 10),
    "wish.call_back.days": Number(2, "工作日", "回访期限", 1, 10),
    "wish.value.confirm_over": Number(500, "元", "金额超过多少要社区确认认领", 0, 100_000),
    "claim.live.person": Number(3, "个", "个人同时在办上限", 1, 50),
    "claim.live.branch": Number(20, "个", "党组织同时在办上限", 1, 500),
    "claim.live.organisation": Number(50, "个", "其他组织同时在办上限", 1, 1000),
    "wish.code.minutes": Number(10, "分钟", "短信验证码有效时间", 1, 60),
    "wish.code.tries": Number(5, "次", "短信验证码可试次数", 1, 10),
    "wish.link.days": Number(14, "天", "短信链接有效时间", 1, 60),
    "notice.quiet.from": Number(21, "点", "晚上几点起不发消息（本人没有另选时）", 0, 23),
    "notice.quiet.until": Number(8, "点", "早上几点起可以发消息（本人没有另选时）", 0, 23),
    "digest.hour": Number(8, "点", "工作日几点发工作汇总", 6, 20),
    "digest.lines": Number(10, "条", "工作汇总里逐条列出多少", 1, 50),
    "digest.above.days": Number(1, "工作日", "超期多久，汇总里告诉上一级", 1, 10),
}


def policy(key: str, at: datetime) -> int:
    """The value in force at that moment; KeyError for a key that is not in the registry."""
    default = REGISTRY[key].default
    rows = cache.get(CACHE_KEY)
    if rows is None:
        rows = list(Policy.objects.order_by("valid_from").values_list("key", "valid_from", "value"))
        cache.set(CACHE_KEY, rows, CACHE_SECONDS)
    return next((value for k, since, value in reversed(rows) if k == key and since <= at), default)
