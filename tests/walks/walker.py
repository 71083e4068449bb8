"""Somebody who opens every page he can click to, one or two of each kind, and what is wrong with each of them."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import html5lib
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Page, Response, ViewportSize

from tests.conftest import DESKTOP, PHONE
from tests.journeys.people import Person

SIZES = [ViewportSize(width=size["width"], height=size["height"]) for size in (PHONE, DESKTOP)]
# Wagtail's own markup, which no template or style sheet of ours reaches.
WAGTAILS = [
    ".public-DraftEditor-content",  # the editor of rich text has no name of its own, only a label above it
    "#fileupload",  # nor has the field for many files, behind the button that opens it
    ".ui-autocomplete-input",  # nor the field for tags
    ".messages li",  # moves in: its colours are half there when they are measured
    ".listing td h2",  # the workflow report: a cell for a workflow without a name
]
WAGTAILS_LISTS = re.compile(r"/admin/(images|documents)/")  # cells of a table without the table
# What a validator refuses and no parser sees, on our own pages.
REFUSED = ".site-header ~ main :is(input[type=hidden][aria-describedby], time[datetime*='.'], [hx-post], [hx-get])"
# Files, what a script asks for, ways out; and Wagtail's own reports.
ELSEWHERE = re.compile(
    r"/logout/|/mode/|\.\w+$|^/(media|documents|feeds|static)/|/(download|wording/sheet)/$|^/admin/bulk/|/preview/|/workflow_history/"
)
axe = cache(Axe)


def walk(person: Person, roots: list[str], *, within: str = "/", each: int = 1, most: int = 400) -> Iterator[str]:
    """What is wrong, a line each; ``each``: so many pages of a kind, ``within``: beginnings that are followed."""
    seen, waiting = Counter(map(kind, roots)), [(root, "") for root in roots]
    for number, (address, came_from) in enumerate(waiting):
        if number == most:
            return
        yield from (f"{fault} at {address} (from {came_from})" for fault in look(person, address))
        for link in links(person.page):
            if re.match(within, link) and seen[kind(link)] < each:
                seen[kind(link)] += 1
                waiting.append((link, address))


def look(person: Person, address: str) -> list[str]:
    """At one page, in both sizes."""
    person.faults.clear()
    answer = person.page.goto(address)
    assert answer
    return [*judge(person, answer), *person.faults]


def judge(person: Person, answer: Response) -> Iterator[str]:
    if answer.status >= 400:
        yield str(answer.status)
    if "html" not in answer.headers["content-type"]:
        return
    if not WAGTAILS_LISTS.search(answer.url):
        yield from mistakes(answer.text())
    yield from person.page.eval_on_selector_all(REFUSED, "parts => parts.map(part => `refused: ${part.outerHTML}`)")
    for size in SIZES:
        person.page.set_viewport_size(size)
        yield from violations(person.page)
        if person.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"wider than {size['width']}"


def violations(page: Page) -> list[str]:
    """Of axe's rules, all of them, by the page as it stands."""
    found = axe().run(page, {"exclude": [[selector] for selector in WAGTAILS]}).response["violations"]
    return [f"{law['id']}: {node['html'][:150]}" for law in found for node in law["nodes"]]


def mistakes(html: str) -> list[str]:
    """What a strict parser would refuse."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    lines = html.splitlines() or [""]
    return [f"{code}: {lines[min(line, len(lines)) - 1].strip()[:150]}" for (line, _), code, _ in parser.errors]


def links(page: Page) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    found = [urljoin(page.url, urldefrag(href).url) for href in hrefs]
    own = [url.removeprefix(origin(page.url)) for url in found if url.startswith(origin(page.url) + "/")]
    return [path for path in dict.fromkeys(own) if not ELSEWHERE.search(urlsplit(path).path)]


def origin(url: str) -> str:
    return "://".join(urlsplit(url)[:2])


def kind(address: str) -> tuple[object, ...]:
    """Two addresses of one kind show the same page for two things."""
    path, asked = urlsplit(address).path, parse_qsl(urlsplit(address).query)
    match = resolve(path)
    if match.url_name == "wagtail_serve":
        named = (path.split("/")[1], path.count("/"))
    else:
        named = tuple(value for value in match.kwargs.values() if not re.search(r"\d", str(value)))
    return match.route, named, tuple(sorted((name, value if name == "do" else "") for name, value in asked))
