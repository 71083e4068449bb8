"""规则: who may see, propose and approve; what a change touches is shown before it is saved, and is what it says."""

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
from community.wishes.models import Status, Terms, Wish
from tests.desk.pages import text
from tests.factories import District, as_, category, day, holder, later, number
from tests.workflows import paths
from workflows.desk.rules import cuts, groups
from workflows.desk.rules.cuts import Cut
from workflows.desk.rules.notice import days_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
RED = "/admin/rules/numbers/wish.pool.red/"
REPAIR = "/admin/rules/categories/service-repair/"
ASK = {"value": "5", "valid_on": day(2), "reason": "年底加快"}
TERMS = {
    "handling": "claim", "widest": "wall", "act_days": "20", "proof": "report", "low_risk": "on", "in_use": "on",
    "valid_on": day(2), "reason": "二十天够了",
}  # fmt: skip
DAYS = {"name": "元旦", "year": "2027", "days": "一、元旦：1月1日至3日放假。", "reason": "国办通知"}
ALL = [(RED, ASK), (REPAIR, TERMS), ("/admin/rules/days/new/", DAYS)]


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def admin(here: District, sign_in: SignIn) -> Client:
    return sign_in(here.admin)


@pytest.fixture
def second(here: District, sign_in: SignIn) -> Client:
    return sign_in(here.second_admin)


def propose(client: Client, url: str = RED, **asked: str) -> Any:
    """As a person does: fill in, look at the effects, put it forward."""
    form = (dict(ALL)[url]) | asked
    looked = client.post(url, form)
    return client.post(url, form | {"seen": looked.context["seen"]})


def proposal(client: Client, url: str = RED, **asked: str) -> str:
    return propose(client, url, **asked).headers["Location"]


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


# Effects and their lists


@pytest.fixture
def busy(here: District) -> District:
    """Wishes at several steps, one of them worth 600 元, one due on New Year's Day."""
    paths.to_screen(here)
    paths.to_pool(here)
    Wish.objects.filter(pk=paths.to_pool(here).pk).update(value=60_000)
    paths.to_act(here)
    Wish.objects.filter(pk=paths.to_act(here).pk).update(due_at=later(days=52))
    paths.to_confirm(here)
    return here


def shown(client: Client, url: str, form: dict[str, str]) -> dict[str, int]:
    """The effects of a change, each figure after it was compared with the list it opens."""
    found = {}
    for effect in client.post(url, form).context["effects"]:
        if effect.cut:
            listed = client.get(effect.cut.url)
            rows = listed.context["rows"]
            assert effect.cut.number == listed.context["number"] == len(rows)
            assert f"共 {len(rows)} 件" in text(listed)
            found[effect.cut.name] = len(rows)
    return found


def test_the_figures_are_the_lists_they_open(busy: District, admin: Client) -> None:
    assert shown(admin, RED, ASK) == {"at-step": 2, "elsewhere": 4}
    over = "/admin/rules/numbers/wish.value.confirm_over/"
    assert shown(admin, over, ASK | {"value": "700"}) == {"worth": 1}
    assert shown(admin, over, ASK | {"value": "550"}) == {"worth": 0}
    person = "/admin/rules/numbers/claim.live.person/"
    assert shown(admin, person, ASK | {"value": "4"}) == {"full-hands": 0}
    assert shown(admin, person, ASK | {"value": "2"}) == {"full-hands": 3}
    assert shown(admin, "/admin/rules/numbers/wish.link.days/", ASK) == {"at-step": 1}
    assert shown(admin, "/admin/rules/numbers/wish.call_back.days/", ASK) == {"calls": 0}
    for key, touched in {
        "wish.pause.most": 2,
        "wish.extend.most": 2,
        "wish.supervise.days": 6,
        "wish.urgent.hours": 0,
    }.items():
        assert list(shown(admin, f"/admin/rules/numbers/{key}/", ASK).values()) == [touched], key
    assert shown(admin, REPAIR, TERMS) == {"terms": 5, "again": 0}
    assert shown(admin, "/admin/rules/days/new/", DAYS) == {"due-on": 1}


def test_every_number_has_a_page_and_says_what_it_touches(busy: District, admin: Client) -> None:
    for key, number_ in REGISTRY.items():
        url = f"/admin/rules/numbers/{key}/"
        other = next(n for n in range(number_.least, number_.most + 1) if n != number_.default)
        answer = admin.post(url, ASK | {"value": str(other)})
        assert answer.status_code in {200, 422}
        assert answer.status_code == 422 or answer.context["effects"], key
        assert number_.label in text(answer)


def test_a_step_s_number_touches_no_date_of_a_wish_under_way(busy: District, admin: Client, second: Client) -> None:
    def dates() -> list[Any]:
        return list(Wish.objects.order_by("pk").values_list("due_at", "wake_at", "terms__version"))

    before = dates()
    for url in (RED, REPAIR, "/admin/rules/days/new/"):
        second.post(proposal(admin, url), {"approve": ""})
    cache.clear()
    assert dates() == before


def test_a_list_tells_nothing_of_what_is_wished(busy: District, admin: Client) -> None:
    page = text(admin.get(Cut("elsewhere", Status.OPEN).url))
    wish = Wish.objects.get(status=Status.CONFIRMING)

    assert wish.spoken_code in page
    assert not [word for word in (wish.public_title, wish.wisher_mask, wish.phone_mask) if word and word in page]


@pytest.mark.parametrize("name", cuts.CUTS)
@pytest.mark.parametrize("of", ["", "x", "1-", "9" * 40, "-", "9999-12-31", "\0", "1-99999999999999999999"])
def test_an_address_that_is_not_ours_is_no_fault(admin: Client, name: str, of: str) -> None:
    assert admin.get(f"/admin/rules/wishes/{name}/", {"of": of}).status_code in {200, 404}


def test_nor_is_any_other(here: District, admin: Client) -> None:
    wrong = ["numbers/wish.pool.green/", "categories/none/", "waiting/number/99/", "waiting/none/1/", "wishes/none/"]
    first = Terms.objects.first()
    assert first is not None
    wrong.append(f"waiting/terms/{first.pk}/")  # what came with the program was proposed by nobody
    assert {admin.get(f"/admin/rules/{url}").status_code for url in wrong} == {404}


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


def test_an_arrangement_shows_each_day(admin: Client, second: Client) -> None:
    made = proposal(admin, "/admin/rules/days/new/")
    assert "2027年1月1日 周五 元旦" in text(second.get(made))
    second.post(made, {"approve": ""})
    cache.clear()
    assert "2027年1月1日 周五" in text(admin.get("/admin/rules/days/"))


NOTICE = """
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历腊月二十九、周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
"""


def test_the_text_of_a_holiday_notice_is_read_as_it_stands() -> None:
    days = days_of(NOTICE, 2027)

    assert [d for d, kind, _ in days if kind == "work"] == [date(2027, 1, 31), date(2027, 2, 14)]
    assert [d for d, _, name in days if name == "春节"] == [date(2027, 2, n) for n in range(5, 12)]
    assert len(days) == 3 + 7 + 2


def test_a_span_may_end_in_the_next_year_or_be_taken_back() -> None:
    days = days_of("12月31日至1月2日放假；6月8日取消", 2027)
    assert days[0] == (date(2027, 12, 31), "rest", "") and days[2][0] == date(2028, 1, 2)
    assert days[3] == (date(2027, 6, 8), "library", "")


@pytest.mark.parametrize(
    "words", ["2月30日放假", "1月1日", "放假三天", "1月1日放假上班", "1月1日至8月1日放假", "5月3日至1日放假"]
)
def test_what_cannot_be_read_is_named(words: str) -> None:
    with pytest.raises(ValueError, match="“"):
        days_of(words, 2027)
