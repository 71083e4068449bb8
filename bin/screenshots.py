"""Take the README's pictures of a running demo: `.venv/bin/python bin/screenshots.py http://127.0.0.1:8000`."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import browser as browsers  # noqa: E402 - the path has to be set first

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
STORY = "地里六千八百斤青菜没人收"


def main(address: str) -> None:
    folder = ROOT / "docs" / "screenshots"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.find(), args=browsers.FLAGS)
        wall = visitor(browser, address, PHONE)
        wall.goto("/wishes/")
        wall.screenshot(path=folder / "wall.png")
        wall.goto("/wishes/?status=fulfilled&community=all")
        wall.get_by_role("link", name=STORY).first.click()
        wall.wait_for_load_state()
        wall.screenshot(path=folder / "wish.png")
        desk = visitor(browser, address, DESKTOP)
        enter(desk, "社区工作者")
        desk.goto("/admin/inbox/")
        desk.locator(".desk-title").first.click()
        desk.wait_for_load_state()
        desk.screenshot(path=folder / "case.png")
        browser.close()


def visitor(browser: Browser, address: str, size: dict[str, int]) -> Page:
    context = browser.new_context(base_url=address, viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]  # a size
    return context.new_page()


def enter(page: Page, role: str) -> None:
    """As the demo lets any visitor in."""
    page.goto("/demo/")
    page.get_by_role("button", name=role).first.click()
    page.wait_for_load_state()


if __name__ == "__main__":
    main(sys.argv[1])
