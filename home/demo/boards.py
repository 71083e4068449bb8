"""The demo's honour boards: this quarter as it moves, the last one as it was fixed; and one matter for the supervisor."""

from datetime import datetime, timedelta

from cms.boards.models import BoardIndexPage, HonourBoardPage
from cms.boards.operations import fix
from cms.review.operations import seed
from community.honours.measures import Kind
from community.honours.periods import at_hand
from community.people.consents import Purpose, give
from community.people.refusal import Refused
from community.voices.operations import Raising, answer, raise_objection
from community.voices.subjects import find
from community.wishes.models import Wish

from .fulfilled import BENCH
from .people import Cast


def build(cast: Cast, *, now: datetime) -> None:
    for username in ("jumin", "qishou", "xia-hefengyuan", "guo-laomatou", "hu-shidukou"):
        give(user=cast.users[username], purpose=Purpose.PUBLICITY, at=now - timedelta(days=50))
    this, last = at_hand(now)[:2]
    season = _draft(_board("本季办成心愿的组织", "season", Kind.ORGANISATIONS, str(this)))
    _publish(season, now - timedelta(days=3))
    page = _draft(_board(f"{last.label}办成心愿的街坊", str(last).lower(), Kind.PEOPLE, str(last)))
    _fix(page, cast, now - timedelta(days=2))
    _answer(cast, now)
    _object(now)


def _board(title: str, slug: str, kind: Kind, period: str) -> HonourBoardPage:
    intro = "办成一件，街道核实一件，才算一件。谢谢每一位搭过手的人。"
    return HonourBoardPage(title=title, slug=slug, kind=kind, period=period, intro=intro)


def _draft(page: HonourBoardPage) -> HonourBoardPage:
    page.live = False
    BoardIndexPage.objects.get().add_child(instance=page)
    page.save_revision(clean=False)
    return page


def _fix(page: HonourBoardPage, cast: Cast, at: datetime) -> None:
    """In a small demo nobody did anything last quarter."""
    try:
        fix(page=page, by=cast.actor("bianji"), at=at)
    except Refused:
        page.delete()
    else:
        _publish(HonourBoardPage.objects.get(pk=page.pk), at)


def _publish(page: HonourBoardPage, at: datetime) -> None:
    seed(page=page, at=at)
    HonourBoardPage.objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)


def _answer(cast: Cast, now: datetime) -> None:
    """One that was raised, looked into and answered for all to read."""
    wish = Wish.objects.on_wall().fulfilled().filter(public_title=BENCH.title).first()
    about = find(wish.subject) if wish else None
    if about:
        asked = "第一回就说办好了，坐上去还是晃。是不是没修也能算？"
        made = raise_objection(Raising(about, asked, sealed=True, key="demo-bench"), at=now - timedelta(days=5))
        words = (
            "去现场看过，也问了心愿人。第一回只拧紧了螺丝，心愿人评了不满意，没有算办好；第二回换了凳脚，"
            "心愿人坐过、评了满意，才通过核实，只记了一次积分。两回都写在这个心愿的经过里。"
        )
        answer(objection=made, words=words, public=True, by=cast.actor("jiandu"), at=now - timedelta(days=3))


def _object(now: datetime) -> None:
    wish = Wish.objects.on_wall().fulfilled().order_by("since").first()
    about = find(wish.subject) if wish else None
    if about:
        words = "照片里的东西和说的不一样，请核实一下是不是真办了。"
        raise_objection(Raising(about, words, sealed=True, key="demo"), at=now - timedelta(days=2))
