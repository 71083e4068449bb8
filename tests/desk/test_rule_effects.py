"""What a change of rules touches: each figure is the list it opens."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from community.people.models import User
from community.records.policies import REGISTRY
from community.wishes.models import Status, Terms, Wish
from tests.desk.pages import text
from tests.desk.proposals import ASK, DAYS, RED, REPAIR, TERMS, proposal
from tests.factories import District, later
from tests.workflows import paths
from workflows.desk.rules import cuts
from workflows.desk.rules.cuts import Cut

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_cache")]
SignIn = Callable[[User], Client]


@pytest.fixture
def busy(here: District) -> District:
    """Wishes at several steps, one of them worth 600 元, one due on New Year's Day."""
    paths.to_screen(here)
    paths.to_pool(here)
    Wish.objects.filter(pk=paths.to_pool(here).pk).update(value=60_000)
    paths.to_act(here)
    Wish.objects.filter(pk=paths.to_act(here).pk).update(due_at=later(days=52))
    paths.to_confirm(here)
    return here


def shown(client: Client, url: str, form: dict[str, str]) -> dict[str, int]:
    """The effects of a change, each figure after it was compared with the list it opens."""
    found = {}
    for effect in client.post(url, form).context["effects"]:
        if effect.cut:
            listed = client.get(effect.cut.url)
            rows = listed.context["rows"]
            assert effect.cut.number == listed.context["number"] == len(rows)
            assert f"共 {len(rows)} 件" in text(listed)
            found[effect.cut.name] = len(rows)
    return found


def test_the_figures_are_the_lists_they_open(busy: District, admin: Client) -> None:
    assert shown(admin, RED, ASK) == {"at-step": 2, "elsewhere": 4}
    over = "/admin/rules/numbers/wish.value.confirm_over/"
    assert shown(admin, over, ASK | {"value": "700"}) == {"worth": 1}
    assert shown(admin, over, ASK | {"value": "550"}) == {"worth": 0}
    person = "/admin/rules/numbers/claim.live.person/"
    assert shown(admin, person, ASK | {"value": "4"}) == {"full-hands": 0}
    assert shown(admin, person, ASK | {"value": "2"}) == {"full-hands": 3}
    assert shown(admin, "/admin/rules/numbers/wish.link.days/", ASK) == {"at-step": 1}
    assert shown(admin, "/admin/rules/numbers/wish.call_back.days/", ASK) == {"calls": 0}
    for key, touched in {
        "wish.pause.most": 2,
        "wish.extend.most": 2,
        "wish.supervise.days": 6,
        "wish.urgent.hours": 0,
    }.items():
        assert list(shown(admin, f"/admin/rules/numbers/{key}/", ASK).values()) == [touched], key
    assert shown(admin, REPAIR, TERMS) == {"terms": 5, "again": 0}
    assert shown(admin, "/admin/rules/days/new/", DAYS) == {"due-on": 1}


def test_every_number_has_a_page_and_says_what_it_touches(busy: District, admin: Client) -> None:
    for key, number_ in REGISTRY.items():
        url = f"/admin/rules/numbers/{key}/"
        other = next(n for n in range(number_.least, number_.most + 1) if n != number_.default)
        answer = admin.post(url, ASK | {"value": str(other)})
        assert answer.status_code in {200, 422}
        assert answer.status_code == 422 or answer.context["effects"], key
        assert number_.label in text(answer)


def test_a_step_s_number_touches_no_date_of_a_wish_under_way(busy: District, admin: Client, second: Client) -> None:
    def dates() -> list[Any]:
        return list(Wish.objects.order_by("pk").values_list("due_at", "wake_at", "terms__version"))

    before = dates()
    for url in (RED, REPAIR, "/admin/rules/days/new/"):
        second.post(proposal(admin, url), {"approve": ""})
    cache.clear()
    assert dates() == before


def test_a_list_tells_nothing_of_what_is_wished(busy: District, admin: Client) -> None:
    page = text(admin.get(Cut("elsewhere", Status.OPEN).url))
    wish = Wish.objects.get(status=Status.CONFIRMING)

    assert wish.spoken_code in page
    assert not [word for word in (wish.public_title, wish.wisher_mask, wish.phone_mask) if word and word in page]


@pytest.mark.parametrize("name", cuts.CUTS)
@pytest.mark.parametrize("of", ["", "x", "1-", "9" * 40, "-", "9999-12-31", "\0", "1-99999999999999999999"])
def test_an_address_that_is_not_ours_is_no_fault(admin: Client, name: str, of: str) -> None:
    assert admin.get(f"/admin/rules/wishes/{name}/", {"of": of}).status_code in {200, 404}


def test_nor_is_any_other(here: District, admin: Client) -> None:
    wrong = ["numbers/wish.pool.green/", "categories/none/", "waiting/number/99/", "waiting/none/1/", "wishes/none/"]
    first = Terms.objects.first()
    assert first is not None
    wrong.append(f"waiting/terms/{first.pk}/")  # what came with the program was proposed by nobody
    assert {admin.get(f"/admin/rules/{url}").status_code for url in wrong} == {404}
