"""What stands on every page of 微平台 besides its text."""

import segno
from django import template
from django.templatetags.static import static

from cms.models import SiteSettings

register = template.Library()


@register.inclusion_tag("cms/meta.html", takes_context=True)
def page_meta(context, page):
    """The labels that 政府网站网页标签规范 asks for, and a canonical address."""
    site = SiteSettings.load(context.get("request"))
    return {"page": page, "site": site, "column": page.get_parent(), "picture": static("img/mark.svg")}


@register.inclusion_tag("cms/tools.html")
def page_tools(page):
    """Take the page along: on the phone by its QR code, on paper by printing."""
    code = segno.make(page.full_url or "/", error="m").svg_data_uri(scale=4, border=2, dark="#2a211c", light="#fff")
    return {"page": page, "code": code}
