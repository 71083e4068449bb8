"""Who wants the same as the wisher, and who is asked whether it may be done together. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from community.people.actor import Actor
from community.people.models import User
from community.records.models import Follow

from .models import Joining, Visibility, Wish, WishQuerySet
from .queries import is_public, is_wisher, shares_phone, waiting_words


@dataclass(frozen=True)
class Following:
    """How many want the same, and whether (0 or 1) the reader is one of them."""

    number: int = 0
    mine: int = 0

    @property
    def others(self) -> int:
        return self.number - self.mine


def following(wish: Wish, by: Actor) -> Following:
    """Of a wish on the wall; of any other nobody is told."""
    if not is_public(wish):
        return Following()
    live = Follow.objects.live().filter(subject=wish.subject)
    return Following(**live.aggregate(number=Count("pk"), mine=Count("pk", filter=Q(user=by.user))))


def on_cards(wishes: Iterable[Wish], at: datetime) -> list[tuple[Wish, list[str]]]:
    """Wishes of the wall, each with what a card says of it: how long it has waited, and how many want the same."""
    wishes = list(wishes)
    live = Follow.objects.live().filter(subject__in=[wish.subject for wish in wishes])
    also = dict(live.values_list("subject").annotate(number=Count("pk")))
    words = {wish: [waiting_words(wish, at), _also(also.get(wish.subject, 0))] for wish in wishes}
    return [(wish, [line for line in lines if line]) for wish, lines in words.items()]


def _also(number: int) -> str:
    return f"还有 {number} 家也想" if number else ""


def followers(wish: Wish) -> QuerySet[User]:
    """Whoever wants the same, as long as it hangs on the wall; not the one who has it in hand."""
    if wish.visibility != Visibility.WALL:
        return User.objects.none()
    known = User.objects.filter(follows__subject=wish.subject, follows__ended_at=None)
    return known.exclude(pk=wish.actor_id or 0)


def joining_of(wish: Wish, by: Actor) -> Joining | None:
    """The question whether this person agrees with the merge as it stands; None for whoever is not asked."""
    if wish.merged_into_id is None:
        return None
    asked = Joining.objects.filter(wish=wish, into=wish.merged_into_id)
    if is_wisher(wish, by):
        return asked.filter(user=wish.wisher_id).first()
    return asked.filter(user=by.user).first() if by.user else None


def followed(by: Actor, *, most: int) -> WishQuerySet:
    """What he also wants, as far as it is still to be seen."""
    subjects = Follow.objects.live().filter(user=by.user).order_by("-pk").values_list("subject", flat=True)[:most]
    return Wish.objects.on_wall().filter(code__in=[subject.partition(":")[2] for subject in subjects])


def why_not_follow(wish: Wish, by: Actor) -> str:
    """Why this person cannot say 我也有这个心愿; empty when he can."""
    if not is_public(wish) or not wish.is_live:
        return "这个心愿已经不在等了。您也想办，可以自己提一个。"
    if by.user is None:
        return "登录以后，才能告诉您办得怎样。"
    if is_wisher(wish, by) or shares_phone(wish, by.user) or by.user.pk == wish.proxied_by_id:
        return "这是您提的心愿，有进展都会告诉您。"
    if by.user.pk == wish.actor_id:
        return "这个心愿正由您来办。"
    return ""
