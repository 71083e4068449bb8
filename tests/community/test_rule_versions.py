"""What is approved counts from its day: numbers, the terms of categories, and holidays."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from community.people.refusal import Refused
from community.records import calendar, policies, rules
from community.records.approval import State
from community.records.calendar import is_working_day
from community.records.policies import ASCENDING, REGISTRY, policy
from community.wishes.models import Category, Terms
from community.wishes.operations import terms as categories
from tests.community.proposals import RED, approve, propose_days, propose_number, propose_terms, terms_of
from tests.factories import District, as_, category, later, public_version, step
from tests.workflows import paths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_cache")]


# Numbers


def test_a_number_counts_from_its_day_once_it_is_approved(here: District) -> None:
    row = propose_number(here)
    assert policy(RED, later(days=5)) == 7
    approve(here, row)
    assert [policy(RED, later(days=n)) for n in (1, 2, 5)] == [7, 5, 5]


def test_approved_late_it_counts_from_the_approval_and_a_minute(here: District) -> None:
    """Every process has read the rules anew by then, so there is one moment for all."""
    row = approve(here, propose_number(here), at=later(days=4))
    assert row.valid_from == later(days=4, seconds=60)
    assert [policy(RED, later(days=4, seconds=n)) for n in (59, 60)] == [7, 5]


def test_the_process_that_approves_knows_at_once(here: District, django_capture_on_commit_callbacks: Any) -> None:
    row = propose_number(here)
    assert policy(RED, later(days=5)) == 7
    with django_capture_on_commit_callbacks(execute=True):
        rules.approve(row, by=as_(here.second_admin), at=later(hours=1))
    assert policy(RED, later(days=5)) == 5


def test_another_process_knows_before_the_number_begins() -> None:
    assert timedelta(seconds=policies.CACHE_SECONDS) == timedelta(seconds=calendar.CACHE_SECONDS) == rules.EVERYWHERE


@pytest.mark.parametrize("value", [0, -1, 61, 10**9])
def test_a_number_out_of_its_bounds_is_refused(here: District, value: int) -> None:
    with pytest.raises(Refused, match="bounds") as refused:
        propose_number(here, value=value)
    assert "1 到 60" in refused.value.message


@pytest.mark.parametrize(
    "changes,code",
    [({"key": "wish.pool.green"}, "unknown"), ({"value": 7}, "same"), ({"value": 3}, "order"), ({"value": 2}, "order")],
)
def test_a_number_that_makes_no_sense_is_refused(here: District, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        propose_number(here, **changes)


def test_the_order_is_told_in_words(here: District) -> None:
    with pytest.raises(Refused, match="order") as refused:
        propose_number(here, key="wish.amend.first_reminder", value=7)
    assert refused.value.message == "“待补充，第一次提醒”（7 天）要早于“待补充，第二次提醒”（7 天）。"


def test_the_order_holds_for_what_is_agreed_for_later_too(here: District) -> None:
    approve(here, propose_number(here, key="wish.pool.yellow", value=6, valid_from=later(days=9)))
    with pytest.raises(Refused, match="order"):
        propose_number(here)


def test_of_two_that_do_not_fit_together_the_second_is_not_approved(here: District) -> None:
    red, yellow = propose_number(here), propose_number(here, key="wish.pool.yellow", value=5)
    approve(here, red)
    with pytest.raises(Refused, match="order"):
        approve(here, yellow)
    yellow.refresh_from_db()
    assert yellow.state == State.WAITING


def test_two_numbers_for_one_moment_are_refused(here: District) -> None:
    approve(here, propose_number(here))
    with pytest.raises(Refused, match="taken"):
        propose_number(here, value=6)


def test_every_order_is_of_known_numbers_and_kept_by_the_defaults() -> None:
    chains = [[REGISTRY[key].default for key in chain] for chain in ASCENDING]
    assert all(chain == sorted(set(chain)) for chain in chains)


# Categories


def test_terms_count_from_their_day_and_the_old_version_ends_then(here: District) -> None:
    row = propose_terms(here, act_days=20)
    assert category().terms.at(later(days=5)).get().version == 1
    approve(here, row)
    first, second = category().terms.order_by("version")
    assert (first.valid_until, second.valid_from, second.version) == (later(days=2), later(days=2), 2)
    assert [category().terms.at(later(days=n)).get().act_days for n in (1, 2)] == [30, 20]


def test_one_version_is_in_force_at_every_moment(here: District) -> None:
    for n, days in enumerate((20, 25, 10)):
        approve(here, propose_terms(here, act_days=days, valid_from=later(days=n * 3 + 2)))
    assert [category().terms.at(later(days=n)).get().version for n in range(12)] == [1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4]


def test_the_database_allows_one_version_without_an_end(here: District) -> None:
    row = propose_terms(here)
    marks = {"approved_by": here.second_admin, "approved_at": later(hours=1), "version": 2}
    with pytest.raises(IntegrityError), transaction.atomic():
        Terms.objects.filter(pk=row.pk).update(**marks)


@pytest.mark.parametrize(
    "slug,changes,code",
    [
        ("service-repair", {"low_risk": True}, "same"),
        ("service-repair", {"widest": "staff"}, "unseen"),
        ("appeal-noise", {"widest": "street"}, "appeal"),
        ("service-repair", {"act_days": 20, "valid_from": later(days=2)}, "before_last"),
    ],
)
def test_terms_that_make_no_sense_are_refused(here: District, slug: str, changes: dict[str, Any], code: str) -> None:
    if code == "before_last":
        approve(here, propose_terms(here, act_days=10, valid_from=later(days=5)))
    with pytest.raises(Refused, match=code):
        propose_terms(here, slug=slug, **changes)


def test_a_wish_under_way_keeps_deadline_and_terms_and_the_next_gets_the_new_ones(here: District) -> None:
    old = paths.to_act(here)
    waiting = paths.to_pool(here)
    before = (old.terms, old.due_at, old.wake_at)
    approve(here, propose_terms(here, act_days=20))
    approve(here, propose_number(here, key="wish.contact.first_reminder", value=1))
    old = step(old, "contact", here.resident, at=later(days=3))
    assert (old.terms, old.due_at) == before[:2]
    # Screened under the first version, it is done by the first version, whenever it is claimed.
    waiting = step(waiting, "claim", here.resident, at=later(days=3), plan="周六去", promised_on="2026-11-17")
    assert (waiting.terms, waiting.due_at) == (old.terms, later(days=33))
    assert waiting.wake_at == later(days=4)
    fresh = step(paths.to_screen(here), "publish", here.worker, at=later(days=3), **public_version())
    assert fresh.terms and fresh.terms.version == 2


def test_a_category_taken_out_of_use_is_offered_no_more(here: District) -> None:
    old, fresh = paths.to_pool(here), paths.to_screen(here)
    approve(here, propose_terms(here, in_use=False))
    assert category() in Category.objects.in_use(later(days=1))
    assert category() not in Category.objects.in_use(later(days=2))
    with pytest.raises(Exception, match="invalid_choice"):
        step(fresh, "publish", here.worker, at=later(days=3), **public_version())
    assert step(old, "claim", here.resident, at=later(days=3), plan="去", promised_on="2026-11-17").status == "acting"


def test_a_new_category_begins_with_its_first_approved_terms(here: District) -> None:
    terms = terms_of(category())
    given: dict[str, Any] = {
        "nature": "service",
        "name": "理发",
        "terms": terms,
        "reason": "夏天来问的多",
        "at": later(),
    }
    row = categories.propose_category(valid_from=later(), by=as_(here.admin), **given)
    assert row.category not in Category.objects.in_use(later(days=5))
    rules.close(row, reason="先不设", by=as_(here.second_admin), at=later(minutes=5))
    row = categories.propose_category(valid_from=later(), by=as_(here.admin), **given)
    assert approve(here, row).version == 1
    assert row.category in Category.objects.in_use(later(days=5))
    with pytest.raises(Refused, match="known"):
        categories.propose_category(valid_from=later(days=1), by=as_(here.admin), **given)


def test_what_came_with_the_program_has_no_author(here: District) -> None:
    assert not Terms.objects.exclude(set_by=None, approved_by=None, version=1).exists()
    row = Terms.objects.get(category=category(), version=1)
    row.pk, row.version, row.valid_until = None, 9, later(days=9)
    with pytest.raises(IntegrityError, match="came_with"), transaction.atomic():
        row.save(force_insert=True)


# Days


def test_a_year_s_arrangement_holds_once_it_is_approved(here: District) -> None:
    days = [(date(2026, 12, 31), "rest", "元旦"), (date(2027, 1, 3), "work", "")]
    row = propose_days(here, days=days)
    assert (is_working_day(date(2026, 12, 31)), is_working_day(date(2027, 1, 3))) == (True, False)
    approve(here, row)
    assert (is_working_day(date(2026, 12, 31)), is_working_day(date(2027, 1, 3))) == (False, True)


def test_a_later_arrangement_takes_a_day_back(here: District) -> None:
    approve(here, propose_days(here))
    approve(here, propose_days(here, days=[(date(2026, 12, 31), "library", "")]), at=later(hours=2))
    assert is_working_day(date(2026, 12, 31))


@pytest.mark.parametrize(
    "days,code",
    [
        ([], "no_days"),
        ([(date(2026, 11, 10), "rest", "")], "past"),
        ([(date(2027, 1, 1), "rest", ""), (date(2027, 1, 1), "work", "")], "twice"),
    ],
)
def test_an_arrangement_is_of_days_to_come_each_once(here: District, days: list[Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        propose_days(here, days=days)


def test_an_arrangement_approved_too_late_is_refused(here: District) -> None:
    with pytest.raises(Refused, match="past"):
        approve(here, propose_days(here), at=later(days=60))
