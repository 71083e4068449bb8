"""What stands on every page of 微平台 besides its text."""

from urllib.parse import urljoin

import segno
from django import template
from django.conf import settings
from django.utils.html import format_html

from cms.metadata import absolute, told
from cms.models import SiteSettings

register = template.Library()


@register.inclusion_tag("cms/meta.html", takes_context=True)
def page_meta(context, page, number=1):
    """The labels that 政府网站网页标签规范 asks for (those of the site stand in base.html), and what others read.

    ``number``: which sheet of a long list it is; each has its own address.
    """
    return {"page": page, "number": number, "site": SiteSettings.load(context["request"]), **told(page)}


@register.simple_tag
def canonical(path):
    """For what stands outside the tree of pages."""
    return format_html('<link rel="canonical" href="{}">', urljoin(settings.BASE_URL, path))


@register.inclusion_tag("cms/tools.html")
def page_tools(page):
    """Take the page along: on the phone by its QR code, on paper by printing."""
    code = segno.make(absolute(page), error="m").svg_data_uri(scale=4, border=2, dark="#2a211c", light="#fff")
    return {"page": page, "code": code}
