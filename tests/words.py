"""What a person reads on a page: its text and the attributes that are spoken or shown, without the machinery."""

import re
from html.parser import HTMLParser

SILENT = {"script", "style", "template", "code"}  # code: a secret to type off, not words
SPOKEN = {"placeholder", "title", "aria-label", "alt"}
ENGLISH = re.compile(r"[A-Za-z]{3,}")
# Files and their programs that people know by these names; and what is printed on the keys of every Chinese keyboard.
FILES = {"xlsx", "XLSX", "csv", "CSV", "GIF", "JPG", "JPEG", "PNG", "WEBP", "Excel", "Word", "WPS"}
KNOWN = FILES | {"Esc", "Ctrl", "Shift", "Alt"}


class Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.silent = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.silent:
            return
        given = {name: value or "" for name, value in attrs}
        self.words += [given[name] for name in SPOKEN & given.keys()]
        if tag == "input" and given.get("type") in {"submit", "button", "reset"}:
            self.words.append(given.get("value", ""))
        if tag == "a" and given.get("href", "").startswith(("/", "?")):
            self.links.append(given["href"])
        if tag in SILENT:
            self.silent = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def english(page: str) -> set[str]:
    """The words of three or more Latin letters that somebody would read on this page."""
    return {word for words in Reader(page).words for word in ENGLISH.findall(words)} - KNOWN
