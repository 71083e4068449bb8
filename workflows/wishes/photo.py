"""The bytes of a photo: the private one to those it concerns, the public copy to everyone while its wish is public."""

from __future__ import annotations

from datetime import datetime

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from community.people.actor import Actor
from community.records.models import Audience, Photo
from community.records.photos import SIZES, files, path
from community.wishes.models import Wish
from community.wishes.queries import is_public
from workflows import steps

from .history import audiences
from .page import DETAIL

PRIVATE = "private, no-store"
PUBLIC = "public, max-age=300"  # short: a copy that was taken down must not live on in caches


@require_safe
def photo(request: HttpRequest, code: str, name: str, size: str) -> HttpResponseBase:
    """Not there, not yours and no longer public are all the same to the visitor."""
    wish = Wish.objects.select_related(*DETAIL).filter(code=code).first()
    if wish is None or size not in SIZES:
        raise Http404
    photos = Photo.objects.filter(subject=wish.subject).exclude(verdict=Photo.Verdict.REJECTED)
    if is_public(wish) and photos.public().filter(public_name=name).exists():
        return _public(request, name, size)
    private = photos.filter(name=name).first()
    if private is None or not may_see(private, wish, steps.actor_of(request, wish), timezone.now()):
        raise Http404
    return _sent(name, size, PRIVATE)


def may_see(photo: Photo, wish: Wish, by: Actor, at: datetime) -> bool:
    """The sender, and once it is part of the wish its parties and the staff of the place."""
    if by.user is not None and photo.uploaded_by_id == by.user.pk:
        return True
    return photo.seq is not None and Audience.PARTIES in audiences(wish, by, at)


def _public(request: HttpRequest, name: str, size: str) -> HttpResponseBase:
    etag = f'"{name}-{size}"'  # a name is one picture for ever
    answer = get_conditional_response(request, etag=etag) or _sent(name, size, PUBLIC)
    answer["ETag"], answer["Cache-Control"] = etag, PUBLIC
    return answer


def _sent(name: str, size: str, caching: str) -> FileResponse:
    try:
        file = files().open(path(name, size))
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(file, content_type="image/jpeg", headers={"Cache-Control": caching})
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
