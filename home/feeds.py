"""What machines read of 微平台: the newest pieces as Atom, public documents as JSON (docs/open-data.md)."""

from urllib.parse import urljoin

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from cms.metadata import absolute
from cms.models import PIECES, ColumnPage, PolicyPage, SiteSettings
from cms.shelf import published

from .models import HomePage

MOST = 30
A_PAGE = 100  # documents in one answer


class Newest(Feed):
    """Of the whole site, or of one column. An entry keeps its id when its page moves."""

    feed_type = Atom1Feed
    language = settings.LANGUAGE_CODE

    def get_object(self, request, slug=None):
        return ColumnPage.objects.live().public().get(slug=slug) if slug else HomePage.objects.get()

    def title(self, page):
        return clean(SiteSettings.load().name if isinstance(page, HomePage) else page.title)

    def subtitle(self, page):
        return clean(page.search_description or getattr(page, "intro", ""))

    def author_name(self, page):
        site = SiteSettings.load()
        return site.sponsor or site.name

    def link(self, page):
        return absolute(page)

    def feed_url(self, page):
        return urljoin(settings.BASE_URL, address_of(page))

    def items(self, page):
        return published(page).type(*PIECES).specific()[:MOST]

    def item_title(self, item):
        return clean(item.title)

    def item_description(self, item):
        return escape(clean(item.teaser))

    def item_link(self, item):
        return absolute(item)

    def item_guid(self, item):
        return item.translation_key.urn

    def item_author_name(self, item):
        return clean(getattr(item, "source", "") or getattr(item, "issuer", "")) or None

    def item_pubdate(self, item):
        return item.first_published_at

    def item_updateddate(self, item):
        return item.last_published_at


newest = require_safe(Newest())


def address_of(page):
    """Of the feed of a column, or of the site."""
    return reverse("home:column_feed", args=[page.slug]) if isinstance(page, ColumnPage) else reverse("home:feed")


SPACES = "\n\r\t\u00a0\u3000"


def clean(text):
    """One line, without what Word leaves in a text and XML does not allow."""
    return " ".join("".join(" " if c in SPACES else c for c in text if c in SPACES or c.isprintable()).split())


@require_safe
def policies(request):
    """Public documents, the newest first, a hundred at a time."""
    documents = PolicyPage.objects.live().public().order_by("-first_published_at", "-pk")
    page = Paginator(documents, A_PAGE).get_page(request.GET.get("page"))
    following = f"{request.path}?page={page.next_page_number()}" if page.has_next() else None
    answer = {
        "total": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "next": following and urljoin(settings.BASE_URL, following),
        "policies": [particulars(document) for document in page],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def particulars(document):
    return {
        "title": document.title,
        "url": absolute(document),
        "index_no": document.index_no,
        "doc_no": document.doc_no,
        "issuer": document.issuer,
        "theme": document.get_theme_display(),
        "genre": document.get_genre_display(),
        "written_on": document.written_on,
        "published_at": document.first_published_at,
        "effective_on": document.effective_on,
        "repealed_on": document.repealed_on,
        "validity": document.get_validity_display(),
        "in_force": document.in_force,
        "abstract": document.abstract,
    }
