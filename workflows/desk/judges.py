"""Who could verify what is about to be given to an organisation: looked at before, not when it is done."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from community.people.actor import Actor
from community.people.models import Membership, User
from community.people.roles import Verb
from community.wishes.models import Wish
from community.wishes.queries import bars
from workflows.staffing import Roster, posts

from .worklist import Worklist

# Outcomes that settle who does it.
SETTLING = {"dispatch", "assign", "reassign"}


@dataclass(frozen=True)
class Judge:
    """Somebody who may verify the wish as things stand; not, if one of ``units`` does it."""

    user: User
    units: list[str]


def instead(wish: Wish, at: datetime) -> list[User]:
    """In whose inbox a wish to be verified lies now."""
    able = [judge.user for judge in judges(wish, at)]
    return [user for user in able if Worklist(Actor(user), at).mine.filter(pk=wish.pk).exists()]


def judges(wish: Wish, at: datetime) -> list[Judge]:
    """Who is at work today and had no part in it yet, the street's first."""
    able = Roster(posts(at)).able(Verb.WISH_VERIFY, wish.area_path)
    actors = zip(able.values(), Actor.all_of(able.values()), strict=True)
    free = [user for user, actor in actors if not bars(wishes=[wish], by=actor)]
    held = Membership.objects.active(timezone.localdate(at)).filter(user__in=free, organisation__isnull=False)
    units: dict[int, list[str]] = {}
    for one in held.select_related("organisation"):
        units.setdefault(one.user_id, []).append(str(one.organisation))
    return [Judge(user, units.get(user.pk, [])) for user in reversed(free)]
