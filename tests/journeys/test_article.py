"""Three sentences from a grid worker's phone become an article: taken up, read by three, live at its minute."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localtime, now
from playwright.sync_api import Page, expect

from tests.journeys.desk import at_desk, open_review, send_in, sign
from tests.journeys.people import Contexts, Person, fill
from tests.pictures import encoded, plain
from tests.server import Server

pytestmark = pytest.mark.journey

TITLE, SAID = "驿站门口的磨刀摊", "周六上午九点，老周在驿站门口磨刀。\n来了二十多位街坊，坐着等，座着聊。"
LEAD, CORRECTED = "磨刀摊前，街坊座着聊天。", "磨刀摊前，街坊坐着聊天。"
ITS_HOUR_HAS_COME = """
from django.utils import timezone
from wagtail.models import Revision
for one in Revision.objects.filter(approved_go_live_at__gt=timezone.now()):
    one.content["go_live_at"] = None
    one.approved_go_live_at = timezone.now()
    one.save()
"""


def test_from_the_correspondents_phone_to_the_reader(
    shared_server: Server, new_context: Contexts, tmp_path: Path
) -> None:
    correspondent = Person(new_context, "wangge")
    (tmp_path / "磨刀.jpg").write_bytes(encoded(plain(colour="gray")))
    _contribute(correspondent, str(tmp_path / "磨刀.jpg"))

    editor = at_desk(new_context, "bianji")
    _write(editor)
    sign(at_desk(new_context, "chushen"), TITLE, "同意，转下一步")
    second = at_desk(new_context, "fushen")
    sign(second, TITLE, "同意，转下一步")
    third = Person(new_context, "zhongshen")  # on the phone
    _correct(third)
    sign(third, TITLE, "同意发布")
    _look_back(second)

    reader = Person(new_context)
    expect(reader.goto("/news/").get_by_text(TITLE)).to_have_count(0)
    shared_server.database.manage("shell", "-v", "0", "-c", ITS_HOUR_HAS_COME)
    shared_server.database.manage("tick")
    for place in ("/", "/news/", "/feeds/", "/feeds/news/"):
        assert TITLE in reader.page.request.get(place).text()
    reader.goto("/news/").get_by_role("link", name=TITLE).first.click()
    reader.says(CORRECTED)
    reader.says("我来认领")  # the live block: what waits for somebody now
    expect(reader.page.locator("main img[src*=media]").first).to_be_visible()

    expect(correspondent.goto("/contribute/").get_by_role("link", name=TITLE)).to_be_visible()
    shared_server.database.manage("check_integrity")
    assert [fault for one in (correspondent, editor, second, third, reader) for fault in one.faults] == []


def _contribute(correspondent: Person, photo: str) -> None:
    page = correspondent.goto("/contribute/")
    fill(page, {"一句话说是什么事": TITLE, "三句话": SAID, "照片": photo, "照片里的人同意公开": "on"})
    page.get_by_role("button", name="交给编辑").click()
    correspondent.says("收到了，谢谢您")


def _write(editor: Person) -> None:
    """Takes it up, writes a lead, puts open wishes below, sets the hour, sends it in."""
    page = editor.goto("/admin/contributions/")
    card = page.locator("article").filter(has_text=TITLE)
    card.get_by_role("button", name="采用，写成稿").click()
    page.get_by_role("textbox", name="导语").fill(LEAD)
    _add_block(page, "等人认领的心愿")
    _set_the_hour(page)
    send_in(editor)


def _add_block(page: Page, name: str) -> None:
    more = page.get_by_role("region", name=re.compile("^更多$"))
    more.locator("[data-panel-toggle]").click()
    more.locator("button[title=插入内容块]").click()
    page.get_by_role("option", name=name).click()


def _set_the_hour(page: Page) -> None:
    page.get_by_role("button", name="状态开关").click()
    page.get_by_role("button", name="设置计划").click()
    hour = f"{localtime(now() + timedelta(hours=3)):%Y-%m-%d %H:%M}"
    page.get_by_label("上线日期").fill(hour)
    page.get_by_role("button", name="保存计划").press("Enter")  # by keyboard: the calendar may still hang over it


def _correct(reviewer: Person) -> None:
    """A slip, found on the phone: corrected in his own step, and back to where he signs."""
    page = open_review(reviewer, TITLE)
    page.get_by_role("link", name="改一改").click()
    page.get_by_role("textbox", name="导语").fill(CORRECTED)
    page.locator("footer").get_by_role("button", name="保存草稿").click()
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.get_by_role("link", name="改好存了，回去签").click()
    expect(page.locator("ins")).to_have_text("坐")
    expect(page.locator("del")).to_have_text("座")


def _look_back(second: Person) -> None:
    page = open_review(second, TITLE)
    expect(page.locator("ins").first).to_have_text("坐")
    page.get_by_role("button", name="看过了，可以发布").click()
    second.says("三审都通过了")
