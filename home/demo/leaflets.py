"""The demo's other pieces of 微平台: a gallery, a 公示, tomorrow's outage, and what one may get at the stations."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.models import ArticlePage, BulletinPage, ColumnPage, NoticePage, ServicePage, SiteSettings
from cms.review.operations import seed
from community.people.models import Region
from community.records.calendar import day_start
from home.models import HomePage

from . import pictures

NAME = "云桥五微"
SHOWN = [(pictures.greens, "装好筐的青菜"), (pictures.bench, "换了凳脚的长凳"), (pictures.receipt, "签过字的单子")]
A = ServicePage.Audience
# slug, title, for whom, what, conditions, papers, where, takes
SERVICES = [
    (
        *("wheelchairs", "轮椅、拐杖免费借", A.EVERYONE, "轮椅、拐杖、坐便椅，借一次三个月，可以续。"),
        *("住在云桥区就行，不看户口。急用的，当天可以拿走。", "身份证，或请网格员证明一下", "各社区驿站", "当场"),
    ),
    (
        *("haircut-at-home", "上门理发", A.OLD, "每月一次，理发师傅带工具上门。"),
        *("八十岁以上，或出不了门的老人。家里要有一个人在，或请网格员陪着。", "", "打社区电话，或请网格员登记", "一个星期内"),
    ),
    (
        *("after-school", "放学后有个去处", A.CHILDREN, "放学到晚饭前，在驿站写作业、看书，有志愿者照看。"),
        *("小学生，家长填一张接送单。不补课，不收费。", "接送单", "书院坡、老码头、红砖里驿站", "当天"),
    ),
]  # fmt: skip


def build(publish: Callable[[Page, Page, datetime], Page], *, now: datetime) -> None:
    """``publish(column, page, at)`` puts a piece live since then."""
    news, policies = (ColumnPage.objects.get(slug=slug) for slug in ("news", "policies"))
    publish(news, _gallery(), now - timedelta(days=2))
    publish(policies, _notice(now), now - timedelta(days=1.2))
    publish(news, _outage(now), now - timedelta(hours=5))
    services = ColumnPage(title="惠民服务", slug="services", intro="能得到什么、要什么条件、到哪里办。", live=False)
    HomePage.objects.get().add_child(instance=services)
    seed(page=services, at=now)
    for number, (slug, title, audience, what, conditions, papers, where, takes) in enumerate(SERVICES):
        page = ServicePage(
            slug=slug, title=title, audience=audience, what=what, conditions=conditions, papers=papers, where=where,
            takes=takes, phone="025-1000000",
        )  # fmt: skip
        publish(services, page, now - timedelta(days=12 + number))


def _gallery() -> ArticlePage:
    images = [
        get_image_model()(title=title, file=ImageFile(BytesIO(pictures.drawn(draw)), f"{draw.__name__}.png"))
        for draw, title in SHOWN
    ]
    for image in images:
        image.save()
    shown = {"pictures": images, "description": "、".join(title for _, title in SHOWN) + "（示意图）"}
    return ArticlePage(
        title="图集：这些天，街坊办成的事", slug="what-came-true", source="云桥区社区服务中心", original=True,
        lead="青菜装了筐，长凳换了脚，单子上签了字。办成一件，留一张图。",
        body="<p>办成的心愿都留着凭据：东西到了有签收单，修好了有照片。照片上有人的，先问过本人；这里用的是示意图。</p>",
        gallery=[("pictures", shown)],
    )  # fmt: skip


def _notice(now: datetime) -> NoticePage:
    page = NoticePage(
        title="桂花园石凳加装防腐木条项目公示", slug="stone-benches", issuer="柳岸街道办事处",
        region=Region.objects.get(slug="guihuayuan"), starts_on=timezone.localdate(now) - timedelta(days=1),
        lead="石凳冬天凉、夏天烫。给十八条石凳装上木条，请街坊看一看。",
        body="<p>居民提议，议事会讨论通过。木条用防腐木，两头倒圆角，不挡通道；旧石凳不动，坏了能单独换一根。</p>"
        "<p>公示期满没有异议就动工，完工请居民代表来坐一坐、验一验。</p>",
        objections="桂花园社区，电话 025-1000103，地址桂花园党群服务中心。署名不署名都受理。",
    )  # fmt: skip
    page.ends_on = page.earliest_end
    return page


def _outage(now: datetime) -> BulletinPage:
    day = timezone.localdate(now) + timedelta(days=1)
    tomorrow = day_start(day)
    return BulletinPage(
        title=f"麦田里 1—6 幢 {day.month}月{day.day}日上午停水检修", slug="water-off", region=Region.objects.get(slug="maitianli"), kind=BulletinPage.Kind.OUTAGE,
        starts_at=tomorrow + timedelta(hours=9), ends_at=tomorrow + timedelta(hours=12),
        text="换楼下的总阀门，九点停，十二点前来水。请先接一点水备用。家里有老人不方便的，打 025-1000401，我们送水上门。",
    )  # fmt: skip


def fill_in_the_site(made: dict[str, Page]) -> None:
    """Its name, and what the foot of every page says. ``made``: pages by slug."""
    HomePage.objects.update(title=NAME, draft_title=NAME)
    site = SiteSettings.load()
    site.name = NAME
    site.sponsor, site.organiser = "中共云桥区委社会工作部", "云桥区社区服务中心"
    site.phone, site.address = "025-1000000", "云桥区党群服务中心"
    links = [("五微怎么用", "how-it-works"), ("心愿怎么办", "wish-rules"), ("积分规则", "points-rules")]
    site.menu = [("link", {"label": label, "page": made[slug]}) for label, slug in links]
    site.save()
