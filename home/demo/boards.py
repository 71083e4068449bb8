"""The demo's honour boards: this quarter as it moves, the last one as it was fixed; and one matter for the supervisor."""

from datetime import datetime, timedelta

from cms.boards.models import BoardIndexPage, HonourBoardPage
from cms.boards.operations import fix
from community.honours.measures import Kind
from community.honours.periods import at_hand
from community.people.consents import Purpose, give
from community.people.refusal import Refused
from community.voices.operations import Raising, raise_objection
from community.voices.subjects import find
from community.wishes.models import Wish

from .people import Cast


def build(cast: Cast, *, now: datetime) -> None:
    for username in ("jumin", "qishou"):
        give(user=cast.users[username], purpose=Purpose.PUBLICITY, at=now - timedelta(days=50))
    periods = at_hand(now)
    below = BoardIndexPage.objects.get()
    _publish(
        below, _board("本季办成心愿的组织", "season", Kind.ORGANISATIONS, str(periods[0])), now - timedelta(days=3)
    )
    quarter = periods[1]
    page = _board(f"{quarter.label}办成心愿的街坊", str(quarter).lower(), Kind.PEOPLE, str(quarter))
    page = _publish(below, page, now - timedelta(days=2))
    _fix(page, cast, now)
    _object(now)


def _board(title: str, slug: str, kind: Kind, period: str) -> HonourBoardPage:
    intro = "办成一件，街道核实一件，才算一件。谢谢每一位搭过手的人。"
    return HonourBoardPage(title=title, slug=slug, kind=kind, period=period, intro=intro)


def _fix(page: HonourBoardPage, cast: Cast, now: datetime) -> None:
    """In a small demo nobody did anything last quarter."""
    try:
        roll = fix(page=page, by=cast.actor("bianji"), at=now - timedelta(days=2))
    except Refused:
        page.delete()
        return
    HonourBoardPage.objects.filter(pk=page.pk).update(roll=roll)


def _object(now: datetime) -> None:
    wish = Wish.objects.on_wall().fulfilled().order_by("since").first()
    about = find(wish.subject) if wish else None
    if about:
        words = "照片里的东西和说的不一样，请核实一下是不是真办了。"
        raise_objection(Raising(about, words, sealed=True, key="demo"), at=now - timedelta(days=2))


def _publish(below: BoardIndexPage, page: HonourBoardPage, at: datetime) -> HonourBoardPage:
    page.live, page.first_published_at = True, at
    below.add_child(instance=page)
    page.save_revision(clean=False)
    HonourBoardPage.objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)
    return page
