"""What Word, WPS and WeChat put on the clipboard, as clean text, tables and pictures in their order."""

import base64
import binascii
import re
from dataclasses import dataclass

import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag
from django.utils.html import escape
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from cms.blocks import FEATURES

BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "img", "figure", "hr", "pre"}
WRAPPERS = {"div", "section", "article", "main", "header", "footer", "center", "figure", "body", "html"}
DROPPED = ["style", "script", "meta", "link", "title", "xml", "head", "iframe", "svg", "mpvoice", "mp-common-profile"]
KEPT = {"p", "h2", "h3", "b", "ul", "ol", "li", "blockquote", "a", "br"}
HEADINGS = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
MARKUP = re.compile(r"<[a-zA-Z!/]")
BULLETS = "·•●■◆○▪-–Øüo\uf0b7\uf06c\uf0d8"


@dataclass(frozen=True)
class Part:
    """``text``: clean HTML. ``table``: lines of cells between tabs. ``picture``: bytes, or none when the clipboard had
    only an address, which we do not fetch."""

    kind: str
    text: str = ""
    picture: bytes = b""


def harmless(pasted):
    """The paste as it was, for the page that asks for something else first; tags that do no harm stay."""
    if not MARKUP.search(pasted):
        return pasted
    kept = KEPT | {"img", "table", "tbody", "tr", "th", "td", "h1", "h4", "h5", "h6", "strong"}
    return nh3.clean(
        pasted, tags=kept, attributes={"a": {"href"}, "img": {"src"}}, url_schemes={"http", "https", "data"}
    )


def tidy(pasted):
    """The parts of a paste; plain text counts each line as a paragraph."""
    if not MARKUP.search(pasted):
        pasted = "".join(f"<p>{escape(line)}</p>" for line in pasted.splitlines() if line.strip())
    soup = BeautifulSoup(pasted, "html.parser")
    _drop_noise(soup)
    _speak_plain(soup)
    _make_lists(soup)
    _flatten(soup)
    return _parts(soup)


def _drop_noise(soup):
    for note in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        note.extract()
    for tag in soup.find_all(DROPPED):
        tag.decompose()
    for tag in soup.find_all(style=re.compile(r"display:\s*none|visibility:\s*hidden|mso-hide:\s*all")):
        tag.decompose()


def _speak_plain(soup):
    """Bold and headings by name instead of by style; no spaces that only pad."""
    for tag in soup.find_all(style=re.compile(r"font-weight:\s*(bold|[6-9]00)")):
        if tag.name in {"span", "font"}:
            tag.name = "b"
    for tag in soup.find_all(["strong", *HEADINGS]):
        tag.name = HEADINGS.get(tag.name, "b")
    for text in soup.find_all(string=True):
        text.replace_with(NavigableString(re.sub(r"[ \t\r\n\u00a0]+", " ", text)))


def _make_lists(soup):
    """Word's lists are paragraphs that carry their own number or bullet."""
    for item in soup.find_all("p", style=re.compile("mso-list:")):
        marker = item.find(style=re.compile(r"mso-list:\s*Ignore"))
        sign = marker.get_text().strip() if marker else ""
        if marker:
            marker.decompose()
        kind = "ul" if not sign or sign[0] in BULLETS else "ol"
        before = _previous(item)
        if not (isinstance(before, Tag) and before.name == kind and before.get("data-word")):
            before = soup.new_tag(kind, attrs={"data-word": "1"})
            item.insert_before(before)
        item.name, item.attrs = "li", {}
        before.append(item.extract())


def _previous(tag):
    found = tag.previous_sibling
    while isinstance(found, NavigableString) and not found.strip():
        found = found.previous_sibling
    return found


def _flatten(soup):
    """Wrappers go, from the inside out; what holds only words becomes a paragraph. Pictures stand by themselves."""
    for tag in reversed(soup.find_all(WRAPPERS)):
        if tag.find(list(BLOCKS)) or tag.find_parent(["td", "th", "li"]):
            tag.unwrap()
        else:
            tag.name = "p"
    for picture in soup.find_all("img"):
        top = _top(picture, soup)
        if top is not picture and top.name != "table":
            top.insert_after(picture.extract())


def _top(tag, soup):
    while tag.parent is not soup:
        tag = tag.parent
    return tag


def _parts(soup):
    parts: list[Part] = []
    for node in soup.contents:
        part = _part(node)
        if part and part.kind == "text" and parts and parts[-1].kind == "text":
            parts[-1] = Part("text", parts[-1].text + part.text)
        elif part:
            parts.append(part)
    return [Part("text", _as_the_editor_keeps_it(p.text)) if p.kind == "text" else p for p in parts]


def _part(node):
    if isinstance(node, Tag) and node.name == "img":
        return Part("picture", picture=_picture("" if node.get("data-src") else node.get("src") or ""))
    if isinstance(node, Tag) and node.name == "table":
        return Part("table", "\n".join(_lines(node)))
    if not str(node).strip():
        return None
    html = str(node) if isinstance(node, Tag) and node.name in BLOCKS else f"<p>{node}</p>"
    clean = nh3.clean(html, tags=KEPT, attributes={"a": {"href"}}, url_schemes={"http", "https"}, link_rel=None)
    return Part("text", clean) if BeautifulSoup(clean, "html.parser").get_text(strip=True) else None


def _lines(table):
    for row in table.find_all("tr"):
        cells = [" ".join(cell.get_text(" ", strip=True).split()) for cell in row.find_all(["td", "th"])]
        if any(cells):
            yield "\t".join(cells)


def _picture(source):
    if not source.startswith("data:image/"):
        return b""
    try:
        return base64.b64decode(source.partition("base64,")[2], validate=True)
    except binascii.Error:
        return b""


def _as_the_editor_keeps_it(html):
    """Through Wagtail's own converter, so that opening and saving the page changes nothing."""
    converter = ContentstateConverter(FEATURES)
    return re.sub(r' data-block-key="\w+"', "", converter.to_database_format(converter.from_database_format(html)))
