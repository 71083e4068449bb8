"""本组织的成员: its manager enrols and lets go, and nobody else."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from community.people.fields import lookup
from community.people.models import Membership, User
from community.people.operations import grant
from community.people.roles import Role, Verb
from community.records.models import Notice
from tests.factories import SINCE, as_, day, holder, later, person, step
from tests.home.roster import NOBODY, PAGE, TODAY, everything, leaving, on, queries, told
from tests.workflows import paths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_fresh")]
PHONE = "13800007777"
NOBODYS = ["member", "agent", "resident", "outsider", "worker", "coordinator", "reviewer", "admin", "superuser"]


@pytest.fixture
def _fresh():
    cache.clear()


@pytest.fixture
def manager(client, here):
    client.force_login(here.manager)
    return client


def given(**extra):
    return {"name": "赵德厚", "title": "先生", "phone": PHONE, "role": Role.MEMBER, "ends_on": ""} | extra


def enrolled():
    return User.objects.get(phone_lookup=lookup(PHONE))


@pytest.mark.parametrize("who", ["manager", "committee_manager", "far_manager", "office_manager"])
def test_each_manager_has_the_page_of_his_own_organisation(client, here, who):
    user = getattr(here, who)
    client.force_login(user)
    answer = client.get(PAGE)
    units = [str(unit) for unit, _ in answer.context["groups"]]
    assert units == [str(user.memberships.get().organisation)]
    assert PAGE in client.get("/me/").text
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("who", NOBODYS)
def test_for_everybody_else_it_is_not_there(client, here, who):
    client.force_login(getattr(here, who))
    before = everything()
    for address in (PAGE, leaving(here.member)):
        assert client.get(address).status_code == client.post(address, given()).status_code == 404
    assert everything() == before
    assert PAGE not in client.get("/me/").text


def test_one_logs_in_first(client, here):
    for address in (PAGE, leaving(here.member)):
        assert client.get(address)["Location"].startswith("/accounts/login/")


def test_a_manager_no_longer_in_office_has_it_no_more(manager, here):
    here.manager.memberships.update(ends_on=TODAY - timedelta(days=1))
    assert manager.get(PAGE).status_code == 404


@pytest.mark.parametrize("who", ["manager", "far_manager", "worker"])
def test_no_manager_and_nobody_of_another_organisation_is_let_go_there(manager, here, who):
    address = leaving(getattr(here, who))
    assert manager.get(address).status_code == manager.post(address, {"last_day": day()}).status_code == 404
    assert address not in manager.get(PAGE).text


@pytest.mark.parametrize("pk", ["0", NOBODY])
def test_a_membership_that_is_none_or_over_is_not_there(manager, here, pk):
    assert manager.get(f"{PAGE}{pk}/leave/").status_code == 404
    here.member.memberships.update(ends_on=TODAY - timedelta(days=1))
    assert manager.get(leaving(here.member)).status_code == 404
    assert str(here.member) not in told(manager.get(PAGE))


def test_who_is_there_and_who_comes_stands_on_it_with_what_he_has_in_hand(manager, here):
    paths.to_branch_act(here), paths.to_branch_act(here)
    coming = holder("coming", Role.ORG_AGENT, here.branch, name="赵德厚")
    coming.memberships.update(starts_on=TODAY + timedelta(days=3), ends_on=TODAY + timedelta(days=30))
    before = everything()
    page = told(manager.get(PAGE))
    assert "郑先生" in page and "手上 2 件" in page
    assert "赵同志" in page and "从2026年11月13日起" in page and "到2026年12月10日为止" in page
    assert not [name for name in ("郑远", "周克勤", "赵德厚") if name in page]
    assert everything() == before


def test_two_of_the_same_name_are_told_apart(manager, here):
    for number in (1, 2):
        holder(f"wang{number}", Role.MEMBER, here.branch, name="王明", title="先生", phone=f"1380000000{number}")
    page = told(manager.get(PAGE))
    assert "王先生 尾号 0001" in page and "王先生 尾号 0002" in page


def test_it_costs_the_same_however_many_there_are(manager, here):
    paths.to_branch_act(here)
    few = [queries(manager, address) for address in (PAGE, leaving(here.member))]
    for number in range(20):
        holder(f"new{number}", Role.MEMBER, here.branch)
    paths.to_branch_act(here)
    assert [queries(manager, address) for address in (PAGE, leaving(here.member))] == few


def test_an_unknown_phone_gets_an_account_without_a_password_and_is_told(manager, here):
    answer = manager.post(PAGE, given(), follow=True)
    user = enrolled()
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "登记好了：赵先生是麦田里党支部的成员。已经告诉本人。" in told(answer)
    assert (user.name, user.title, user.has_usable_password()) == ("赵德厚", "先生", False)
    held = user.memberships.get()
    assert (held.role, held.organisation, held.starts_on, held.ends_on) == (Role.MEMBER, here.branch, TODAY, None)
    notice = Notice.objects.get(user=user, kind="people.enrolled")
    assert notice.text == (
        "麦田里党支部把您登记为成员。用这个手机号收验证码就能登录。不对的话，请打社区电话 025-1000001。"
    )
    assert notice.deliveries.exists()


@pytest.mark.parametrize("name", ["赵德厚", "赵 德厚", ""])
def test_an_account_there_is_found_by_its_phone(manager, here, name):
    known = person("known", phone=PHONE)
    known.name = name
    known.save()
    assert manager.post(PAGE, given(phone="138 0000 7777")).status_code == 302
    assert known.memberships.get().organisation == here.branch
    known.refresh_from_db()
    assert (known.name, User.objects.filter(phone_lookup=known.phone_lookup).count()) == (name, 1)
    assert "验证码" not in Notice.objects.get(user=known).text


def test_an_agent_until_a_day_claims_for_the_organisation_at_once(manager, here):
    wish = paths.to_pool(here)
    answer = manager.post(PAGE, given(role=Role.ORG_AGENT, ends_on=day(30)), follow=True)
    assert "麦田里党支部的经办人，到2026年12月10日为止" in told(answer)
    user = enrolled()
    wish = step(wish, "claim", user, plan="周六去", promised_on=day(), organisation=here.branch.pk, at=later(hours=3))
    assert (wish.organisation, wish.actor) == (here.branch, user)
    assert "到2026年12月10日为止" in Notice.objects.get(user=user, kind="people.enrolled").text


def test_a_member_does_what_the_manager_gives_him_and_claims_nothing_for_the_organisation(manager, here):
    manager.post(PAGE, given())
    user = enrolled()
    assert not as_(user).organisations(Verb.WISH_CLAIM_FOR, later(hours=3))
    data = {"plan": "周六去", "promised_on": day(), "organisation": here.branch.pk}
    handler = paths.membership_of(user, here.branch)
    wish = step(paths.to_pool(here), "claim", here.manager, handler=handler, at=later(hours=3), **data)
    assert wish.actor == user


def test_a_last_day_is_moved_on_and_never_forward(manager, here):
    manager.post(PAGE, given(ends_on=day(30)))
    held = enrolled().memberships
    assert manager.post(PAGE, given(ends_on=day(60))).status_code == 302
    assert held.get().ends_on == on(60)
    answer = manager.post(PAGE, given(ends_on=day(10)))
    assert answer.status_code == 422
    assert answer.context["form"].errors["ends_on"] == ["他已经是成员了。要早点离开，请点他那一行的“离开”。"]
    assert held.get().ends_on == on(60)


ANOTHER = "这个手机号登记的不是这个名字，请跟本人核对一下。"
AT_DESK = "这位同志在工作台有岗位，登记成员要由区里来办，请区里来登记。"


def of_another_name(here):
    person("known", name="钱小妹", phone=PHONE)


def with_a_post(role, **days):
    def there(here):
        place = {Role.STREET_REVIEWER: here.street, Role.GRID_WORKER: here.community}.get(role, here.district)
        grant(user=person("known", name="赵德厚", phone=PHONE), role=role, region=place, **{"starts_on": SINCE} | days)

    return there


def locked(here):
    person("known", name="赵德厚", phone=PHONE, is_active=False)


def leaving_us(here):
    person("known", name="赵德厚", phone=PHONE, is_active=False, leaving_since=later())


def a_member(here):
    holder("known", Role.MEMBER, here.branch, name="赵德厚", phone=PHONE)


@pytest.mark.parametrize(
    "there,words",
    [
        (of_another_name, ANOTHER),
        (with_a_post(Role.STREET_REVIEWER), AT_DESK),
        (with_a_post(Role.GRID_WORKER), AT_DESK),
        (with_a_post(Role.EDITOR), AT_DESK),
        (with_a_post(Role.SECURITY_ADMIN), AT_DESK),
        (with_a_post(Role.STREET_REVIEWER, starts_on=TODAY + timedelta(days=9)), AT_DESK),
        (locked, "这个账号现在用不了，请本人先到社区问一问。"),
        (leaving_us, "这个账号现在用不了，请本人先到社区问一问。"),
        (a_member, "他已经是成员了。"),
    ],
)
def test_who_cannot_be_enrolled_is_told_with_the_reason_at_his_phone(manager, here, there, words):
    there(here)
    before = everything()
    answer = manager.post(PAGE, given())
    assert answer.status_code == 422
    assert dict(answer.context["form"].errors) == {"phone": [words]}
    assert 'value="赵德厚"' in told(answer) and "钱小妹" not in told(answer) and "钱**" not in told(answer)
    assert everything() == before


def test_the_name_is_asked_before_anything_else_is_told_of_an_account(manager, here):
    with_a_post(Role.STREET_REVIEWER)(here)
    answer = manager.post(PAGE, given(name="钱小妹"))
    assert dict(answer.context["form"].errors) == {"phone": [ANOTHER]}


def test_who_was_at_the_desk_before_may_come(manager, here):
    with_a_post(Role.STREET_REVIEWER, ends_on=TODAY - timedelta(days=1))(here)
    assert manager.post(PAGE, given()).status_code == 302


def test_names_are_not_tried_out(manager, here):
    of_another_name(here)
    for _ in range(10):
        assert manager.post(PAGE, given()).status_code == 422
    answer = manager.post(PAGE, given(name="钱小妹"))
    assert answer.status_code == 429 and "没对上的次数太多了" in told(answer)
    assert not Membership.objects.filter(user__username="known").exists()


def test_enrolling_many_is_no_trying_out(manager, here):
    for number in range(12):
        assert manager.post(PAGE, given(phone=f"138000071{number:02}")).status_code == 302


@pytest.mark.parametrize(
    "field,value",
    [
        ("name", ""),
        ("name", "赵\0德厚"),
        ("name", "长" * 21),
        ("title", "大人"),
        ("phone", ""),
        ("phone", "\0"),
        ("phone", "1380000777"),
        ("phone", "12800007777"),
        ("phone", "02551234567"),
        ("phone", "9" * 30),
        ("role", ""),
        ("role", Role.ORG_MANAGER),
        ("role", Role.STREET_REVIEWER),
        ("ends_on", day(-1)),
        ("ends_on", "9999-12-31"),
        ("ends_on", "0001-01-01"),
        ("ends_on", "2026-13-45"),
        ("ends_on", "\0"),
    ],
)
def test_what_is_miswritten_is_told_at_its_field_and_nothing_is_written(manager, here, field, value):
    before = everything()
    answer = manager.post(PAGE, given(**{field: value}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert everything() == before


def test_who_manages_several_says_which(manager, here):
    grant(user=here.manager, role=Role.ORG_MANAGER, organisation=here.committee, starts_on=SINCE)
    for nowhere in ({}, {"organisation": here.far_branch.pk}, {"organisation": NOBODY}, {"organisation": "\0"}):
        answer = manager.post(PAGE, given(**nowhere))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["organisation"])
    manager.post(PAGE, given(organisation=here.committee.pk))
    assert enrolled().memberships.get().organisation == here.committee


def test_another_organisation_is_not_taken_from_who_manages_one(manager, here):
    manager.post(PAGE, given(organisation=here.far_branch.pk))
    assert enrolled().memberships.get().organisation == here.branch
