"""What editors and reviewers do again and again: begin a draft, choose a page, send it in, sign it."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.conftest import DESKTOP
from tests.journeys.people import Contexts, Person, fill

REVIEWERS = {"chushen": "同意，转下一步", "fushen": "同意，转下一步", "zhongshen": "同意发布"}


def at_desk(new_context: Contexts, username: str) -> Person:
    person = Person(new_context, username)
    person.page.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})
    return person


def begin(editor: Person, **fields: str) -> Page:
    """写稿; leads to the editor."""
    page = editor.goto("/admin/write/")
    fill(page, fields)
    page.get_by_role("button", name="存成草稿").click()
    expect(page).to_have_url(re.compile("/edit/$"))
    return page


def write(page: Page, **texts: str) -> None:
    for name, text in texts.items():
        page.get_by_role("textbox", name=name).fill(text)


def write_body(page: Page, text: str) -> None:
    """And wait a moment, as people do: the editor hands over what was typed when the keys rest."""
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type(text)
    expect(page.locator("input[name=body]")).to_have_value(re.compile(re.escape(text)))


def part(page: Page, heading: str) -> Locator:
    """A panel of the editor, by its heading."""
    return page.locator("section").filter(has=page.get_by_role("heading", name=heading)).last


def choose_page(page: Page, heading: str, title: str) -> None:
    part(page, heading).get_by_role("button", name="选择").first.click()
    page.get_by_role("dialog").get_by_role("link", name=title).click()
    expect(part(page, heading).get_by_text(title)).to_be_visible()


def upload(page: Page, heading: str, file: str) -> None:
    """A file that nobody has uploaded before, taken into a panel of blocks."""
    panel = part(page, heading)
    panel.get_by_role("button", name="插入内容块").click()
    panel.get_by_role("button", name="选择").first.click()
    chooser = page.get_by_role("dialog")
    chooser.get_by_role("tab", name="上传").click()
    chooser.locator("input[type=file]").set_input_files(file)
    expect(chooser.get_by_label("标题")).to_have_value(Path(file).stem)
    chooser.get_by_role("button", name="上传").click()
    expect(chooser).to_have_count(0)


def send_in(editor: Person) -> None:
    page = editor.page
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name=re.compile("^送审")).click()
    editor.says("现在等：白")


def open_review(reviewer: Person, title: str) -> Page:
    page = reviewer.goto("/admin/review/")
    page.get_by_role("link", name=title).first.click()
    return page


def sign(reviewer: Person, title: str, button: str, answer: str = "已签，转到下一步") -> None:
    page = open_review(reviewer, title)
    expect(page.frame_locator("iframe").get_by_role("heading", name=title, level=1)).to_be_visible()
    for tick in page.locator("#decision input[type=checkbox]").all():
        tick.check()
    page.get_by_role("button", name=button).click()
    reviewer.says(answer)


def read_by_three(reviewers: list[Person], *titles: str) -> None:
    """初审, 复审, 终审: each signs all of them."""
    for reviewer, (username, button) in zip(reviewers, REVIEWERS.items(), strict=True):
        last = username == "zhongshen"
        for title in titles:
            sign(reviewer, title, button, "三审都通过了" if last else "已签，转到下一步")
