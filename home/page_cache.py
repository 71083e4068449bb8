"""Public pages, kept for readers without a session and shown while everything they were made from is as it was.

What a page says is decided by its address, the letter size and the community its reader chose, and the rows it reads;
an entry carries the marks of the tables it read (``epochs``), taken before it was made. So a page is fresh from the
commit on, for one small read at each hit. Coarse on purpose: a table, not a row, since a stale page is worse than a slow
one. What only the clock changes (已等 6 天, the end of a banner) is at most ``PAGE_CACHE_SECONDS`` late.

Kept is nothing of anybody: no page for a session or with a message, none that sets a cookie, holds a form's token or
asks not to be stored. Browsers ask again each time and are told 304.
"""

from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from community.wishes.views import COOKIE as PLACE

from .epochs import marks, reading

VIEWS = {"wagtail_serve", "wishes:wall", "wishes:wish"}
VIEWS |= {f"home:{name}" for name in ("feed", "column_feed", "policies", "sitemap", "sitemap_fixed", "sitemap_part")}
# With any other word in its address a page is made anew: nobody fills the cache with addresses he made up.
QUERY = {"page", "status", "community", "nature", "month", "after", "before"}
QUERY |= {"year", "issuer", "theme", "validity", "audience"}
SOMEBODYS = {settings.SESSION_COOKIE_NAME, "messages"}


@dataclass(frozen=True)
class Entry:
    body: bytes
    headers: dict[str, str]
    marks: dict[str, str | None]  # {table: its mark before the page was made}

    @property
    def is_fresh(self):
        now = marks()
        return all(now.get(table) == mark for table, mark in self.marks.items())


class PageCache:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not settings.PAGE_CACHE_SECONDS or not is_public(request):
            return self.get_response(request)
        key = key_of(request)
        entry = caches["pages"].get(key)
        if entry is None or not entry.is_fresh:
            before = marks()
            with reading() as tables:
                response = self.get_response(request)
            if not may_be_kept(request, response):
                return response
            entry = entry_of(response, {table: before.get(table) for table in tables})
            caches["pages"].set(key, entry, settings.PAGE_CACHE_SECONDS)
        response = HttpResponse(entry.body, headers=entry.headers)
        return get_conditional_response(request, etag=entry.headers["ETag"], response=response)


def is_public(request):
    """Whether the answer can be the same for every reader; a preview of the editor is none (``is_dummy``)."""
    return (
        request.method == "GET"
        and not SOMEBODYS & request.COOKIES.keys()
        and not getattr(request, "is_dummy", False)
        and "Authorization" not in request.headers
        and "X-Requested-With" not in request.headers
        and request.GET.keys() <= QUERY
    )


def key_of(request):
    elder, place = request.COOKIES.get("mode") == "elder", request.COOKIES.get(PLACE)
    parts = [request.get_host(), request.get_full_path(), elder, place]
    return "page:" + sha256("\n".join(map(repr, parts)).encode()).hexdigest()


def may_be_kept(request, response):
    match = request.resolver_match
    return (
        response.status_code == 200
        and match is not None
        and match.view_name in VIEWS
        and not response.streaming
        and not response.cookies
        and "no-store" not in response.get("Cache-Control", "")
        and b"csrfmiddlewaretoken" not in response.content
    )


def entry_of(response, made_of):
    patch_vary_headers(response, ["Cookie"])
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
    return Entry(response.content, dict(response.headers), made_of)
