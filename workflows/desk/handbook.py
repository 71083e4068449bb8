"""使用手册 on the desk: the chapters of docs/handbook as they stand there, with their pictures."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.safestring import mark_safe
from django.views.static import serve
from markdown_it import MarkdownIt

from . import calls, duties, voices
from .page import DeskPage
from .rules.page import RULERS

DOCS = settings.BASE_DIR / "docs"
READERS = duties.VERBS | calls.CALLERS | RULERS | voices.ANSWERERS
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
        path = DOCS / "handbook" / f"{name}.md"
        if not path.exists():
            raise Http404
        self.page_title = title_of(path)
        words = path.read_text(encoding="utf-8").partition("\n")[2]
        return self.answer(text=mark_safe(TEXT.render(words)))


class PicturePage(DeskPage):
    verbs = READERS

    def get(self, request: HttpRequest, name: str) -> HttpResponseBase:
        return serve(request, f"{name}.webp", document_root=str(DOCS / "screenshots"))
