"""Wishes that wait: on the wall, two of them long enough to be yellow and two red; at the community; for an answer."""

from .shapes import claim, in_hand, publish, submitted
from .stage import WISHER, Beat, Tale

ON_THE_WALL = [
    # community, category, title, text, name, called, days on the wall
    ("wutongli", "culture-class", "家里有把旧二胡，想找个老师教一教", "退休了，想从头学起，每周一次就好。", "金永年", "先生", 4.2),
    ("beichuang", "service-errand", "想请人陪着去趟眼镜店配老花镜", "路不远，过马路有点怕。", "严玉梅", "女士", 6.1),
    ("changdi", "goods-borrow", "想借一架人字梯换客厅灯泡", "借半天，自己会换。", "姜海峰", "先生", 7.4),
    ("yancangxiang", "culture-class", "想找人一起把巷子里的老故事记下来", "我讲，您记，写多少算多少。", "秦文斌", "先生", 8.3),
    ("laomatou", "service-phone", "想学会用手机挂号，孩子教得太快记不住", "想请有耐心的人慢慢教一遍。", "陶春燕", "女士", 1.4),
    ("nanhuojie", "hiring-shop", "面馆招一名早班帮厨，管两顿饭", "早上五点半到十一点，离家近的街坊优先。", "马志强", "先生", 2.2),
    ("maitianli", "service-repair", "缝纫机踩不动了，想请人看一看", "老式脚踏的，皮带好像松了。", "何秀英", "女士", 0.9),
    ("ouxiangli", "goods-daily", "想要几本小学三年级的旧课外书", "孩子爱看书，旧的也行。", "许小云", "女士", 1.8),
    ("lingjiaowan", "service-errand", "周三上午想请人代取一个大件快递", "东西有点沉，驿站到楼下一百多米。", "韩丽华", "女士", 0.6),
    ("tingyuli", "culture-class", "想组一个晚饭后的合唱小组", "不要求会识谱，图个热闹。", "柏慧敏", "女士", 2.6),
    ("xindu", "advice-place", "公交站牌旁想要一盏亮一点的灯", "晚上下车看不清台阶。", "孔建国", "先生", 1.1),
    ("dongcangmen", "goods-borrow", "想借一台缝被子的长针和顶针", "冬天到了，想自己缝两床被子。", "曹春燕", "女士", 0.3),
]  # fmt: skip


def on_the_wall() -> list[Tale]:
    return [
        Tale(
            ends="open",
            community=community,
            category=category,
            title=title,
            text=text,
            words=f"{title}。{text}",
            name=name,
            called=called,
            wisher="xuyuanren" if name == "何秀英" else "",
            submitted=Beat(ago + 0.4, WISHER, clock=""),
            beats=(Beat(ago, "worker", "publish", {"version": True}, clock=""),),
        )
        for community, category, title, text, name, called, ago in ON_THE_WALL
    ]


AT_THE_COMMUNITY = (
    Tale(
        ends="screening",
        community="maitianli",
        category="service-phone",
        title="想请人教怎么跟孙女视频",
        text="孙女在外地上学，想自己会打视频。",
        words="孙女在外地上大学，我想自己会打视频，不想老麻烦邻居小王。",
        name="何秀英",
        called="女士",
        wisher="xuyuanren",
        submitted=submitted(0.12),
        beats=(),
    ),
    Tale(
        ends="screening",
        community="maitianli",
        category="goods-borrow",
        title="想借一台轧面机",
        text="想给老街坊们做一顿手擀面。",
        words="过两天冬至，想借台轧面机，给一个楼道的老街坊做顿面。",
        name="华家明",
        called="先生",
        proxy_reason="到驿站口述，请值守代填",
        submitted=Beat(0.2, "yizhan"),
        beats=(),
    ),
    Tale(
        ends="amending",
        community="maitianli",
        category="service-errand",
        title="想请人帮忙搬一只柜子",
        text="柜子要从一楼搬到三楼。",
        words="有只柜子要搬一下。",
        name="邹守田",
        called="先生",
        submitted=submitted(2),
        beats=(Beat(1, "worker", "amend", {"reason": "柜子多大？从几楼搬到几楼？哪天方便？"}, "9:20"),),
    ),
    Tale(
        ends="offered",
        community="maitianli",
        category="goods-child",
        title="小雨（化名）想要一盏护眼台灯",
        text="孩子每天写作业到九点，家里灯光暗。",
        words="小雨上五年级，写作业的灯太暗，奶奶说过年再买。",
        name="潘玉梅",
        called="女士",
        visibility="street",
        own_phone=False,
        proxy_reason="走访时奶奶口述",
        submitted=Beat(1, "wangge", clock="16:20"),
        beats=(Beat(0.15, "worker", "dispatch", {"version": True, "organisation": "branch"}),),
        extra={"minor": True, "value": 180},
    ),
    Tale(
        ends="acting",
        community="shuangjing",
        category="goods-aids",
        title="想借一辆轮椅，推老伴下楼晒晒太阳",
        text="借两个星期，用完擦干净送回来。",
        words="老伴中风以后没下过楼，想借辆轮椅推他晒晒太阳。",
        name="施爱萍",
        called="女士",
        visibility="street",
        submitted=submitted(3),
        beats=in_hand(1, "secretary", "活动室有一辆，擦干净推过去"),
    ),
    Tale(
        ends="claim_confirming",
        community="maitianli",
        category="service-repair",
        title="厨房水龙头滴水，想请人上门换垫圈",
        text="垫圈已经买好，就是自己拧不动。",
        words="厨房龙头滴了半个月，垫圈买好了，拧不动。",
        name="云明霞",
        called="女士",
        submitted=submitted(2),
        beats=(publish(1), claim(0.2, "qishou", "送餐间隙带扳手过去")),
        extra={"home_visit": True},
    ),
)

TALES = (*on_the_wall(), *AT_THE_COMMUNITY)
