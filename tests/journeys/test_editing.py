"""The editor's tools under the desk's own policy: rich text, dates, uploads in a chooser, the preview, the plan."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import DESKTOP
from tests.journeys.people import Contexts, Person, fill
from tests.pictures import encoded, plain
from tests.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.prove, pytest.mark.parametrize("viewport", [DESKTOP], indirect=True)]


def test_nothing_an_editor_uses_is_stopped_by_the_policy(
    shared_server: Server, new_context: Contexts, tmp_path: Path
) -> None:
    editor = Person(new_context, "bianji")
    page = editor.goto("/admin/write/")
    fill(page, {"写什么": "公示", "标题": "评选结果公示", "来源": "青禾街道"})
    page.get_by_role("button", name="存成草稿").click()

    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("公示如下")
    page.locator("#id_starts_on").click()
    a_day = page.locator(".xdsoft_datetimepicker:visible td.xdsoft_date").last
    a_day.click()
    expect(page.locator("#id_starts_on")).not_to_have_value("")

    gallery = page.locator("section").filter(has=page.get_by_role("heading", name="图集")).last
    gallery.get_by_role("button", name="插入内容块").click()
    gallery.get_by_role("button", name="选择一个图片").click()
    chooser = page.get_by_role("dialog")
    chooser.get_by_role("tab", name="上传").click()
    (picture := tmp_path / "奖状.jpg").write_bytes(encoded(plain(colour="red")))
    chooser.locator("input[type=file]").set_input_files(picture)
    expect(chooser.get_by_label("标题")).to_have_value("奖状")
    chooser.get_by_role("button", name="上传").click()
    expect(gallery.get_by_text("奖状")).to_be_visible()

    page.get_by_role("button", name="预览开关").click()
    expect(page.frame_locator("iframe").last.locator("body")).not_to_be_empty()
    page.get_by_role("button", name="状态开关").click()
    page.get_by_role("button", name="设置计划").click()
    page.locator("#id_go_live_at").click()
    a_day.click()
    expect(page.locator("#id_go_live_at")).not_to_have_value("")
    page.get_by_role("heading", name="设置发布计划").click()  # beside the calendar, which closes
    page.get_by_role("button", name="保存计划").click()
    page.get_by_role("button", name="保存草稿").click()
    editor.says("评选结果公示")
    assert editor.faults == []
