"""The map for search engines: parts of 10,000 primary keys, so that each is one walk along an index."""

from django.conf import settings
from django.db.models import F, Max
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from community.wishes.models import Wish

PART = 10_000
FIXED = ["wishes:wall", "wishes:new", "wishes:track", "home:voices", "home:place"]


def kinds():
    """{kind: (what is public, the moment it last changed, its address)}"""
    return {
        "pages": (Page.objects.live().public().filter(depth__gt=1), "last_published_at", lambda page: page.url),
        "wishes": (Wish.objects.on_wall(), "since", Wish.get_absolute_url),
    }


@require_safe
def index(request):
    """Every part that holds something, and when the last of it changed."""
    parts = []
    for kind, (rows, changed, _) in kinds().items():
        found = rows.order_by().values_list(F("id") / PART).annotate(Max(changed))
        parts += [(reverse("home:sitemap_part", args=[kind, number]), latest) for number, latest in found]
    return _xml(request, "home/sitemap_index.xml", {"fixed": reverse("home:sitemap_fixed"), "parts": parts})


@require_safe
def fixed(request):
    """What stands outside the tree of pages."""
    return _xml(request, "home/sitemap.xml", {"entries": [(reverse(name), None) for name in FIXED]})


@require_safe
def part(request, kind, number):
    """The newest first."""
    if kind not in kinds():
        raise Http404
    rows, changed, address = kinds()[kind]
    found = rows.filter(pk__gte=number * PART, pk__lt=(number + 1) * PART).order_by("-pk")
    return _xml(request, "home/sitemap.xml", {"entries": [(address(one), getattr(one, changed)) for one in found]})


@require_safe
def robots(request):
    return _answer(request, "robots.txt", {}, "text/plain; charset=utf-8")


def _xml(request, template, context):
    return _answer(request, template, context, "application/xml; charset=utf-8")


def _answer(request, template, context, content_type):
    return render(request, template, context | {"base": settings.BASE_URL}, content_type=content_type)
