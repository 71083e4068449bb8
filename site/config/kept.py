"""A form that came too late, and how its fields are put back into the page. Never sent on its own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

TOKEN = "csrfmiddlewaretoken"
BACK = "刚才填的放回来了，还没有提交。请看一遍，再点一次提交。"
FILES = "选过的文件没有留下，要重新选。"
LOST = "刚才的没有提交。这一页已经变了，放不回去，您写的抄在这里："


@dataclass(frozen=True)
class Kept:
    """``page`` shows the form, ``action`` takes it; ``fields`` by name, in the order they came."""

    page: str
    action: str
    fields: dict[str, list[str]]
    files: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> Kept:
        """Everything but passwords. A form may say in ``resume`` which query shows it again as it was."""
        fields = {name: values for name, values in request.POST.lists() if name != TOKEN and "password" not in name}
        return cls(_page(request), request.path, fields, bool(request.FILES))

    def packed(self) -> dict[str, Any]:
        return asdict(self)


def _page(request: HttpRequest) -> str:
    """Where the form stood: the page it was sent from, unless that is its own address."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        came = urlsplit(referer)
        page = came._replace(scheme="", netloc="", fragment="").geturl()
        if came.netloc and came.path != request.path and url_has_allowed_host_and_scheme(page, None):
            return page
    query = QueryDict(request.META.get("QUERY_STRING", ""), mutable=True)
    for name, values in QueryDict(request.POST.get("resume", "")).lists():
        query.setlist(name, values)
    return request.path + (f"?{query.urlencode()}" if query else "")


def put_back(kept: Kept, path: str, response: HttpResponse) -> bool:
    """Fill the form of this page that the fields belong to; else say on the page what they were. False: not a page."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return False
    soup = BeautifulSoup(response.content, "html.parser")
    form = _form(soup, kept, path)
    if form:
        form.insert(0, _line(soup, BACK + (FILES if kept.files else "")))
        for control in form.find_all(["input", "textarea", "select"]):
            _fill(control, kept.fields)
    else:
        place = soup.select_one(".desk") or soup.find("main") or soup
        place.insert(0, _lost(soup, kept))
    response.content = str(soup)
    return True


def _form(soup: BeautifulSoup, kept: Kept, path: str) -> Tag | None:
    """The one with the same address that shares most of the fields."""
    posts = [form for form in soup.find_all("form") if str(form.get("method", "")).lower() == "post"]
    forms = [form for form in posts if urlsplit(urljoin(path, str(form.get("action", "")))).path == kept.action]

    def shared(form: Tag) -> int:
        shown = form.find_all(["input", "textarea", "select"])
        return len(kept.fields.keys() & {c.get("name") for c in shown if c.get("type") != "hidden"})

    best = max(forms, key=shared, default=None)
    return best if best and (shared(best) or kept.files) else None


def _fill(control: Tag, fields: dict[str, list[str]]) -> None:
    """Hidden fields stay as the page made them: the task it is for, the key that makes it count once."""
    kind, values = control.get("type", "text"), fields.get(str(control.get("name")), [])
    if control.name == "select":
        for option in control.find_all("option"):
            _mark(option, "selected", option.get("value", option.text) in values)
    elif control.name == "textarea":
        if values:
            control.string = "\n" + values[0]
    elif kind in {"checkbox", "radio"}:
        _mark(control, "checked", control.get("value", "on") in values)
    elif kind not in {"hidden", "file", "password", "submit", "button"} and values:
        control["value"] = values[0]


def _mark(tag: Tag, name: str, on: bool) -> None:
    if on:
        tag[name] = ""
    elif name in tag.attrs:
        del tag[name]


def _line(soup: BeautifulSoup, words: str) -> Tag:
    line = soup.new_tag("p", attrs={"class": "message kept", "role": "status"})
    line.string = words
    return line


def _lost(soup: BeautifulSoup, kept: Kept) -> Tag:
    """What a person wrote, to copy; not the codes of choices."""
    box = soup.new_tag("div", attrs={"class": "message kept", "role": "status"})
    written = [v for values in kept.fields.values() for v in values if not v.isascii() or (v.isdigit() and len(v) > 4)]
    for words in [LOST, *written]:
        line = soup.new_tag("p")
        line.string = words
        box.append(line)
    return box
