"""Somebody at a browser: a context of his own, logged in through the page everybody uses."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, expect

PASSWORD = "demo-2026"
Contexts = Callable[..., BrowserContext]


class Person:
    """What he sees must be good: every page he opens answers below 500, with all its parts, and no script fails or is
    refused by the page's own policy."""

    def __init__(self, contexts: Contexts, username: str = "") -> None:
        self.page: Page = contexts().new_page()
        self.faults: list[str] = []
        self.page.on("response", self._note)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._hear)
        if username:
            self.log_in(username)

    def _note(self, response: Response) -> None:
        if response.status >= (500 if response.request.resource_type == "document" else 400):
            self.faults.append(f"{response.status} {response.url}")

    def _hear(self, message: ConsoleMessage) -> None:
        """What fails to load is noted with its status, and without a network nothing loads."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(message.text)

    def log_in(self, username: str) -> None:
        self.page.goto("/accounts/login/")
        self.page.get_by_label("用户名或手机号").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page).to_have_url(re.compile("/me/$"))

    def goto(self, address: str) -> Page:
        self.page.goto(address)
        return self.page

    def do(self, code: str, button: str, **fields: str) -> None:
        """On the wish page: press the action, fill in what its form asks for (by label), and send it."""
        self.goto(f"/wishes/{code}/")
        self.page.get_by_role("link", name=button).first.click()
        fill(self.page, fields)
        self.page.get_by_role("button", name=button).click()

    def decide(self, address: str, outcome: str, button: str = "", **fields: str) -> None:
        """At the desk: choose what to do with the case, fill in what that asks for, and send it."""
        self.goto(address)
        choice = self.page.get_by_role("group", name="可以选").get_by_role("button", name=outcome, exact=True)
        if choice.count() and choice.get_attribute("aria-pressed") == "false":
            choice.click()
        fill(self.page, fields)
        self.page.get_by_role("button", name=re.compile(f"^{button or outcome}")).last.click()
        expect(self.page).not_to_have_url(re.compile(re.escape(address) + "$"))

    def says(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()


def fill(page: Page, fields: dict[str, str]) -> None:
    """By label; a select takes the option whose text begins so, a file its path, a tick anything but nothing."""
    for label, value in fields.items():
        # Marks for optional and required stand beside the label's words.
        field = page.get_by_label(label).first
        if field.evaluate("field => field.tagName") == "SELECT":
            option = field.locator("option").filter(has_text=value).first
            field.select_option(value=option.get_attribute("value"))
        elif (kind := field.get_attribute("type")) == "file":
            field.set_input_files(value)
        elif kind in {"radio", "checkbox"}:
            field.set_checked(bool(value))
        else:
            field.fill(value)
