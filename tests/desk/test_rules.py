"""规则: who may see, propose and approve; what a change touches is looked at before it is saved."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from community.people.covering import arrange_cover
from community.people.models import User
from community.people.roles import Role
from community.records.models import Arrangement, Policy
from community.records.policies import REGISTRY
from community.wishes.models import Terms
from tests.desk.pages import text
from tests.desk.proposals import ALL, ASK, RED, REPAIR, TERMS, proposal
from tests.factories import District, as_, category, day, holder, later, number
from tests.workflows import paths
from workflows.desk.rules import groups

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_cache")]
SignIn = Callable[[User], Client]


# Role × page


def test_the_pages_are_for_who_keeps_the_rules_alone(here: District, admin: Client, sign_in: SignIn) -> None:
    made = proposal(admin)
    pages = ["/admin/rules/", RED, "/admin/rules/categories/", "/admin/rules/categories/new/", REPAIR]
    pages += ["/admin/rules/days/", "/admin/rules/days/new/", "/admin/rules/waiting/", made]
    pages += ["/admin/rules/wishes/at-step/?of=open"]
    others = ["worker", "grid_worker", "clerk", "coordinator", "reviewer", "district_reviewer", "superuser"]
    offices = [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.SUPERVISOR, Role.EDITOR]
    people = [getattr(here, who) for who in others] + [holder(role.value, role, here.district) for role in offices]

    assert {admin.get(url).status_code for url in pages} == {200}
    for user in people:
        client = sign_in(user)
        assert {client.get(url).status_code for url in pages} == {404}, user.username
        assert {client.post(url, form).status_code for url, form in ALL} == {404}, user.username
        assert client.post(made, {"approve": ""}).status_code == 404
    for user in (here.resident, here.manager, here.outsider):
        assert {sign_in(user).get(url, follow=True).status_code for url in pages} == {403}
    assert {Client().get(url, follow=True).request["PATH_INFO"] for url in pages} == {"/accounts/login/"}
    assert Policy.objects.get().state == "waiting" and not Terms.objects.waiting().exists()


def test_standing_in_for_a_colleague_is_not_enough(here: District, admin: Client, sign_in: SignIn) -> None:
    made = proposal(admin)
    arrange_cover(
        absent=here.admin, substitute=here.worker, starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 20),
        by=as_(here.admin), at=later(),
    )  # fmt: skip
    client = sign_in(here.worker)

    assert client.get(made).status_code == client.post(made, {"approve": ""}).status_code == 404
    assert "/admin/rules/" not in text(client.get("/admin/"))


# Looking before saving


@pytest.mark.parametrize("url,form", ALL)
def test_nothing_is_saved_before_its_effects_were_looked_at(admin: Client, url: str, form: dict[str, str]) -> None:
    looked = admin.post(url, form)
    again = admin.post(url, form | {"seen": "something else"})

    assert looked.status_code == again.status_code == 200
    assert "影响哪些在办件" in text(looked) and form["reason"] in text(looked)
    assert not any(model.objects.waiting().exists() for model in (Policy, Terms, Arrangement))
    saved = admin.post(url, form | {"seen": looked.context["seen"]}, follow=True)
    assert "等另一位系统管理员批准" in text(saved)
    assert sum(model.objects.waiting().count() for model in (Policy, Terms, Arrangement)) == 1


def test_what_was_changed_after_looking_is_looked_at_again(admin: Client) -> None:
    seen = admin.post(RED, ASK).context["seen"]

    assert admin.post(RED, ASK | {"value": "6", "seen": seen}).status_code == 200
    assert admin.post(RED, ASK | {"reason": "说得更清楚", "seen": seen}).status_code == 302


@pytest.mark.parametrize(
    "asked,words",
    [
        ({"value": "0"}, "要在 1 到 60 天之间"),
        ({"value": "3"}, "要早于"),
        ({"value": "7"}, "不用改"),
        ({"value": "3.5"}, "请填整数"),
        ({"value": "五"}, "请填整数"),
        ({"value": "9" * 5000}, "请填整数"),
        ({"value": "9" * 30}, "要在 1 到 60 天之间"),
        ({"value": ""}, "请填写"),
        ({"valid_on": day(-1)}, "已经过去的日子不能改"),
        ({"valid_on": "2099-01-01"}, "太远了"),
        ({"valid_on": "明天"}, "这样填"),
        ({"reason": " "}, "请填写“为什么改”"),
        ({"reason": "长" * 201}, "最多 200 个字"),
    ],
)
def test_what_cannot_be_is_told_at_the_field_and_nothing_typed_is_lost(
    admin: Client, asked: dict[str, str], words: str
) -> None:
    answer = admin.post(RED, ASK | asked)

    assert answer.status_code == 422 and words in text(answer)
    assert answer.context["form"].data.dict() == ASK | asked
    assert not Policy.objects.exists()


def test_a_second_change_of_the_same_number_is_refused(here: District, admin: Client, second: Client) -> None:
    seen = second.post(RED, ASK | {"value": "6"}).context["seen"]
    made = proposal(admin)
    answer = second.post(RED, ASK | {"value": "6", "seen": seen})

    assert answer.status_code == 422 and "已经有一个改动在等批准" in text(answer)
    assert ASK["reason"] in text(answer)
    waiting = text(second.get(RED))
    assert made in waiting and "看看影响" not in waiting


def test_two_for_one_moment_are_refused(admin: Client, second: Client) -> None:
    second.post(proposal(admin), {"approve": ""})
    assert "请换一天" in text(admin.post(RED, ASK | {"value": "6"}))


# The second person


@pytest.mark.parametrize("url,form", ALL)
def test_the_second_person_sees_what_was_and_will_be_and_agrees(
    admin: Client, second: Client, url: str, form: dict[str, str]
) -> None:
    made = proposal(admin, url)
    page = text(second.get(made))
    assert "影响哪些在办件" in page and form["reason"] in page and "同意，照此生效" in page

    assert "一分钟内" in text(second.post(made, {"approve": ""}, follow=True))
    assert "已批准" in text(second.get(made))
    assert second.post(made, {"approve": ""}).status_code == 409


def test_nobody_approves_his_own(admin: Client) -> None:
    made = proposal(admin)

    assert "同意，照此生效" not in text(admin.get(made))
    answer = admin.post(made, {"approve": ""})
    assert answer.status_code == 403 and "要请另一位系统管理员批准" in text(answer)
    assert Policy.objects.get().state == "waiting"


@pytest.mark.parametrize("who,state", [("admin", "withdrawn"), ("second_admin", "rejected")])
def test_either_may_end_it_with_a_reason(here: District, admin: Client, sign_in: SignIn, who: str, state: str) -> None:
    made, client = proposal(admin), sign_in(getattr(here, who))

    assert client.post(made, {"close": "", "closing": ""}).status_code == 422
    assert client.post(made, {"close": "", "closing": "先不改"}).status_code == 302
    assert Policy.objects.get().state == state and "先不改" in text(admin.get(made))


def test_who_is_alone_is_told_whom_to_ask(here: District, admin: Client) -> None:
    made = proposal(admin)
    assert str(here.second_admin) in text(admin.get(made))
    here.second_admin.is_active = False
    here.second_admin.save()
    assert "现在没有另一位系统管理员" in text(admin.get(made))


def test_the_first_page_says_what_waits_for_him(admin: Client, second: Client) -> None:
    proposal(admin)

    assert "等您批准 1" in text(second.get("/admin/"))
    assert "等您批准 0" in text(admin.get("/admin/"))
    assert "等您批准" in text(second.get("/admin/rules/waiting/"))
    assert "您提出的" in text(admin.get("/admin/rules/waiting/"))


# Numbers, categories, days


def test_a_number_shows_since_when_by_whom_and_what_comes(here: District, admin: Client) -> None:
    number(here, "wish.pool.red", 6, later(days=-3))
    number(here, "wish.pool.red", 5, later(days=3))
    for url in (RED, "/admin/rules/"):
        page = text(admin.get(url))
        assert str(here.second_admin) in page and "起改成" in page
    assert admin.get(RED).context["line"].value == 6


def test_every_number_stands_under_a_heading() -> None:
    listed = [key for keys in groups.grouped().values() for key in keys]
    assert sorted(listed) == sorted(REGISTRY)
    assert (groups.title_of("wish.pause.most"), groups.title_of("space.station")) == ("办理中", groups.OTHER)


def test_a_new_category_is_proposed_and_approved(here: District, admin: Client, second: Client) -> None:
    url = "/admin/rules/categories/new/"
    form = TERMS | {"nature": "service", "name": "理发", "valid_on": day(0)}
    seen = admin.post(url, form).context["seen"]
    made = admin.post(url, form | {"seen": seen}).headers["Location"]
    assert "理发" in text(admin.get("/admin/rules/categories/"))
    second.post(made, {"approve": ""})
    assert "已经有了" in text(admin.post(url, form))


def test_a_category_out_of_use_leaves_the_worker_s_choices(
    here: District, admin: Client, second: Client, clock: Any, sign_in: SignIn
) -> None:
    form = {name: value for name, value in TERMS.items() if name != "in_use"} | {"valid_on": day(0)}
    seen = admin.post(REPAIR, form).context["seen"]
    second.post(admin.post(REPAIR, form | {"seen": seen}).headers["Location"], {"approve": ""})
    wish = paths.to_screen(here)
    clock.at = later(hours=3)

    page = sign_in(here.worker).get(f"/admin/inbox/{wish.task_id}/")
    assert category() not in page.context["form"].fields["category"].queryset
    assert "不再用" in text(admin.get("/admin/rules/categories/"))


def test_an_arrangement_that_cannot_be_read_is_kept_and_said_so(admin: Client) -> None:
    answer = admin.post("/admin/rules/days/new/", {"name": "2027年安排", "year": 2027, "days": "过年那几天放假"})
    assert answer.status_code == 422 and answer.context["form"].errors["days"]
    assert "过年那几天放假" in text(answer)


def test_an_arrangement_shows_each_day(admin: Client, second: Client) -> None:
    made = proposal(admin, "/admin/rules/days/new/")
    assert "2027年1月1日 周五 元旦" in text(second.get(made))
    second.post(made, {"approve": ""})
    cache.clear()
    assert "2027年1月1日 周五" in text(admin.get("/admin/rules/days/"))
