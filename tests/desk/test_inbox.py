"""待我处理: what each person may act on now, earliest due first, nothing silently missing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from community.people.actor import Channel
from community.people.models import User
from community.people.operations import grant
from community.people.roles import Role
from community.wishes.models import Status, Wish
from tests.desk.conftest import Clock
from tests.desk.pages import case, listed, text
from tests.factories import SINCE, District, as_, category, holder, later, public_version, step, wishing
from tests.workflows import paths
from workflows import door, steps
from workflows.desk.case import AT_DESK

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
INBOX = "/admin/inbox/"


def proxied(here: District, by: User, **extra: Any) -> Wish:
    return door.start(wishing(here, wisher=None, **extra), by=as_(by), at=later(), proxied=True)


def to_proxied_amend(here: District) -> Wish:
    return step(proxied(here, here.grid_worker), "amend", here.worker, reason="几件？")


WAITS_FOR = {
    "screen": {"worker"},
    "proxied_amend": {"worker", "grid_worker"},
    "confirm_claim": {"worker"},
    "transfer": {"worker"},
    "coordinate": {"coordinator"},
    "verify": {"reviewer", "district_reviewer"},
    "amend": set(),
    "pool": set(),
    "accept": set(),
    "act": set(),
    "confirm": set(),
}
AT = paths.AT | {"proxied_amend": to_proxied_amend}
STAFF = ["worker", "grid_worker", "clerk", "coordinator", "reviewer", "district_reviewer"]
ELSEWHERE = ["sister_worker", "far_coordinator", "far_reviewer"]


@pytest.mark.parametrize("place", WAITS_FOR)
def test_a_wish_waits_for_those_whose_turn_it_is(here: District, sign_in: SignIn, place: str) -> None:
    wish = AT[place](here)

    found = {who for who in STAFF if listed(sign_in(getattr(here, who)).get(INBOX)) == [wish.pk]}

    assert found == WAITS_FOR[place]


@pytest.mark.parametrize("place", [place for place in WAITS_FOR if WAITS_FOR[place]])
def test_whoever_finds_it_in_his_inbox_can_act_on_it(here: District, place: str) -> None:
    wish = Wish.objects.get(pk=AT[place](here).pk)

    for who in WAITS_FOR[place]:
        offered = steps.choices(wish, as_(getattr(here, who)), later(hours=2))
        assert [choice for choice in offered if choice.rule.who in AT_DESK], who


@pytest.mark.parametrize("who", ELSEWHERE)
def test_other_areas_see_nothing_of_it(here: District, sign_in: SignIn, who: str) -> None:
    for place in ("screen", "coordinate", "verify"):
        AT[place](here)

    assert listed(sign_in(getattr(here, who)).get(INBOX)) == []


def test_a_claim_left_unconfirmed_reaches_the_street_when_overdue(
    here: District, sign_in: SignIn, clock: Clock
) -> None:
    wish = paths.to_confirm_claim(here)
    coordinator = sign_in(here.coordinator)
    assert listed(coordinator.get(INBOX)) == []

    clock.at = later(days=3)

    assert listed(coordinator.get(INBOX)) == [wish.pk]


def test_the_earliest_due_comes_first_and_urgency_is_said_in_words(here: District, sign_in: SignIn) -> None:
    usual = paths.to_screen(here)
    urgent = paths.to_screen(here, urgent=True)
    late = paths.to_screen(here)
    Wish.objects.filter(pk=late.pk).update(due_at=later(days=-2))

    answer = sign_in(here.worker).get(INBOX)

    assert listed(answer) == [late.pk, urgent.pk, usual.pk]
    assert [(str(heat.label), number) for heat, number, _ in answer.context["heats"]] == [
        ("急", 1),
        ("已超期", 1),
        ("今天到期", 1),
        ("其余", 1),
    ]
    assert "超 2 天" in text(answer) and "今天 11:00 前" in text(answer) and "明天" in text(answer)


def test_tabs_and_filters_narrow_the_list(here: District, sign_in: SignIn) -> None:
    grant(user=here.worker, role=Role.COMMUNITY_WORKER, region=here.sister, starts_on=SINCE)
    screening, claimed = paths.to_screen(here), paths.to_confirm_claim(here)
    other, written = paths.to_screen(here, region=here.sister), proxied(here, here.grid_worker)
    Wish.objects.filter(pk=screening.pk).update(due_at=later())
    worker = sign_in(here.worker)

    def cut(**query: Any) -> set[int]:
        return set(listed(worker.get(INBOX, query)))

    assert cut() == {screening.pk, claimed.pk, other.pk, written.pk}
    assert cut(status="claim_confirming") == {claimed.pk}
    assert cut(region=here.sister.pk) == {other.pk}
    assert cut(category=claimed.category_id) == {claimed.pk}
    assert cut(heat="late") == {screening.pk}
    assert cut(proxied="on") == {written.pk}
    assert cut(status="nonsense", region="x", heat="7", after="no~cursor") == cut()
    assert cut(region=here.far.pk) == cut()


def test_pages_follow_each_other_without_gap_or_repeat(here: District, sign_in: SignIn) -> None:
    made = door.start_many([wishing(here, wisher=None) for _ in range(45)], by=as_(here.grid_worker), at=later())
    worker, seen, query = sign_in(here.worker), list[int](), "first"
    while query:
        answer = worker.get(f"{INBOX}?{query}")
        seen += listed(answer)
        query = answer.context["next_query"]

    assert sorted(seen) == sorted(w.pk for w in made)
    assert len(seen) == 45


@pytest.mark.parametrize(
    "cursor",
    [
        *("9999-12-31T23:59:59-14:00~1", "0001-01-01T00:00:00+14:00~1", "2026-13-01T00:00:00+08:00~1"),
        *("2026-11-10T00:00:00~1", "~²", "~" + "9" * 30, "now~1"),
    ],
)
@pytest.mark.parametrize("address", [INBOX, "/admin/calls/", "/admin/wishes/", "/admin/proxy/mine/"])
def test_a_cursor_nobody_gave_out_is_the_first_page(here: District, sign_in: SignIn, address: str, cursor: str) -> None:
    paths.to_screen(here)
    worker = sign_in(here.worker)

    assert listed(worker.get(address, {"after": cursor})) == listed(worker.get(address))


def test_a_person_sees_as_many_on_a_page_as_he_chose(here: District, sign_in: SignIn) -> None:
    client = sign_in(here.worker)
    wishes = [paths.to_screen(here) for _ in range(21)]
    first = client.get(INBOX)
    assert len(listed(first)) == 20 and '<button class="desk-look" name="rows" value="50"' in text(first)

    assert client.post(f"{INBOX}?status=screening", {"rows": "50"})["Location"] == f"{INBOX}?status=screening"
    assert len(listed(client.get(INBOX))) == 21
    assert len(sign_in(here.worker).get(case(wishes[0])).context["neighbours"].rows) == 21
    assert len(listed(sign_in(here.second_worker).get(INBOX))) == 20

    refused = client.post(INBOX, {"rows": "60000"}, follow=True)
    assert "每页可以看 20、50 或 100 件。" in text(refused) and len(listed(refused)) == 21


def test_an_empty_inbox_says_when_the_next_one_falls_due(here: District, sign_in: SignIn) -> None:
    assert "都办完了。" in text(sign_in(here.worker).get(INBOX))

    paths.to_accept(here)

    assert "都办完了。下一件到期的在明天。" in text(sign_in(here.worker).get(INBOX))


def barred_by_hand(here: District) -> tuple[Wish, User, str]:
    wish = paths.to_verify(here)
    grant(user=here.worker, role=Role.STREET_REVIEWER, region=here.street, starts_on=SINCE)
    return wish, here.worker, "您参与过这件事（审核），要请另一位同志验收。"


def barred_as_proxy(here: District) -> tuple[Wish, User, str]:
    grant(user=here.grid_worker, role=Role.STREET_REVIEWER, region=here.street, starts_on=SINCE)
    wish = step(proxied(here, here.grid_worker), "publish", here.worker, **public_version())
    wish = step(wish, "claim", here.resident, plan="周六", promised_on="2026-11-17")
    wish = step(wish, "done", here.resident, report="好了")
    wish = step(wish, "satisfied", as_(here.second_worker, channel=Channel.PHONE))
    return wish, here.grid_worker, "您参与过这件事（代填），要请另一位同志验收。"


def barred_by_unit(here: District) -> tuple[Wish, User, str]:
    colleague = holder("colleague", Role.STREET_REVIEWER, here.street)
    grant(user=colleague, role=Role.MEMBER, organisation=here.branch, starts_on=SINCE)
    wish = step(paths.to_branch_act(here), "done", here.member, report="好了")
    return step(wish, "satisfied", here.wisher), colleague, "您或您的单位参与了办理，要请另一位同志验收。"


def barred_as_wisher(here: District) -> tuple[Wish, User, str]:
    grant(user=here.wisher, role=Role.STREET_REVIEWER, region=here.street, starts_on=SINCE)
    return paths.to_verify(here), here.wisher, "这是您自己的心愿，要请另一位同志验收。"


def barred_by_street(here: District) -> tuple[Wish, User, str]:
    wish = paths.to_coordinate(here)
    handler = paths.membership_of(here.office_manager, here.street_office)
    wish = step(wish, "assign", here.coordinator, handler=handler)
    wish = step(wish, "done", here.office_manager, report="好了")
    return step(wish, "satisfied", here.wisher), here.reviewer, "这是街道自己办的，由区级审核员验收。"


@pytest.mark.parametrize("bar", [barred_by_hand, barred_as_proxy, barred_by_unit, barred_as_wisher, barred_by_street])
def test_what_a_reviewer_may_not_judge_is_listed_apart_with_the_reason(
    here: District, sign_in: SignIn, bar: Callable[[District], tuple[Wish, User, str]]
) -> None:
    wish, reviewer, reason = bar(here)
    client = sign_in(reviewer)

    mine, apart = client.get(INBOX), client.get(INBOX, {"barred": 1})

    assert wish.pk not in listed(mine) and "我不能办的 <b>1</b>" in text(mine)
    assert listed(apart) == [wish.pk] and reason in text(apart)
    page = client.get(case(wish))
    assert reason in text(page) and not page.context["choices"]
    assert listed(sign_in(here.district_reviewer).get(INBOX)) == [wish.pk]


def test_a_superuser_finds_nothing(here: District, sign_in: SignIn) -> None:
    wish = paths.to_screen(here)
    client = sign_in(here.superuser)

    assert client.get(INBOX).status_code == client.get(case(wish)).status_code == 404
    assert wish.spoken_code not in text(client.get("/admin/"))


@pytest.mark.parametrize("number", [1, 40])
@pytest.mark.parametrize("who", ["worker", "reviewer", "coordinator"])
def test_the_inbox_costs_the_same_however_much_waits(
    here: District, sign_in: SignIn, django_assert_max_num_queries: Any, number: int, who: str
) -> None:
    door.start_many([wishing(here, wisher=None) for _ in range(number)], by=as_(here.grid_worker), at=later())
    waiting = {"worker": Status.SCREENING, "reviewer": Status.VERIFYING, "coordinator": Status.COORDINATING}
    Wish.objects.update(status=waiting[who])
    client = sign_in(getattr(here, who))

    cut = {"category": category().pk} if number == 1 else {"region": here.community.pk, "heat": "rest"}
    with django_assert_max_num_queries(16):
        answer = client.get(INBOX)
    with django_assert_max_num_queries(16):
        client.get(INBOX, cut)

    assert len(listed(answer)) == min(number, 20)


def test_a_page_shows_as_much_as_one_chose(here: District, sign_in: SignIn) -> None:
    door.start_many([wishing(here, wisher=None) for _ in range(60)], by=as_(here.grid_worker), at=later())
    client = sign_in(here.worker)

    assert len(listed(client.post(INBOX, {"rows": "50"}, follow=True))) == 50
    refused = client.post(INBOX, {"rows": "60000"}, follow=True)
    assert len(listed(refused)) == 50
    assert "每页可以看 20、50 或 100 件。" in text(refused)


def test_the_first_page_of_the_desk_counts_what_is_late(here: District, sign_in: SignIn) -> None:
    late, _ = paths.to_screen(here), paths.to_screen(here, urgent=True)
    Wish.objects.filter(pk=late.pk).update(due_at=later() - timedelta(days=1))

    words = text(sign_in(here.worker).get("/admin/"))

    assert "待我处理 2" in words and "已超期 <b>1</b>" in words and "今天到期 <b>1</b>" in words
