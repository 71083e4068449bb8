"""What a column shows to whom: what is pinned, what is near, what was asked for."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr
from django.utils import timezone
from wagtail.models import Page

from community.people.models import Level, Region
from community.wishes.views import COOKIE

MOST_NEAR = 5


def chosen_place(request):
    """The community (or street) a reader chose once; None for who never chose one."""
    if not hasattr(request, "_chosen_place"):
        slug = request.COOKIES.get(COOKIE, "")
        found = Region.objects.filter(slug=slug, level__in=[Level.STREET, Level.COMMUNITY]) if slug else ()
        request._chosen_place = next(iter(found), None)
    return request._chosen_place


def among_pieces(**of_a_piece):
    """Pages of any type of piece that have these fields: for what Wagtail's own table does not hold."""
    from cms.models import PIECES

    first, *others = (model.objects.filter(**of_a_piece).order_by().values("pk") for model in PIECES)
    return Q(pk__in=first.union(*others, all=True))


def with_column(pages):
    """Each with ``column``, the title of the page it lies under."""
    above = Page.objects.filter(path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen))
    return pages.annotate(column=Subquery(above.values("title")))


def published(below):
    return Page.objects.live().public().descendant_of(below).order_by("-first_published_at", "-pk")


def three_levels(pages, regions, most=4):
    """(region, its first pieces) for a community, its street and (None) the whole district; none is empty."""
    found = [(region, list(pages.filter(among_pieces(region=region))[:most])) for region in [*regions, None]]
    return [(region, pieces) for region, pieces in found if pieces]


def around(place):
    """A community, then its street."""
    if place is None:
        return []
    return [place, place.street] if place.level == Level.COMMUNITY else [place]


@dataclass(frozen=True)
class Choice:
    """One filter: its name in the address, its label, what may be chosen."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str


class Shelf:
    """The pieces of one column, for one request."""

    def __init__(self, column, request):
        self.column, self.request = column, request

    @cached_property
    def filters(self):
        from cms.models import PolicyPage, ServicePage

        for model in (PolicyPage, ServicePage):
            if model.objects.child_of(self.column).live().exists():
                return model.filters(self.column)
        return {}

    @cached_property
    def chosen(self):
        """{name: (value, condition)} of what was asked for; words we do not know are left aside."""
        asked = {name: self.request.GET.get(name, "") for name in self.filters}
        return {
            name: (value, self.filters[name].where(value))
            for name, value in asked.items()
            if value in dict(self.filters[name].options)
        }

    @property
    def choices(self):
        return [
            Choice(name, one.label, one.options, self.chosen[name][0] if name in self.chosen else "")
            for name, one in self.filters.items()
        ]

    @property
    def query(self):
        """What was asked for, to be kept while turning pages."""
        return urlencode({name: value for name, (value, _) in self.chosen.items()})

    @property
    def pieces(self):
        pieces = self.column.pieces
        for _, condition in self.chosen.values():
            pieces = pieces.filter(condition)
        return pieces

    @property
    def pinned(self):
        today = timezone.localdate()
        return self.column.pieces.filter(among_pieces(pinned_until__gte=today))

    @property
    def near(self):
        """The newest of the reader's own community and street."""
        found = [self.column.pieces.filter(among_pieces(region=region))[:MOST_NEAR] for region in around(self.place)]
        return [page for pages in found for page in pages][:MOST_NEAR]

    @cached_property
    def place(self):
        return chosen_place(self.request)
