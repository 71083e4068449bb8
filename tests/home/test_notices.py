import pytest

from community.records.models import NoticePreference
from home.templatetags.notices import linked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
GOOD = {"progress": "site", "reminder": "sms", "digest": "site", "quiet_from": "20", "quiet_until": "7"}


def test_it_is_for_those_who_are_logged_in(client, here):
    assert client.get("/me/notices/")["Location"] == "/accounts/login/?next=/me/notices/"
    assert client.post("/me/notices/", GOOD)["Location"].startswith("/accounts/login/")


def test_it_shows_what_holds_and_keeps_what_is_chosen(client, here):
    client.force_login(here.wisher)
    assert 'href="/me/notices/"' in client.get("/me/").text
    page = client.get("/me/notices/").text
    assert '<option value="21" selected>21 点' in page
    assert not NoticePreference.objects.exists()

    assert "记下了" in client.post("/me/notices/", GOOD, follow=True).text
    kept = NoticePreference.objects.get(user=here.wisher)
    assert (kept.progress, kept.reminder, kept.quiet_from, kept.quiet_until) == ("site", "sms", 20, 7)
    assert '<option value="20" selected>20 点' in client.get("/me/notices/").text


def test_only_ways_that_reach_the_person_are_offered(client, here):
    client.force_login(here.outsider)
    page = client.get("/me/notices/").text
    assert "发短信" not in page
    assert "还没有手机号和邮箱" in page
    assert client.post("/me/notices/", GOOD).status_code == 422
    assert client.post("/me/notices/", GOOD | {"reminder": "site"}).status_code == 302


@pytest.mark.parametrize("name, asked", [("wisher", False), ("worker", True), ("manager", True)])
def test_the_digest_is_asked_of_those_who_get_one(client, here, name, asked):
    client.force_login(getattr(here, name))
    assert ("工作汇总" in client.get("/me/notices/").text) == asked


@pytest.mark.parametrize(
    "wrong", [{"quiet_from": "24"}, {"quiet_until": "夜里"}, {"progress": "鸽子"}, {"reminder": ""}]
)
def test_what_cannot_be_is_refused_beside_its_field(client, here, wrong):
    client.force_login(here.wisher)
    answer = client.post("/me/notices/", GOOD | wrong)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert not NoticePreference.objects.exists()


def test_a_page_shows_no_address_but_two_words_that_lead_there():
    told = linked("请您评一评：http://wuwei.test/wishes/1/?a=1&b=<i> 也可以打 <b>电话")
    assert (
        told
        == '请您评一评：<a href="http://wuwei.test/wishes/1/?a=1&amp;b=&lt;i&gt;">点这里</a> 也可以打 &lt;b&gt;电话'
    )
