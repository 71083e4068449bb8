"""The nightly proof notices each fact it names: broken one at a time, past every operation, by raw SQL."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from viewflow.workflow.fields import get_task_ref

from community.points.models import Account
from community.wishes.models import Hand, Wish
from tests.factories import District
from tests.workflows import paths
from tests.workflows.whole import (
    answer_to_rate,
    called,
    fulfilled,
    fulfilled_by_the_branch,
    fulfilled_for_the_branch,
    proxied,
    recorded,
    withdrawn,
)
from workflows import integrity
from workflows.flows.wish import WishFlow

pytestmark = pytest.mark.django_db

LIVE_TASK = "a live wish has its one open task"
ENDED = "an ended wish has no task, and an end"
ONE_TASK = "a process has at most one open task"
STATUS = "the status says what the task is"
LAST_EVENT = "the last event is what the wish shows"
NUMBERS = "events are numbered without gaps"
CLAIMS = "a wish in somebody's hands has a live claim, others have none"
FULFILLED = "a fulfilled wish has a judge, a done claim, a story and its points"
OWN_WORK = "nobody judged what he or his organisation did or wished"
ACTOR = "who shows as doing it is who claimed it"
CLOCK = "a step with a clock has its clock"
VERSIONS = "each version of a category ends when the next begins"
OPEN_END = "nothing is open on an ended wish"
CHAIN = "each event begins where the last one ended"
HANDS = "whoever had a part in doing stands among the hands"
EARNED = "points stand for a wish that came true"
PROMISED = "what is promised is the sum of the parts"
SUPERVISED = "a wish shows the answer the street waits for"
RECORDED = "what was recorded later was let in by another, and earned nobody anything"
BALANCES = "balances are the sums of their entries"
PAGES = "a public page was read by three people, or published in an emergency"


@dataclass(frozen=True)
class Break:
    """A wish brought ``to`` some place, then ``sql`` against it; ``noticed`` by exactly these checks.

    The SQL may name %(wish)s, its %(subject)s, %(process)s and %(task)s, an %(account)s, %(reviewer)s, %(branch)s and
    %(pool)s.
    """

    to: Callable[[District], Wish]
    sql: str
    noticed: set[str]

    def done(self, here: District) -> Wish:
        wish = self.to(here)
        names: dict[str, Any] = {
            "wish": wish.pk,
            "process": wish.process_id,
            "task": wish.task_id,
            "subject": wish.subject,
            "account": Account.objects.get_or_create(user=here.member)[0].pk,
            "reviewer": here.reviewer.pk,
            "branch": here.branch.pk,
            "pool": get_task_ref(WishFlow.instance.node("pool")),
        }
        with connection.cursor() as cursor:
            cursor.execute(self.sql, {name: value for name, value in names.items() if f"%({name})s" in self.sql})
            assert cursor.rowcount > 0
        return wish


EVENT = "step, outcome, before, after, at, actor_id, organisation_id, on_behalf_of_id, channel, audience, wish_id"

BREAKS = {
    "a page is public that nobody released": Break(
        paths.to_act, "UPDATE wagtailcore_page SET depth = 2 WHERE depth = 1", {PAGES}
    ),
    "its task is finished": Break(
        paths.to_act, "UPDATE viewflow_task SET finished = created WHERE id = %(task)s", {LIVE_TASK}
    ),
    "its task is forgotten": Break(
        paths.to_act, "UPDATE wishes_wish SET task_id = NULL WHERE id = %(wish)s", {LIVE_TASK, STATUS}
    ),
    "its process is forgotten": Break(
        paths.to_act, "UPDATE wishes_wish SET process_id = NULL WHERE id = %(wish)s", {LIVE_TASK}
    ),
    "it ended at no time": Break(fulfilled, "UPDATE wishes_wish SET ended_at = NULL WHERE id = %(wish)s", {ENDED}),
    "it ended and its last task is open": Break(
        fulfilled,
        "UPDATE viewflow_task SET finished = NULL WHERE id = ("
        "SELECT max(id) FROM viewflow_task WHERE process_id = %(process)s AND flow_task_type = 'HUMAN')",
        {ENDED},
    ),
    "it ended and still names a task": Break(
        fulfilled,
        "UPDATE wishes_wish SET task_id = (SELECT max(id) FROM viewflow_task WHERE process_id = %(process)s)"
        " WHERE id = %(wish)s",
        {ENDED},
    ),
    "an earlier task is open again": Break(
        paths.to_pool,
        "UPDATE viewflow_task SET finished = NULL WHERE process_id = %(process)s AND id <> %(task)s",
        {ONE_TASK},
    ),
    "the task is of another step": Break(
        paths.to_act, "UPDATE viewflow_task SET flow_task = %(pool)s WHERE id = %(task)s", {STATUS}
    ),
    "the status was written by hand": Break(
        paths.to_screen, "UPDATE wishes_wish SET status = 'amending' WHERE id = %(wish)s", {STATUS, LAST_EVENT}
    ),
    "the end was written by hand": Break(
        fulfilled, "UPDATE wishes_wish SET status = 'disputed' WHERE id = %(wish)s", {LAST_EVENT}
    ),
    "an event is not counted": Break(
        paths.to_pool, "UPDATE wishes_wish SET seq = seq - 1 WHERE id = %(wish)s", {NUMBERS, LAST_EVENT}
    ),
    "a number is left out": Break(
        paths.to_pool,
        f"INSERT INTO wishes_wishevent (seq, {EVENT})"
        f" SELECT seq + 2, {EVENT} FROM wishes_wishevent WHERE wish_id = %(wish)s AND seq = 2",
        {NUMBERS, CHAIN},
    ),
    "an event begins elsewhere than the last one ended": Break(
        paths.to_pool,
        f"INSERT INTO wishes_wishevent (seq, {EVENT})"
        f" SELECT 3, {EVENT} FROM wishes_wishevent WHERE wish_id = %(wish)s AND seq = 2",
        {CHAIN, NUMBERS},
    ),
    "points were given for no wish": Break(
        paths.to_act,
        "INSERT INTO points_entry (account_id, rule_id, code, source, spendable, honour, at)"
        " SELECT %(account)s, min(id), 'wish_done_goods', 'wish:100000000', 0, 0, min(valid_from) FROM points_rule",
        {EARNED},
    ),
    "points were given before it came true": Break(
        paths.to_act,
        "INSERT INTO points_entry (account_id, rule_id, code, source, spendable, honour, at)"
        " SELECT %(account)s, min(id), 'wish_done_goods', %(subject)s, 0, 0, min(valid_from) FROM points_rule",
        {EARNED},
    ),
    "the claimant's hand is gone": Break(
        paths.to_act, "DELETE FROM wishes_hand WHERE wish_id = %(wish)s AND part = 'claimant'", {HANDS}
    ),
    "the screener's hand is gone": Break(
        paths.to_amend, "DELETE FROM wishes_hand WHERE wish_id = %(wish)s AND part = 'screener'", {HANDS}
    ),
    "the caller's hand is gone": Break(
        called, "DELETE FROM wishes_hand WHERE wish_id = %(wish)s AND part = 'caller'", {HANDS}
    ),
    "the proxy's hand is gone": Break(
        proxied, "DELETE FROM wishes_hand WHERE wish_id = %(wish)s AND part = 'proxy'", {HANDS}
    ),
    "the claimant's hand has changed sides": Break(
        paths.to_act,
        "UPDATE wishes_hand SET side = 'judging' WHERE wish_id = %(wish)s AND part = 'claimant'",
        {HANDS, OWN_WORK},
    ),
    "the claim ended and the wish did not": Break(
        paths.to_act,
        "UPDATE wishes_claim SET ended_at = claimed_at, ending = 'handed_back' WHERE wish_id = %(wish)s",
        {CLAIMS},
    ),
    "the wish ended and the claim did not": Break(
        withdrawn, "UPDATE wishes_claim SET ended_at = NULL, ending = '' WHERE wish_id = %(wish)s", {CLAIMS}
    ),
    "somebody is asked about a deed nobody did": Break(
        answer_to_rate, "UPDATE wishes_wish SET work = 'deed' WHERE id = %(wish)s", {CLAIMS}
    ),
    "nobody judged it": Break(
        fulfilled, "DELETE FROM wishes_hand WHERE wish_id = %(wish)s AND side = 'judging'", {FULFILLED}
    ),
    "nobody did it": Break(
        fulfilled, "UPDATE wishes_claim SET ending = 'handed_back' WHERE wish_id = %(wish)s", {FULFILLED}
    ),
    "it has no story": Break(fulfilled, "DELETE FROM wishes_story WHERE wish_id = %(wish)s", {FULFILLED}),
    "its points are of another wish": Break(
        fulfilled, "UPDATE wishes_wish SET code = '999999999' WHERE id = %(wish)s", {FULFILLED, EARNED}
    ),
    "a record has lost who approved it": Break(
        recorded, "DELETE FROM wishes_hand WHERE wish_id = %(wish)s AND side = 'judging'", {RECORDED}
    ),
    "a record earned points": Break(
        recorded,
        "INSERT INTO points_entry (account_id, rule_id, code, source, spendable, honour, at)"
        " SELECT %(account)s, min(id), 'wish_done_goods', %(subject)s, 0, 0, min(valid_from) FROM points_rule",
        {RECORDED},
    ),
    "the judge was the claimant": Break(
        fulfilled, "UPDATE wishes_claim SET user_id = %(reviewer)s WHERE wish_id = %(wish)s", {OWN_WORK, HANDS}
    ),
    "the judge was the proxy": Break(
        fulfilled, "UPDATE wishes_wish SET proxied_by_id = %(reviewer)s WHERE id = %(wish)s", {OWN_WORK, HANDS}
    ),
    "the judge was the wisher": Break(
        fulfilled, "UPDATE wishes_wish SET wisher_id = %(reviewer)s WHERE id = %(wish)s", {OWN_WORK}
    ),
    "points to spend appear": Break(
        fulfilled, "UPDATE points_account SET spendable = spendable + 1 WHERE user_id IS NOT NULL", {BALANCES}
    ),
    "honour disappears": Break(fulfilled, "UPDATE points_account SET honour = honour - 1", {BALANCES}),
    "the judge was of the organisation that did it": Break(
        fulfilled_by_the_branch,
        "INSERT INTO people_membership (user_id, role, organisation_id, starts_on)"
        " VALUES (%(reviewer)s, 'member', %(branch)s, '2026-01-01')",
        {OWN_WORK},
    ),
    "the judge was of the organisation that wished it": Break(
        fulfilled_for_the_branch,
        "INSERT INTO people_membership (user_id, role, organisation_id, starts_on)"
        " VALUES (%(reviewer)s, 'member', %(branch)s, '2026-01-01')",
        {OWN_WORK},
    ),
    "another shows as doing it": Break(
        paths.to_act, "UPDATE wishes_wish SET actor_id = %(reviewer)s WHERE id = %(wish)s", {ACTOR}
    ),
    "its clock is lost": Break(paths.to_pool, "UPDATE wishes_wish SET wake_at = NULL WHERE id = %(wish)s", {CLOCK}),
    "a part is not counted": Break(
        paths.helped_by_weight, "UPDATE wishes_wish SET pledged = 0 WHERE id = %(wish)s", {PROMISED}
    ),
    "the helper's hand is gone": Break(
        paths.helped, "DELETE FROM wishes_hand WHERE wish_id = %(wish)s AND part = 'helper'", {HANDS}
    ),
    "the street's question is forgotten": Break(
        paths.supervised("act"), "UPDATE wishes_wish SET supervised_until = NULL WHERE id = %(wish)s", {SUPERVISED}
    ),
    "a question is shown that nobody asked": Break(
        paths.supervised("act"), "DELETE FROM wishes_supervision WHERE wish_id = %(wish)s", {SUPERVISED}
    ),
    "a call is open after the end": Break(
        fulfilled,
        "INSERT INTO wishes_callback (wish_id, purpose, due_at, created_at, answer)"
        " SELECT id, 'rating', since, since, '' FROM wishes_wish WHERE id = %(wish)s",
        {OPEN_END},
    ),
    "a version of its category ended and none follows": Break(
        paths.to_pool,
        "UPDATE wishes_terms SET valid_until = '2027-01-01 00:00:00+00'"
        " WHERE id = (SELECT terms_id FROM wishes_wish WHERE id = %(wish)s)",
        {VERSIONS},
    ),
}


@pytest.mark.parametrize("fact", BREAKS)
def test_a_broken_fact_is_noticed_and_nothing_else(here: District, fact: str) -> None:
    BREAKS[fact].done(here)
    assert set(integrity.findings()) == BREAKS[fact].noticed


def test_every_check_is_broken_once() -> None:
    assert set().union(*(broken.noticed for broken in BREAKS.values())) == set(integrity.CHECKS)


def test_the_finding_names_the_row(here: District) -> None:
    """And only that one, among others that are whole."""
    fulfilled(here)
    wish = BREAKS["its task is finished"].done(here)
    assert integrity.findings() == {LIVE_TASK: [wish.pk]}


def test_the_finding_about_judges_names_the_hand(here: District) -> None:
    wish = BREAKS["the judge was the claimant"].done(here)
    assert integrity.findings()[OWN_WORK] == [Hand.objects.get(wish=wish, side=Hand.Side.JUDGING).pk]


@pytest.mark.parametrize(
    "reach",
    [
        *paths.AT.values(),
        answer_to_rate,
        called,
        proxied,
        fulfilled,
        fulfilled_by_the_branch,
        fulfilled_for_the_branch,
        withdrawn,
    ],
    ids=lambda r: r.__name__,
)
def test_a_wish_at_every_step_and_end_is_whole(here: District, reach: Callable[[District], Wish]) -> None:
    reach(here)
    assert integrity.findings() == {}


def test_the_command_says_ok_and_fails_on_a_contradiction(here: District, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_integrity")
    assert capsys.readouterr().out.count("ok") == len(integrity.CHECKS)
    BREAKS["it has no story"].done(here)
    with pytest.raises(CommandError, match="1 of"):
        call_command("check_integrity")
    assert "x " in capsys.readouterr().out
