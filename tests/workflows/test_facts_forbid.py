"""What the facts forbid, asked of the operations themselves: pages do not offer it, and whoever comes another way is
refused by name."""

from collections.abc import Callable
from typing import Any

import pytest

from community.people.refusal import Refused
from community.people.roles import Role
from community.records import photos
from community.voices.operations import Raising, raise_objection
from community.voices.operations import answer as answer_objection
from community.voices.subjects import Subject
from community.wishes.models import Category, Claim, Wish
from community.wishes.operations import (
    afterlife,
    claim,
    contact,
    follow,
    handover,
    helping,
    pace,
    promise,
    screen,
    verify,
)
from community.wording import operations as wording
from tests.community.rows import photo
from tests.factories import District, as_, holder, later
from tests.workflows import paths

pytestmark = pytest.mark.django_db
VERSION: dict[str, Any] = {
    "public_title": "补三件棉袄", "public_text": "请人补一补", "urgent": False, "minor": False, "home_visit": False,
    "value": 0,
}  # fmt: skip
ABOUT = Subject("wish:100000000", "补棉袄", "/wishes/100000000/")


def offered_to_the_last(here: District) -> None:
    wish = paths.to_accept(here)
    wish.region.fallback = wish.organisation
    claim.decline_offer(wish, by=as_(here.manager), at=later())


def confirmed_twice(here: District) -> None:
    wish = paths.contacted(here)
    for _ in range(2):
        contact.confirm(wish, by=as_(here.wisher), at=later())


def handed_over(here: District, reach: Callable[[District], Wish], to: str = "") -> None:
    wish = reach(here)
    handler: Any = getattr(here, to) if to else wish.actor
    handover.hand_over(wish, by=as_(here.coordinator), at=later(), handler=handler)


def handed_on(here: District, to: str = "") -> None:
    wish = paths.to_transfer(here)
    handler: Any = getattr(here, to) if to else wish.actor
    handover.hand_on(wish, by=as_(here.coordinator), at=later(), handler=handler)


def helped_twice(here: District) -> None:
    wish = paths.helped(here)
    promise.promise(wish, user=wish.pledges.get().user, organisation=None, quantity=None, at=later())


def classified(
    here: District, reach: Callable[[District], Wish], category: Category | None = None, **more: Any
) -> None:
    wish = reach(here)
    chosen = category or wish.category
    assert chosen
    screen.classify(wish, by=as_(here.worker), at=later(), category=chosen, **VERSION | more)


def sent_to_a_closed_one(here: District) -> None:
    here.branch.active = False
    category = Category.objects.get(slug="service-repair")
    screen.dispatch(
        paths.to_screen(here), by=as_(here.worker), at=later(), organisation=here.branch, category=category, **VERSION
    )


def judged_with_nobody_in_hand(here: District, verdict: Callable[..., None]) -> None:
    wish = paths.to_verify(here)
    wish.claims.update(ended_at=later(), ending=Claim.Ending.HANDED_BACK)
    verdict(wish, by=as_(here.reviewer), at=later())


def answered_with_nothing(here: District) -> None:
    made = raise_objection(Raising(ABOUT, "不是他办的", sealed=True, key="k"), at=later())
    supervisor = holder("supervisor", Role.SUPERVISOR, here.district)
    answer_objection(objection=made, words=" ", public=False, by=as_(supervisor), at=later())


def rejected(here: District) -> Any:
    return photos.reject(photo(here), by=here.third_worker, at=later(), reason="看不清")


FORBIDDEN: dict[str, tuple[str, Callable[[District], object]]] = {
    "reopened with nobody who did it": ("no_claim", lambda here: afterlife.reopen(
        paths.to_pool(here), by=as_(here.coordinator), at=later())),
    "claimed for a unit by a stranger to it": ("handler_outside", lambda here: claim.claim(
        paths.to_pool(here), by=as_(here.manager), at=later(), organisation=here.branch, handler=here.resident)),
    "declined by the last resort": ("fallback_must", offered_to_the_last),
    "a contact confirmed twice": ("confirmed", confirmed_twice),
    "a contact denied that nobody spoke of": ("not_said", lambda here: contact.deny(
        paths.to_act(here), by=as_(here.wisher), at=later())),
    "joined to nothing": ("not_asked", lambda here: follow.answer_joining(
        paths.to_pool(here), by=as_(here.wisher), agreed=True, at=later())),
    "handed over what is his own": ("own_name", lambda here: handed_over(here, paths.to_act, "member")),
    "handed over to himself": ("same_hands", lambda here: handed_over(here, paths.to_branch_act)),
    "handed over to a stranger": ("handler_outside", lambda here: handed_over(here, paths.to_branch_act, "resident")),
    "handed on to himself": ("same_hands", handed_on),
    "handed on to a stranger": ("not_a_colleague", lambda here: handed_on(here, "resident")),
    "helped by who leads": ("is_lead", lambda here: helping.pledge(
        paths.to_act(here), by=as_(here.resident), at=later(), organisation=None, quantity=None)),
    "helped by no amount": ("how_much", lambda here: helping.pledge(
        paths.by_weight(here), by=as_(here.outsider), at=later(), organisation=None, quantity=None)),
    "helped twice": ("pledged", helped_twice),
    "asked while asked": ("supervised", lambda here: helping.supervise(
        paths.supervised("pool")(here), by=as_(here.coordinator), at=later(), due_on=later(days=3).date())),
    "resumed what goes on": ("not_paused", lambda here: pace.resume(
        paths.to_act(here), by=as_(here.resident), at=later())),
    "put into a category not in use": ("no_terms", lambda here: classified(
        here, paths.to_screen, Category.objects.create(nature="goods", name="新的", slug="new"))),
    "asked for less than was promised": ("pledged", lambda here: classified(
        here, paths.helped_by_weight, quantity=1, unit="斤")),
    "sent to a unit that is closed": ("inactive", sent_to_a_closed_one),
    "approved with nobody in hand": ("no_claim", lambda here: judged_with_nobody_in_hand(here, verify.fulfil)),
    "sent back to nobody": ("no_claim", lambda here: judged_with_nobody_in_hand(here, verify.send_back)),
    "a word of nothing": ("empty", lambda here: wording.keep(text=" ", level="warn", by=as_(here.admin), at=later())),
    "a word for itself": ("same", lambda here: wording.keep(
        text="某词", level="warn", replacement="某词", by=as_(here.admin), at=later())),
    "an objection without words": ("empty", lambda here: raise_objection(
        Raising(ABOUT, " ", sealed=True, key="k"), at=later())),
    "an answer without words": ("empty", answered_with_nothing),
    "a rejected picture kept": ("decided", lambda here: photos.keep_private(
        rejected(here), by=here.third_worker, at=later())),
    "a picture rejected twice": ("decided", lambda here: photos.reject(
        rejected(here), by=here.third_worker, at=later(), reason="看不清")),
}  # fmt: skip


@pytest.mark.parametrize("what", FORBIDDEN)
def test_it_is_refused_by_name(here: District, what: str) -> None:
    code, act = FORBIDDEN[what]
    with pytest.raises(Refused) as refused:
        act(here)
    assert refused.value.code == code
