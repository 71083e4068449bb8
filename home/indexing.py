"""Pages in the index of the search: they are put there and taken away as they are published and withdrawn."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import Page, PageViewRestriction
from wagtail.search.index import SearchField
from wagtail.signals import page_published, page_unpublished, post_page_move

from community.search.operations import drop, entry, put, rebuild
from community.wishes.models import Wish
from community.wishes.searched import entry_of

from .models import HomePage


def key_of(page):
    return f"page:{page.pk}"


def page_entry(page):
    """Of a specific page; its words are those of its own ``search_fields``."""
    day = getattr(page, "written_on", None) or timezone.localdate(page.first_published_at)
    region = getattr(page, "region", None)
    return entry(
        key=key_of(page),
        kind=page._meta.model_name,
        title=page.title,
        text=" ".join(_words(page)),
        day=day,
        issuer=getattr(page, "issuer", ""),
        area=region.path if region else "",
    )


def _words(page):
    """Each text once; the beginning of what is shown is what the writer put first."""
    for field in page.get_search_fields():
        if isinstance(field, SearchField) and field.field_name != "title":
            yield from _texts(field.get_value(page))


def _texts(value):
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
    elif value:
        yield strip_tags(str(value).replace("<", " <"))


def findable():
    """Published, open to all, and more than a frame around other pages."""
    return Page.objects.live().public().exclude(depth__lt=2).not_exact_type(HomePage)


@receiver(page_published)
def page_is_out(instance, **kwargs):
    page = instance.specific
    if isinstance(page, HomePage):
        return
    if findable().filter(pk=page.pk).exists():
        put(page_entry(page))


@receiver(page_unpublished)
@receiver(post_delete)
def page_is_gone(sender, instance, **kwargs):
    if isinstance(instance, Page):
        drop([key_of(instance)])


@receiver([post_save, post_delete], sender=PageViewRestriction)
def page_is_closed_or_opened(instance, **kwargs):
    _again(instance.page)


@receiver(post_page_move)
def page_has_moved(instance, **kwargs):
    """Its new place may be closed, or open."""
    _again(instance)


def _again(page):
    below = Page.objects.descendant_of(page, inclusive=True)
    open_pages = findable().descendant_of(page, inclusive=True)
    drop(key_of(page) for page in below)
    for found in open_pages.specific():
        put(page_entry(found))


def rebuild_all():
    pages = [page_entry(page) for page in findable().specific().iterator(chunk_size=200)]
    wishes = Wish.objects.on_wall().only(
        "code", "public_title", "public_text", "published_at", "submitted_at", "area_path"
    )
    return rebuild([*pages, *map(entry_of, wishes.iterator(chunk_size=2000))])
