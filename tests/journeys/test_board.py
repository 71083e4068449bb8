"""A quarterly board: made at the desk, fixed, read by three, objected to; one line of it is taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.desk import REVIEWERS, at_desk, read_by_three, send_in, write
from tests.journeys.people import Contexts, Person, fill
from tests.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.prove]

TITLE = "上个季度搭过手的街坊"
DOUBT, ANSWER, REASON = "有一件好像不是她办的，请查一查。", "查过了，有一件记错了人，请编辑撤下。", "有一件记错了人"
LAST_QUARTER = """
from datetime import timedelta
from django.db.models import F
from community.wishes.models import Wish
Wish.objects.fulfilled().update(since=F("since") - timedelta(days=92))
"""


def test_a_board_from_the_editors_desk_to_the_line_that_is_taken_back(
    shared_server: Server, new_context: Contexts
) -> None:
    shared_server.database.manage("shell", "-v", "0", "-c", LAST_QUARTER)
    editor = at_desk(new_context, "bianji")
    board = _make(editor)
    _fix(editor)
    reviewers = [at_desk(new_context, username) for username in REVIEWERS]
    read_by_three(reviewers, TITLE)

    reader = Person(new_context)
    who = _read(reader)
    receipt = _object(reader)
    supervisor = at_desk(new_context, "jiandu")
    _answer(supervisor)
    _look_up(reader, receipt)

    _take_back(editor, board, who)
    line = _board(reader).locator("ol.board > li").first
    expect(line).to_contain_text("已撤下")
    expect(line).to_contain_text(f"原因：{REASON}")
    assert [fault for one in (editor, *reviewers, supervisor, reader) for fault in one.faults] == []


def _make(editor: Person) -> str:
    """Its address at the desk."""
    page = editor.goto("/admin/boards/")
    page.get_by_role("link", name="办一个榜").click()
    page.get_by_label("街坊").check()
    page.get_by_label("哪段时间").select_option(index=1)
    write(page, 榜名=TITLE)
    page.get_by_role("button", name="看一看名单").click()
    expect(page.locator("#decision li").first).to_be_visible()
    names = page.locator("#decision li").all_inner_texts()
    page.get_by_role("button", name="建这个榜").click()
    editor.says("榜建好了，还没有公开")
    expect(page.locator("ol.desk-plain li")).to_have_text(names)
    return page.url


def _fix(editor: Person) -> None:
    page = editor.page
    page.get_by_role("button", name="定榜").click()
    editor.says("定榜了，数不再变")
    board = page.url
    page.get_by_role("link", name="预览").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    page.goto(board)
    page.get_by_role("link", name="写榜前的话、事迹，送审").click()
    write(page, 榜前的话="谢谢每一位搭过手的人。")
    send_in(editor)


def _board(reader: Person) -> Page:
    page = reader.goto("/stars/")
    page.get_by_role("link", name=TITLE).click()
    return page


def _read(reader: Person) -> str:
    """Every figure opens its list and equals it. Who stands first."""
    page = _board(reader)
    figures = page.locator("a.figure")
    expect(figures.first).to_be_visible()
    for number in range(figures.count()):
        figure = int(re.findall(r"\d+", figures.nth(number).inner_text())[0])
        figures.nth(number).click()
        expect(page.locator("main ol.list > li")).to_have_count(figure)
        page.go_back()
    return page.locator("ol.board b").first.inner_text()


def _object(reader: Person) -> str:
    """The number of his receipt."""
    page = _board(reader)
    page.get_by_role("link", name="监督").first.click()
    fill(page, {"什么事": DOUBT})
    page.get_by_role("button", name="交给监督员").click()
    receipt = page.locator("main").get_by_text(re.compile(r"\d{4} \d{4} \d{4}")).first.inner_text()
    return re.findall(r"\d{4} \d{4} \d{4}", receipt)[0]


def _answer(supervisor: Person) -> None:
    page = supervisor.goto("/admin/voices/")
    page.get_by_role("link", name=TITLE).first.click()
    supervisor.says(DOUBT)
    fill(page, {"答复": ANSWER})
    page.get_by_label("公开，大家都能看到").check()
    page.get_by_role("button", name="答复").click()
    supervisor.says("答复好了")


def _look_up(reader: Person, receipt: str) -> None:
    page = reader.goto("/voices/")
    reader.says(ANSWER)
    fill(page, {"回执号": receipt})
    page.get_by_role("button", name="查").click()
    reader.says(DOUBT)
    reader.says(ANSWER)


def _take_back(editor: Person, board: str, who: str) -> None:
    page = editor.goto(board)
    fill(page, {"哪一行": who, "原因": REASON})
    page.get_by_role("button", name="撤下这一行").click()
    editor.says("撤下了，原因已经写在榜上。")
