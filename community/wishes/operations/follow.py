"""我也有这个心愿: who wants the same, and hears how it goes."""

from datetime import datetime

from community.people.actor import Actor
from community.people.refusal import Refused
from community.records import operations as records
from community.records.models import Follow

from ..models import Wish
from ..queries import why_not_follow


def follow(wish: Wish, *, by: Actor, at: datetime) -> Follow:
    """Only what hangs on the wall, and never what is one's own or in one's own hands."""
    if reason := why_not_follow(wish, by):
        raise Refused("no_follow", reason)
    assert by.user is not None  # else there was a reason
    return records.follow(subject=wish.subject, user=by.user, at=at)
