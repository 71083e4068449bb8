"""Photos of a wish: beside its events, and whether everyone may see them."""

from collections.abc import Iterable
from datetime import datetime

from community.people.actor import Actor
from community.people.refusal import Refused
from community.people.roles import Verb
from community.records import photos as records
from community.records.models import Photo
from community.records.photos import Shown

from ..models import Visibility, Wish


def show(wish: Wish, photos: Shown | None, *, at: datetime) -> None:
    """Put them beside the event that this outcome is about to write."""
    if photos:
        records.attach(photos, subject=wish.subject, seq=wish.seq + 1, at=at)


def show_first(wish: Wish, photos: tuple[Photo, ...], *, at: datetime) -> None:
    """What the wisher sent with his words: for the community and who comes to do it, never for everyone."""
    if photos:
        shown = Shown(photos, shows=Photo.Shows.INSIDE)
        records.attach(shown, subject=wish.subject, seq=1, at=at)


def drop_first(wishes: Iterable[Wish], *, at: datetime) -> None:
    """Those go: a child's wish keeps no photo (domain.md §1.7), nor does that of somebody who left."""
    subjects = [wish.subject for wish in wishes]
    records.remove(Photo.objects.filter(subject__in=subjects, shows=Photo.Shows.INSIDE), at=at)


def clear(wish: Wish, photo: Photo, *, by: Actor, at: datetime, caption: str) -> Photo:
    """A worker of the place lets everyone see it; never a child's wish, never what the wall does not show."""
    _require_screener(wish, by, at)
    if wish.minor or wish.visibility != Visibility.WALL:
        raise Refused("not_public", "这个心愿不公开，照片只留内部。")
    assert by.user is not None  # holds a verb
    return records.clear(photo, by=by.user, at=at, caption=caption)


def keep_private(wish: Wish, photo: Photo, *, by: Actor, at: datetime) -> Photo:
    _require_screener(wish, by, at)
    assert by.user is not None  # holds a verb
    return records.keep_private(photo, by=by.user, at=at)


def reject(wish: Wish, photo: Photo, *, by: Actor, at: datetime, reason: str) -> Photo:
    _require_screener(wish, by, at)
    assert by.user is not None  # holds a verb
    return records.reject(photo, by=by.user, at=at, reason=reason)


def _require_screener(wish: Wish, by: Actor, at: datetime) -> None:
    if not by.may(Verb.WISH_SCREEN, area=wish.area_path, at=at):
        raise Refused("not_yours", "照片由本社区的社区工作者来审。")
