"""请假顶岗 at the desk: arranging it, and what the substitute sees."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from community.people.models import Cover, User
from community.people.roles import Role
from community.records.models import Notice
from community.wishes.models import CallBack, Status, Wish
from community.wishes.operations.confirm import ask_by_phone
from tests.desk.conftest import Clock
from tests.desk.pages import case, decide, listed, text
from tests.factories import MORNING, District, holder, later, public_version, step
from tests.workflows import paths

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
TODAY = MORNING.date()
URL = "/admin/cover/"


def days(first: int = 0, last: int = 7) -> dict[str, str]:
    return {"starts_on": f"{TODAY + timedelta(days=first)}", "ends_on": f"{TODAY + timedelta(days=last)}"}


def cover(absent: User, substitute: User, first: int = 0, last: int = 7) -> Cover:
    return Cover.objects.create(
        absent=absent, substitute=substitute, set_by=absent, set_at=MORNING, **days(first, last)
    )


def test_a_worker_asks_a_colleague_who_is_told(here: District, sign_in: SignIn) -> None:
    asked = {"substitute": here.second_worker.pk, **days()}
    for _ in range(2):
        answer = sign_in(here.worker).post(URL, asked, follow=True)
        assert f"{here.second_worker}代{here.worker}的岗" in text(answer)
    arranged = Cover.objects.get()
    assert (arranged.absent, arranged.substitute, arranged.set_by) == (here.worker, here.second_worker, here.worker)
    assert [n.user for n in Notice.objects.filter(kind="cover")] == [here.second_worker]
    assert "代李**的岗" in Notice.objects.get(kind="cover").text


def test_the_coordinator_arranges_for_a_colleague_and_both_are_told(here: District, sign_in: SignIn) -> None:
    asked = {"absent": here.worker.pk, "substitute": here.sister_worker.pk, **days()}
    sign_in(here.coordinator).post(URL, asked)
    assert Cover.objects.get().set_by == here.coordinator
    assert {n.user for n in Notice.objects.filter(kind="cover")} == {here.worker, here.sister_worker}


def test_a_worker_cannot_send_another_away(here: District, sign_in: SignIn) -> None:
    sign_in(here.worker).post(URL, {"absent": here.third_worker.pk, "substitute": here.second_worker.pk, **days()})
    assert Cover.objects.get().absent == here.worker


@pytest.mark.parametrize("who", ["far_coordinator", "far_reviewer", "resident", "superuser"])
def test_only_colleagues_of_the_street_are_offered_and_taken(here: District, sign_in: SignIn, who: str) -> None:
    person = getattr(here, who)
    client = sign_in(here.worker)
    assert f'value="{person.pk}"' not in text(client.get(URL))
    answer = client.post(URL, {"substitute": person.pk, **days()})
    assert answer.status_code == 422 and "没有这个选项" in text(answer)
    assert not Cover.objects.exists()


def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(here: District, sign_in: SignIn) -> None:
    answer = sign_in(here.worker).post(URL, {"substitute": here.second_worker.pk, **days(5, 2)})
    assert answer.status_code == 422
    assert answer.context["form"].errors["ends_on"] == ["最后一天在第一天前面了，请看一下日子。"]
    assert days(5, 2)["starts_on"] in text(answer) and f'value="{here.second_worker.pk}" selected' in text(answer)


@pytest.mark.parametrize("nonsense", ["", "x", "99999999999999999999", "²"])
def test_nonsense_is_answered_not_crashed_on(here: District, sign_in: SignIn, nonsense: str) -> None:
    client = sign_in(here.worker)
    given = {"substitute": nonsense, "starts_on": nonsense, "ends_on": nonsense}
    assert client.post(URL, given).status_code == 422
    assert client.post(URL, {"end": nonsense}).status_code == (404 if nonsense else 422)


def test_an_end_takes_the_place_away_at_once(here: District, sign_in: SignIn) -> None:
    arranged = cover(here.worker, here.sister_worker)
    wish = paths.to_screen(here)
    substitute = sign_in(here.sister_worker)
    assert substitute.get(case(wish)).status_code == 200
    assert sign_in(here.worker).post(URL, {"end": arranged.pk}).status_code == 302
    assert substitute.get(case(wish)).status_code == 404


@pytest.mark.parametrize("who,status", [("sister_worker", 302), ("third_worker", 404), ("far_coordinator", 404)])
def test_others_cannot_end_it(here: District, sign_in: SignIn, who: str, status: int) -> None:
    arranged = cover(here.worker, here.sister_worker)
    assert sign_in(getattr(here, who)).post(URL, {"end": arranged.pk}).status_code == status
    assert Cover.objects.get().ended_at is None


def test_the_desk_says_for_whom_and_until_when(here: District, sign_in: SignIn) -> None:
    cover(here.worker, here.sister_worker)
    client = sign_in(here.sister_worker)
    for url in ("/admin/", "/admin/inbox/", URL):
        assert "您在代 李** 的岗（到 11月17日）" in text(client.get(url))
    assert "您在代" not in text(sign_in(here.second_worker).get("/admin/inbox/"))


def test_the_covered_work_is_in_the_inbox_and_its_counts_and_marked(here: District, sign_in: SignIn) -> None:
    wish, own = paths.to_screen(here), paths.to_screen(here, region=here.sister)
    client = sign_in(here.sister_worker)
    assert listed(client.get("/admin/inbox/")) == [own.pk]
    cover(here.worker, here.sister_worker)
    answer = client.get("/admin/inbox/")
    assert sorted(listed(answer)) == sorted([wish.pk, own.pk])
    assert {row.wish.pk: row.for_whom for row in answer.context["rows"]} == {wish.pk: here.worker, own.pk: None}
    assert text(answer).count("代 李**</p>") == 1
    assert answer.context["tabs"][0][1] == 2
    assert "待我处理 2" in text(client.get("/admin/"))


def test_a_covered_role_opens_its_menu_for_these_days(here: District, sign_in: SignIn, clock: Clock) -> None:
    cover(here.worker, here.reviewer, 1, 2)
    client = sign_in(here.reviewer)
    assert [client.get("/admin/proxy/").status_code] == [404]
    clock.at = later(days=1)
    assert "代填" in text(client.get("/admin/")) and client.get("/admin/proxy/").status_code == 200
    clock.at = later(days=3)
    assert client.get("/admin/proxy/").status_code == 404


def test_the_case_says_in_whose_name_and_so_does_the_history(here: District, sign_in: SignIn) -> None:
    cover(here.worker, here.sister_worker)
    wish, client = paths.to_screen(here), sign_in(here.sister_worker)
    url = case(wish)
    assert "您代 李** 办这一件" in text(client.get(url))
    decide(client, url, "publish", **public_version())
    assert Wish.objects.get(pk=wish.pk).status == Status.OPEN
    assert f"{here.sister_worker} 代 李** 办" in text(
        client.get(f"/admin/inbox/{Wish.objects.get(pk=wish.pk).task_id}/")
    )


def test_what_he_had_a_part_in_is_shown_with_its_reason(here: District, sign_in: SignIn) -> None:
    cover(here.reviewer, here.worker)
    cover(here.second_reviewer, here.sister_worker)
    wish = paths.to_verify(here)
    assert listed(sign_in(here.sister_worker).get("/admin/inbox/")) == [wish.pk]
    assert listed(sign_in(here.worker).get("/admin/inbox/")) == []
    page = text(sign_in(here.worker).get("/admin/inbox/", {"barred": "1"}))
    assert "您参与过这件事（审核）" in page
    decide_page = sign_in(here.worker).get(case(wish))
    assert "要请另一位同志验收" in text(decide_page) and not decide_page.context["choices"]


def test_nor_does_he_judge_what_the_absent_reviewer_did(here: District, sign_in: SignIn) -> None:
    wish = paths.to_act(here)
    wish.claims.update(user=here.reviewer)
    wish = step(step(wish, "done", here.resident, report="好了"), "satisfied", here.wisher)
    cover(here.reviewer, here.sister_worker)
    client = sign_in(here.sister_worker)
    assert listed(client.get("/admin/inbox/")) == []
    assert listed(client.get("/admin/inbox/", {"barred": "1"})) == [wish.pk]
    assert f"您代的{here.reviewer}和这件事有关" in text(client.get(case(wish)))


def test_a_second_reviewer_who_covers_another_keeps_his_own_right(here: District, sign_in: SignIn) -> None:
    wish = paths.to_act(here)
    wish.claims.update(user=here.reviewer)
    wish = step(step(wish, "done", here.resident, report="好了"), "satisfied", here.wisher)
    cover(here.reviewer, here.second_reviewer)
    client = sign_in(here.second_reviewer)
    assert listed(client.get("/admin/inbox/")) == [wish.pk]
    decide(client, case(wish), "approve")
    assert wish.events.get(outcome="approve").on_behalf_of is None


def test_calls_are_marked_too(here: District, sign_in: SignIn) -> None:
    cover(here.grid_worker, here.sister_worker)
    ask_by_phone(paths.to_confirm(here), purpose=CallBack.Purpose.RATING, at=later())
    rows = sign_in(here.sister_worker).get("/admin/calls/").context["rows"]
    assert [row.for_whom for row in rows] == [here.grid_worker]


def test_an_old_woman_s_proxy_on_leave_is_replaced(here: District, sign_in: SignIn) -> None:
    """What the absent grid worker wrote down comes to who stands in for him."""
    wish = paths.to_amend(here)
    Wish.objects.filter(pk=wish.pk).update(proxied_by=here.grid_worker)
    stranger = holder("clerk_elsewhere", Role.STATION_CLERK, here.sister)
    assert sign_in(stranger).get(case(wish)).status_code == 404
    cover(here.grid_worker, stranger)
    answer = decide(sign_in(stranger), case(wish), "resubmit", own_words="三件棉袄")
    assert answer.status_code == 302
    assert wish.events.get(outcome="resubmit").on_behalf_of == here.grid_worker


@pytest.mark.parametrize("who", ["worker", "grid_worker", "coordinator", "reviewer"])
def test_no_full_name_stands_on_the_page(here: District, sign_in: SignIn, who: str) -> None:
    cover(here.worker, here.second_worker)
    page = text(sign_in(getattr(here, who)).get(URL))
    assert "请假" in page and not [name for name in ("李社工", "孙社工", "吴社工", "李核实") if name in page]
