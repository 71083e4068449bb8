"""What may be the same matter stands beside the decision."""

from collections.abc import Callable

import pytest
from django.test import Client

from community.people.models import User
from community.wishes.models import Status, Wish
from tests.desk.pages import case, text
from tests.factories import District, as_, later, public_version, step, wishing
from tests.workflows import paths
from workflows import door

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_what_may_be_the_same_matter_stands_beside_the_decision_and_one_tap_fills_in_the_merge(
    here: District, sign_in: SignIn
) -> None:
    known, wish = paths.to_pool(here), paths.to_screen(here, own_words="三件棉袄破了，穿不上针，想请人补一补。")
    client = sign_in(here.worker)
    page = text(client.get(case(wish)))
    assert "可能是同一件事" in page and known.public_text in page

    answer = client.post(case(wish), {"merge_into": known.spoken_code, "turn": "", "public_title": "棉袄"})
    assert answer.context["chosen"].outcome == "merge"
    assert answer.context["form"]["into"].value() == known.spoken_code
    assert Wish.objects.get(pk=wish.pk).status == Status.SCREENING

    assert "可能是同一件事" not in text(client.get(case(paths.to_screen(here, own_words="路灯坏了"))))
    assert "可能是同一件事" not in text(sign_in(here.coordinator).get(case(paths.to_coordinate(here))))


def test_what_staff_alone_may_see_is_compared_within_the_worker_s_own_area_only(
    here: District, sign_in: SignIn
) -> None:
    known = step(paths.to_screen(here), "publish_street", here.worker, **public_version())
    Wish.objects.filter(pk=known.pk).update(visibility="staff")
    own = paths.to_screen(here)
    assert known.spoken_code in text(sign_in(here.worker).get(case(own)))
    other = door.start(wishing(here, region=here.sister), by=as_(here.wisher), at=later())
    assert known.public_text not in text(sign_in(here.sister_worker).get(case(other)))
