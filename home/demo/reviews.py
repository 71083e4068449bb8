"""Two articles on their way through the three reviews, what came in for a third, and what editors keep lists of."""

from datetime import datetime, timedelta

from cms.drafting import contribute
from cms.models import ArticlePage, ColumnPage, NewsSource
from cms.review import operations, rules
from community.wording.models import Level, Term

from .people import Cast

WORDS = [
    ("帐号", Level.WARN, "账号", "错别字"),
    ("登陆网站", Level.WARN, "登录网站", "错别字"),
    ("既使", Level.WARN, "即使", "错别字"),
    ("迫不急待", Level.WARN, "迫不及待", "错别字"),
    ("国家级", Level.HINT, "", "绝对化"),
    ("包治百病", Level.FORBID, "", "绝对化"),
]
SOURCES = [("人民网", "people.com.cn"), ("新华网", "news.cn"), ("中国政府网", "gov.cn")]
HAIRCUTS = (
    "周六上午九点，两位理发师傅在驿站门口摆开椅子。\n来了二十多位街坊，坐着等，聊着天。\n"
    "有位大爷说：头发短了，人也精神了。"
)
BODY = "<p>{}驿站的灯修好了，晚上来{}的人多了起来。值班的人说，以后每天多开一个钟头。</p>"


def build(cast: Cast, *, now: datetime) -> None:
    Term.objects.bulk_create(
        Term(text=text, level=level, replacement=instead, topic=topic, changed_at=now)
        for text, level, instead, topic in WORDS
    )
    NewsSource.objects.bulk_create(NewsSource(name=name, domain=domain) for name, domain in SOURCES)
    contribute(
        key="demo", region=cast.places.regions["maitianli"], title="驿站门口的理发椅", text=HAIRCUTS, wish=None, files=[],
        by=cast.users["wangge"], at=now - timedelta(hours=5),
    )  # fmt: skip
    _article(cast, "tea-at-the-station", "驿站多了一壶热茶", "口")
    lamp = _article(cast, "station-lamp", "驿站的灯亮到九点", "座一座")
    sign(cast, lamp, "chushen", now - timedelta(hours=3))
    lamp.body = BODY.format("", "坐一坐")
    lamp.save_revision(user=cast.users["fushen"])
    sign(cast, lamp, "fushen", now - timedelta(hours=1))


def _article(cast: Cast, slug: str, title: str, word: str) -> ArticlePage:
    page = ArticlePage(
        title=title, slug=slug, lead="入冬以后，驿站晚上也有人值班。", source="青禾街道", original=True,
        body=BODY.format("", word), owner=cast.users["bianji"], live=False,
    )  # fmt: skip
    ColumnPage.objects.get(slug="news").add_child(instance=page)
    page.save_revision(user=cast.users["bianji"], clean=False)
    operations.submit(page=page, by=cast.actor("bianji"))
    return page


def sign(cast: Cast, page: ArticlePage, username: str, at: datetime) -> None:
    state = rules.open_step(page)
    assert state is not None and page.latest_revision is not None
    seen, ticks = operations.version_of(page.latest_revision), rules.stage_of(state).points
    operations.approve(state_id=state.pk, by=cast.actor(username), at=at, seen=seen, ticks=ticks)
