"""The words of a wish: stable codes, people's words as labels."""

from __future__ import annotations

from django.db.models import TextChoices


class Nature(TextChoices):
    """Level one of the categories."""

    GOODS = "goods", "物品"
    SERVICE = "service", "服务"
    APPEAL = "appeal", "诉求"
    JOB = "job", "求职"
    HIRING = "hiring", "招聘"
    CULTURE = "culture", "文体"
    ADVICE = "advice", "建议"
    QUESTION = "question", "咨询"


class Visibility(TextChoices):
    """Who may see a wish, from widest to narrowest. Staff may narrow, never widen."""

    WALL = "wall", "上墙"
    STREET = "street", "只让社区看"
    STAFF = "staff", "仅工作人员看"

    @property
    def width(self) -> int:
        return {"wall": 2, "street": 1, "staff": 0}[self.value]

    @classmethod
    def narrowest(cls, *values: str) -> Visibility:
        return min((cls(v) for v in values), key=lambda v: v.width)


class Status(TextChoices):
    """The projection of the live task; desk labels. Residents' words are in ``RESIDENT_WORDS``."""

    SCREENING = "screening", "待审核"
    AMENDING = "amending", "待补充"
    OPEN = "open", "待认领"
    OFFERED = "offered", "待接单"
    CLAIM_CONFIRMING = "claim_confirming", "认领待确认"
    ACTING = "acting", "办理中"
    TRANSFERRED = "transferred", "转办中"
    COORDINATING = "coordinating", "街道协调"
    CONFIRMING = "confirming", "待评价"
    VERIFYING = "verifying", "待验收"
    FULFILLED = "fulfilled", "已实现"
    ANSWERED = "answered", "已答复"
    DISPUTED = "disputed", "已办理（有不同意见）"
    UNFULFILLED = "unfulfilled", "未能实现"
    DECLINED = "declined", "不予受理"
    MERGED = "merged", "已合并"
    WITHDRAWN = "withdrawn", "已撤回"
    CLOSED = "closed", "已关闭"

    @property
    def resident_word(self) -> str:
        return RESIDENT_WORDS.get(self, self.label)


RESIDENT_WORDS = {
    Status.SCREENING: "社区在看",
    Status.AMENDING: "请补充一点",
    Status.OPEN: "等人认领",
    Status.OFFERED: "等对方答应",
    Status.CLAIM_CONFIRMING: "社区在确认",
    Status.ACTING: "办理中",
    Status.TRANSFERRED: "已转给有关单位",
    Status.COORDINATING: "街道在协调",
    Status.CONFIRMING: "请您评一评",
    Status.VERIFYING: "街道在核实",
    Status.DECLINED: "这里办不了",
}
ENDS = frozenset(list(Status)[10:])
LIVE = tuple(s.value for s in Status if s not in ENDS)
ON_WALL = tuple(
    s.value for s in Status if s not in {"screening", "amending", "declined", "merged", "withdrawn", "closed"}
)


class Handling(TextChoices):
    """How a wish of a category is normally handled."""

    CLAIM = "claim", "认领"
    CLAIM_IN_STREET = "claim_in_street", "本街道内认领"
    DISPATCH = "dispatch", "派单"
    ANSWER = "answer", "答复"


class Work(TextChoices):
    """What the wisher is asked about: a deed, or an answer (his own community's or another unit's)."""

    DEED = "deed", "办理"
    ANSWER = "answer", "答复"
