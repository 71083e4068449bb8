"""Verbs of photos: in with a form, to an event, before everyone's eyes or not, and out without a trace.

A file and its row live and die together. Before a file is written, a committed ``Discard`` row says that it has to go;
the row of the photo takes that back. A row that goes leaves a ``Discard`` row. So whatever is cut short, on a full disk
or by a killed process, ``sweep`` finds the file by its row and never by looking through folders.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q
from django.db.models.signals import post_save
from django.dispatch import receiver

from community.people.models import Consent, User
from community.people.refusal import Refused

from .models import Discard, Photo
from .models.photo import PhotoQuerySet, random_name
from .operations import Message, notify
from .pictures import Unreadable, redraw

log = logging.getLogger("wuwei.photos")
MOST_BYTES, MOST_IN_FORM = 10 * 1024 * 1024, 9
PENDING_FOR, WRITING_FOR = timedelta(days=1), timedelta(hours=1)
SIZES = ("large", "small")
CONSENT_VERSION = "2026-11"
NO_ROOM = "现在存不下照片，是我们这边的地方满了。您写的和已经收到的照片都还在，请过一会儿再交。"


@dataclass(frozen=True)
class FormKey:
    """The form that photos are sent with: its random key, of which matter (empty while there is none), by whom."""

    key: str
    subject: str
    user: User | None

    @property
    def photos(self) -> PhotoQuerySet:
        """What has come in with it and still waits for it, in the order it came."""
        mine = Photo.objects.pending().filter(form_key=self.key, subject=self.subject, uploaded_by=self.user)
        return mine.order_by("pk")


@dataclass(frozen=True)
class Shown:
    """Photos with what their sender says of them. ``agreed`` is how those on them agreed to publication (``spoken``,
    ``written``), or empty; ``wisher`` the account whose consent it is, when there is one."""

    photos: tuple[Photo, ...]
    shows: str = Photo.Shows.NOBODY
    agreed: str = ""
    wisher: User | None = None
    caption: str = ""


def files() -> Storage:
    return storages["private"]


def path(name: str, size: str) -> str:
    return f"photos/{name[:2]}/{name}-{size}.jpg"


def take(file: UploadedFile, *, form: FormKey, at: datetime) -> Photo:
    """Keep an upload, drawn anew, until its form goes through. The same picture twice in a form is one photo.

    Not inside a transaction: drawing takes its time, and the file must be on record before it is written.
    """
    called = _short(file.name or "照片")
    if not file.size:
        raise Refused("empty", f"“{called}”是空的，请重新选一张。", field="photos")
    if file.size > MOST_BYTES:
        words = "没有传上去，其他内容都还在。可以换一张，或不传这一张直接提交。"
        raise Refused("too_big", f"“{called}”太大（最大 10 MB），{words}", field="photos")
    if form.photos.count() >= MOST_IN_FORM:
        raise Refused("too_many", f"一次最多 {MOST_IN_FORM} 张，“{called}”没有收。", field="photos")
    try:
        picture = redraw(file)  # type: ignore[arg-type]  # an upload reads and seeks like a file
    except Unreadable:
        words = f"“{called}”没有传上去：这种照片打不开，请用手机相册里的 JPG。"
        raise Refused("unreadable", words, field="photos") from None
    photo = Photo(
        subject=form.subject, form_key=form.key, uploaded_by=form.user, at=at, width=picture.width,
        height=picture.height, bytes=len(picture.large), sha256=hashlib.sha256(picture.large).hexdigest(),
    )  # fmt: skip
    return form.photos.filter(sha256=photo.sha256).first() or _keep(
        photo, {path(photo.name, "large"): picture.large, path(photo.name, "small"): picture.small}
    )


def _short(name: str) -> str:
    return name if len(name) <= 24 else f"{name[:12]}…{name[-10:]}"


def _keep(photo: Photo, contents: Mapping[str, bytes]) -> Photo:
    try:
        with written(contents, at=photo.at):
            photo.save(force_insert=True)
    except IntegrityError:  # the same form came twice at once
        return Photo.objects.get(form_key=photo.form_key, sha256=photo.sha256)
    return photo


@contextmanager
def written(contents: Mapping[str, bytes], *, at: datetime) -> Iterator[None]:
    """Files that stay only if the block, one transaction, goes through; refuses when the disk does."""
    try:
        Discard.objects.bulk_create(Discard(path=name, due_at=at + WRITING_FOR) for name in contents)
        for name, content in contents.items():
            files().save(name, ContentFile(content))
        with transaction.atomic():
            yield
            Discard.objects.filter(path__in=contents).delete()
    except BaseException as error:
        discard(contents)
        if isinstance(error, (OSError, OperationalError)):
            log.error("a photo could not be kept: %s", type(error).__name__)
            raise Refused("no_room", NO_ROOM, field="photos") from None
        raise


def discard(paths: Iterable[str]) -> None:
    """Delete these files now; what the disk refuses is left to ``sweep``."""
    for name in list(paths):
        try:
            with suppress(FileNotFoundError):
                files().delete(name)
            Discard.objects.filter(path=name).delete()
        except (OSError, OperationalError) as error:
            log.warning("a file is left to the next round: %s", type(error).__name__)


def _must_go(names: Iterable[str], *, at: datetime) -> None:
    """In the caller's transaction: the files of these names go as soon as it is through."""
    paths = [path(name, size) for name in names for size in SIZES]
    Discard.objects.bulk_create((Discard(path=p, due_at=at) for p in paths), ignore_conflicts=True)
    transaction.on_commit(lambda: discard(paths))


def _names(photos: PhotoQuerySet) -> list[str]:
    return [name for row in photos.values_list("name", "public_name") for name in row if name]


@transaction.atomic
def remove(photos: PhotoQuerySet, *, at: datetime) -> int:
    """Rows and files; how many photos went."""
    locked = photos.select_for_update(of=("self",))  # the consent beside it may be none, which PostgreSQL cannot lock
    chosen = Photo.objects.filter(pk__in=[photo.pk for photo in locked])
    _must_go(_names(chosen), at=at)
    return chosen.delete()[0]


def attach(shown: Shown, *, subject: str, seq: int, at: datetime) -> None:
    """Put the photos of a form beside the event it made, with the consent its sender vouches for."""
    consent = None
    if shown.agreed and shown.shows == Photo.Shows.ADULTS:
        consent = Consent.objects.create(
            user=shown.wisher, subject=subject, purpose=Consent.Purpose.PHOTO, version=CONSENT_VERSION,
            form=shown.agreed, given_at=at,
        )  # fmt: skip
    mine = Photo.objects.pending().filter(pk__in=[photo.pk for photo in shown.photos], subject__in=["", subject])
    if mine.update(subject=subject, seq=seq, shows=shown.shows, caption=shown.caption, consent=consent) != len(
        shown.photos
    ):
        raise Refused("photos_gone", "有照片放得太久，已经清掉了，请再选一次。", field="photos")


def clear(photo: Photo, *, by: User, at: datetime, caption: str) -> Photo:
    """Make the copy for everyone. ``caption`` is its alternative text. Not inside a transaction, as ``take``."""
    public = random_name()
    contents = {path(public, size): _read(photo.name, size) for size in SIZES}
    with written(contents, at=at):
        photo = Photo.objects.select_for_update(of=("self",)).select_related("consent").get(pk=photo.pk)
        _require_clearable(photo, by, caption)
        photo.public_name, photo.caption, photo.reason = public, caption, ""
        _decide(photo, Photo.Verdict.PUBLIC, by, at)
    return photo


def _require_clearable(photo: Photo, by: User, caption: str) -> None:
    _require_other(photo, by)
    if photo.verdict not in {Photo.Verdict.WAITING, Photo.Verdict.PRIVATE}:
        raise Refused("decided", "这张照片刚才已经有人看过了。")
    if photo.shows == Photo.Shows.CHILDREN:
        raise Refused("children", "照片里有孩子，不能公开。")
    if photo.shows == Photo.Shows.INSIDE:
        raise Refused("inside", "传照片的时候说好了不公开，只留内部。")
    if photo.shows == Photo.Shows.ADULTS and (photo.consent is None or photo.consent.withdrawn_at):
        raise Refused("no_consent", "照片里的人还没有同意公开，先只留内部。")
    if not caption:
        raise Refused("no_caption", "请写一句照片上是什么，给看不见的人念。", field="caption")


def _require_other(photo: Photo, by: User) -> None:
    if photo.uploaded_by_id == by.pk:
        raise Refused("own_photo", "这是您自己传的照片，要请另一位同志来看。")


def _read(name: str, size: str) -> bytes:
    try:
        with files().open(path(name, size)) as file:
            return file.read()
    except FileNotFoundError:
        raise Refused("photos_gone", "这张照片的文件找不到了，请上传的人再传一次。") from None


def _decide(photo: Photo, verdict: Photo.Verdict, by: User, at: datetime) -> None:
    photo.verdict, photo.reviewed_by, photo.reviewed_at = verdict, by, at
    photo.save()


@transaction.atomic
def keep_private(photo: Photo, *, by: User, at: datetime, reason: str = "") -> Photo:
    """Not for everyone; a public copy there is goes."""
    photo = Photo.objects.select_for_update().get(pk=photo.pk)
    _require_other(photo, by)
    if photo.verdict == Photo.Verdict.REJECTED:
        raise Refused("decided", "这张照片刚才已经有人看过了。")
    _take_down([photo], at=at)
    photo.reason = reason
    _decide(photo, Photo.Verdict.PRIVATE, by, at)
    return photo


@transaction.atomic
def reject(photo: Photo, *, by: User, at: datetime, reason: str) -> Photo:
    """Of no use, or nobody's business: the files go, the row says why, the sender is told."""
    photo = Photo.objects.select_for_update().get(pk=photo.pk)
    _require_other(photo, by)
    if not reason:
        raise Refused("no_reason", "请写一句为什么不能用，上传的人会看到。", field="reason")
    if photo.verdict == Photo.Verdict.REJECTED:
        raise Refused("decided", "这张照片刚才已经有人看过了。")
    _must_go(filter(None, [photo.name, photo.public_name]), at=at)
    photo.public_name, photo.reason = "", reason
    _decide(photo, Photo.Verdict.REJECTED, by, at)
    text = f"您传的一张照片不能用，已经删掉：{reason}"
    told = Message(f"photo:{photo.pk}", photo.subject, "photo.rejected", text, user=photo.uploaded_by)
    notify([told], at=at)
    return photo


def _take_down(photos: Iterable[Photo], *, at: datetime) -> None:
    """The copies for everyone go; unsaved rows are the caller's."""
    photos = [photo for photo in photos if photo.public_name]
    _must_go([photo.public_name for photo in photos], at=at)
    for photo in photos:
        photo.public_name = ""


@transaction.atomic
def take_down_withdrawn(*, at: datetime, consent: Consent | None = None) -> int:
    """Take down what somebody no longer agrees to; called when he says so, and by the clock for what was missed."""
    shown = Photo.objects.exclude(public_name="").filter(consent__withdrawn_at__isnull=False)
    if consent is not None:
        shown = shown.filter(consent=consent)
    photos = list(shown.select_for_update(of=("self",)))
    _take_down(photos, at=at)
    for photo in photos:
        photo.verdict, photo.reason = Photo.Verdict.PRIVATE, "照片里的人不再同意公开"
    Photo.objects.bulk_update(photos, ["public_name", "verdict", "reason"])
    return len(photos)


@receiver(post_save, sender=Consent)
def on_withdrawal(sender: object, instance: Consent, **kwargs: object) -> None:
    """At once, whoever took the consent back and wherever."""
    if instance.withdrawn_at and instance.purpose == Consent.Purpose.PHOTO:
        take_down_withdrawn(at=instance.withdrawn_at, consent=instance)


def erase_photos_of(user: User, *, at: datetime) -> int:
    """What he sent, and what he is on: rows and files."""
    return remove(Photo.objects.filter(Q(uploaded_by=user) | Q(consent__user=user)), at=at)


def sweep(*, at: datetime) -> int:
    """The clock: forms nobody finished, consents taken back, files whose row never came. How many things went."""
    gone = remove(Photo.objects.pending().filter(at__lte=at - PENDING_FOR), at=at)
    gone += take_down_withdrawn(at=at)
    late = list(Discard.objects.filter(due_at__lte=at).values_list("path", flat=True)[:500])
    discard(late)
    return gone + len(late)
