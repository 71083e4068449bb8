"""What of a wish can be found: its public words, while it is public. Kept by the one writer of the projection."""

from django.utils import timezone

from community.search.models import Entry
from community.search.operations import drop, entry, put

from .models import ON_WALL, Wish
from .queries import is_public


def entry_of(wish: Wish) -> Entry:
    return entry(
        key=wish.subject,
        kind="wish",
        title=wish.public_title,
        text=wish.public_text,
        day=timezone.localdate(wish.published_at or wish.submitted_at),
        area=wish.area_path,
    )


def follow(wish: Wish, *, before: str) -> None:
    """After a step that led here from the status ``before``. Its words change only off the wall, so most steps cost
    nothing; neither does what was never public."""
    if is_public(wish):
        if before not in ON_WALL:
            put(entry_of(wish))
    elif wish.published_at:
        drop([wish.subject])
