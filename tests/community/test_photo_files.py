"""No file outlives its row, and what is not cleared stays private, whatever happens to disk, process or operation."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from community.people.refusal import Refused
from community.records import photos
from community.records.models import Discard, Photo
from community.records.photos import FormKey, sweep, take
from community.wishes.operations.photos import clear
from tests.community.photos import done, on_disk, wish_of
from tests.factories import District, as_, later, photo, step
from tests.pictures import encoded, plain, upload
from tests.workflows import paths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("disk")]
OnCommit = Callable[[], Any]


@pytest.fixture
def form(here: District) -> FormKey:
    return FormKey(uuid4().hex, "wish:386204517", here.resident)


@pytest.mark.parametrize(
    "content,name,code",
    [
        (b"", "nothing.jpg", "empty"),
        (b"x", "text.jpg", "unreadable"),
        (b"\xff\xd8" + b"0" * (10 * 1024 * 1024), "large.jpg", "too_big"),
    ],
)
def test_a_file_that_is_refused_is_named(form: FormKey, disk: Path, content: bytes, name: str, code: str) -> None:
    file = SimpleUploadedFile(name, content)
    with pytest.raises(Refused) as refused:
        take(file, form=form, at=later())
    assert (refused.value.code, refused.value.field) == (code, "photos") and f"“{name}”" in refused.value.message
    assert on_disk(disk) == set() and not Photo.objects.exists() and not Discard.objects.exists()


def test_the_tenth_photo_of_a_form_is_one_too_many(form: FormKey) -> None:
    for n in range(9):
        take(upload(encoded(plain(20 + n))), form=form, at=later())
    with pytest.raises(Refused) as refused:
        take(upload(encoded(plain(90))), form=form, at=later())
    assert refused.value.code == "too_many"


def test_the_same_picture_twice_is_one_photo(form: FormKey, disk: Path) -> None:
    first, second = (take(upload(), form=form, at=later()) for _ in range(2))
    assert first == second and on_disk(disk) == {first.name}


def test_a_form_nobody_finished_is_forgotten_after_a_day(form: FormKey, disk: Path, committed: OnCommit) -> None:
    take(upload(), form=form, at=later())
    with committed():
        sweep(at=later(hours=23))
    assert len(on_disk(disk)) == 1
    with committed():
        sweep(at=later(hours=25))
    assert on_disk(disk) == set() and not Photo.objects.exists()


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """The system lets no file of this process grow beyond ``size`` bytes: writing fails half-way through."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def large() -> Any:
    return upload(encoded(Image.effect_noise((900, 700), 90).convert("RGB")), name="厨房.jpg")


def test_a_full_disk_is_said_clearly_and_leaves_nothing(form: FormKey, disk: Path) -> None:
    with room_for(20_000), pytest.raises(Refused) as refused:
        take(large(), form=form, at=later())
    assert refused.value.code == "no_room" and "现在存不下照片" in refused.value.message
    assert list(disk.rglob("*.jpg")) == [] and not Photo.objects.exists() and not Discard.objects.exists()


def test_the_test_of_the_full_disk_can_fail(disk: Path) -> None:
    with room_for(20_000), pytest.raises(OSError, match="File too large"):
        (disk / "x").write_bytes(b"0" * 30_000)


def test_a_full_disk_makes_nothing_public(here: District, disk: Path) -> None:
    wish = paths.to_act(here)
    sent = photo(wish, here.resident)
    take(large(), form=FormKey(sent["photos_key"], wish.subject, here.resident), at=later())
    step(wish, "done", here.resident, report="好了", **sent)
    shot = Photo.objects.order_by("-bytes")[0]
    with room_for(20_000), pytest.raises(Refused) as refused:
        clear(wish_of(shot), shot, by=as_(here.worker), at=later(), caption="厨房")
    assert refused.value.code == "no_room"
    shot.refresh_from_db()
    assert shot.public_name == "" and shot.name in on_disk(disk) and len(on_disk(disk)) == 2


def test_a_file_whose_row_never_came_is_found(disk: Path) -> None:
    """As a process leaves it that is killed between the file and the row."""
    Discard.objects.create(path="photos/ab/abc-large.jpg", due_at=later(hours=1))
    storages["private"].save("photos/ab/abc-large.jpg", upload())
    sweep(at=later(minutes=30))
    assert on_disk(disk) == {"abc"}
    sweep(at=later(hours=2))
    assert on_disk(disk) == set() and not Discard.objects.exists()


def test_when_the_row_is_not_accepted_the_file_goes(form: FormKey, disk: Path) -> None:
    shot = take(upload(), form=form, at=later())
    twin = Photo(
        subject=form.subject, form_key=form.key, at=later(), width=1, height=1, bytes=1, sha256=shot.sha256, name="twin"
    )
    with pytest.raises(IntegrityError), photos.written({photos.path("twin", "large"): b"x"}, at=later()):
        twin.save(force_insert=True)
    assert on_disk(disk) == {shot.name} and not Discard.objects.exists()


@pytest.mark.parametrize(
    "forced",
    [
        {"public_name": "x", "caption": "", "verdict": "public", "reviewed": True},
        {"public_name": "x", "caption": "c", "verdict": "private", "reviewed": True},
        {"public_name": "x", "caption": "c", "verdict": "", "reviewed": False},
        {"public_name": "x", "caption": "c", "verdict": "public", "reviewed": True, "shows": "adults"},
        {"public_name": "x", "caption": "c", "verdict": "public", "reviewed": True, "shows": "children"},
        {"public_name": "x", "caption": "c", "verdict": "public", "reviewed": True, "seq": None},
        {"verdict": "private", "reviewed": False},
        {"verdict": "", "reviewed": True},
        {"verdict": "private", "reviewed": True, "by_sender": True},
    ],
)
def test_the_database_keeps_what_is_not_cleared_private(here: District, forced: dict[str, Any]) -> None:
    shot = done(here)
    reviewer = here.resident if forced.pop("by_sender", False) else here.worker
    reviewed = forced.pop("reviewed")
    forced |= {"reviewed_by": reviewer if reviewed else None, "reviewed_at": later() if reviewed else None}
    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.filter(pk=shot.pk).update(**forced)


def test_the_database_accepts_what_is_cleared(here: District) -> None:
    shot = done(here)
    cleared = {"public_name": "x", "caption": "c", "verdict": "public", "reviewed_by": here.worker}
    assert Photo.objects.filter(pk=shot.pk).update(**cleared, reviewed_at=later()) == 1
