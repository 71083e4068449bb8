"""What an award costs, and that it is given once."""

from typing import Any

import pytest

from community.people.actor import paid_among
from community.points.models import Account, Entry, Rule
from community.points.operations import Deed, award
from tests.factories import MORNING, District, resident

pytestmark = pytest.mark.django_db


def deeds(here: District) -> list[Deed]:
    """A lead and twenty helpers, none of whom ever had points."""
    helpers = [resident(f"helper{n}", here.community) for n in range(20)]
    lead = Deed([Rule.Code.WISH_DONE_SERVICE, Rule.Code.SATISFIED], [here.member, here.worker], [here.branch])
    return [lead, Deed([Rule.Code.HELPED], helpers, [])]


def test_an_award_asks_the_database_at_most_eight_times(here: District, django_assert_max_num_queries: Any) -> None:
    made = deeds(here)
    with django_assert_max_num_queries(8):
        paid = paid_among([person for deed in made for person in deed.people], MORNING)
        award(made, source="wish:386204517", paid=paid, approved_by=here.reviewer, at=MORNING)
    assert Account.objects.count() == 23
    assert Account.objects.get(user=here.member).spendable == sum(
        Entry.objects.filter(account__user=here.member).values_list("honour", flat=True)
    )
    assert Account.objects.get(user=here.worker).spendable == 0


def test_an_award_given_twice_is_given_once(here: District) -> None:
    made = deeds(here)
    for _ in range(2):
        award(made, source="wish:386204517", paid=[], approved_by=here.reviewer, at=MORNING)
    assert Entry.objects.count() == 2 * 3 + 20
    assert Account.objects.get(user=here.member).honour == sum(
        Entry.objects.filter(account__user=here.member).values_list("honour", flat=True)
    )
