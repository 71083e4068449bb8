"""回访: whom to call, who may not, and what becomes of what he says."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from community.people.models import Reveal, User
from community.people.operations import grant
from community.people.roles import Role
from community.wishes.models import CallBack, Hand, Status, Wish
from community.wishes.operations.confirm import ask_by_phone
from tests.desk.conftest import Clock
from tests.desk.pages import decide, listed, text
from tests.factories import SINCE, District, as_, day, later, public_version, step, wishing
from tests.workflows import paths
from workflows import door, steps

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
CALLS = "/admin/calls/"


def call_of(wish: Wish) -> str:
    return f"{CALLS}{Wish.objects.get(pk=wish.pk).task_id}/"


def to_call(here: District) -> Wish:
    """Written down by the grid worker for somebody without a phone of her own; done; nobody can send her a link."""
    wish = door.start(
        wishing(here, wisher=None, phone="", name="王秀英"), by=as_(here.grid_worker), at=later(), proxied=True
    )
    wish = step(wish, "publish", here.worker, **public_version())
    grant(user=here.member, role=Role.ORG_AGENT, organisation=here.branch, starts_on=SINCE)
    wish = step(wish, "claim", here.member, plan="周六", promised_on=day(), organisation=here.branch.pk)
    return step(wish, "done", here.member, report="三件都补好了")


def with_phone(here: District) -> Wish:
    wish = paths.to_confirm(here)
    ask_by_phone(wish, purpose=CallBack.Purpose.RATING, at=later(days=-3))
    return wish


def test_a_wisher_without_a_phone_is_on_the_list_at_once(here: District, sign_in: SignIn) -> None:
    wish = to_call(here)

    answer = sign_in(here.worker).get(CALLS)

    assert listed(answer) == [wish.pk]
    assert "王女士" in text(answer) and "没有电话，请上门" in text(answer) and "王秀英" not in text(answer)


@pytest.mark.parametrize(
    "who,seen",
    [
        ("worker", True),
        ("grid_worker", True),
        ("coordinator", True),
        ("reviewer", False),
        ("sister_worker", False),
        ("far_coordinator", False),
    ],
)
def test_the_list_is_for_the_callers_of_the_area(here: District, sign_in: SignIn, who: str, seen: bool) -> None:
    wish = to_call(here)
    client = sign_in(getattr(here, who))

    assert (listed(client.get(CALLS)) == [wish.pk]) == seen
    assert client.get(call_of(wish)).status_code == (200 if seen else 404)


def test_a_reviewer_calls_only_when_nobody_did_in_time(here: District, sign_in: SignIn, clock: Clock) -> None:
    wish = to_call(here)
    clock.at = later(days=5)
    client = sign_in(here.reviewer)

    assert listed(client.get(CALLS)) == [wish.pk]
    assert decide(client, call_of(wish), "satisfied").status_code == 302
    assert sign_in(here.reviewer).get("/admin/inbox/", {"barred": 1}).context["barred_count"] == 1


@pytest.mark.parametrize(
    "outcome,data,status,rating",
    [
        ("satisfied", {"words": "手真巧"}, Status.VERIFYING, "satisfied"),
        ("fair", {}, Status.VERIFYING, "fair"),
        ("dissatisfied", {"why": "half_done"}, Status.ACTING, "dissatisfied"),
        ("unreached", {}, Status.CONFIRMING, ""),
    ],
)
@pytest.mark.parametrize("channel", ["phone", "visit"])
def test_what_he_says_is_taken_down(
    here: District, sign_in: SignIn, outcome: str, data: dict[str, Any], status: str, rating: str, channel: str
) -> None:
    wish = to_call(here)

    answer = decide(sign_in(here.worker), call_of(wish), outcome, channel=channel, **data)

    assert (answer.status_code, answer["Location"]) == (302, CALLS)
    wish.refresh_from_db()
    call, line = wish.call_backs.get(), wish.events.order_by("-seq")[0]
    assert (wish.status, wish.rating) == (status, rating)
    assert (call.recorded_by, call.answer) == (here.worker, "unreached" if outcome == "unreached" else "reached")
    assert (line.outcome, line.channel, line.actor) == (outcome, channel, here.worker)
    assert Hand.objects.filter(wish=wish, user=here.worker, side=Hand.Side.DOING).exists()
    assert listed(sign_in(here.worker).get(CALLS)) == []


def test_dissatisfied_asks_why(here: District, sign_in: SignIn) -> None:
    wish = to_call(here)

    answer = decide(sign_in(here.worker), call_of(wish), "dissatisfied", channel="visit", words="就补了一件")

    assert answer.status_code == 422 and "请选择“哪里不满意”。" in text(answer)
    assert answer.context["form"]["words"].value() == "就补了一件" and answer.context["channel"] == "visit"
    assert wish.call_backs.get().recorded_at is None


def test_the_proxy_may_not_take_her_word_down(here: District, sign_in: SignIn) -> None:
    wish = to_call(here)
    barred(sign_in(here.grid_worker), wish, "这件事是您代填的，回访要请另一位同志来做。")


def test_neither_may_the_unit_that_did_it(here: District, sign_in: SignIn) -> None:
    wish = to_call(here)
    grant(user=here.worker, role=Role.MEMBER, organisation=here.branch, starts_on=SINCE)
    barred(sign_in(here.worker), wish, "您或您的单位参与了办理，回访要请另一位同志来做。")


def barred(client: Client, wish: Wish, reason: str) -> None:
    listing, page = client.get(CALLS), client.get(call_of(wish))
    forced = client.post(call_of(wish), {"pin": pin(wish), "outcome": "satisfied"})
    looked = client.post(call_of(wish), {"reveal": "address"})

    assert reason in text(listing) and reason in text(page)
    assert (forced.status_code, looked.status_code) == (403, 403)
    wish.refresh_from_db()
    assert wish.status == Status.CONFIRMING and not Reveal.objects.exists()


def pin(wish: Wish) -> str:
    return steps.pin(Wish.objects.get(pk=wish.pk))


def test_the_number_is_shown_once_it_is_written_down_who_looked(here: District, sign_in: SignIn) -> None:
    wish = with_phone(here)
    client = sign_in(here.worker)
    assert "13900000001" not in text(client.get(CALLS)) + text(client.get(call_of(wish)))

    answer = client.post(call_of(wish), {"reveal": "phone"})

    assert 'href="tel:13900000001"' in text(answer)
    look = Reveal.objects.get()
    assert (look.viewer, look.subject, look.field, look.reason) == (here.worker, wish.subject, "phone", "回访")


def test_a_call_about_a_missing_answer_can_end_in_the_answer(here: District, sign_in: SignIn) -> None:
    wish = paths.to_amend(here)
    ask_by_phone(wish, purpose=CallBack.Purpose.AMEND, at=later(days=10))
    client = sign_in(here.worker)
    assert [outcome for outcome, _ in client.get(call_of(wish)).context["choices"]] == ["resubmit", "unreached"]

    decide(client, call_of(wish), "resubmit", own_words="三件棉袄", channel="phone")

    wish.refresh_from_db()
    assert (wish.status, wish.own_words) == (Status.SCREENING, "三件棉袄")


def test_who_calls_too_late_hears_that_the_word_is_in(here: District, sign_in: SignIn) -> None:
    wish = with_phone(here)
    url, client = call_of(wish), sign_in(here.worker)
    opened = client.get(url)
    step(wish, "satisfied", here.wisher)

    sent = client.post(url, {"pin": opened.context["pin"], "outcome": "fair", "channel": "phone"})

    assert sent.status_code == 409 and "已在" in text(sent) and "待验收" in text(sent)
    assert client.get(url).status_code == 410


@pytest.mark.parametrize("number", [1, 25])
def test_the_list_costs_the_same_however_many_wait(
    here: District, sign_in: SignIn, django_assert_max_num_queries: Any, number: int
) -> None:
    made = door.start_many([wishing(here, wisher=None) for _ in range(number)], by=as_(here.clerk), at=later())
    Wish.objects.update(status=Status.CONFIRMING, public_title="补棉袄")
    CallBack.objects.bulk_create(
        CallBack(wish=wish, purpose="rating", due_at=later(days=2), created_at=later()) for wish in made
    )
    client = sign_in(here.worker)

    with django_assert_max_num_queries(15):
        assert len(listed(client.get(CALLS))) == min(number, 20)


def test_a_reviewer_who_calls_as_a_last_resort_sees_the_number(here: District, sign_in: SignIn, clock: Clock) -> None:
    wish = with_phone(here)
    client = sign_in(here.reviewer)
    clock.at = later(hours=2)
    assert client.post(call_of(wish), {"reveal": "phone"}).status_code == 404
    clock.at = later(days=5)
    assert wish.phone in client.post(call_of(wish), {"reveal": "phone"}).text
    assert Reveal.objects.get(viewer=here.reviewer).field == "phone"
