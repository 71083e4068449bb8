"""What a page says of itself to machines: schema.org as JSON-LD, one function for each type of page."""

import json
from functools import singledispatch
from urllib.parse import urljoin

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from wagtail.images.shortcuts import get_rendition_or_not_found

from .models import ArticlePage, BulletinPage, ColumnPage, GalleryPage, InterpretationPage, NoticePage, PolicyPage
from .models import ServicePage as Service

TOP = 2  # the depth of the home page
NEWS = ArticlePage | GalleryPage | NoticePage | BulletinPage | InterpretationPage


def absolute(page):
    """The address people know, whatever host was asked."""
    return urljoin(settings.BASE_URL, page.url)


def cover(page):
    """The first picture of the gallery as the page itself shows it; None without one."""
    pictures = [image for block in getattr(page, "gallery", ()) for image in block.value["pictures"] if image]
    return get_rendition_or_not_found(pictures[0], "format-jpeg|width-800") if pictures else None


@singledispatch
def facts(page):
    """The schema.org type of a page, and what it adds to ``described``."""
    return {"@type": "WebSite" if page.depth == TOP else "WebPage"}


@facts.register
def _(page: ColumnPage):
    return {"@type": "CollectionPage"}


@facts.register
def _(page: NEWS):
    return {"@type": "NewsArticle", "headline": page.title[:110]}


@facts.register
def _(page: PolicyPage):
    return {
        "@type": "Legislation",
        "legislationIdentifier": page.doc_no,
        "legislationDate": page.written_on,
        "legislationPassedBy": organisation(page.issuer),
        "legislationLegalForce": "InForce" if page.in_force else "NotInForce",
        "temporalCoverage": f"{page.effective_on or page.written_on}/{page.repealed_on or '..'}",
    }


@facts.register
def _(page: Service):
    return {
        "@type": "GovernmentService",
        "audience": {"@type": "Audience", "audienceType": page.get_audience_display()},
        "serviceOutput": page.what,
        "availableChannel": {
            "@type": "ServiceChannel",
            "serviceLocation": {"@type": "Place", "name": page.where},
            "servicePhone": {"@type": "ContactPoint", "telephone": page.phone} if page.phone else None,
        },
    }


def described(page, picture):
    return facts(page) | {
        "@id": absolute(page),
        "url": absolute(page),
        "name": page.title,
        "description": description(page),
        "inLanguage": "zh-Hans",
        "datePublished": page.first_published_at,
        "dateModified": page.last_published_at,
        "image": picture,
        "publisher": organisation(source(page)) if source(page) else None,
    }


def source(page):
    return getattr(page, "source", "") or getattr(page, "issuer", "")


def description(page):
    return page.search_description or getattr(page, "teaser", "") or getattr(page, "intro", "") or page.title


def organisation(name):
    return {"@type": "GovernmentOrganization", "name": name}


def trail(above):
    """From the home page to this one."""
    steps = [
        {"@type": "ListItem", "position": number, "name": one.title, "item": absolute(one)}
        for number, one in enumerate(above, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def told(page):
    """What ``cms/meta.html`` writes into the head of a page."""
    above = [*(page.get_ancestors().filter(depth__gte=TOP) if page.depth > TOP else ()), page]
    rendition = cover(page)
    picture = rendition and urljoin(settings.BASE_URL, rendition.url)
    return {
        "address": absolute(page),
        "column": above[:2][-1],
        "source": source(page),
        "description": description(page),
        "picture": picture,
        "json_ld": json_ld([known(described(page, picture)), trail(above)]),
    }


def json_ld(graph):
    """Data, not a script: no content policy stops it. Nothing in a title can end the element."""
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, default=str)
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(safe))


def known(facts):
    """Without what is not known."""
    return {name: known(one) if isinstance(one, dict) else one for name, one in facts.items() if one}
