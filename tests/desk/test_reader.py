"""待验收 one after the other: the list beside the case, one press to approve, two to send back, nothing done by itself."""

from collections.abc import Callable

import pytest
from django.test import Client

from community.people.models import User
from community.wishes.models import Status, Wish
from tests.desk.pages import case, text
from tests.factories import District
from tests.workflows import paths

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_the_list_stands_beside_the_case_and_leads_on(here: District, sign_in: SignIn) -> None:
    first, second, third = (paths.to_verify(here) for _ in range(3))
    client = sign_in(here.reviewer)

    page = client.get(case(second), {"status": "verifying"})
    beside = page.context["neighbours"]

    assert [row.wish.pk for row in beside.rows] == [first.pk, second.pk, third.pk]
    assert (beside.previous, beside.following) == (
        f"{case(first)}?status=verifying",
        f"{case(third)}?status=verifying",
    )
    answer = client.post(f"{case(second)}?status=verifying", {"pin": page.context["pin"], "outcome": "approve"})
    assert answer["Location"] == f"{case(third)}?status=verifying"


def test_a_phrase_sends_back_at_one_press_and_other_needs_a_word(here: District, sign_in: SignIn) -> None:
    wish = paths.to_verify(here)
    client = sign_in(here.reviewer)
    pin = client.get(case(wish)).context["pin"]
    sent = {"pin": pin, "outcome": "send_back", "phrase": "其他", "reason": ""}

    refused = client.post(case(wish), sent)
    assert refused.status_code == 422 and "请写明退回的原因" in text(refused)
    assert '<option value="其他" selected>' in text(refused)

    client.post(case(wish), sent | {"phrase": "票据缺失"})
    assert Wish.objects.get(pk=wish.pk).status == Status.ACTING


def test_who_had_a_part_reads_why_and_finds_no_button(here: District, sign_in: SignIn) -> None:
    wish = paths.to_verify(here)
    Wish.objects.filter(pk=wish.pk).update(proxied_by=here.reviewer)

    page = sign_in(here.reviewer).get(case(wish))

    assert "您参与过这件事" in text(page) and 'value="approve"' not in text(page)


def test_a_coordinator_reads_it_and_is_offered_no_approval(here: District, sign_in: SignIn) -> None:
    page = sign_in(here.coordinator).get(case(paths.to_verify(here)))

    assert page.status_code == 200 and 'value="approve"' not in text(page)


@pytest.mark.parametrize("who", ["worker", "coordinator"])
def test_nothing_is_chosen_for_anybody_while_it_is_being_done(here: District, sign_in: SignIn, who: str) -> None:
    page = sign_in(getattr(here, who)).get(case(paths.to_act(here)))

    assert page.context["choices"] and page.context.get("chosen") is None
    assert "先点要办的一样" in text(page)
