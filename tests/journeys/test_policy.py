"""A document comes out with its attachment, what it means and what one gets by it; later it is repealed, everywhere."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.desk import (
    REVIEWERS,
    at_desk,
    begin,
    choose_page,
    read_by_three,
    send_in,
    upload,
    write,
    write_body,
)
from tests.journeys.people import Contexts, Person, fill
from tests.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.prove]

TITLE, DOC_NO, ISSUER = "云桥区楼道充电安全管理办法", "云消规〔2026〕5 号", "云桥区消防救援局"
MEANING, SERVICE = "楼道里还能充电吗？一页看懂", "小区充电桩报装"
SUCCESSOR = "云桥区微心愿受理和办理办法（试行）"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_document_from_the_editors_draft_to_its_repeal(
    shared_server: Server, new_context: Contexts, tmp_path: Path
) -> None:
    (tmp_path / "充电办法全文.pdf").write_bytes(PDF)
    editor = at_desk(new_context, "bianji")
    reviewers = [at_desk(new_context, username) for username in REVIEWERS]
    _write_document(editor, str(tmp_path / "充电办法全文.pdf"))
    read_by_three(reviewers, TITLE)
    _explain(editor)
    _offer(editor)
    read_by_three(reviewers, MEANING, SERVICE)

    reader = Person(new_context)
    _read(reader)
    _find(reader)

    _repeal(editor)
    read_by_three(reviewers, TITLE)
    _read_of_the_repeal(reader)
    assert [fault for one in (editor, *reviewers, reader) for fault in one.faults] == []


def _write_document(editor: Person, file: str) -> None:
    page = begin(editor, 放在哪个栏目="政策", 写什么="政策文件", 标题=TITLE, 来源=ISSUER)
    fill(page, {"发文字号": DOC_NO, "主题分类": "住房和城乡建设", "体裁分类": "办法"})
    write(page, 概述="楼道里不能充电，充电桩装在哪里、谁来管。")
    write_body(page, "一、楼道、门厅里不停放电动车，不拉线充电。")
    upload(page, "附件", file)
    send_in(editor)


def _explain(editor: Person) -> None:
    page = begin(editor, 放在哪个栏目="政策", 写什么="政策解读", 标题=MEANING, 来源=ISSUER)
    choose_page(page, "解读的文件", TITLE)
    write(page, 导语="楼道里不行，楼下的桩可以。")
    write_body(page, "为什么不行：楼道是逃生的路。")
    send_in(editor)


def _offer(editor: Person) -> None:
    page = begin(editor, 放在哪个栏目="服务", 写什么="惠民服务", 标题=SERVICE, 来源=ISSUER)
    write(page, 能得到什么="楼下装充电桩。", 什么条件="本小区业主。", 到哪里办="社区办事大厅")
    choose_page(page, "依据的文件", TITLE)
    send_in(editor)


def _read(reader: Person) -> None:
    page = reader.goto("/policies/")
    page.get_by_role("link", name=TITLE).first.click()
    for fact in ("YQ/2026-", DOC_NO, ISSUER, "有效"):
        expect(page.locator("dl.facts")).to_contain_text(fact)
    file = page.get_by_role("link", name="充电办法全文")
    assert page.request.get(str(file.get_attribute("href"))).body() == PDF
    for beside in (MEANING, SERVICE):
        page.get_by_role("link", name=beside).first.click()
        page.get_by_role("link", name=TITLE).first.click()


def _find(reader: Person) -> None:
    """By year, issuer, theme and validity at once."""
    chosen = {"年份": "2026 年", "发布机构": ISSUER, "主题": "住房和城乡建设", "有效性": "有效"}
    expect(_index(reader, chosen).locator("main .list h3")).to_have_text([TITLE])
    expect(_index(reader, chosen | {"主题": "卫生健康"}).get_by_text("少选一项试试")).to_be_visible()


def _index(reader: Person, chosen: dict[str, str]) -> Page:
    page = reader.goto("/policies/")
    fill(page, chosen)
    page.get_by_role("button", name="看这些").click()
    return page


def _repeal(editor: Person) -> None:
    page = editor.goto("/admin/published/")
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("combobox", name="有效性").select_option("废止")
    page.locator("#id_repealed_on").fill("2026-11-20")
    page.keyboard.press("Tab")  # away from the calendar
    choose_page(page, "有效性", SUCCESSOR)
    send_in(editor)


def _read_of_the_repeal(reader: Person) -> None:
    page = reader.goto("/policies/")
    expect(page.locator("main li").filter(has_text=TITLE).locator(".badge")).to_have_text("废止")
    page.get_by_role("link", name=TITLE).first.click()
    reader.says("这份文件已经废止，办事请不要再用它。")
    reader.says("2026年11月20日")
    expect(page.get_by_role("link", name=SUCCESSOR).first).to_be_visible()
    for beside in (MEANING, SERVICE):
        page.get_by_role("link", name=beside).first.click()
        expect(page.locator(".badge.warn")).to_have_text("废止")
        reader.says(f"现在照《{SUCCESSOR}》办。")
        page.get_by_role("link", name=TITLE).first.click()
    expect(_index(reader, {"有效性": "废止"}).locator("main .list h3").filter(has_text=TITLE)).to_be_visible()
