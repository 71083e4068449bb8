"""使用手册 on the desk: the chapters of docs/handbook as they stand there, with their pictures."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from community.people.roles import Verb

from . import calls, duties, voices
from .page import DeskPage
from .rules.page import RULERS

DOCS = settings.BASE_DIR / "docs"
EDITORIAL = {Verb.BOARD_KEEP, Verb.PAGE_FIRST, Verb.PAGE_SECOND, Verb.PAGE_FINAL}
KEEPERS = {Verb.ROLE_GRANT, Verb.AUDIT_READ}
READERS = duties.VERBS | calls.CALLERS | RULERS | voices.ANSWERERS | EDITORIAL | KEEPERS
TEXT = MarkdownIt("commonmark").enable("table")


def chapters() -> list[tuple[str, str]]:
    """(file name, title) of each."""
    return [(path.name, title_of(path)) for path in sorted((DOCS / "handbook").glob("*.md"))]


def title_of(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        return next(lines).lstrip("# ").strip()


class ChapterPage(DeskPage):
    """Its address ends in .md, so that links and pictures of the file need no change."""

    verbs = READERS
    header_icon = "help"
    trail = (("帮助", "desk_guide:index"),)
    template_name = "workflows/desk/chapter.html"

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        path = _file("handbook", f"{name}.md")
        self.page_title = title_of(path)
        words = path.read_text(encoding="utf-8").partition("\n")[2]
        return self.answer(text=mark_safe(TEXT.render(words)))


class PicturePage(DeskPage):
    verbs = READERS

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        return HttpResponse(_file("screenshots", f"{name}.webp").read_bytes(), content_type="image/webp")


def _file(folder: str, name: str) -> Path:
    path = DOCS / folder / name
    if not path.exists():
        raise Http404
    return path
