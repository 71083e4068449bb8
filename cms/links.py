"""Links inside texts: one to a document that no longer holds says so wherever it stands."""

from django.utils.html import escape
from wagtail.rich_text.pages import PageLinkHandler

from cms.models import PolicyPage


class LinkHandler(PageLinkHandler):
    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        return [_opening_tag(page) for page in cls.get_many(attrs_list)]


def _opening_tag(page):
    if page is None:
        return "<a>"
    ended = page.ended if isinstance(page, PolicyPage) else ""
    marks = f' class="repealed" title="已{ended}"' if ended else ""
    return f'<a href="{escape(page.localized.url)}"{marks}>'
