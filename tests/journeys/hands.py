"""The same page by finger or mouse, or by keyboard alone."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.people import fill

FURTHEST = 90  # presses of Tab from anywhere on a page to anything on it


class Hands:
    def __init__(self, page: Page) -> None:
        self.page = page

    def sees(self, label: str) -> bool:
        return self.page.get_by_label(label).first.is_visible()

    def give(self, label: str, value: str) -> None:
        fill(self.page, {label: value})

    def press(self, name: str) -> None:
        """And wait for the page it leads to: a script may ask for the network first."""
        with self.page.expect_navigation():
            self.touch(self.find(name))

    def touch(self, target: Locator) -> None:
        target.click()

    def find(self, name: str) -> Locator:
        """A button or a link. What is hidden has no role."""
        button = self.page.get_by_role("button", name=name)
        return button.or_(self.page.get_by_role("link", name=name)).first


class Keys(Hands):
    """Tab to it, then type, turn with the arrows, or press Enter; what has the focus must show it."""

    def give(self, label: str, value: str) -> None:
        field = self.page.get_by_label(label).first
        self._reach(field)
        if field.evaluate("field => field.tagName") == "SELECT":
            for _ in range(field.locator("option").count()):
                if field.locator("option:checked").inner_text().startswith(value):
                    return
                self.page.keyboard.press("ArrowDown")
            raise AssertionError(f"{value} is not to be chosen")
        if field.get_attribute("type") in {"checkbox", "radio"}:
            self.page.keyboard.press("Space")
            expect(field).to_be_checked()
        else:
            self.page.keyboard.insert_text(value)

    def touch(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")

    def _reach(self, target: Locator) -> None:
        for _ in range(FURTHEST):
            if target.evaluate("one => one === document.activeElement"):
                outline = target.evaluate("one => getComputedStyle(one).outlineStyle")
                assert outline != "none", f"nobody sees that {target} has the focus"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is out of reach of the keyboard")
