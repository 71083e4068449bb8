"""The rarer fates, once more each or a few times: what was answered, could not be done, was not ours, or stays disputed."""

from .shapes import fulfilled, in_hand, publish, submitted
from .stage import WISHER, Beat, Tale
from .under_way import tale


def answered(ago: float, where: str, kind: str, who: tuple[str, str], title: str, text: str, answer: str, rating: str = "satisfied") -> Tale:  # fmt: skip
    beats = (
        Beat(ago - 1, "worker", "answer", {"version": True, "text": answer}, "9:20"),
        Beat(ago - 2, WISHER, rating, {}, "18:30"),
    )
    return tale("answered", (where, kind), who, title, text, submitted=submitted(ago), beats=beats)


def impossible(ago: float, where: str, kind: str, who: tuple[str, str], title: str, text: str, why: str, close: str) -> Tale:  # fmt: skip
    beats = (
        publish(ago - 1),
        Beat(ago - 2, "secretary", "claim", {"plan": "先去看看能不能办", "promised_on": 5, "organisation": "branch",
                                              "handler": "member"}),
        Beat(ago - 2, "member", "contact", {"text": "去看过了。"}, "16:00"),
        Beat(ago - 4, "member", "cannot", {"reason": why}),
        Beat(ago - 6, "coordinator", "close", {"reason": close, "told": "on"}),
    )  # fmt: skip
    return tale("unfulfilled", (where, kind), who, title, text, submitted=submitted(ago), beats=beats)


def declined(ago: float, where: str, kind: str, who: tuple[str, str], title: str, text: str, why: str, to: str) -> Tale:
    beats = (Beat(ago - 1, "worker", "decline", {"reason": why, "where": to}),)
    return tale(
        "declined", (where, kind), who, title, text, visibility="street", submitted=submitted(ago), beats=beats
    )  # fmt: skip


def disputed(ago: float, where: str, who: tuple[str, str], title: str, text: str, both: tuple[str, str], why: str) -> Tale:  # fmt: skip
    beats = (
        *in_hand(ago - 3, "secretary", "带工具上门看看"),
        Beat(ago - 4, "member", "done", {"report": "修好了，当面试过。"}),
        Beat(ago - 5, WISHER, "dissatisfied", {"why": "half_done", "words": both[0]}, "19:00"),
        Beat(ago - 7, "member", "done", {"report": "又去了一次，换了零件。"}),
        Beat(ago - 8, WISHER, "dissatisfied", {"why": "not_mine", "words": both[1]}, "20:00"),
        Beat(ago - 9, "reviewer", "dispute", {"reason": why}),
    )
    return tale("disputed", (where, "service-repair"), who, title, text, submitted=submitted(ago), beats=beats)


ANSWERED = (
    answered(9, "hefengyuan", "question-policy", ("上官慧", "女士"), "灵活就业能不能自己交社保", "在家接缝纫活。",
             "可以。带身份证到社区服务中心，或在手机上办，按月按季都能交。"),
    answered(12, "laomatou", "question-policy", ("贝建国", "先生"), "老人免费体检今年还有没有", "去年错过了。",
             "有。六十五岁以上每年一次，空腹去社区卫生站，周一到周五上午，带身份证。"),
    answered(16, "tielufang", "advice-other", ("时春燕", "女士"), "驿站能不能晚一点关门", "下班赶不上。",
             "入冬起周三晚上开到八点半，先试一个冬天，人多再加。"),
    answered(20, "shuyuanpo", "question-policy", ("计永年", "先生"), "外地户口的孩子怎么上小学", "明年六岁。",
             "每年四月起登记。带居住证、租房合同和孩子的预防接种证，先到社区登记。", "fair"),
    answered(27, "xindu", "question-policy", ("强素芬", "女士"), "家里装扶手有没有补贴", "老人七十六。",
             "有。居家适老化改造可以补，先评估再改，材料由社区上门收。"),
    answered(33, "nanhuojie", "question-policy", ("路学军", "先生"), "小店门口摆两盆花要不要批", "不挡路。",
             "不用批。不占盲道、不挡消防通道就可以，搬得动的盆。"),
    answered(41, "wutongli", "advice-other", ("娄静", "女士"), "通知能不能也发到楼组群", "不常路过公告栏。",
             "可以。从这周起由楼组长同时发群里，公告栏照旧贴。"),
)  # fmt: skip

IMPOSSIBLE = (
    impossible(18, "hongzhuanli", "advice-place", ("危宏", "先生"), "想在楼下装一个篮球架", "孩子们没处玩。",
               "地下有燃气管，不能打地基。",
               "空地下面有燃气管，不能打地基，很抱歉。已和小学说好，周末下午开放操场。"),
    impossible(25, "shuangjing", "service-repair", ("江素芬", "女士"), "老电视没有影像了，想请人修好", "看了二十多年。",
               "显像管坏了，配件早已停产。",
               "显像管早已停产，修不好了，很抱歉。志愿队找到一台别人家换下来的，心愿人说先看着。"),
    impossible(37, "changdi", "advice-place", ("童建国", "先生"), "想把门前的大树移开一点", "挡了窗户的光。",
               "是挂牌保护的古树，不能移。",
               "那是挂牌的古树，不能移。园林的师傅修了挡窗的枝条，光线好了一些。"),
    impossible(46, "ouxiangli", "culture-class", ("颜丽华", "女士"), "想在活动室养几只兔子", "孩子们喜欢。",
               "活动室下面是卫生站，不能养动物。",
               "活动室下面是卫生站，不能养动物。已帮孩子们和农科院联系，开春可以去看小兔子。"),
)  # fmt: skip

DECLINED = (
    declined(11, "beichuang", "appeal-debt", ("梅志强", "先生"), "朋友借钱不还，想请社区帮着要", "写了借条。",
             "这是个人之间的借款，社区没有权力催讨。", "区法律援助中心，电话 12348"),
    declined(22, "yugeli", "question-policy", ("盛海峰", "先生"), "交通罚单想请社区帮忙撤销", "觉得不该罚。",
             "罚单要由开单的交警大队复核，社区管不了。", "区交警大队违法处理窗口，六十日内带罚单去"),
    declined(30, "guihuayuan", "appeal-neighbour", ("刁勇", "先生"), "想查对门邻居是做什么的", "不放心。",
             "邻居的情况是他的隐私，我们不能查，也不能说。", "觉得不安全，随时打 110"),
    declined(44, "daoxiangjiayuan", "appeal-property", ("钟雪", "女士"), "买的房子质量有问题，想退房", "墙上有裂缝。",
             "这是购房合同的事，要和开发商协商或打官司。", "区住建局质量监督站，或法律援助 12348"),
)  # fmt: skip

DISPUTED = (
    disputed(22, "hefengyuan", ("徐明霞", "女士"), "油烟机吸不干净，想请人修", "开着也满屋子烟。", ("还是吸不动。", "声音太响。"),
             "办理人：机器十五年了，能修的都修了。心愿人：希望和新的一样。"),
    disputed(34, "nanhuojie", ("邱永年", "先生"), "卷帘门太重，想请人调轻", "一个人拉不动。", ("还是重。", "轻了，可是会自己滑下来。"),
             "办理人：弹簧换过，调在中间。心愿人：希望轻而且不滑。"),
    disputed(50, "wutongli", ("骆文斌", "先生"), "水管夜里响，想请人看看", "像敲鼓。", ("不那么响了，可是没断根。", "半夜还有一两声。"),
             "办理人：自家的管子都固定了，响的是楼上。心愿人：希望一点声音也没有。"),
)  # fmt: skip

OTHERS = (
    tale("transferred", ("dongcangmen", "advice-place"), ("高素芬", "女士"), "路口红绿灯太短，老人走不过去", "走到一半就变灯。",
         submitted=submitted(2),
         beats=(Beat(1, "worker", "transfer", {"version": True, "unit": "区交警大队", "due_on": 8,
                                              "text": "请看看能不能加几秒。"}),)),
    tale("coordinating", ("maitianli", "appeal-property"), ("夏建国", "先生"), "楼上漏水，天花板湿了一大片",
         "楼上说不是他家漏的。", visibility="street", submitted=submitted(3),
         beats=(
             Beat(2, "worker", "dispatch", {"version": True, "organisation": "committee"}, "9:40"),
             Beat(1, "committee", "ask", {"reason": "两家说法不同，要请物业和街道一起到场看。"}, "11:00"),
         )),
    tale("offered", ("yugeli", "service-utility"), ("蔡丽华", "女士"), "电闸一烧水就跳，想请人看看", "怕是线老了。",
         visibility="street", submitted=submitted(0.3),
         beats=(Beat(0.1, "worker", "dispatch", {"version": True, "organisation": "branch"}),)),
    tale("offered", ("tingyuli", "appeal-noise"), ("田明霞", "女士"), "楼下半夜卸货，睡不好", "希望晚一点开始，或轻一点。",
         visibility="street", submitted=submitted(0.4),
         beats=(Beat(0.2, "worker", "dispatch", {"version": True, "organisation": "committee"}),)),
    tale("offered", ("lumingshequ", "goods-child"), ("胡素芬", "女士"), "小石头（化名）想要一双过冬的棉鞋", "脚长得快，去年的穿不下。",
         visibility="street", proxy_reason="走访时奶奶口述", submitted=Beat(0.5, "grid"),
         beats=(Beat(0.15, "worker", "dispatch", {"version": True, "organisation": "branch"}),),
         extra={"minor": True, "value": 90}),
    tale("merged", ("changdi", "advice-place"), ("万学军", "先生"), "河堤那几盏灯坏了好久", "走夜路看不清。",
         submitted=submitted(2), beats=(Beat(1, "worker", "merge", {"into": "河堤上三盏路灯不亮，夜里走路心慌"}),)),
    tale("withdrawn", ("shidukou", "service-errand"), ("支玉梅", "女士"), "想请人陪着去拍证件照", "要拍老年卡用的。",
         submitted=submitted(5), beats=(publish(4), Beat(3, WISHER, "withdraw", {"reason": "女儿回来陪我去了。"}))),
)  # fmt: skip

LIGHTS = tale(
    "fulfilled", ("hongzhuanli", "advice-place"), ("殷建国", "先生"), "三十年的黑楼梯，想装几盏灯",
    "灯坏了没人换，上下楼靠摸。", submitted=submitted(29),
    beats=fulfilled(15, "secretary", "请电工先看线路，再和楼里几户商量", "每层装了一盏声控灯，有人走过才亮。",
                    "三十年了，头一回看清台阶。"),
)  # fmt: skip

TALES = (LIGHTS, *ANSWERED, *IMPOSSIBLE, *DECLINED, *DISPUTED, *OTHERS)

# How many others want the same.
ALSO = {
    "家里有把旧二胡，想找个老师教一教": 6,
    "菜场门口能不能放两条长凳，等车有地方歇脚": 9,
    "想学会用手机挂号，孩子教得太快记不住": 4,
}
