"""A photo that came in with a report, shared by the tests of photos."""

from pathlib import Path
from typing import Any

from community.records.models import Photo
from community.wishes.models import Wish
from tests.factories import District, photo, step
from tests.workflows import paths


def on_disk(disk: Path) -> set[str]:
    return {file.stem.rsplit("-", 1)[0] for file in disk.rglob("*.jpg")}


def done(here: District, **said: Any) -> Photo:
    """The resident has done it, with one photo."""
    wish = paths.to_act(here)
    step(wish, "done", here.resident, report="都补好了", **photo(wish, here.resident, **said))
    return Photo.objects.get(subject=wish.subject)


def wish_of(shot: Photo) -> Wish:
    return Wish.objects.get(code=shot.subject.removeprefix("wish:"))
