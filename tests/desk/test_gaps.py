"""没有人能办的 at the desk, and the warning before somebody goes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from community.people.models import Cover, User
from community.people.operations import end
from community.people.roles import Role
from tests.desk.pages import text
from tests.factories import MORNING, District, holder
from tests.workflows import paths

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
URL = "/admin/gaps/"
TODAY = MORNING.date()


def leave(*people: User) -> None:
    for user in people:
        end(membership=user.memberships.get(), on=TODAY - timedelta(days=1))


def test_the_street_sees_step_place_number_and_reason_and_opens_the_wishes(here: District, sign_in: SignIn) -> None:
    wishes = [paths.to_screen(here) for _ in range(25)]
    leave(here.second_worker, here.third_worker)
    client = sign_in(here.coordinator)
    assert "没有人能办的 25" in text(client.get("/admin/"))
    answer = client.get(URL)
    assert "麦田里社区　待审核" in text(answer) and "只有 1 人能审核：李**" in text(answer)
    ((_, _, query),) = answer.context["gaps"]
    first = client.get(f"{URL}?{query}")
    rest = client.get(f"{URL}?{first.context['next_query']}")
    seen = [row.wish.pk for page in (first, rest) for row in page.context["rows"]]
    assert sorted(seen) == sorted(w.pk for w in wishes) and len(first.context["rows"]) == 20
    assert client.get(first.context["rows"][0].url).status_code == 200


def test_the_district_sees_numbers_but_opens_no_wish(here: District, sign_in: SignIn) -> None:
    wish = paths.to_screen(here)
    leave(here.worker, here.second_worker, here.third_worker)
    client = sign_in(holder("admin_of_district", Role.DISTRICT_ADMIN, here.district))
    ((gap, _, query),) = client.get(URL).context["gaps"]
    page = client.get(f"{URL}?{query}")
    assert gap.reason == "没有人能审核"
    assert wish.spoken_code in text(page) and [row.url for row in page.context["rows"]] == [""]
    assert "穿不上针" not in text(page) and "张" not in text(page).split("desk-rows")[1].split("</ul>")[0]


@pytest.mark.parametrize("query", ["gap=x", "gap=screening-0001", "after=~9", "after=²"])
def test_a_cut_nobody_gave_out_is_the_whole_list(here: District, sign_in: SignIn, query: str) -> None:
    assert sign_in(here.coordinator).get(f"{URL}?{query}").status_code == 200


def test_when_all_is_well_it_says_so(here: District, sign_in: SignIn) -> None:
    page = text(sign_in(here.coordinator).get(URL))
    assert "都有人能办" in page and "新渡社区" in page and "只有 1 位社区工作者" in page
    assert "每一步都有两个人能办" in text(sign_in(here.coordinator).get("/admin/"))


def test_a_leave_that_leaves_one_worker_is_arranged_only_knowingly(here: District, sign_in: SignIn) -> None:
    paths.to_screen(here)
    leave(here.third_worker)
    asked = {"substitute": here.second_worker.pk, "starts_on": f"{TODAY}", "ends_on": f"{TODAY + timedelta(days=3)}"}
    client = sign_in(here.worker)
    answer = client.post("/admin/cover/", asked)
    page = text(answer)
    assert answer.status_code == 422 and not Cover.objects.exists()
    assert "麦田里社区待审核 1 件，只有 1 人能审核" in page and "知道了，还是这样安排" in page
    assert f'value="{here.second_worker.pk}" selected' in page
    assert client.post("/admin/cover/", asked | {"sure": "on"}).status_code == 302
    assert Cover.objects.get().substitute == here.second_worker


def test_a_leave_that_hurts_nobody_asks_nothing_more(here: District, sign_in: SignIn) -> None:
    asked = {"substitute": here.second_worker.pk, "starts_on": f"{TODAY}", "ends_on": f"{TODAY + timedelta(days=3)}"}
    client = sign_in(here.worker)
    assert "知道了" not in text(client.get("/admin/cover/"))
    assert client.post("/admin/cover/", asked).status_code == 302
