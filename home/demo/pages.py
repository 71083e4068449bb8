"""The demo's articles and policy documents, through the page tree. Figures in them are those of the demo's wishes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cms.models import ArticlePage, ColumnPage, PolicyPage
from home.models import HomePage


@dataclass(frozen=True)
class Article:
    ago: float
    slug: str
    title: str
    source: str
    lead: str
    body: tuple[str, ...]


ARTICLES = [
    Article(
        10, "bench-twice", "一条长凳修了两回：居民说不满意，就再来一次", "柳岸街道",
        "桂花树下的长凳第一回只拧紧了螺丝。居民说还是晃，支部第二回换了凳脚。",
        ("第一回，党员带着扳手去，把松了的螺丝拧紧，报了“办好了”。居民评的是“不满意”：坐重一点还是晃，凳脚烂了一截。",
         "第二回，换凳脚、打磨、上漆，请几位街坊一起坐上去试。这回评的是“满意”。",
         "评价不满意，事情会回到原来办的人手里再办一次；还不满意，就由街道来看。这两回都留在这个心愿的经过里。"),
    ),
    Article(
        8, "sewing-stall", "沈桂兰的缝补摊，八十岁以上不收一分钱", "东仓街道",
        "每个周六，纺织新村驿站门口有一台缝纫机。棉袄开线、扣子掉了，坐下来等一会儿就好。",
        ("沈桂兰原来在纺织厂踩缝纫机，退休后每周六在驿站摆摊。八十岁以上和行动不便的街坊不收钱。",
         "最近的一个心愿是三件开了线的棉袄：老人眼睛花了，穿不上针。三件当天补好，扣子也换了新的。",
         "她说：“手不动，反倒难受。”"),
    ),
    Article(
        6, "dance-teacher", "老码头的晚饭后，等来了舞蹈老师", "柳岸街道",
        "有人在心愿墙上问：没基础，能不能来？周三晚上，舞蹈老师从走步教起。",
        ("许愿的人说，看别人跳心里痒，就是不好意思开口。老码头的街坊认领以后，请来了舞蹈老师，每周三教一次基本步。",
         "想来的街坊，晚饭后到老码头小广场就行，不用报名，穿软底鞋。"),
    ),
    Article(
        5, "night-quiet", "夜里太吵怎么办？青禾新苑议出一份“邻里约定”", "青禾街道",
        "红白喜事都是大事，街坊的觉也是大事。坐下来说，说出了几条大家都点头的规矩。",
        ("约定写得很短：办事的人家提前一天在楼道贴张条子；晚上九点以后不放音响；有老人孩子身体不好的，先去打个招呼。",
         "谁家有事，先说一声；谁家难受，也先说一声。说不开的，找社区，社区约两边一起谈。"),
    ),
    Article(
        4, "rider-zheng", "骑手老郑多了个身份：顺路看看独居老人", "青禾街道",
        "送餐路上拐个弯，敲敲门，问声好，报个平安。",
        ("郑远是外卖骑手，住在麦田里。他说，路反正要走，顺路的事不算事。",
         "他在心愿墙上认领的都是小事：挂晾衣架、换垫圈、送一样东西。您要是也常在外面跑，可以看看哪件顺路。"),
    ),
    Article(
        3, "winter-hours", "冬季开放时间有调整，周三晚上驿站亮灯到八点半", "云桥区社区服务中心",
        "入冬以后，驿站早上晚半小时开门，周三晚上延长到八点半。",
        ("周一至周五，上午八点半至下午五点半；周三晚上延长到八点半，方便下班以后来办事的街坊。周六上午照常，星期日休息。",
         "不方便出门的，打社区电话，可以请人代填心愿，也可以请人上门。"),
    ),
    Article(
        0.04, "vegetables", "六千八百斤青菜，四天进了十三家食堂", "青禾街道",
        "菜农住院，地里的青菜等不得。麦田里社区党支部一家一家打电话，打到第十三家才挂断。",
        ("网格员接到电话是早上。种菜的人住了院，老伴一个人弄不动，六千八百斤青菜眼看要烂在地里。",
         "社区当天就把心愿放上了墙，麦田里社区党支部认领。一边找人收菜，一边给食堂打电话：学校食堂四家，社区食堂五家，"
         "单位食堂四家。四天，收完，送完，菜款当天结清。",
         "回访的时候，种菜的人在电话里说：“没想到一片叶子都没烂。”"),
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Paper:
    slug: str
    title: str
    doc_no: str
    issuer: str
    written_on: date
    abstract: str
    body: tuple[str, ...]
    repealed: bool = False
    successor: str = ""


POLICIES = [
    Paper(
        "elevator-2026", "云桥区老旧小区加装电梯补助办法（2026 年版）", "云建规〔2026〕3 号", "云桥区住房和建设局",
        date(2026, 3, 2), "谁能申请、补多少、怎么分摊、多久拨付。",
        ("一、已建成入住、没有电梯的多层住宅，经本单元住户依法表决同意，可以申请。",
         "二、补助在竣工验收后一次拨付，由住户推选的代表领取。"),
    ),
    Paper(
        "elevator-2022", "云桥区老旧小区加装电梯补助办法（2022 年版）", "云建规〔2022〕4 号", "云桥区住房和建设局",
        date(2022, 5, 10), "已经废止，请看 2026 年版。",
        ("本办法自 2026 年版施行之日起废止。已经按本办法批准的，仍按原标准补助。",),
        repealed=True, successor="elevator-2026",
    ),
    Paper(
        "wish-rules", "云桥区微心愿受理和办理办法（试行）", "云委社〔2026〕6 号", "中共云桥区委社会工作部",
        date(2026, 2, 9), "心愿怎么提、多久回复、谁来办、办不好怎么办。",
        ("一、谁都可以许愿，不要求有账号；不会填的，网格员、驿站可以代填。",
         "二、社区在一个工作日内审核。公开的内容不写姓名、电话和门牌。",
         "三、放上心愿墙七天没有人认领的，由社区安排人来办。",
         "四、办好以后请心愿人评价，再由没有参与办理的街道审核员核实。"),
    ),
    Paper(
        "ageing-rules", "云桥区居家适老化改造补贴实施细则", "云民规〔2026〕2 号", "云桥区民政局",
        date(2026, 1, 20), "哪些家庭能补、能改什么、怎么申请、怎么验收。",
        ("一、补贴对象为六十周岁以上、居家生活有困难的老人。",
         "二、可以改造的有扶手、防滑地面、坐便器、夜灯、呼叫器。先评估，后改造，再验收。"),
    ),
    Paper(
        "project-rules", "云桥区社区微实事项目和资金管理办法", "云委社〔2026〕9 号", "中共云桥区委社会工作部",
        date(2026, 2, 26), "项目从哪里来、谁来议、怎么公示、钱怎么用。",
        ("一、项目来自居民提议和心愿中大家共同的事。",
         "二、先议后办：议事会讨论，居民投票，公示五个工作日，没有异议再实施。"),
    ),
    Paper(
        "points-rules", "云桥区公益积分管理规则（2026 年修订）", "云委社〔2026〕11 号", "中共云桥区委社会工作部",
        date(2026, 3, 16), "什么事得积分、怎么用、算错了怎么改。",
        ("一、心愿办好并核实通过以后，积分记入办理人的账户。",
         "二、不扣分；记错了的，写明原因更正。工作人员按职责办的事，只记荣誉，不能兑换。"),
    ),
    Paper(
        "winter-care", "关于做好 2026 年冬季困难群众走访和取暖帮扶工作的通知", "云民发〔2026〕38 号", "云桥区民政局",
        date(2026, 10, 28), "入冬前把该看的人看一遍，把该送的送到。",
        ("一、各社区在入冬前对独居、高龄、困难家庭走访一遍，问清取暖方式，提醒用气用火安全。",
         "二、发现急需的，当天登记，由街道统筹解决。"),
    ),
]  # fmt: skip


def build(*, now: datetime) -> None:
    news = ColumnPage.objects.get(slug="news")
    made = {a.slug: _publish(news, _article(a), now - timedelta(days=a.ago)) for a in ARTICLES}
    policies = ColumnPage.objects.get(slug="policies")
    papers: dict[str, PolicyPage] = {}
    for days, paper in enumerate(POLICIES):
        page = _paper(paper, papers.get(paper.successor))
        papers[paper.slug] = _publish(policies, page, now - timedelta(days=40 - 4 * days))
    home = HomePage.objects.get()
    home.headline, home.headline_page = ARTICLES[-1].title, made[ARTICLES[-1].slug]
    home.save()


def _publish(column, page, at):
    """Live since then, with a first version that editors can start from."""
    page.live, page.first_published_at = True, at
    column.add_child(instance=page)
    page.save_revision(clean=False)
    type(page).objects.filter(pk=page.pk).update(
        first_published_at=at, last_published_at=at, latest_revision_created_at=at, has_unpublished_changes=False
    )
    return page


def _paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def _article(a: Article) -> ArticlePage:
    return ArticlePage(
        title=a.title, slug=a.slug, lead=a.lead, source=a.source, body=_paragraphs(a.body), original=True
    )


def _paper(paper: Paper, successor: PolicyPage | None) -> PolicyPage:
    return PolicyPage(
        title=paper.title,
        slug=paper.slug,
        doc_no=paper.doc_no,
        issuer=paper.issuer,
        written_on=paper.written_on,
        effective_on=paper.written_on,
        validity=PolicyPage.Validity.REPEALED if paper.repealed else PolicyPage.Validity.IN_FORCE,
        successor=successor,
        abstract=paper.abstract,
        body=_paragraphs(paper.body),
    )
