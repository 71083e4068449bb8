"""The table of who may, once more through the pages: per step and outcome, everyone in the district posts the form."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from community.people.models import User
from community.wishes.links import wisher_link
from community.wishes.models import Wish, WishEvent
from tests.factories import District
from tests.workflows import paths
from tests.workflows.paths import AT, BEFORE
from tests.workflows.test_permissions import CALLERS, CELLS, MAY, filled
from workflows import steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def may(at_step: str, outcome: str) -> set[str]:
    """On a public page nobody records a call: that is for the desk's 回访, by phone or visit."""
    by_call = outcome in {"satisfied", "fair", "dissatisfied", "unreached", "confirm_contact", "deny_contact"}
    return MAY[at_step][outcome] - (CALLERS if by_call else set())


def browsers(here: District, wish: Wish) -> Iterator[tuple[str, Client]]:
    """Everyone logged in, a visitor, and one who came by the wish's own link."""
    for name, user in vars(here).items():
        if isinstance(user, User):
            client = Client()
            client.force_login(user)
            yield name, client
    yield "anonymous", Client()
    linked = Client()
    linked.post(wish.get_absolute_url() + "enter/", {"t": wisher_link(wish).partition("?t=")[2]})
    yield "by_link", linked


def posted(client: Client, wish: Wish, outcome: str, data: dict[str, Any]) -> int:
    """What the page answers; whatever it did is taken back."""
    with transaction.atomic():
        answer = client.post(f"{wish.get_absolute_url()}{outcome}/", data | {"pin": steps.pin(wish)})
        transaction.set_rollback(True)
    return answer.status_code


# The outcomes of a step by the way that leads to where they are to be had.
STATES = {paths.at(*cell): [one for one in CELLS if paths.at(*one) is paths.at(*cell)] for cell in CELLS}


@pytest.mark.parametrize("reach", STATES, ids=lambda reach: " ".join(STATES[reach][0]))
def test_the_pages_let_pass_whom_the_door_lets_pass(here: District, reach: Callable[[District], Wish]) -> None:
    cache.clear()
    wish, at_step = reach(here), STATES[reach][0][0]
    fillings = {outcome: filled(here, at_step, outcome) for _, outcome in STATES[reach]}
    lines = WishEvent.objects.count()
    for name, client in browsers(here, wish):
        for outcome, data in fillings.items():
            status = posted(client, wish, outcome, data)
            if name in may(at_step, outcome):
                assert status == 302, (name, outcome, status)
            else:
                assert status in {403, 404}, (name, outcome, status)
    assert WishEvent.objects.count() == lines


NO_STEPS = {"code", "together", "slip", "offer"}  # pages of a wish that move nothing


@pytest.mark.parametrize("at_step", MAY)
def test_whoever_may_finds_the_button_and_its_form(here: District, at_step: str) -> None:
    wish = AT[at_step](here)
    for name, client in browsers(here, wish):
        page = client.get(wish.get_absolute_url())
        buttons = set(re.findall(rf'href="{wish.get_absolute_url()}([a-z_]+)/"', page.text)) - NO_STEPS
        assert buttons == {
            outcome for outcome in MAY[at_step] if (at_step, outcome) not in BEFORE and name in may(at_step, outcome)
        }, name
        for outcome in buttons:
            assert client.get(f"{wish.get_absolute_url()}{outcome}/").status_code == 200, (name, outcome)
