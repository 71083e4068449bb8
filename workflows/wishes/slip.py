"""A slip to print or to photograph: the spoken code, and the address as a picture to scan."""

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .page import opened


@never_cache
@require_safe
def slip(request: HttpRequest, code: str) -> HttpResponse:
    page = opened(request, code, timezone.now())
    address = f"{settings.BASE_URL}{page.wish.get_absolute_url()}"
    picture = segno.make(address, error="m").svg_inline(scale=6, border=2, dark="#000", light="#fff")
    context = {"wish": page.wish, "own": page.own, "picture": mark_safe(picture)}
    return render(request, "wishes/slip.html", context)
