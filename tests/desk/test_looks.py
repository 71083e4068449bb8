"""查看记录: the auditor reads who looked at what and why, and nobody else does, and nothing of what was seen."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from community.people.operations import reveal
from community.people.roles import Role
from tests.factories import SINCE, as_, holder
from tests.workflows import paths

pytestmark = pytest.mark.django_db
PAGE = "/admin/looks/"


@pytest.fixture
def auditor(here, client):
    user = holder("auditor", Role.AUDIT_ADMIN, here.district)
    client.force_login(user)
    return user


def look(here, who, subject, *, field="phone", reason="回访", days=0):
    reveal(by=as_(who), subject=subject, field=field, reason=reason, at=timezone.now() - timedelta(days=days))


def test_he_reads_who_when_what_and_why_and_nothing_of_what_was_seen(here, client, auditor):
    wish = paths.to_act(here)
    look(here, here.worker, wish.subject, reason="约上门时间")
    look(here, here.coordinator, "export:3f2a", field="contacts", reason="发慰问品")
    page = client.get(PAGE).text
    for words in ("看了电话", f"心愿 {wish.spoken_code}", "约上门时间", "整份名单的联系方式", "发慰问品"):
        assert words in page, words
    for secret in (wish.phone, wish.address, wish.wisher_name, here.worker.name, "3f2a"):
        assert secret not in page


def test_he_looks_one_wish_or_one_colleague_up(here, client, auditor):
    wish = paths.to_act(here)
    look(here, here.worker, wish.subject, reason="第一件")
    look(here, here.coordinator, "wish:386204517", reason="第二件")
    assert [words in client.get(PAGE, {"q": wish.spoken_code}).text for words in ("第一件", "第二件")] == [True, False]
    of_one = client.get(PAGE, {"who": here.coordinator.pk}).text
    assert [words in of_one for words in ("第一件", "第二件")] == [False, True]
    for nonsense in ({"q": "谁也不是"}, {"who": "x"}, {"who": "9" * 30}, {"q": wish.spoken_code, "who": "0"}):
        assert "没有这样的查看记录" in client.get(PAGE, nonsense).text


def test_who_looked_most_in_the_last_seven_days_stands_first(here, client, auditor):
    for _ in range(3):
        look(here, here.coordinator, "wish:386204517")
    for _ in range(4):
        look(here, here.worker, "wish:386204517", days=8)
    look(here, here.worker, "wish:386204517")
    card = client.get(PAGE).text.partition("这七天看得最多的")[2].partition("</section>")[0]
    assert card.index(f"who={here.coordinator.pk}") < card.index(f"who={here.worker.pk}")
    assert "3 次" in card and "1 次" in card and "5 次" not in card


def test_a_long_list_goes_on_where_it_stopped(here, client, auditor, django_assert_max_num_queries):
    for n in range(45):
        look(here, here.worker, "wish:386204517", reason=f"第{n:02d}次")
    look(here, here.coordinator, "wish:386204517", reason="第99次")
    with django_assert_max_num_queries(14):
        page = client.get(PAGE, {"who": here.worker.pk}).text
    seen = re.findall(r"第\d\d次", page)
    while 'rel="next"' in page:
        page = client.get(PAGE + page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")).text
        seen += re.findall(r"第\d\d次", page)
    assert seen == [f"第{n:02d}次" for n in reversed(range(45))]


@pytest.mark.parametrize("who", ["worker", "coordinator", "reviewer", "admin", "supervisor", "security"])
def test_nobody_else_reads_it(here, client, who):
    holder("supervisor", Role.SUPERVISOR, here.district)
    holder("security", Role.SECURITY_ADMIN, here.district)
    user = type(here.worker).objects.get(username=who)
    client.force_login(user)
    assert client.get(PAGE).status_code == 404
    assert "查看记录" not in client.get("/admin/").text


def test_an_auditor_of_yesterday_reads_nothing(here, client, auditor):
    auditor.memberships.update(ends_on=timezone.localdate() - timedelta(days=1), starts_on=SINCE)
    assert client.get(PAGE).status_code != 200
