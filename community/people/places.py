"""A district is founded once, at installation; its streets, communities and grids come by sheet."""

from dataclasses import dataclass
from itertools import count

from django.db import transaction

from .models import Level, Region
from .refusal import Refused

ABOVE = {Level.STREET: Level.DISTRICT, Level.COMMUNITY: Level.STREET, Level.GRID: Level.COMMUNITY}


@dataclass(frozen=True, kw_only=True)
class NewPlace:
    """A place as a row of a sheet tells it; ``parent`` is the name of what it lies in. Without ``slug`` one is made."""

    level: Level
    name: str
    parent: str = ""
    slug: str = ""
    phone: str = ""
    address: str = ""

    def news(self, there: Region) -> dict[str, str]:
        """What the row changes of a place there is: an empty cell changes nothing, and an address on the web stays."""
        told = {"phone": self.phone, "address": self.address}
        return {name: value for name, value in told.items() if value and value != getattr(there, name)}


def found_district(*, name: str, slug: str) -> Region:
    """The one district of this installation; the same one again adds nothing."""
    there = Region.objects.filter(level=Level.DISTRICT).first()
    if there is not None and there.slug != slug:
        raise Refused("another", f"这里已经是{there.name}了：一套系统只给一个区用。")
    return there or Region.add_root(name=name, slug=slug, level=Level.DISTRICT)


@transaction.atomic
def lay_out(new: NewPlace, *, below: Region) -> Region:
    """The place, made or brought up to date."""
    below = Region.objects.select_for_update().get(pk=below.pk)
    if there := below.get_children().filter(name=new.name, level=new.level).first():
        Region.objects.filter(pk=there.pk).update(**new.news(there))
        return there
    facts = {"name": new.name, "level": new.level, "phone": new.phone, "address": new.address}
    return below.add_child(slug=new.slug or _free_slug(below), **facts)


def _free_slug(below: Region) -> str:
    """With a low line, which no sheet may write: a later row cannot ask for the same one."""
    numbered = (f"{below.slug[:30]}_{number}" for number in count(below.numchild + 1))
    return next(slug for slug in numbered if not Region.objects.filter(slug=slug).exists())
