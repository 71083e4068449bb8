"""What goes live is looked at once before its first reader comes: that makes its pictures in every size and format.

By the page's own template, so that no list of sizes can be forgotten; a picture that was previewed is made already.
"""

from functools import partial

from django.db import transaction
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published


@receiver(page_published)
def look_once(instance, **kwargs):
    transaction.on_commit(partial(look, instance.pk), robust=True)


def look(pk):
    page = Page.objects.live().filter(pk=pk).specific().first()
    if page is not None:
        page.make_preview_request()
