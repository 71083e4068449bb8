"""Wishes that came true: the vegetables, the ones told on the pages of the site, and a few of every day."""

from .shapes import SHOWN, fulfilled, promised, publish, submitted
from .stage import WISHER, Beat, Tale

VEGETABLES = Tale(
    ends="fulfilled",
    community="maitianli",
    category="service-sale",
    title="地里六千八百斤青菜没人收",
    text="青菜到了时候，家里这几天抽不出人手，想请街坊帮着收一收、找找销路，按批发价就行。",
    words="我住院了，老伴一个人弄不动，地里六千八百斤青菜眼看要烂在地里。儿子在外地赶不回来，你们帮我想想办法。",
    name="魏守田",
    called="先生",
    address="麦田里六组",
    own_phone=True,
    proxy_reason="本人住院，打电话请网格员代填",
    submitted=Beat(6, "grid", clock="7:45"),
    beats=(
        publish(6, "9:10"),
        Beat(
            *(6, "secretary", "claim"),
            {
                "plan": "今天先找人收，同时一家一家给食堂打电话。",
                "promised_on": 4,
                "organisation": "branch",
                "handler": "member",
            },
            "9:40",
        ),
        Beat(6, "member", "contact", {"text": "去医院见了本人，说好按批发价，菜款直接给他老伴。"}, "12:20"),
        *promised(5, ("manager-shitang", "shitang", 1400), ("secretary-hefengyuan", "branch", 1800)),
        *promised(4, ("secretary-qinghexinyuan", "branch", 1700), ("secretary-laomatou", "branch", 1600)),
        *promised(3, ("shangjia", "nangpu", 300)),
        Beat(
            *(2, "member", "done"),
            {
                "report": "四天收完，六千八百斤送进了十三家食堂：学校食堂四家、社区食堂五家、单位食堂四家。"
                "菜款当天结清，收条由他老伴签字。"
            },
            "17:30",
        ),
        Beat(
            1, "worker2", "satisfied", {"words": "真没想到，四天就没了，一片叶子都没烂。谢谢大家。", **SHOWN}, "10:05"
        ),
        Beat(2 / 24, "reviewer", "approve"),
    ),
    extra={"quantity": 6800, "unit": "斤"},
)

BENCH = Tale(
    ends="fulfilled",
    community="guihuayuan",
    category="service-repair",
    title="楼下那条长凳松了，老人坐着晃",
    text="桂花树下的木长凳螺丝松了，一坐就晃，老人家不敢坐。",
    words="三号楼下面桂花树旁边那条长凳，我妈昨天差点坐翻。",
    name="陆雅琴",
    called="女士",
    submitted=submitted(15),
    beats=(
        publish(14),
        Beat(
            *(13, "secretary", "claim"),
            {"plan": "带工具去拧紧", "promised_on": 2, "organisation": "branch", "handler": "member"},
        ),
        Beat(13, "member", "contact", {"text": "去看过了，四颗螺丝都松。"}, "17:00"),
        Beat(12, "member", "done", {"report": "四颗螺丝拧紧了。"}),
        Beat(11, WISHER, "dissatisfied", {"why": "half_done", "words": "坐重一点还是晃，凳脚烂了一截。"}, "20:10"),
        Beat(8, "member", "done", {"report": "换了两只凳脚，重新打磨上漆，三个人坐上去试过。"}, "16:00"),
        Beat(7, WISHER, "satisfied", {"words": "说了不满意就真的又来了一次，现在稳当了。", **SHOWN}, "18:30"),
        Beat(6, "reviewer", "approve"),
    ),
)

STORIES = (
    Tale(
        ends="fulfilled",
        community="laomatou",
        category="culture-class",
        title="想参加舞蹈队，没基础能不能来",
        text="晚饭后想跟大家跳跳舞，从来没学过，怕跟不上。",
        words="我六十三了，从来没跳过舞，看她们跳心里痒，就是不好意思开口。",
        name="范巧珍",
        called="女士",
        submitted=submitted(9),
        beats=fulfilled(
            *(
                3,
                "guo-laomatou",
                "请舞蹈老师每周三教一次基本步",
                "周三晚上来了舞蹈老师，从走步教起，四十二个人跟下来一支。",
            ),
            thanks="跟得上，下周还来。",
        ),
    ),
    Tale(
        ends="fulfilled",
        community="fangzhixincun",
        category="service-repair",
        title="眼睛花了穿不上针，想请人补三件棉袄",
        text="三件旧棉袄开线了，想请手巧的街坊补一补。",
        words="眼睛花了穿不上针，三件棉袄都开了线，天冷了等着穿。",
        name="彭爱萍",
        called="女士",
        submitted=submitted(12),
        beats=fulfilled(
            *(6, "jumin", "周六摆摊时带来，当天补好", "三件都补好了，扣子也换了新的。"),
            thanks="针脚比我年轻时还密。",
        ),
    ),
    Tale(
        ends="fulfilled",
        community="tielufang",
        category="job-seek",
        title="有电工证，想找一份白班工作",
        text="有低压电工证，干过六年维修，家里有老人要照看，只能上白班。",
        words="原来厂子搬了，我有电工证，晚上要照顾我爸，只能上白班。",
        name="袁勇",
        called="先生",
        submitted=submitted(13),
        beats=fulfilled(
            *(7, "secretary", "问问辖区几家单位", "铁路坊物业缺一名白班电工，面谈后定了下来。"),
            thanks="下周一上班。",
        ),
    ),
)

EVERYDAY = [
    # community, category, title, text, name, called, days ago, who, plan, report, thanks
    ("yugeli", "goods-borrow", "周末搬家，想借一辆手推车", "东西不多，借一天就还。", "柳宏", "先生", 1,
     "secretary", "支部仓库有一辆", "周六借出，周日已还。", "省了一趟货车钱。"),
    ("shuangjing", "service-phone", "手机字太小，不知道在哪里调大", "想请人教一教，最好写在纸上。", "葛素芬", "女士", 2,
     "secretary", "带老花镜和便签上门教", "字体调大了，步骤写成一张大字条。", "贴在冰箱上了。"),
    ("shidukou", "service-errand", "腿脚不便，想请人代买半个月的米面", "米十斤、面十斤，钱按小票给。", "章长林", "先生", 4,
     "hu-shidukou", "下班顺路买了送到楼下", "米面送到楼下，小票当面点清。", "小胡真热心。"),
    ("hefengyuan", "culture-class", "想找几位老姐妹一起练八段锦", "早上七点半，荷风苑小广场。", "苏雅琴", "女士", 5,
     "xia-hefengyuan", "我也练，先凑齐五个人", "第一天来了六个人，约好每天七点半。", "明早还去。"),
    ("qinghexinyuan", "service-repair", "老式收音机不响了，想请人修", "老伴留下的，声音时有时无。", "谢明霞", "女士", 3,
     "feng-qinghexinyuan", "请会修电器的亲戚看看", "换了一只电容，声音清楚了。", "又能听评弹了。"),
    ("daoxiangjiayuan", "goods-daily", "新搬来，想要几样不用的厨房用具", "锅铲、蒸笼都行，旧的没关系。", "鲁静", "女士", 2,
     "secretary", "群里问一圈，周三前送到", "凑了六样，洗干净送去的。", "谢谢各位新邻居。"),
    ("shuyuanpo", "culture-class", "孙子想学下象棋，找位棋友带一带", "周末下午都有空。", "韦学军", "先生", 8,
     "yan-shuyuanpo", "每周日下午教一小时", "已经教了两个星期日。", "孙子会摆屏风马了。"),
    ("hongzhuanli", "service-repair", "门锁生锈拧不动，想请人上点油", "不用换锁，能拧开就行。", "任立新", "先生", 9,
     "tang-hongzhuanli", "晚上带润滑油过去", "上了石墨粉，一只手能拧。", "小伙子手脚麻利。"),
]  # fmt: skip


def everyday() -> list[Tale]:
    return [
        Tale(
            ends="fulfilled",
            community=community,
            category=category,
            title=title,
            text=text,
            words=f"{title}。{text}",
            name=name,
            called=called,
            submitted=submitted(end + 6),
            beats=fulfilled(end, who, plan, report, thanks),
        )
        for community, category, title, text, name, called, end, who, plan, report, thanks in EVERYDAY
    ]


TALES = (VEGETABLES, BENCH, *STORIES, *everyday())
