"""本社区: chosen once, without an account; the home page, the wall and a new wish follow it."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from cms.shelf import chosen_place
from community.people.models import Level, Region
from community.wishes.views import EVERYWHERE, by_street, remember


def in_templates(request):
    """``my_place``, for the header of every page: asked for only where it is shown."""
    return {"my_place": SimpleLazyObject(lambda: chosen_place(request))}


@require_safe
def place(request):
    """Choose it, and go back to the page one came from. Also the telephone list of those who would rather call."""
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    regions = list(Region.objects.filter(level__in=[Level.STREET, Level.COMMUNITY]).order_by("path"))
    chosen = {EVERYWHERE: None, **{region.slug: region for region in regions}}
    if (slug := request.GET.get("community")) in chosen:
        return remember(request, HttpResponseRedirect(back), chosen[slug])
    return render(request, "home/place.html", {"streets": by_street(regions), "back": back})
