"""A wish comes in."""

from dataclasses import dataclass
from datetime import date, datetime

from community.people.actor import Actor
from community.people.models import Organisation, Region, User
from community.records.models import Photo

from ..codes import new_code
from ..models import Hand, Visibility, Wish


@dataclass(frozen=True, kw_only=True)
class Wishing:
    """What a person asks for, as he or his proxy put it; one row of a sheet makes one of these."""

    own_words: str
    region: Region
    street: Region
    name: str = ""
    title: str = ""
    phone: str = ""
    phone_is_own: bool = True
    address: str = ""
    grid: Region | None = None
    visibility: str = Visibility.WALL
    wished_by_on: date | None = None
    urgent: bool = False
    wisher: User | None = None
    wisher_organisation: Organisation | None = None
    earlier: Wish | None = None
    proxy_reason: str = ""
    proxy_consent: str = ""
    outside_number: str = ""
    photos: tuple[Photo, ...] = ()  # sent with the form, not yet anywhere


def free_codes(number: int) -> list[str]:
    """So many codes that no wish has yet: among a million wishes every hundredth new code is taken."""
    free: set[str] = set()
    while len(free) < number:
        drawn = {new_code() for _ in range(number - len(free))}
        free |= drawn - set(Wish.objects.filter(code__in=drawn).values_list("code", flat=True))
    return list(free)


def draft(wishing: Wishing, *, code: str, by: Actor, at: datetime, proxied: bool) -> Wish:
    """The unsaved row. Until it is screened only staff see it, whatever the wisher chose."""
    wish = Wish(
        code=code,
        own_words=wishing.own_words.strip(),
        wisher=wishing.wisher,
        wisher_organisation=wishing.wisher_organisation,
        earlier=wishing.earlier,
        wisher_name=wishing.name.strip(),
        wisher_title=wishing.title,
        wisher_mask=wishing.wisher.name_mask if wishing.wisher else "",
        phone=wishing.phone,
        phone_is_own=wishing.phone_is_own,
        address=wishing.address.strip(),
        region=wishing.region,
        street=wishing.street,
        area_path=(wishing.grid or wishing.region).path,
        wished_visibility=wishing.visibility,
        wished_by_on=wishing.wished_by_on,
        urgent=wishing.urgent,
        channel=by.channel,
        proxied_by=by.user if proxied else None,
        proxy_reason=wishing.proxy_reason,
        proxy_consent=wishing.proxy_consent,
        outside_number=wishing.outside_number,
        submitted_at=at,
        since=at,
    )
    wish.derive()
    return wish


def proxy_hand(wish: Wish, at: datetime) -> Hand:
    return Hand(wish=wish, user=wish.proxied_by, side=Hand.Side.DOING, part=Hand.Part.PROXY, at=at)
