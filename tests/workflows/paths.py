"""Ways to bring a new wish to each step, shared by the tables of tests."""

from collections.abc import Callable

from community.people.actor import Actor
from community.wishes.models import Wish
from tests.factories import District, as_, day, later, public_version, step, wishing
from workflows import door


def membership_of(user: object, organisation: object) -> int:
    return user.memberships.get(organisation=organisation).pk  # type: ignore[attr-defined]  # a User


def to_screen(here: District, **extra: object) -> Wish:
    return door.start(wishing(here, **extra), by=as_(here.wisher), at=later())


def to_amend(here: District) -> Wish:
    return step(to_screen(here), "amend", here.worker, reason="请问是几件棉袄？")


def to_pool(here: District) -> Wish:
    return step(to_screen(here), "publish", here.worker, **public_version())


def to_accept(here: District) -> Wish:
    data = public_version(organisation=here.branch.pk)
    return step(to_screen(here), "dispatch", here.worker, **data)


def to_confirm_claim(here: District) -> Wish:
    wish = step(to_screen(here), "publish", here.worker, **public_version(home_visit="on"))
    return step(wish, "claim", here.resident, plan="周六上门", promised_on=day())


def to_act(here: District) -> Wish:
    return step(to_pool(here), "claim", here.resident, plan="周六上门", promised_on=day())


def to_branch_act(here: District) -> Wish:
    handler = membership_of(here.member, here.branch)
    return step(
        to_pool(here), "claim", here.manager, plan="周六去", promised_on=day(), organisation=here.branch.pk,
        handler=handler,
    )  # fmt: skip


def to_transfer(here: District) -> Wish:
    data = public_version("question-policy", unit="区民政局", due_on=day(5))
    return step(to_screen(here), "transfer", here.worker, **data)


def to_coordinate(here: District) -> Wish:
    return step(to_act(here), "cannot", here.resident, reason="要专业电工")


def to_confirm(here: District) -> Wish:
    return step(to_act(here), "done", here.resident, report="三件都补好了")


def to_confirm_answer(here: District) -> Wish:
    data = public_version("question-policy", text="带身份证到社区办理。")
    return step(to_screen(here), "answer", here.worker, **data)


def to_verify(here: District) -> Wish:
    return step(to_confirm(here), "satisfied", here.wisher)


AT: dict[str, Callable[[District], Wish]] = {
    "screen": to_screen,
    "amend": to_amend,
    "pool": to_pool,
    "accept": to_accept,
    "confirm_claim": to_confirm_claim,
    "act": to_act,
    "transfer": to_transfer,
    "coordinate": to_coordinate,
    "confirm": to_confirm,
    "verify": to_verify,
}

MACHINE = Actor.machine()
