"""A photo of a wish, at each state it can be in, and its address."""

from community.records.models import Photo
from community.wishes.models import Wish
from community.wishes.operations.photos import clear
from tests.factories import as_, later, photo, step
from tests.workflows import paths


def url(shot, name="", size="small"):
    return f"/wishes/{shot.subject.removeprefix('wish:')}/photos/{name or shot.name}-{size}.jpg"


def shown(here, **said):
    """A photo of a wish that is done."""
    wish = paths.to_act(here)
    step(wish, "done", here.resident, report="好了", **photo(wish, here.resident, **said))
    return Photo.objects.get(subject=wish.subject)


def public(here, **said):
    shot = shown(here, **said)
    return clear(wish_of(shot), shot, by=as_(here.worker), at=later(hours=2), caption="补好的三件棉袄")


def wish_of(shot):
    return Wish.objects.get(code=shot.subject.removeprefix("wish:"))


def body(answer):
    return b"".join(answer.streaming_content)
