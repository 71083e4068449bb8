"""One wish on the desk: who sees it, how it is decided, and what happens when somebody was first."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from community.people.models import Reveal, User
from community.wishes.models import Status, Transfer, Visibility, Wish
from tests.desk.pages import case, decide, text
from tests.factories import District, as_, day, later, public_version, step, wishing
from tests.workflows import paths
from workflows import door, steps

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
OWN_WORDS = "我住3幢502"


def fresh(wish: Wish) -> Wish:
    return Wish.objects.get(pk=wish.pk)


@pytest.mark.parametrize("who", ["worker", "coordinator", "reviewer", "district_reviewer"])
def test_those_who_decide_in_the_area_read_it_whole(here: District, sign_in: SignIn, who: str) -> None:
    answer = sign_in(getattr(here, who)).get(case(paths.to_screen(here)))

    whole = re.sub("</?mark[^>]*>", "", text(answer))  # what tells too much is marked
    assert answer.status_code == 200 and OWN_WORDS in whole
    assert "13900000001" not in text(answer) and "139****0001" in text(answer)
    assert "麦田里3幢502室" not in text(answer) and "张桂英" not in text(answer)


@pytest.mark.parametrize(
    "who", ["sister_worker", "far_coordinator", "far_reviewer", "grid_worker", "clerk", "superuser"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_for_everyone_else_the_task_does_not_exist(here: District, sign_in: SignIn, who: str, method: str) -> None:
    wish = paths.to_screen(here)
    client = sign_in(getattr(here, who))

    answer = getattr(client, method)(case(wish), {"outcome": "amend", "reason": "？"})

    assert answer.status_code == 404 and OWN_WORDS not in text(answer)
    assert fresh(wish).status == Status.SCREENING


def test_a_task_that_never_was_is_not_found(here: District, sign_in: SignIn) -> None:
    assert sign_in(here.worker).get("/admin/inbox/999999/").status_code == 404


DECISIONS: list[tuple[str, str, str, dict[str, Any], str]] = [
    ("screen", "worker", "publish", {}, Status.OPEN),
    ("screen", "worker", "amend", {"reason": "几件？"}, Status.AMENDING),
    ("screen", "worker", "decline", {"reason": "劳动争议", "where": "12345"}, Status.DECLINED),
    ("confirm_claim", "worker", "approve", {}, Status.ACTING),
    ("confirm_claim", "worker", "refuse", {"reason": "时间不合适"}, Status.OPEN),
    ("transfer", "worker", "answered", {"text": "已发放"}, Status.CONFIRMING),
    ("pool", "worker", "take_down", {"reason": "有误"}, Status.SCREENING),
    ("amend", "worker", "resubmit", {"own_words": "三件棉袄"}, Status.SCREENING),
    ("coordinate", "coordinator", "answer", {"text": "下周修"}, Status.CONFIRMING),
    ("coordinate", "coordinator", "back", {"reason": "可以再认领"}, Status.OPEN),
    ("coordinate", "coordinator", "close", {"reason": "没有配件", "told": "on"}, Status.UNFULFILLED),
    ("verify", "reviewer", "approve", {}, Status.FULFILLED),
    ("verify", "reviewer", "send_back", {"phrase": "没说明谁参加"}, Status.ACTING),
    ("verify", "district_reviewer", "dispute", {"reason": "各说各的"}, Status.DISPUTED),
]


@pytest.mark.parametrize("place,who,outcome,data,after", DECISIONS)
def test_a_decision_moves_the_wish(
    here: District, sign_in: SignIn, place: str, who: str, outcome: str, data: dict[str, Any], after: str
) -> None:
    wish = paths.AT[place](here)
    data = data or (public_version() if outcome == "publish" else {})

    answer = decide(sign_in(getattr(here, who)), case(wish), outcome, **data)

    assert (answer.status_code, answer["Location"]) == (302, "/admin/inbox/")
    assert fresh(wish).status == after
    assert fresh(wish).events.order_by("-seq")[0].channel == "desk"


def test_the_next_by_due_order_opens_in_the_same_cut(here: District, sign_in: SignIn) -> None:
    first, later_due, second, other = (paths.to_screen(here) for _ in range(4))
    Wish.objects.filter(pk=later_due.pk).update(due_at=later(days=9))
    Wish.objects.filter(pk=other.pk).update(status=Status.TRANSFERRED)
    client, cut = sign_in(here.worker), "?status=screening"

    answer = decide_in(client, case(first) + cut, "amend", reason="几件？")

    assert answer["Location"] == case(second) + cut
    assert f"{first.spoken_code}：请心愿人补充，已记下。" in text(client.get(answer["Location"]))
    assert decide_in(client, case(second) + cut, "amend", reason="几件？")["Location"] == case(later_due) + cut
    assert decide_in(client, case(later_due) + cut, "amend", reason="几件？")["Location"] == "/admin/inbox/"


def decide_in(client: Client, url: str, outcome: str, **data: Any) -> Any:
    pin = client.get(url).context["pin"]
    return client.post(url, {"pin": pin, "outcome": outcome, **data})


@pytest.mark.parametrize("due_on", ["9999-12-31", day(367)])
def test_a_day_that_is_out_of_reach_is_refused_beside_its_field(here: District, sign_in: SignIn, due_on: str) -> None:
    wish = paths.to_screen(here)
    typed = public_version("question-policy", unit="区民政局", due_on=due_on)

    answer = decide(sign_in(here.worker), case(wish), "transfer", **typed)

    assert answer.status_code == 422
    assert answer.context["form"].errors["due_on"] == ["这个日子太远了，最晚选到 2027-11-11。请看一下年份。"]
    assert decide(sign_in(here.worker), case(wish), "transfer", **typed | {"due_on": day(366)}).status_code == 302


def test_a_form_with_errors_keeps_everything_typed(here: District, sign_in: SignIn) -> None:
    wish = paths.to_screen(here)
    typed = public_version(public_title="请打 13812345678 找我", value="80", home_visit="on")

    answer = decide(sign_in(here.worker), case(wish), "publish", **typed)

    assert answer.status_code == 422
    assert "这里会公开，请去掉手机号“13812345678”。" in text(answer)
    form = answer.context["form"]
    assert {name: form[name].value() for name in ("public_title", "public_text", "value")} == {
        name: typed[name] for name in ("public_title", "public_text", "value")
    }
    assert "checked" in str(form["home_visit"])
    assert fresh(wish).status == Status.SCREENING


def test_what_the_facts_forbid_is_said_at_its_field(here: District, sign_in: SignIn) -> None:
    answer = decide(sign_in(here.worker), case(paths.to_screen(here)), "publish", **public_version(urgent="on"))

    assert answer.status_code == 403
    assert answer.context["form"].errors["urgent"] == ["加急的心愿不等认领，请直接派单。"]


def test_changing_one_s_mind_keeps_what_was_typed(here: District, sign_in: SignIn) -> None:
    wish = paths.to_screen(here)
    client, typed = sign_in(here.worker), public_version(public_title="补三件棉袄")

    answer = client.post(case(wish), {"turn": "dispatch", "outcome": "publish", **typed})

    assert answer.status_code == 200 and answer.context["chosen"].outcome == "dispatch"
    assert answer.context["form"]["public_title"].value() == "补三件棉袄"
    assert not answer.context["form"].errors
    assert fresh(wish).status == Status.SCREENING


def test_the_urgent_are_sent_out_first_of_all(here: District, sign_in: SignIn) -> None:
    client = sign_in(here.worker)

    assert client.get(case(paths.to_screen(here, urgent=True))).context["chosen"].outcome == "dispatch"
    assert client.get(case(paths.to_screen(here))).context["chosen"].outcome == "publish"


def test_who_comes_second_is_told_who_was_first(here: District, sign_in: SignIn) -> None:
    wish = paths.to_screen(here)
    url, second = case(wish), sign_in(here.second_worker)
    pin = second.get(url).context["pin"]
    step(wish, "amend", here.worker, at=later(hours=1, minutes=42), reason="几件？")

    answer = second.post(url, {"pin": pin, "outcome": "decline", "reason": "办不了", "where": "12345"})

    assert answer.status_code == 409
    assert "这件事李同志已在 10:42 办过了，您这次没有重复提交。" in text(answer)
    assert "待补充" in text(answer) and 'href="/admin/inbox/"' in text(answer)
    assert fresh(wish).status == Status.AMENDING


def test_a_task_that_is_over_says_so(here: District, sign_in: SignIn) -> None:
    wish = paths.to_screen(here)
    url = case(wish)
    step(wish, "amend", here.worker, reason="几件？")

    answer = sign_in(here.second_worker).get(url)

    assert answer.status_code == 410
    assert "这一步已被处理。" in text(answer) and 'href="/admin/inbox/"' in text(answer)
    assert sign_in(here.sister_worker).get(url).status_code == 404


@pytest.mark.parametrize("pin", ["", "forged", "of another wish"])
def test_a_form_without_our_mark_does_nothing(here: District, sign_in: SignIn, pin: str) -> None:
    wish, other = paths.to_screen(here), paths.to_screen(here)
    client = sign_in(here.worker)
    if pin == "of another wish":
        pin = client.get(case(other)).context["pin"]

    answer = client.post(case(wish), {"pin": pin, "outcome": "amend", "reason": "几件？"})

    assert answer.status_code == 409
    assert {fresh(w).status for w in (wish, other)} == {Status.SCREENING}


@pytest.mark.parametrize("outcome", ["approve", "withdraw", "satisfied"])
def test_another_s_outcome_is_refused(here: District, sign_in: SignIn, outcome: str) -> None:
    place = {"approve": "verify", "withdraw": "screen", "satisfied": "confirm"}[outcome]
    wish = paths.AT[place](here)
    who = here.coordinator if outcome == "withdraw" else here.reviewer if outcome == "satisfied" else here.worker
    before = fresh(wish).status

    answer = sign_in(who).post(case(wish), {"pin": pin_of(wish), "outcome": outcome})

    assert answer.status_code == 403 and fresh(wish).status == before


def pin_of(wish: Wish) -> str:
    return steps.pin(fresh(wish))


def test_a_reviewer_reads_what_was_asked_done_and_said(here: District, sign_in: SignIn) -> None:
    wish = step(paths.to_branch_act(here), "contact", here.member, text="约好周六")
    wish = step(wish, "done", here.member, report="周克勤和郑远去的，三件都补好")
    wish = step(wish, "dissatisfied", here.wisher, why="half_done", words="还差一件")
    wish = step(wish, "done", here.member, report="第三件也补好了")
    wish = step(wish, "fair", as_(here.second_worker, channel="phone"), words="这回行了")

    answer = sign_in(here.reviewer).get(case(wish))

    words = text(answer)
    for said in ("麦田里党支部 郑先生", "第三件也补好了", "基本满意", "这回行了", "返工过 1 次"):
        assert said in words
    assert "评价是同志回访记下的，不是本人点的" in answer.context["review"].heed


def test_the_worker_sees_earlier_wishes_of_the_same_phone_in_his_own_area(here: District, sign_in: SignIn) -> None:
    first, far = paths.to_pool(here), paths.to_screen(here, region=here.far, street=here.other_street)

    answer = sign_in(here.worker).get(case(paths.to_screen(here)))

    assert [w.pk for w in answer.context["earlier"]] == [first.pk]
    assert far.spoken_code not in text(answer)


def test_where_the_step_is_another_s_there_is_nothing_to_press(here: District, sign_in: SignIn) -> None:
    answer = sign_in(here.reviewer).get(case(paths.to_screen(here)))

    assert answer.status_code == 200 and answer.context["choices"] == []
    assert "现在不用您办" in text(answer)


def test_a_proxy_may_amend_what_he_wrote_down(here: District, sign_in: SignIn) -> None:
    wish = door.start(wishing(here, wisher=None), by=as_(here.clerk), at=later(), proxied=True)
    wish = step(wish, "amend", here.worker, reason="几件？")
    client = sign_in(here.clerk)

    answer = decide(client, case(wish), "resubmit", own_words="三件棉袄，都开线了")

    assert answer.status_code == 302 and fresh(wish).own_words == "三件棉袄，都开线了"


def test_a_wish_for_the_street_alone_is_decided_in_one_form(here: District, sign_in: SignIn) -> None:
    wish = paths.to_screen(here)

    decide(sign_in(here.worker), case(wish), "publish_street", **public_version())

    assert fresh(wish).visibility == Visibility.STREET


def test_a_transfer_starts_with_the_day_the_rules_promise(here: District, sign_in: SignIn) -> None:
    wish = paths.to_screen(here)
    opened = sign_in(here.worker).get(case(wish), {"do": "transfer"})
    assert opened.context["form"]["due_on"].value().isoformat() == day(7)

    decide(sign_in(here.worker), case(wish), "transfer", **public_version(unit="民政局", due_on=day(5)))

    assert Transfer.objects.get(wish=wish).unit == "民政局"


def test_looking_at_a_page_writes_nothing(here: District, sign_in: SignIn) -> None:
    wish = paths.to_screen(here)
    before = fresh(wish).__dict__ | {"_state": None}

    for url in (case(wish), "/admin/inbox/", "/admin/calls/", "/admin/wishes/", "/admin/proxy/"):
        sign_in(here.worker).get(url)

    assert fresh(wish).__dict__ | {"_state": None} == before and not Reveal.objects.exists()
