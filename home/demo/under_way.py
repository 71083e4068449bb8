"""Wishes that somebody is busy with, or that wait for the last word."""

from typing import Any

from .shapes import in_hand, publish, rated, reported, submitted
from .stage import WISHER, Beat, Tale


def tale(ends: str, where: tuple[str, str], who: tuple[str, str], title: str, text: str, **rest: Any) -> Tale:
    words = rest.pop("words", f"{title}。{text}")
    return Tale(
        ends=ends,
        community=where[0],
        category=where[1],
        name=who[0],
        called=who[1],
        title=title,
        text=text,
        words=words,
        **rest,
    )


GAS = tale(
    "acting", ("hongzhuanli", "service-utility"), ("俞长林", "先生"),
    "煤气灶打不着火，想请人来看看", "灶打不着火，先不敢用。",
    submitted=submitted(0.3),
    extra={"urgent": True},
    beats=(
        Beat(0.27, "worker", "dispatch", {"version": True, "organisation": "jiadian"}),
        Beat(0.2, "manager-jiadian", "accept", {"handler": "manager-jiadian", "promised_on": 0}),
        Beat(0.15, "manager-jiadian", "contact", {"text": "电话里请他先关总阀，下午上门。"}),
    ),
)  # fmt: skip

ACTING = (
    GAS,
    tale("acting", ("fangzhixincun", "job-seek"), ("薛静", "女士"), "做过八年缝纫，想找份能接孩子放学的活",
         "下午四点要接孩子，上午到三点半都行。", submitted=submitted(6),
         beats=in_hand(4, "jumin", "带她去问三家缝补店")),
    tale("acting", ("shidukou", "hiring-shop"), ("方志强", "先生"), "社区食堂招两名送餐员，会骑电动车就行",
         "中午两小时，就送本社区。", submitted=submitted(5),
         beats=in_hand(3, "hu-shidukou", "我骑车熟，先顶一周，再找一位")),
    tale("acting", ("guihuayuan", "advice-place"), ("袁家明", "先生"), "菜场门口能不能放两条长凳，等车有地方歇脚",
         "等车的老人多，站着累。", submitted=submitted(8),
         beats=in_hand(5, "secretary", "量好尺寸，问城管能不能放")),
    tale("acting", ("maitianli", "service-repair"), ("何秀英", "女士"), "阳台晾衣架掉下来一头，够不着",
         "想请个子高的街坊帮忙挂上去。", wisher="xuyuanren", submitted=submitted(4),
         beats=in_hand(2, "qishou", "我个子高，明天下午去")),
)  # fmt: skip

WITH_THE_STREET = (
    tale("transferred", ("changdi", "advice-place"), ("鲍守田", "先生"), "河堤上三盏路灯不亮，夜里走路心慌",
         "从码头往东数第二、三、五盏。", submitted=submitted(3),
         beats=(Beat(2, "worker", "transfer", {"version": True, "unit": "区城市管理局", "due_on": 7,
                                              "text": "请派人检修，修好后回个电话。"}),)),
    tale("coordinating", ("qinghexinyuan", "appeal-noise"), ("费立新", "先生"), "办丧事放哀乐到半夜，老人孩子睡不好",
         "希望晚上九点以后能停一停。", words="隔壁楼办丧事放哀乐到半夜，老人孩子睡不好，又不好意思去说。",
         visibility="street", submitted=submitted(4),
         beats=(
             Beat(3, "worker", "dispatch", {"version": True, "organisation": "committee"}, "9:30"),
             Beat(3, "committee", "ask", {"reason": "涉及两个社区，要请街道一起约两边谈。"}, "15:00"),
         )),
)  # fmt: skip

LAST_WORD = (
    tale("confirming", ("maitianli", "service-phone"), ("何秀英", "女士"), "手机老说内存满了，不敢乱删",
         "想请人看着一起删。", wisher="xuyuanren", submitted=submitted(6),
         beats=reported(1, "secretary", "周四晚上去，带着本人一张一张挑", "删了重复的照片，孙女的一张没动。")),
    tale("confirming", ("laomatou", "goods-borrow"), ("柳小云", "女士"), "想借两张折叠桌，办楼道饺子宴",
         "用一个下午。", submitted=submitted(6),
         beats=reported(1, "guo-laomatou", "舞蹈队有，我拉过去", "桌子用完已收回。")),
    tale("verifying", ("maitianli", "goods-borrow"), ("云建国", "先生"), "想借一台血压计，量一个星期给医生看",
         "医生让早晚各记一次。", submitted=submitted(6),
         beats=rated(1, "secretary", "支部的先借给您", "借出一台，教会了怎么记。", "数字都记下了。")),
    tale("verifying", ("xindu", "service-repair"), ("孟守田", "先生"), "三轮车链条老掉，想请人紧一紧",
         "收废品就靠它。", submitted=submitted(11),
         beats=rated(6, "secretary", "周末修车摊顺手就弄", "链条截了一节，刹车也调了。", "蹬起来轻多了。")),
    tale("verifying", ("daoxiangjiayuan", "culture-class"), ("沈文斌", "先生"), "想学写毛笔福字，过年自己贴",
         "只会拿钢笔。", submitted=submitted(7),
         beats=rated(1, "secretary", "请书法社的老师教两次", "教了两次，写出一张满意的。", "今年的福字自己写。",
                     rating="fair")),
)  # fmt: skip

DISPUTED = tale(
    "disputed", ("tielufang", "service-repair"), ("任海峰", "先生"), "楼道感应灯一闪一闪，想请人看看",
    "二楼那一盏，晚上晃眼。", submitted=submitted(14),
    beats=(
        *in_hand(11, "secretary", "带电工朋友去看"),
        Beat(10, "member", "done", {"report": "换了灯头。"}),
        Beat(9, WISHER, "dissatisfied", {"why": "half_done", "words": "还是闪。"}, "19:00"),
        Beat(7, "member", "done", {"report": "换了新的感应器，白天晚上各试一次都正常。"}),
        Beat(6, WISHER, "dissatisfied", {"why": "not_mine", "words": "不闪了，可是亮得太久，费电。"}, "20:00"),
        Beat(5, "reviewer", "dispute", {"reason": "办理人：感应器亮一分钟是厂家定的，调不了。心愿人：希望半分钟就灭。"}),
    ),
)  # fmt: skip

TALES = (*ACTING, *WITH_THE_STREET, *LAST_WORD, DISPUTED, tale(
    "open", ("lumingshequ", "advice-place"), ("康雪", "女士"), "健身角想要一个挂衣服的钩子",
    "冬天脱了外套没处放。", submitted=submitted(2), beats=(publish(1),),
))  # fmt: skip
