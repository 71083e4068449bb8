"""What an editor looks after: her drafts, columns that stand still or empty, documents out of force that are linked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Q, QuerySet
from wagtail.models import Page, ReferenceIndex

from cms.models import ColumnPage, PolicyPage
from community.people.models import User
from community.records.policies import policy

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


def stale_links() -> QuerySet[Any]:
    """Documents out of force that other public pages still lead to."""
    kinds = [ContentType.objects.get_for_model(model).pk for model in (Page, PolicyPage)]
    links = ReferenceIndex.objects.filter(to_content_type__in=kinds).values_list("to_object_id", flat=True)
    linked = [int(pk) for pk in links.distinct() if pk.isdigit()]
    out = PolicyPage.objects.live().exclude(validity=PolicyPage.Validity.IN_FORCE).filter(pk__in=linked)
    return out.order_by("-last_published_at")[:10]
