"""What an editor looks after: her drafts, columns that stand still or empty, documents out of force that are linked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, IntegerField, Max, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.models import Page, ReferenceIndex, get_page_models

from cms.models import ColumnPage, Contribution, PolicyPage
from cms.rights import regions_of
from community.people.models import User
from community.records.policies import policy
from community.wishes.models import Nature
from community.wishes.views import Look, Tab

from . import rules, sheet


@dataclass(frozen=True)
class Draft:
    page: Page
    says: str


def drafts(user: User) -> list[Draft]:
    """What she has not published yet, the latest first, and where it stands."""
    hers = Page.objects.filter(Q(live=False) | Q(has_unpublished_changes=True), owner=user, depth__gt=1)
    return [Draft(page, _stands(page)) for page in hers.order_by("-latest_revision_created_at")[:8]]


def _stands(page: Page) -> str:
    if state := rules.open_step(page):
        return f"等{rules.stage_of(state).label}"
    if returned := sheet.last_return(page):
        return f"退回：{returned.comment}"
    return "还没送审"


def arrived(user: User) -> int:
    """Contributions nobody has looked at yet."""
    return Contribution.objects.filter(state=Contribution.State.NEW, region__in=regions_of(user)).count()


def questions() -> list[tuple[str, int, str]]:
    """(tab of the wall, how many, address) of the public questions nobody has answered yet."""
    looks = [Look(region=None, tab=tab, nature=Nature.QUESTION) for tab in (Tab.OPEN, Tab.ACTING)]
    told = [(look.tab.label, look.wishes().count(), reverse("wishes:wall") + look.address()) for look in looks]
    return [(tab, number, address) for tab, number, address in told if number]


def columns(at: datetime) -> list[tuple[ColumnPage, datetime | None]]:
    """(column, when its latest piece came) of those that stand still longer than the rules allow, or are empty."""
    found = []
    for column in ColumnPage.objects.live():
        below = Page.objects.live().child_of(column).aggregate(last=Max("first_published_at"), n=Count("pk"))
        papers = PolicyPage.objects.child_of(column).exists()
        most = policy("review.column.papers" if papers else "review.column.news", at)
        if not below["n"] or (below["last"] and below["last"] < at - timedelta(days=most)):
            found.append((column, below["last"]))
    return found


def broken_links() -> QuerySet[Page]:
    """Public pages with a link to a page that is not public, or no longer there."""
    public = Page.objects.live().annotate(key=Cast("pk", CharField())).values("key")
    kinds = [ContentType.objects.get_for_model(model).pk for model in (Page, *get_page_models())]
    links = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), to_content_type__in=kinds
    )
    broken = links.exclude(to_object_id__in=public).annotate(page=Cast("object_id", IntegerField()))
    return Page.objects.live().filter(pk__in=broken.values("page")).order_by("-last_published_at")[:10]


def stale_links() -> QuerySet[Any]:
    """Documents out of force that other public pages still lead to."""
    out = PolicyPage.objects.live().exclude(validity=PolicyPage.Validity.IN_FORCE)
    kinds = [ContentType.objects.get_for_model(model).pk for model in (Page, PolicyPage)]
    numbers = [str(pk) for pk in out.values_list("pk", flat=True)]
    links = ReferenceIndex.objects.filter(to_content_type__in=kinds, to_object_id__in=numbers)
    pairs = set(links.filter(base_content_type=kinds[0]).values_list("object_id", "to_object_id"))
    public = set(Page.objects.live().filter(pk__in=[pk for pk, _ in pairs]).values_list("pk", flat=True))
    linked = {int(to) for pk, to in pairs if pk != to and int(pk) in public}
    return out.filter(pk__in=linked).order_by("-last_published_at")[:10]
