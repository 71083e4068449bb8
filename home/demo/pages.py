"""The demo's articles and policy documents, through the page tree. Figures in them are counted in the demo's wishes."""

from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.html import escape

from cms.models import ArticlePage, ColumnPage, InterpretationPage, PolicyPage
from cms.review.operations import seed
from community.people.models import Membership, Region
from community.people.roles import PAID
from community.records.calendar import day_start
from community.wishes.models import Claim, Wish
from home.models import HomePage

from . import leaflets
from .articles import ARTICLES, Article
from .papers import EXPLAINED, EXPLANATION, PAPERS, Paper

PUBLISHED = timedelta(days=3, hours=10)  # after the day a document was written


def build(*, now: datetime) -> None:
    news, known = ColumnPage.objects.get(slug="news"), figures(now)
    made = {a.slug: _publish(news, _article(a, known), now - timedelta(days=a.ago)) for a in ARTICLES}
    policies = ColumnPage.objects.get(slug="policies")
    papers: dict[str, PolicyPage] = {}
    for paper in PAPERS:
        page = _paper(paper, papers.get(paper.successor))
        papers[paper.slug] = _publish(policies, page, min(day_start(paper.written_on) + PUBLISHED, now))
    _publish(policies, _explanation(papers[EXPLAINED]), now - timedelta(days=EXPLANATION.ago))
    leaflets.build(_publish, now=now)
    leaflets.fill_in_the_site(made | papers)
    home = HomePage.objects.get()
    newest = ARTICLES[-1]
    home.headline, home.headline_page = newest.title, made[newest.slug]
    home.save()


def figures(now: datetime) -> dict[str, str]:
    """What the articles say of the wishes, by the name it has in them."""
    fulfilled = Wish.objects.on_wall().fulfilled()
    done = Claim.objects.filter(ending=Claim.Ending.DONE, wish__in=fulfilled)
    quarter, since, until = last_quarter(timezone.localdate(now))
    people = done.filter(
        organisation=None, wish__ended_at__gte=day_start(since), wish__ended_at__lt=day_start(until)
    ).exclude(user__in=Membership.objects.filter(role__in=PAID).values("user"))
    ranking = people.values_list("user__name_mask").annotate(number=Count("pk")).order_by("-number", "user")
    return {
        "sewing": str(done.filter(user__username="jumin").count()),
        "rider": str(done.filter(user__username="qishou").count()),
        "seekers": str(fulfilled.filter(category__slug="job-seek").count()),
        "shops": str(fulfilled.filter(category__slug="hiring-shop").count()),
        "quarter": quarter,
        "stars": str(len(ranking)),
        "ranking": "，".join(f"{mask} {number} 件" for mask, number in ranking) + "。",
    }


def last_quarter(day: date) -> tuple[str, date, date]:
    """Its name, its first day and the day after its last."""
    until = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    since = (until - timedelta(days=80)).replace(day=1)
    return f"{since.year} 年第{'一二三四'[since.month // 3]}季度", since, until


def _publish(column, page, at):
    """Live since then, with a first version that editors can start from."""
    page.live, page.first_published_at = False, at
    column.add_child(instance=page)
    seed(page=page, at=at)
    type(page).objects.filter(pk=page.pk).update(
        first_published_at=at, last_published_at=at, latest_revision_created_at=at, has_unpublished_changes=False
    )
    return page


def _paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def _article(a: Article, known: dict[str, str]) -> ArticlePage:
    body = _paragraphs(tuple(text.format(**known) for text in a.body)) + _way_to(a.about)
    title = a.title.format(**known)
    region = Region.objects.filter(name=a.source).first()
    return ArticlePage(title=title, slug=a.slug, lead=a.lead, source=a.source, body=body, region=region, original=True)


def _explanation(policy: PolicyPage) -> InterpretationPage:
    a = EXPLANATION
    return InterpretationPage(
        title=a.title, slug=a.slug, lead=a.lead, source=a.source, body=_paragraphs(a.body), policy=policy
    )


def _way_to(title: str) -> str:
    wish = Wish.objects.on_wall().filter(public_title=title).first()
    return f'<p>看这件事的经过：<a href="{wish.get_absolute_url()}">{escape(title)}</a></p>' if wish else ""


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
        theme=paper.theme,
        genre=paper.genre,
        abstract=paper.abstract,
        body=_paragraphs(paper.body),
    )
