"""What a board counts: figure and list are the same, and who must not be ranked is not."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from community.honours.measures import LEAST_RATED, MEASURES, Kind, Measure, Scope
from community.honours.models import Evidence, Line
from community.honours.operations import fix, withdraw
from community.honours.periods import Period, at_hand
from community.honours.queries import board, deeds
from community.people.consents import Purpose, end, give, in_force
from community.people.models import Consent, User
from community.people.refusal import Refused
from community.people.roles import Role
from community.wishes.models import Wish
from tests.factories import SHANGHAI, District, as_, day, holder, later, step
from tests.workflows import paths

pytestmark = pytest.mark.django_db
QUARTER = Period(2026, 10, 3)
OVER = datetime(2027, 1, 4, 9, tzinfo=SHANGHAI)
CELLS = [(measure, kind) for measure in MEASURES.values() for kind in Kind if kind in measure.kinds]


def fulfil(here: District, wish: Wish, rating: str = "satisfied") -> Wish:
    assert wish.actor
    wish = step(wish, "done", wish.actor, report="办好了")
    wish = step(wish, rating, here.wisher)
    return step(wish, "approve", here.reviewer)


def helped(wish: Wish, by: User, **data: Any) -> Wish:
    step(wish, "pledge", by, text="我有三轮车", **data)
    return step(wish, "deliver", by, pledge=wish.pledges.get().pk)


@pytest.fixture
def season(here: District) -> District:
    """The branch did five, one with a resident's help and one rated but fair; a resident did two, one with help of the
    branch. What is not public or not over does not count."""
    fulfil(here, helped(paths.to_branch_act(here), here.resident))
    fulfil(here, paths.to_branch_act(here), "fair")
    for _ in range(LEAST_RATED - 2):
        fulfil(here, paths.to_branch_act(here))
    fulfil(here, helped(paths.to_act(here), here.agent, organisation=here.branch.pk))
    fulfil(here, paths.to_act(here))
    hidden = fulfil(here, paths.to_act(here))
    Wish.objects.filter(pk=hidden.pk).update(visibility="street")
    paths.to_verify(here)
    return here


def scope(kind: Kind = Kind.PEOPLE, **more: object) -> Scope:
    return Scope(kind, QUARTER, **more)  # type: ignore[arg-type]  # as given


def listed(measure: Measure, kind: Kind, cut: datetime) -> Iterator[tuple[int, int, int]]:
    """(who, figure, what its list comes to)"""
    for who, figure in measure.rows(scope(kind), cut, 10):
        rows = list(measure.listing(who, scope(kind), cut))
        yield who, figure, measure.figure_of(sum(row.counts for row in rows), len(rows))


def test_each_figure_is_what_its_list_comes_to(season: District, django_assert_num_queries: Any) -> None:
    figures_are_right(season)
    names_need_consent(season)
    keys_tell_nothing()
    for measure, kind in CELLS:
        found = list(listed(measure, kind, later(days=1)))
        assert found, (measure.code, kind)
        assert all(figure == told for _, figure, told in found), (measure.code, kind)
        assert not list(listed(measure, kind, later(days=-1)))
        with django_assert_num_queries(1):
            measure.rows(scope(kind), later(days=1), 10)


def figures_are_right(season: District) -> None:
    here, cut = season, later(days=1)

    def rows(code: str, kind: Kind) -> list[tuple[int, int]]:
        return MEASURES[code].rows(scope(kind), cut, 10)

    assert rows("fulfilled", Kind.PEOPLE) == [(here.member.pk, 5), (here.resident.pk, 2)]
    assert rows("fulfilled", Kind.ORGANISATIONS) == [(here.branch.pk, 5)]
    assert rows("fulfilled", Kind.COMMUNITIES) == [(here.community.pk, 7)]
    assert rows("helped", Kind.PEOPLE) == [(here.agent.pk, 1), (here.resident.pk, 1)]
    assert rows("helped", Kind.ORGANISATIONS) == [(here.branch.pk, 1)]
    assert rows("satisfied", Kind.ORGANISATIONS) == [(here.branch.pk, 100)]
    assert rows("rated", Kind.COMMUNITIES) == [(here.community.pk, 100)]
    assert [who for who, _ in rows("points", Kind.PEOPLE)] == [here.member.pk, here.resident.pk, here.agent.pk]
    assert MEASURES["fulfilled"].rows(scope(region=here.far), cut, 10) == []
    assert MEASURES["fulfilled"].rows(scope(nature="goods"), cut, 10) == []
    before = Scope(Kind.PEOPLE, QUARTER.before())
    assert MEASURES["fulfilled"].rows(before, cut, 10) == []


def test_staff_minors_those_who_left_and_offices_are_not_ranked(season: District) -> None:
    here, measure = season, MEASURES["fulfilled"]
    here.member.memberships.create(role=Role.GRID_WORKER, region=here.community, starts_on="2026-12-31")
    assert measure.rows(scope(), later(days=1), 10) == [(here.resident.pk, 2)]
    Consent.objects.create(user=here.resident, purpose=Purpose.GUARDIAN, version="1", given_at=later())
    assert measure.rows(scope(), later(days=1), 10) == []
    Consent.objects.filter(purpose=Purpose.GUARDIAN).delete()
    User.objects.filter(pk=here.resident.pk).update(erased_at=later())
    assert measure.rows(scope(), later(days=1), 10) == []
    here.branch.kind = "street_office"
    here.branch.save()
    assert measure.rows(scope(Kind.ORGANISATIONS), later(days=1), 10) == []


def test_a_wish_done_again_counts_once_and_while_it_is_open_not_at_all(here: District) -> None:
    wish = fulfil(here, paths.to_act(here))
    measure, points = MEASURES["fulfilled"], MEASURES["points"]
    assert measure.rows(scope(), later(days=9), 10) == [(here.resident.pk, 1)]
    reopened = step(wish, "reopen", here.coordinator, reason="没办好")
    assert measure.rows(scope(), later(days=9), 10) == []
    assert points.rows(scope(), later(days=9), 10) == []
    fulfil(here, reopened)
    assert measure.rows(scope(), later(days=9), 10) == [(here.resident.pk, 1)]


def test_equals_come_together_or_not_at_all(here: District, monkeypatch: pytest.MonkeyPatch) -> None:
    measure = MEASURES["fulfilled"]
    for _ in range(2):
        fulfil(here, paths.to_act(here))
    fulfil(here, paths.to_branch_act(here))
    other = paths.to_pool(here)
    agent = here.agent.memberships.get().pk
    given = {"plan": "去", "promised_on": day(), "organisation": here.branch.pk, "handler": agent}
    fulfil(here, step(other, "claim", here.manager, **given))
    two = {here.member.pk, here.agent.pk}
    found = measure.rows(scope(), later(days=1), 2)
    assert found[0] == (here.resident.pk, 2)
    assert {who for who, _ in found[1:]} == two
    monkeypatch.setattr("community.honours.measures.MOST", 2)
    assert measure.rows(scope(), later(days=1), 2) == [(here.resident.pk, 2)]
    monkeypatch.setattr("community.honours.measures.MOST", 1)
    assert measure.rows(Scope(Kind.PEOPLE, QUARTER), later(days=1), 1) == [(here.resident.pk, 2)]


def test_a_fixed_board_keeps_its_figures_and_what_they_were_made_of(season: District) -> None:
    here = season
    only_a_keeper_fixes_what_is_over(here)
    editor = as_(holder("editor", Role.EDITOR, here.district))
    for measure, kind in CELLS:
        roll = fix(measure=measure.code, scope=scope(kind), most=10, by=editor, at=OVER)
        made = board(measure=measure, scope=scope(kind), most=10, at=OVER, seal="1", roll=roll)
        for one in made.standings():
            rows = deeds(made.listing(one))
            assert one.figure == measure.figure_of(sum(row.counts for row in rows), len(rows))
            assert all(row.wish for row in rows)
    roll = fix(measure="fulfilled", scope=scope(), most=10, by=editor, at=OVER)
    Wish.objects.filter(actor=here.resident).update(visibility="street")
    made = board(measure=MEASURES["fulfilled"], scope=scope(), most=10, at=OVER, seal="1", roll=roll)
    assert [one.figure for one in made.standings()] == [5, 2]
    hidden = deeds(made.listing(made.standings()[1]))
    assert [(row.wish, row.counts) for row in hidden] == [(None, 1), (None, 1)]
    assert made.took_part == 2


def only_a_keeper_fixes_what_is_over(here: District) -> None:
    near = as_(holder("near_editor", Role.EDITOR, here.street))
    given = {"measure": "fulfilled", "most": 3}

    def why(at: datetime = OVER, **more: object) -> str:
        with pytest.raises(Refused) as refused:
            fix(**given | {"scope": scope(), "by": near, "at": at} | more)  # type: ignore[arg-type]  # as given
        return refused.value.code

    assert why() == "not_yours"  # the whole district is not his
    assert why(scope=scope(region=here.other_street)) == "not_yours"
    for who in (here.superuser, here.admin, here.worker):
        assert why(scope=scope(region=here.street), by=as_(who)) == "not_yours"
    assert why(scope=scope(region=here.street), at=later(days=1)) == "not_over"
    assert why(scope=scope(Kind.PEOPLE, region=here.street), measure="rated") == "kind"
    assert why(scope=scope(region=here.sister)) == "nobody"
    assert fix(**given | {"scope": scope(region=here.street), "by": near, "at": OVER}).lines.count() == 2  # type: ignore[arg-type]  # as given


def test_a_line_is_taken_back_once_with_a_reason_that_names_nobody(here: District) -> None:
    fulfil(here, paths.to_branch_act(here))
    fulfil(here, paths.to_act(here))
    editor = as_(holder("editor", Role.EDITOR, here.district))
    roll = fix(measure="fulfilled", scope=scope(), most=10, by=editor, at=OVER)
    line = Line.objects.filter(user=here.resident).get()
    for reason, code in ((" ", "no_reason"), ("打 13900000001 问过", "private")):
        with pytest.raises(Refused) as refused:
            withdraw(roll=roll, line=line, reason=reason, by=editor, at=OVER)
        assert refused.value.code == code
    longer = fix(measure="fulfilled", scope=scope(), most=20, by=editor, at=OVER)
    with pytest.raises(Refused, match="not_on_it"):
        withdraw(roll=longer, line=line, reason="不在这个榜上", by=editor, at=OVER)
    withdraw(roll=roll, line=line, reason="有一件不是他办的", by=editor, at=OVER)
    with pytest.raises(Refused) as refused:
        withdraw(roll=roll, line=line, reason="再撤一次", by=editor, at=OVER)
    assert refused.value.code == "withdrawn"
    made = board(measure=MEASURES["fulfilled"], scope=scope(), most=10, at=OVER, seal="1", roll=roll)
    assert {one.withdrawn for one in made.standings()} == {"", "有一件不是他办的"}
    assert Evidence.objects.filter(line=line).count() == 1


def names_need_consent(season: District) -> None:
    """As long as it holds."""
    here, measure = season, MEASURES["fulfilled"]

    def names() -> list[str]:
        made = board(measure=measure, scope=scope(), most=10, at=later(days=1), seal="1")
        return [one.face.name for one in made.standings()]

    assert names() == ["郑**", "沈**"]
    give(user=here.resident, purpose=Purpose.PUBLICITY, at=later())
    assert names() == ["郑**", "沈桂兰"]
    end(in_force(here.resident), later(days=1))
    assert names() == ["郑**", "沈**"]


def keys_tell_nothing() -> None:
    """Neither who it is, nor that two boards have the same person."""
    given = {"measure": MEASURES["fulfilled"], "scope": scope(), "most": 10, "at": later(days=1)}
    keys = [one.key for seal in ("1", "2") for one in board(**given, seal=seal).standings()]  # type: ignore[arg-type]
    assert len(set(keys)) == 4


def test_periods_are_written_read_and_cut_at_midnight() -> None:
    for text, label in (("2026-Q3", "2026年第三季度"), ("2026-10", "2026年10月"), ("2026", "2026年")):
        period = Period.read(text)
        assert (str(period), period.label) == (text, label)
    assert Period.read("2026-Q4").end == datetime(2027, 1, 1, tzinfo=SHANGHAI)
    assert Period.read("2026-01").before() == Period.read("2025-12")
    assert str(at_hand(later())[1]) == "2026-Q3"
    for wrong in ("", "2026-Q5", "2026-13", "26", "2026-1", "x"):
        with pytest.raises(ValueError, match=f"^{wrong}$"):
            Period.read(wrong)
    assert Period.read("2026-Q3").end - timedelta(microseconds=1) < Period.read("2026-Q4").start
