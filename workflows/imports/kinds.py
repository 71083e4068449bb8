"""The kinds of sheets there are, in the order they are offered."""

from datetime import datetime

from community.people.actor import Actor

from .organisation_sheet import OrganisationSheet
from .past_sheet import PastSheet
from .people_sheet import PeopleSheet
from .place_sheet import PlaceSheet
from .resource import SheetResource
from .wish_sheet import WishSheet

KINDS: dict[str, type[SheetResource]] = {
    kind.slug: kind for kind in (WishSheet, PastSheet, PlaceSheet, OrganisationSheet, PeopleSheet)
}
APPROVALS = frozenset(kind.approval for kind in KINDS.values() if kind.approval)


def offered(by: Actor, at: datetime) -> list[type[SheetResource]]:
    return [kind for kind in KINDS.values() if kind.offered_to(by, at)]
