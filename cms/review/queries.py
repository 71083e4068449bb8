"""Reads over the reviews: what has no right to be public."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page

from .models import Release, Signature


def live_without_review() -> QuerySet[Page]:
    """Public pages whose revision has neither three signatures of three people, nor an emergency, nor came along."""
    released = Release.objects.filter(page=OuterRef("pk"))
    signed = [Exists(Signature.objects.filter(round=OuterRef("round"), stage=stage)) for stage in (1, 2, 3)]
    by_right = released.filter(
        ~Q(kind=Release.Kind.REVIEWED) | Q(*signed),
        revision=OuterRef("live_revision"),
    )
    came_along = released.filter(kind=Release.Kind.SEED, revision=None)
    return Page.objects.filter(live=True, depth__gt=1).exclude(
        Exists(by_right) | Q(live_revision=None) & Exists(came_along)
    )
