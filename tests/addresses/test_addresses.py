"""Every address, every role, one thing of each kind: whoever is not named in ``table`` gets no further."""

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.addresses import table
from tests.addresses.cast import Cast, answer, make_cast, routes
from tests.factories import District
from tests.workflows.test_permissions import MAY
from workflows import steps
from workflows.desk import menus
from workflows.flows.wish_rules import RULES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LOOKERS = table.names("worker sister_worker far_worker grid_worker coordinator far_coordinator reviewer far_reviewer "
                      "supervisor resident manager far_manager stranger wisher superuser")  # fmt: skip
EVERY_TENTH = 10  # in `make test`; all of them in `make prove`
Cell = tuple[str, str, str, str, bool]  # who, method, route, address, whether he gets further


@pytest.fixture
def cast(here: District) -> Cast:
    return make_cast(here)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    def print_(line: str) -> None:
        with capsys.disabled():
            print(line)  # noqa: T201 - the log shows the table

    return print_


def test_every_address_is_in_the_table() -> None:
    """A new one? Say in ``table.OURS`` who may open it, and for whose things."""
    known = set(table.OURS) | table.STEPS
    assert [route for route in routes() if route not in known and table.library(route) is None] == []
    assert [route for route in known if route not in set(routes())] == []
    ours = [route for route in routes() if route.startswith(("wishes/", "me/"))]
    desk = tuple(f"admin/{viewset.url_prefix}/" for viewset in menus.viewsets())
    ours += [route for route in routes() if route.startswith((*desk, "admin/import/"))]
    assert [route for route in ours if route not in known] == []


# What addresses name besides things: there for everybody who may come so far.
NAMED = {
    "<slug:name>.md": "resident.md", "<slug:name>.webp": "claim.webp",
    "<slug:kind>": "wish", "<slug:what>": "wishes", "<slug:name>-<slug:size>": "x-small", "<str:key>": "wish.pool.red",
    "<slug:slug>": "service-repair", "<str:kind>": "number", "<str:cut>": "x",
}  # fmt: skip


def address(cast: Cast, route: str, thing: str) -> str:
    """The address of the thing, be it a wish, a batch or a person."""
    named = dict(NAMED)
    if thing in cast.batches:
        named["<str:token>"] = cast.batches[thing].token
    elif thing in cast.things:
        wish = cast.things[thing]
        named |= {"<str:code>": wish.code, "<int:task_id>": str(wish.task_id)}
    pks = {name: one.pk for name, one in (cast.people | cast.objections | cast.memberships).items()}
    named["<int:pk>"] = str(pks.get(thing, 0))
    for hole, text in named.items():
        route = route.replace(hole, text)
    return "/" + route


def cells(cast: Cast) -> Iterator[Cell]:
    for route, told in table.OURS.items():
        for method, who in (("GET", told.get), ("POST", told.post)):
            for thing, allowed in who.items() if isinstance(who, dict) else [("", who)]:
                for name in [*cast.people, "anonymous", *(["by_link"] if thing in cast.things else [])]:
                    where = address(cast, route, thing)
                    yield name if name != "by_link" else f"by_link {thing}", method, route, where, name in allowed


def client_of(cast: Cast, name: str) -> Any:
    return cast.by_link(name.removeprefix("by_link ")) if name.startswith("by_link") else cast.client(name)


def wrong_among(cast: Cast, some: list[Cell]) -> str:
    """One line for each answer that is not what the table says."""
    found = []
    for name, method, route, where, allowed in some:
        given = answer(client_of(cast, name), method, where)
        if given != ("further" if allowed else "refused"):
            found.append(f"{name}: {given} by {method} {route} ({where})")
    return "\n".join(sorted(found))


def test_a_tenth_of_the_table(cast: Cast) -> None:
    every = list(cells(cast))
    assert not (wrong := wrong_among(cast, random.Random(2026).sample(every, len(every) // EVERY_TENTH))), wrong


@pytest.mark.prove
def test_the_whole_table(cast: Cast, say: Callable[[str], None]) -> None:
    every = list(cells(cast))
    for route in table.OURS:
        rows = [cell for cell in every if cell[2] == route]
        further = sorted({f"{method} {name}" for name, method, _, _, allowed in rows if allowed})
        say(f"  /{route}: {len(rows)} tried, further: {', '.join(further) or 'nobody'}")
    say(f"  {len(every)} cells")
    assert not (wrong := wrong_among(cast, every)), wrong


def library_cells(cast: Cast) -> Iterator[Cell]:
    known = set(table.OURS) | table.STEPS
    for route in routes():
        allowed = table.library(route) if route not in known else None
        for name in [*cast.people, "anonymous"] if allowed is not None else []:
            if name not in (allowed or ()):
                yield name, "GET", route, made_up(route), False
                yield name, "POST", route, made_up(route), False


def made_up(route: str) -> str:
    """An address that fits the pattern, with the first of everything."""
    text = re.sub(r"<int:\w+>", "1", route)
    text = re.sub(r"<slug:app_label>|<slug:app_name>|<str:app_label>", "people", text)
    text = re.sub(r"<slug:model_name>|<str:model_name>", "user", text)
    text = re.sub(r"<\w+:\w+>", "1", text)
    text = re.sub(r"\(\?P<\w+>[^)]*\)|\([^)]*\)", "1", text)
    return "/" + re.sub(r"[\^$\\?]|\.\*|\+", "", text)


def test_a_tenth_of_what_libraries_bring(cast: Cast) -> None:
    every = list(library_cells(cast))
    assert not (wrong := wrong_among(cast, random.Random(2026).sample(every, len(every) // (2 * EVERY_TENTH)))), wrong


@pytest.mark.prove
def test_all_of_what_libraries_bring(cast: Cast, say: Callable[[str], None]) -> None:
    every = list(library_cells(cast))
    say(f"  {len(every)} cells of libraries")
    assert not (wrong := wrong_among(cast, every)), wrong


@pytest.mark.parametrize("thing", table.SEES)
def test_nobody_goes_a_step_that_is_not_his(cast: Cast, thing: str) -> None:
    """With the right pin: an invisible wish is 404, a visible one 403, whether the outcome is of its step or not."""
    wish = cast.things[thing]
    at = steps.step_of(wish)
    pin = {"pin": steps.pin(wish)}
    near = thing.startswith("near")
    for outcome in [*(name for step, name in RULES if step == at), "approve", "reopen"]:
        usual = MAY.get(at, {}).get(outcome, set()) if near else set()
        if outcome == "claim":
            usual = usual | {"far_wisher"}  # whose home is confirmed anywhere in the district
        for name in (
            "anonymous",
            "stranger",
            "sister_worker",
            "far_worker",
            "far_coordinator",
            "far_wisher",
            "superuser",
        ):
            if name not in usual and not (name.startswith("far") and not near):
                assert refused(cast, name, wish.code, outcome, pin, visible=name in table.SEES[thing]), (name, outcome)


def refused(cast: Cast, name: str, code: str, outcome: str, pin: dict[str, str], *, visible: bool) -> bool:
    answer = cast.client(name).post(f"/wishes/{code}/{outcome}/", pin)
    return answer.status_code in ({403, 409} if visible else {404})


def test_lists_name_nothing_from_elsewhere(cast: Cast) -> None:
    """Neither the code nor the words of a wish that is none of one's business stand on any page without a thing."""
    for route, told in table.OURS.items():
        if isinstance(told.get, dict) or not told.get:
            continue
        for name in sorted(told.get & LOOKERS):
            page = cast.client(name).get(f"/{route}")
            text = page.content.decode(errors="replace")
            hidden = [cast.things[t] for t, who in table.SEES.items() if name not in who]
            assert not [wish.code for wish in hidden if wish.code in text or wish.spoken_code in text], (name, route)
