"""What may follow an end: the wish is taken up again, in a new process with a new claim."""

from datetime import datetime

from community.people.actor import Actor
from community.people.refusal import Refused

from ..models import Claim, Wish
from .claim import claim


def unmerge(wish: Wish, *, by: Actor, at: datetime) -> None:
    """It was not the same matter after all."""
    wish.merged_into = None
    wish.save(update_fields=["merged_into"])


def reopen(wish: Wish, *, by: Actor, at: datetime) -> None:
    """The same hands once more; who has left is replaced at the step itself (改由别人办)."""
    last = wish.claims.filter(ending=Claim.Ending.DONE).order_by("-ended_at").select_related("user").first()
    if last is None:
        raise Refused("no_claim", "找不到当时的办理人，请心愿人重新许愿。")
    claim(wish, by=by, at=at, organisation=last.organisation, handler=last.user, fallback=last.fallback)
