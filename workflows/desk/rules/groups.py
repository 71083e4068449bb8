"""Which step a number belongs to, read off its key: a new key finds its place by its prefix."""

from community.records.policies import REGISTRY
from community.wishes.models import Status

OTHER = "其他"
# prefix of the key → heading, and the status of the wishes whose clocks it sets
STEPS = {
    "wish.screen": ("待审核", Status.SCREENING),
    "wish.amend": ("待补充", Status.AMENDING),
    "wish.pool": ("待认领", Status.OPEN),
    "wish.accept": ("待接单", Status.OFFERED),
    "wish.confirm_claim": ("认领待确认", Status.CLAIM_CONFIRMING),
    "wish.contact": ("办理中", Status.ACTING),
    "wish.act": ("办理中", Status.ACTING),
    "wish.transfer": ("转办中", Status.TRANSFERRED),
    "wish.coordinate": ("街道协调", Status.COORDINATING),
    "wish.confirm": ("待评价", Status.CONFIRMING),
    "wish.verify": ("待验收", Status.VERIFYING),
}
SUBJECTS = {
    "wish.pause": "办理中",
    "wish.extend": "办理中",
    "wish.urgent": "加急",
    "wish.supervise": "督办",
    "wish.review": "结束以后",
    "wish.unmerge": "结束以后",
    "wish.reopen": "结束以后",
    "wish.revive": "结束以后",
    "wish.again": "结束以后",
    "wish.call_back": "回访",
    "claim": "认领",
    "wish.value": "认领",
    "wish.code": "验证码和链接",
    "wish.link": "验证码和链接",
    "notice": "消息",
    "digest": "消息",
}


def _prefixes(key: str) -> list[str]:
    parts = key.split(".")
    return [".".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]


def status_of(key: str) -> Status | None:
    """The step whose deadline or reminders the number sets, if it is one of those."""
    return next((STEPS[prefix][1] for prefix in _prefixes(key) if prefix in STEPS), None)


def title_of(key: str) -> str:
    titles = {prefix: title for prefix, (title, _) in STEPS.items()} | SUBJECTS
    return next((titles[prefix] for prefix in _prefixes(key) if prefix in titles), OTHER)


def grouped() -> dict[str, list[str]]:
    """Keys under their headings: the steps in their order, then the subjects."""
    headings = [*(title for title, _ in STEPS.values()), *SUBJECTS.values(), OTHER]
    found: dict[str, list[str]] = {heading: [] for heading in headings}
    for key in REGISTRY:
        found[title_of(key)].append(key)
    return {heading: keys for heading, keys in found.items() if keys}
