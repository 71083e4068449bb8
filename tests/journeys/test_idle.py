"""A worker is called away from a half-written decision; when she is back, all of it is there, and nothing was sent."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import DESKTOP
from tests.journeys.people import PASSWORD, Contexts, Person, fill
from tests.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("viewport", [DESKTOP], indirect=True)]

TITLE, TEXT = "想借一辆轮椅去医院", "腿脚不便，下周要去医院，想借一辆轮椅用三天。"
AN_HOUR_PASSES = """
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
for key in Session.objects.values_list("session_key", flat=True):
    session = SessionStore(key)
    if hours := session.get("hours"):
        session["hours"] = hours | {"seen": hours["seen"] - 3600}
        session.save()
"""


@pytest.mark.parametrize("server", ["postgresql"], indirect=True)
def test_nothing_typed_is_lost_when_the_time_is_over(server: Server, new_context: Contexts) -> None:
    worker = Person(new_context, "shegong")
    spare_codes = _set_up_second_factor(worker.page)
    page = worker.goto("/admin/inbox/?status=screening")
    page.locator(".desk-title").first.click()
    address = page.url
    page.get_by_role("button", name="公开，等人认领").first.click()
    fill(page, {"公开标题": TITLE, "公开内容": TEXT, "类别": "物品"})
    chosen = page.get_by_label("类别").first.input_value()
    page.get_by_label("要上门").check()
    server.database.manage("shell", "-v", "0", "-c", AN_HOUR_PASSES)
    page.get_by_role("button", name="公开，等人认领").last.click()

    worker.says("刚才填的都还在")
    page.get_by_label("用户名或手机号").fill("shegong")
    page.get_by_label("密码").first.fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_label("验证码").fill(spare_codes[0])
    page.get_by_role("button", name="登录", exact=True).click()

    worker.says("刚才填的放回来了，还没有提交")
    expect(page).to_have_url(re.compile(re.escape(address.split("?")[0]) + r"\?.*do=publish"))
    expect(page.get_by_label("公开标题").first).to_have_value(TITLE)
    expect(page.get_by_label("公开内容").first).to_have_value(TEXT)
    expect(page.get_by_label("类别").first).to_have_value(chosen)
    expect(page.get_by_label("要上门")).to_be_checked()
    assert server.database.sql("SELECT count(*) FROM wishes_wish WHERE public_title = %s", TITLE) == [(0,)]

    page.get_by_role("button", name="公开，等人认领").last.click()
    worker.says("已记下")
    assert server.database.sql("SELECT count(*) FROM wishes_wish WHERE public_title = %s", TITLE) == [(1,)]
    assert worker.faults == []


def _set_up_second_factor(page: Page) -> list[str]:
    """As the page asks for it; returns the codes for a lost phone, which are good whatever the minute."""
    from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time

    page.goto("/accounts/2fa/totp/activate/")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="继续").click()
    secret = page.locator("code").first.inner_text()
    page.get_by_label("验证码").fill(f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}")
    page.locator("main form button[type=submit]").last.click()
    page.goto("/accounts/2fa/recovery-codes/")
    return re.findall(r"\b[0-9a-f]{8}\b", page.locator("main").inner_text())
