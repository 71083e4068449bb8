"""How the desk tells what happened: past tense, no button labels."""

from community.people.privacy import surname
from community.wishes.models import WishEvent
from workflows.flows.wish_rules import RULES

RATINGS = {
    "satisfied": "满意",
    "fair": "基本满意",
    "dissatisfied": "不满意",
    "unrated": "未评价",
    "not_asked": "情况变化，没有问",
}
CONSENTS = {"spoken": "本人在场口头同意", "phone": "本人在电话里同意", "written": "本人书面同意"}

# Where the words on the button do not read as history.
DONE = {
    ("start", "submit"): "提交心愿",
    ("screen", "publish"): "审核通过，公开等人认领",
    ("screen", "publish_street"): "审核通过，放在本街道认领",
    ("screen", "dispatch"): "审核通过，派给组织",
    ("screen", "answer"): "直接答复",
    ("screen", "transfer"): "转给别的单位",
    ("amend", "resubmit"): "补充了情况",
    ("pool", "claim"): "认领",
    ("confirm_claim", "approve"): "同意认领",
    ("confirm_claim", "refuse"): "没有同意认领",
    ("act", "contact"): "联系了心愿人",
    ("act", "confirm_contact"): "心愿人说联系过了",
    ("act", "deny_contact"): "心愿人说没有人联系",
    ("act", "progress"): "说了进展",
    ("act", "tell_wisher"): "给心愿人捎了一句话",
    ("act", "tell_handler"): "给办理人捎了一句话",
    ("act", "pledge"): "来搭把手",
    ("act", "deliver"): "答应的一份兑现了",
    ("act", "release"): "撤回了答应的一份",
    ("act", "pause"): "暂缓",
    ("act", "done"): "报告办好",
    ("act", "hand_back"): "交回",
    ("act", "cannot"): "办不了，请街道协调",
    ("confirm_claim", "hand_over"): "换了一位经办人",
    ("act", "hand_over"): "换了一位经办人",
    ("transfer", "hand_over"): "换了一位同志接着跟",
    ("confirm", "satisfied"): "评价：满意",
    ("confirm", "fair"): "评价：基本满意",
    ("confirm", "dissatisfied"): "评价：不满意",
    ("record", "enter"): "补录，从表里登记",
    ("record", "approve"): "同意补录",
    ("verify", "approve"): "验收通过",
    ("verify", "send_back"): "验收退回",
}


def told(line: WishEvent) -> str:
    key = (line.step, line.outcome)
    if key in DONE:
        return DONE[key]
    return RULES[key].label if key in RULES else "有新的进展"


def who(line: WishEvent) -> str:
    """The one who did it; a colleague by surname, a wisher without account by how he came in."""
    if line.actor is None:
        return "到期自动" if line.channel == "machine" else f"心愿人（{line.get_channel_display()}）"
    name = f"{line.actor} 代 {line.on_behalf_of} 办" if line.on_behalf_of else str(line.actor)
    return f"{line.organisation} {name}" if line.organisation else name


def colleague(name: str) -> str:
    return f"{surname(name)}同志" if name else "一位同志"
