"""Wishes that ended otherwise: answered, not possible, not ours, merged, taken back, and one nobody could reach."""

from .shapes import publish, submitted
from .stage import CLOCK, WISHER, Beat
from .under_way import tale

TALES = (
    tale("answered", ("maitianli", "question-policy"), ("云守田", "先生"), "八十岁高龄津贴怎么办，要带哪些材料",
         "下个月满八十。", submitted=submitted(5),
         beats=(
             Beat(4, "worker", "answer", {"version": True, "text": "满八十周岁当月就能办。带本人身份证、户口簿和银行卡"
                                                               "到社区，走不动的，社区上门办。"}, "9:40"),
             Beat(3, WISHER, "satisfied", {"words": "说得明白。"}, "18:00"),
         )),
    tale("answered", ("beichuang", "advice-other"), ("费素芬", "女士"), "社区公告的字能不能印大一点",
         "老人站着看不清。", submitted=submitted(7),
         beats=(
             Beat(6, "worker", "answer", {"version": True, "text": "从下一期起，公告用三号字，重要的另贴一张大字版。"}),
             Beat(5, WISHER, "fair", {}),
         )),
    tale("unfulfilled", ("yancangxiang", "advice-place"), ("水明霞", "女士"), "想在楼顶种菜",
         "楼顶空着，想种点小葱青菜。", submitted=submitted(13),
         beats=(
             publish(12),
             Beat(11, "secretary", "claim", {"plan": "请懂结构的人看看", "promised_on": 5, "organisation": "branch",
                                            "handler": "member"}),
             Beat(11, "member", "contact", {"text": "上楼顶看过了。"}, "16:00"),
             Beat(9, "member", "cannot", {"reason": "楼顶是预制板，承重不够。"}),
             Beat(7, "coordinator", "close", {
                 "reason": "楼顶承重不够，不能放土，很抱歉没能办成。社区已帮您联系好社区菜园的一块地，开春就能种。",
                 "told": "on"}),
         )),
    tale("declined", ("dongcangmen", "appeal-debt"), ("窦勇", "先生"), "工程干完两个月，工钱没结清",
         "希望有人帮着讨。", visibility="street", submitted=submitted(6),
         beats=(Beat(5, "worker", "decline", {"reason": "这是劳动报酬争议，要由劳动监察来处理，我们这里办不了。",
                                             "where": "区劳动保障监察大队，电话 12333"}),)),
    tale("merged", ("guihuayuan", "advice-place"), ("倪春燕", "女士"), "菜场门口等车想有地方坐",
         "站久了腿疼。", submitted=submitted(4),
         beats=(Beat(3, "worker", "merge", {"into": "菜场门口能不能放两条长凳，等车有地方歇脚"}),)),
    tale("withdrawn", ("tingyuli", "goods-borrow"), ("花宏", "先生"), "想借一只打气筒",
         "自行车胎瘪了。", submitted=submitted(3),
         beats=(publish(2), Beat(1, WISHER, "withdraw", {"reason": "邻居家有，已经借到了。"}, "18:40"))),
    tale("closed", ("lingjiaowan", "service-errand"), ("邬雪", "女士"), "想请人帮一个忙",
         "没有写清楚是什么忙。", words="想请人帮一个忙，见面说。", submitted=submitted(24),
         beats=(
             Beat(23, "worker", "amend", {"reason": "请问想请人帮什么忙？方便打电话说一声也行。"}),
             Beat(11, "worker2", "unreached", {}),
             Beat(10, CLOCK, clock="12:00"),
         )),
)  # fmt: skip
