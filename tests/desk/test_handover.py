"""交接 at the desk: who has what in hand, and what moved and what could not."""

from collections.abc import Callable

import pytest
from django.test import Client

from community.people.models import User
from community.wishes.models import Hand, Wish
from tests.desk.pages import text
from tests.factories import District, later
from tests.workflows import paths

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
URL = "/admin/handover/"


def test_the_page_tells_what_moved_and_what_could_not_and_why(here: District, sign_in: SignIn) -> None:
    first, second = paths.to_branch_act(here), paths.to_branch_act(here)
    Hand.objects.create(wish=first, user=here.agent, side=Hand.Side.JUDGING, part=Hand.Part.VERIFIER, at=later())
    client = sign_in(here.coordinator)
    assert f"{here.member}" in text(client.get(URL))
    answer = client.post(f"{URL}{here.member.pk}/", {"successor": here.agent.pk, "reason": "调走了"})
    page = text(answer)
    assert f"交给{here.agent} 1 件" in page and "没有交成 1 件" in page and "要请另一位同志验收" in page
    assert Wish.objects.get(pk=second.pk).actor == here.agent
    assert Wish.objects.get(pk=first.pk).actor == here.member
    again = text(client.post(f"{URL}{here.member.pk}/", {"successor": here.agent.pk}))
    assert "没有交出去的" in again and second.events.filter(outcome="hand_over").count() == 1


@pytest.mark.parametrize("nobody", ["", "x", "999999999999999999999"])
def test_without_a_successor_nothing_moves_and_nothing_typed_is_lost(
    here: District, sign_in: SignIn, nobody: str
) -> None:
    wish = paths.to_branch_act(here)
    answer = sign_in(here.coordinator).post(f"{URL}{here.member.pk}/", {"successor": nobody, "reason": "调走了"})
    assert answer.status_code == 422 and "调走了" in text(answer) and answer.context["form"].errors["successor"]
    assert Wish.objects.get(pk=wish.pk).actor == here.member


def test_only_people_concerned_are_offered(here: District, sign_in: SignIn) -> None:
    paths.to_branch_act(here)
    offered = dict(sign_in(here.coordinator).get(f"{URL}{here.member.pk}/").context["form"].fields["successor"].choices)
    assert set(offered) == {"", here.manager.pk, here.agent.pk}


@pytest.mark.parametrize(
    "who", ["worker", "reviewer", "district_reviewer", "grid_worker", "far_coordinator", "superuser"]
)
def test_for_others_it_does_not_exist(here: District, sign_in: SignIn, who: str) -> None:
    paths.to_branch_act(here)
    client = sign_in(getattr(here, who))
    assert client.get(URL).status_code == (200 if who == "far_coordinator" else 404)
    for method in (client.get, client.post):
        assert method(f"{URL}{here.member.pk}/").status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999999999999999999", "x"])
def test_nobody_is_a_404(here: District, sign_in: SignIn, pk: str) -> None:
    assert sign_in(here.coordinator).get(f"{URL}{pk}/").status_code == 404


def test_no_full_name_and_no_own_words_stand_there(here: District, sign_in: SignIn) -> None:
    paths.to_branch_act(here)
    client = sign_in(here.coordinator)
    for page in (text(client.get(URL)), text(client.get(f"{URL}{here.member.pk}/"))):
        assert not [name for name in ("郑远", "周克勤", "张桂英", "3幢502") if name in page]
