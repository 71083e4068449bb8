"""The bytes of a photo: the private one to those it concerns, the public copy to everyone while its wish is public."""

from __future__ import annotations

from datetime import datetime

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from community.people import visitors
from community.people.actor import Actor
from community.people.refusal import Refused
from community.records.models import Audience, Photo
from community.records.photos import SIZES, files, path
from community.wishes.models import Wish
from community.wishes.queries import is_public
from workflows import photos, steps

from .history import audiences
from .page import DETAIL
from .throttle import PHOTOS_BY_PLACE, place

SENDING = "photos_of"  # of who writes without an account: the keys of his forms
TOO_MANY = "照片传得太多了，请过一个小时再传；不传照片也可以提交。"
PRIVATE = "private, no-store"
PUBLIC = "public, max-age=300"  # short: a copy that was taken down must not live on in caches


@require_safe
def photo(request: HttpRequest, code: str, name: str, size: str) -> HttpResponseBase:
    """Not there, not yours and no longer public are all the same to the visitor."""
    wish = Wish.objects.select_related(*DETAIL).filter(code=code).first()
    if wish is None or size not in SIZES:
        raise Http404
    kept = Photo.objects.filter(subject=wish.subject).exclude(verdict=Photo.Verdict.REJECTED)
    if is_public(wish) and kept.public().filter(public_name=name).exists():
        return _public(request, name, size)
    private = kept.filter(name=name).first()
    if private is None or not may_see(private, wish, steps.actor_of(request, wish), timezone.now()):
        raise Http404
    return _sent(name, size, PRIVATE)


def receive_photos(request: HttpRequest, at: datetime) -> list[Refused]:
    """Keep what came with a wish that is still being written; what is wrong with which."""
    form = photos.before(request)
    if form is None:
        return []
    if request.FILES and form.user is None:
        if not PHOTOS_BY_PLACE.take(place(request)):
            return [Refused("throttled", TOO_MANY, field="photos")]
        visitors.remember(request.session, **{SENDING: [*_sending(request)[-4:], form.key]})
    return photos.keep(form, at=at, data=request.POST, files=request.FILES)


def _sending(request: HttpRequest) -> list[str]:
    keys: list[str] = visitors.recall(request.session, SENDING, [])
    return keys


@require_safe
def new_photo(request: HttpRequest, name: str) -> HttpResponseBase:
    """A photo of a wish that is still being written, for who is writing it."""
    sent = Photo.objects.pending().filter(subject="", name=name)
    if request.user.is_authenticated:
        mine = sent.filter(uploaded_by=request.user)
    else:
        mine = sent.filter(uploaded_by=None, form_key__in=_sending(request))
    if not mine.exists():
        raise Http404
    return _sent(name, "small", PRIVATE)


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
