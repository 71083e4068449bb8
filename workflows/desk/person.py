"""What somebody at the desk may read. By memberships only: a superuser without one reads nothing."""

from collections.abc import Iterable
from datetime import datetime

from community.people.actor import Actor
from community.people.roles import Verb
from community.wishes.models import Wish

# Whoever decides about a wish reads it whole, the 原话 too. Everyone else sees only what his own list shows him.
READERS = frozenset({Verb.WISH_SCREEN, Verb.WISH_COORDINATE, Verb.WISH_VERIFY})
PROXIES = frozenset({Verb.WISH_PROXY})


def holds(by: Actor, verbs: Iterable[Verb], at: datetime) -> bool:
    """Whether a role gives him one of these verbs in any region."""
    return any(by.areas(verb, at) for verb in verbs)


def areas(by: Actor, verbs: Iterable[Verb], at: datetime) -> list[str]:
    """The path prefixes in which he holds one of these verbs."""
    return sorted({path for verb in verbs for path in by.areas(verb, at)})


def may_read(wish: Wish, by: Actor, at: datetime) -> bool:
    return is_proxy(wish, by, at) or any(by.may(verb, area=wish.area_path, at=at) for verb in READERS)


def is_proxy(wish: Wish, by: Actor, at: datetime) -> bool:
    """Whether he, or one he stands in for, wrote it down and still does such work."""
    if wish.proxied_by_id is None:
        return False
    each = by.capacities(at)
    return any(one.principal and one.principal.pk == wish.proxied_by_id and holds(one, PROXIES, at) for one in each)
