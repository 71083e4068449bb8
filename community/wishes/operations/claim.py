"""Somebody takes a wish on, and what becomes of it in his hands."""

from collections.abc import Iterable
from datetime import date, datetime

from community.people.actor import Actor
from community.people.models import Membership, Organisation, User
from community.people.refusal import Refused
from community.records.photos import Shown
from community.records.policies import policy

from ..models import Claim, Hand, Wish, Work
from ..queries import is_wisher, of_his_unit, shares_phone
from .duty import take_part
from .photos import show
from .promise import convene
from .screen import end_claim

BRANCHES = {"party_committee", "general_branch", "branch", "party_group"}


def claim(
    wish: Wish,
    *,
    by: Actor,
    at: datetime,
    promised_on: date | None = None,
    organisation: Organisation | None = None,
    handler: User | None = None,
    fallback: bool = False,
    convened: bool = False,
) -> Claim:
    """Make the one live claim. ``handler`` (经办人) is the person the wisher will know; default the actor himself."""
    user = handler or by.user
    assert user is not None
    for somebody in (by, Actor(user)):
        require_stranger(wish, somebody, at)
    if organisation and not Actor(user).belongs_to([organisation.pk], at):
        raise Refused("handler_outside", "经办人要是这个组织的成员。", field="handler")
    _require_room(user=user, organisation=organisation, at=at)
    take_part(wish=wish, user=user, part=Hand.Part.CLAIMANT, at=at)
    made = wish.live_claim = Claim.objects.create(
        wish=wish,
        user=user,
        organisation=organisation,
        fallback=fallback,
        convened=convened,
        promised_on=promised_on,
        claimed_at=at,
    )
    wish.organisation, wish.actor = organisation, user
    _work_on_deed(wish)
    return made


def require_stranger(wish: Wish, by: Actor, at: datetime) -> None:
    """Neither the wisher, nor a neighbour who wished in his name, takes the wish on or names who does."""
    assert by.user is not None
    proxied = by.user.pk == wish.proxied_by_id and not by.is_paid(at)
    if proxied or of_his_unit(wish, by) or is_wisher(wish, by) or shares_phone(wish, by.user):
        raise Refused("own_wish", "这是您自己的心愿，要请别人来认领。")


def take_a_hand(wish: Wish, *, by: Actor, at: datetime) -> None:
    """Whoever acts for the claimant, the manager too, has a part in the doing."""
    take_part(wish=wish, user=by.user, part=Hand.Part.CLAIMANT, at=at)


def _work_on_deed(wish: Wish) -> None:
    if wish.work != Work.DEED:
        wish.work = Work.DEED
        wish.save(update_fields=["work"])


def _require_room(*, user: User, organisation: Organisation | None, at: datetime) -> None:
    """A fair share for everyone: how many wishes one claimant may have in hand. Counted under his row lock."""
    live = Claim.objects.filter(ended_at=None)
    if organisation is None:
        User.objects.select_for_update().only("pk").get(pk=user.pk)
        used, most = (
            live.filter(user=user, organisation=None).count(),
            policy("claim.live.person", at),
        )
    else:
        Organisation.objects.select_for_update().only("pk").get(pk=organisation.pk)
        key = "claim.live.branch" if organisation.kind in BRANCHES else "claim.live.organisation"
        used, most = live.filter(organisation=organisation).count(), policy(key, at)
    if used >= most:
        raise Refused("cap", f"手上已有 {used} 个心愿在办，办好一个再认领下一个。")


def claim_in_pool(
    wish: Wish,
    *,
    by: Actor,
    at: datetime,
    promised_on: date,
    organisation: Organisation | None,
    handler: User | None,
) -> None:
    if handler and handler != by.user:
        take_a_hand(wish, by=by, at=at)
    claim(wish, by=by, at=at, promised_on=promised_on, organisation=organisation, handler=handler)


def call_fallback(wish: Wish, *, by: Actor, at: datetime) -> None:
    """Nobody came: the community's own organisation is asked (件件有人办)."""
    wish.organisation, wish.actor = wish.region.fallback, None


def accept(wish: Wish, *, by: Actor, at: datetime, handler: User, promised_on: date | None) -> None:
    """The organisation that was asked takes it and names the person who will do it."""
    unit = wish.organisation
    assert unit is not None
    take_a_hand(wish, by=by, at=at)
    claim(
        wish,
        by=by,
        at=at,
        promised_on=promised_on,
        organisation=unit,
        handler=handler,
        fallback=unit.pk == wish.region.fallback_id,
    )


def decline_offer(wish: Wish, *, by: Actor, at: datetime) -> None:
    if wish.organisation_id and wish.organisation_id == wish.region.fallback_id:
        raise Refused("fallback_must", "社区安排的心愿不能退，只能请街道协调。")
    wish.organisation = wish.actor = None


def leave_offer(wish: Wish, *, by: Actor, at: datetime) -> None:
    wish.organisation = wish.actor = None


def assign(
    wish: Wish,
    *,
    by: Actor,
    at: datetime,
    organisation: Organisation,
    handler: User,
    promised_on: date | None,
    helpers: Iterable[Membership] = (),
) -> None:
    """The street names who does it, and who lends a hand; they may only ask back."""
    end_claim(wish, at=at, ending=Claim.Ending.TAKEN_OVER)
    others = [m for m in helpers if m.user_id != handler.pk]
    for helper in others:
        require_stranger(wish, Actor(helper.user), at)
    claim(
        wish, by=by, at=at, promised_on=promised_on, organisation=organisation, handler=handler, convened=True,
    )  # fmt: skip
    convene(wish, others, at=at)


def approve_claim(wish: Wish, *, by: Actor, at: datetime) -> None:
    """The community looks at who comes; not one who would come himself, nor his organisation, nor in his name."""
    held = wish.live_claim
    for somebody in filter(None, (by, by.absentee)):
        if held and (
            held.user == somebody.user or (held.organisation_id and somebody.belongs_to([held.organisation_id], at))
        ):
            raise Refused("own_claim", "这是您或您的单位认领的，或者是您代的同志认领的，要请另一位同志来确认。")


def refuse_claim(wish: Wish, *, by: Actor, at: datetime) -> None:
    end_claim(wish, at=at, ending=Claim.Ending.REFUSED)


def hand_back(wish: Wish, *, by: Actor, at: datetime) -> None:
    take_a_hand(wish, by=by, at=at)
    end_claim(wish, at=at, ending=Claim.Ending.HANDED_BACK)


def expire(wish: Wish, *, by: Actor, at: datetime) -> None:
    """Nobody got in touch with the wisher: others may try, and sooner."""
    end_claim(wish, at=at, ending=Claim.Ending.EXPIRED)
    wish.priority = True


def cannot(wish: Wish, *, by: Actor, at: datetime) -> None:
    take_a_hand(wish, by=by, at=at)
    end_claim(wish, at=at, ending=Claim.Ending.CANNOT)


def progress(wish: Wish, *, by: Actor, at: datetime, photos: Shown | None = None) -> None:
    """Something to tell, and to show."""
    take_a_hand(wish, by=by, at=at)
    show(wish, photos, at=at)


def done(wish: Wish, *, by: Actor, at: datetime, photos: Shown | None = None) -> None:
    take_a_hand(wish, by=by, at=at)
    show(wish, photos, at=at)
    if held := wish.live_claim:
        held.change(reported_at=at)
