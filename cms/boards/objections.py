"""A line of a board as something to object to: ``board:2026-q3:5f0c…``, ``board:now.people:77ab…``."""

from django.utils import timezone
from wagtail.models import Page

from community.honours.measures import Kind
from community.honours.queries import Board
from community.people.privacy import mask_name
from community.voices.subjects import Subject

from .models import BoardIndexPage, HonourBoardPage


def find(name: str) -> Subject | None:
    slug, _, key = name.rpartition(":")
    found = _season(slug) if slug.startswith("now.") else _page(slug)
    if found is None:
        return None
    page, made, below = found
    one = next((one for one in made.standings() if one.key == key), None)
    if one is None or page.url is None:
        return None
    who = mask_name(one.face.name) if made.scope.kind == Kind.PEOPLE else one.face.name
    return Subject(f"board:{name}", f"{page.title}：{one.face.place}{who}"[:80], f"{page.url}{below}{key}/")


def _season(slug: str) -> tuple[Page, Board, str] | None:
    kind, page = slug.removeprefix("now."), BoardIndexPage.objects.live().first()
    if page is None or kind not in Kind.values:
        return None
    return page, page.season(Kind(kind), timezone.now()), f"now/{kind}/"


def _page(slug: str) -> tuple[Page, Board, str] | None:
    page = HonourBoardPage.objects.live().filter(slug=slug).first()
    made = page.board(timezone.now()) if page else None
    return (page, made, "") if page and made else None
