"""A reviewer verifies; a good deed earns its points and its story."""

from datetime import datetime

from community.people.actor import Actor, paid_among
from community.people.refusal import Refused
from community.points.models import Rule
from community.points.operations import Deed, award

from ..models import Claim, Hand, Nature, Pledge, Story, Wish
from .duty import require_impartial, take_part
from .screen import close_claim, close_transfer, end_claim


def fulfil(wish: Wish, *, by: Actor, at: datetime) -> None:
    """Approve: the claim ends as done, points go to claimant and organisation, a story is offered."""
    judge(wish, by=by, at=at)
    claim = wish.live_claim
    if claim is None:
        raise Refused("no_claim", "没有办理人，不能验收通过。请报街道协调。")
    helped = list(wish.pledges.kept().prefetch_related("user", "organisation"))
    codes = [Rule.Code.WISH_DONE_GOODS if _is_goods(wish) else Rule.Code.WISH_DONE_SERVICE]
    if wish.urgent:
        codes.append(Rule.Code.URGENT)
    if wish.rating == "satisfied":
        codes.append(Rule.Code.SATISFIED)
    led = Deed(codes, [claim.user], [claim.organisation] if claim.organisation else [])
    others = [p.organisation for p in helped if p.organisation and p.organisation_id != claim.organisation_id]
    parts = Deed([Rule.Code.HELPED], [p.user for p in helped], others)
    paid = paid_among([*led.people, *parts.people], at)
    award([led, parts], source=wish.subject, paid=paid, approved_by=by.user, at=at)
    _tell_story(wish, claim, helped, at=at)
    close_claim(wish, at=at, ending=Claim.Ending.DONE)
    wish.organisation, wish.actor = claim.organisation, claim.user  # read already; the messages name them


def _tell_story(wish: Wish, claim: Claim, helped: list[Pledge], *, at: datetime) -> None:
    """Done once more, it is told anew."""
    story = Story(
        wish=wish,
        title=wish.public_title or "一个心愿实现了",
        text=wish.public_text,
        helpers=_helpers(claim, helped),
        at=at,
    )
    Story.objects.bulk_create(
        [story], update_conflicts=True, unique_fields=["wish"], update_fields=["title", "text", "helpers", "at"]
    )


def _helpers(claim: Claim, helped: list[Pledge]) -> str:
    """麦田里党支部、周先生等 15 家."""
    doers: list[Claim | Pledge] = [claim, *helped]
    names = list(dict.fromkeys(str(one.organisation or one.user) for one in doers))
    return "、".join(names[:5]) + (f"等 {len(names)} 家" if len(names) > 5 else "")


def _is_goods(wish: Wish) -> bool:
    return wish.category is not None and wish.category.nature == Nature.GOODS


def judge(wish: Wish, *, by: Actor, at: datetime) -> None:
    """Every verdict of a reviewer, also sending back, needs an impartial one."""
    require_impartial(wish=wish, by=by)
    take_part(wish=wish, user=by.user, part=Hand.Part.VERIFIER, at=at)


def dispute(wish: Wish, *, by: Actor, at: datetime) -> None:
    """Done, and the wisher sees it otherwise: both stand."""
    judge(wish, by=by, at=at)
    close_claim(wish, at=at, ending=Claim.Ending.DONE)


def send_back(wish: Wish, *, by: Actor, at: datetime) -> None:
    judge(wish, by=by, at=at)
    if wish.live_claim is None:
        raise Refused("no_claim", "没有办理人，不能退回。请报街道协调。")


def cannot_be_done(wish: Wish, *, by: Actor, at: datetime) -> None:
    judge(wish, by=by, at=at)
    end_claim(wish, at=at, ending=Claim.Ending.CANNOT)


def withdraw(wish: Wish, *, by: Actor, at: datetime) -> None:
    end_claim(wish, at=at, ending=Claim.Ending.WITHDRAWN)
    close_transfer(wish, at=at)
