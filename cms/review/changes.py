"""What differs between two versions of a page, and whether it is more than a correction.

A difference is ``{"field", "parts": [[op, text], …], "links": bool, "pictures": bool}`` with op "=", "+" or "-".
"""

import contextlib
import json
import re
from difflib import SequenceMatcher
from typing import Any

from bs4 import BeautifulSoup
from django.db import models
from wagtail.models import Page, Revision

from community.people.models import Organisation, Region
from community.people.privacy import COMPOUND_SURNAMES

Difference = dict[str, Any]

# What Wagtail keeps for itself. Everything else a page has is shown to readers, and compared.
BOOKKEEPING = frozenset(
    ["pk", "path", "depth", "numchild", "translation_key", "locale", "live", "has_unpublished_changes", "first_published_at", "last_published_at", "live_revision", "latest_revision", "latest_revision_created_at", "draft_title", "url_path", "locked", "locked_at", "locked_by", "owner", "content_type", "alias_of", "expired", "page_ptr", "wagtail_admin_comments", "index_entries"]
)  # fmt: skip
NUMERALS, UNITS = "〇零一二三四五六七八九十百千万亿两半", "个件次天年月日点分元斤户家名位岁米里亩吨箱台辆本所场期届号"
FIGURES = re.compile(rf"\d+(?:[.,]\d+)*%?|[{NUMERALS}]{{2,}}|[{NUMERALS}](?=[{UNITS}])")
# The commonest: four in five people. A rarer one is a correction like any other, and the next reviewer sees it marked.
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
TITLES = "书记|主任|先生|女士|同志|老师|阿姨|大爷|奶奶|爷爷|医生|经理|队长|主席|区长|局长|说|告诉|介绍|表示"
PERSON = re.compile(rf"(?:{'|'.join(COMPOUND_SURNAMES)}|[{SURNAMES}])[一-鿿]{{1,2}}(?={TITLES})|老[{SURNAMES}]")
QUOTED = re.compile(r"《[^》]{1,60}》")


def differences(old: Revision, new: Revision) -> list[Difference]:
    """Field by field, in the order of the page's own form."""
    if old.pk == new.pk:
        return []
    model = new.content_type.model_class()
    before, after = old.content, new.content
    found = []
    for name in sorted({*before, *after} - BOOKKEEPING, key=_order(model)):
        if before.get(name) != after.get(name):
            found.append(_difference(model, name, before.get(name), after.get(name)))
    return [one for one in found if one]


def _order(model: type[Page]) -> Any:
    names = [field.name for field in model._meta.get_fields()]
    return lambda name: (names.index(name) if name in names else len(names), name)


def _difference(model: type[Page], name: str, old: Any, new: Any) -> Difference | None:
    (text, links, pictures), (text2, links2, pictures2) = read(old), read(new)
    if (text, links, pictures) == (text2, links2, pictures2):
        return None
    return {
        "field": label(model, name),
        "name": name,
        "text": name in texts(model),
        "parts": parts(text, text2),
        "links": links != links2,
        "pictures": pictures != pictures2,
        "figures": sorted(FIGURES.findall(text)) != sorted(FIGURES.findall(text2)),
        "names": names_in(text) != names_in(text2),
    }


def label(model: type[Page], name: str) -> str:
    try:
        field = model._meta.get_field(name)
    except Exception:
        return name
    return str(getattr(field, "verbose_name", None) or field.related_model._meta.verbose_name)


def texts(model: type[Page]) -> set[str]:
    """The running texts: a slip in them is corrected, anything else about a page is a fact."""
    return {f.name for f in model._meta.get_fields() if f.get_internal_type() in {"TextField", "JSONField"}} | {"lead"}


def spoken(revision: Revision) -> list[str]:
    """The fields of a revision that readers read as words, the title first: no addresses, dates, choices or keys."""
    model = revision.content_type.model_class()
    rest = [name for name in revision.content if name not in BOOKKEEPING and _is_spoken(model, name)]
    return sorted(rest, key=lambda name: (name != "title", name))


def _is_spoken(model: type[Page], name: str) -> bool:
    field = model._meta.get_field(name)
    if field.one_to_many:
        return True
    words = field.get_internal_type() in {"CharField", "TextField", "JSONField"}
    return words and not isinstance(field, models.URLField) and not field.choices


def read(value: Any) -> tuple[str, list[str], list[str]]:
    """(plain text, links, pictures) of what a revision keeps for one field."""
    if isinstance(value, str) and value[:1] in "[{":
        with contextlib.suppress(ValueError):
            value = json.loads(value)
    if isinstance(value, str):
        return _html(value) if "<" in value else (value, [], [])
    if isinstance(value, list | dict):
        return _tree(value)
    return ("" if value is None else str(value)), [], []


def _html(value: str) -> tuple[str, list[str], list[str]]:
    soup = BeautifulSoup(value, "html.parser")
    links = [str(sorted(a.attrs.items())) for a in soup.find_all("a")]
    pictures = [str(sorted(e.attrs.items())) for e in soup.find_all(["embed", "img"])]
    return soup.get_text("\n", strip=True), links, pictures


def _tree(value: Any) -> tuple[str, list[str], list[str]]:
    """Blocks and child rows. A number in them chooses a picture, a page or a row."""
    texts, links, pictures = [], [], []
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if key in {"id", "pk", "sort_order", "type"}:
            continue
        if isinstance(item, int) and not isinstance(item, bool):
            pictures.append(f"{key}:{item}")
            continue
        if isinstance(item, str) and item.startswith(("http://", "https://")):
            links.append(item)
            continue
        text, more_links, more_pictures = read(item)
        texts.append(text)
        links += more_links
        pictures += more_pictures
    return "\n".join(filter(None, texts)), links, pictures


def parts(old: str, new: str) -> list[list[str]]:
    """Paragraph by paragraph, and letter by letter where a paragraph changed."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[list[str]] = []
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left, right = "".join(before[a:b]), "".join(after[c:d])
        found += [["=", left]] if op == "equal" else _letters(left, right)
    return [part for part in found if part[1]]


def _letters(old: str, new: str) -> list[list[str]]:
    if len(old) * len(new) > 4_000_000:
        return [["-", old], ["+", new]]
    found = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        found += [["=", old[a:b]]] if op == "equal" else [["-", old[a:b]], ["+", new[c:d]]]
    return found


def names_in(text: str) -> list[str]:
    """Persons, as far as a machine knows them, cited titles, and the places and organisations of the district."""
    known = [name for name in _known() if name in text]
    return sorted(PERSON.findall(text) + QUOTED.findall(text)) + [f"{name}{text.count(name)}" for name in known]


def _known() -> list[str]:
    places = Region.objects.values_list("name", flat=True)
    return sorted({*places, *Organisation.objects.values_list("name", flat=True)})


def letters(found: list[Difference]) -> int:
    """How many characters were put in or taken out."""
    return sum(len(text.strip()) for one in found for op, text in one["parts"] if op != "=")


def material(found: list[Difference], most: int) -> str:
    """Why this is more than a correction, or nothing: titles and other facts, names, figures and dates, links,
    pictures, or more than ``most`` characters."""
    for one in found:
        if not one["text"]:
            return f"改了{one['field']}"
        for key, word in (
            ("links", "链接"),
            ("pictures", "图片"),
            ("figures", "数字或日期"),
            ("names", "人名或单位名"),
        ):
            if one[key]:
                return f"改了{word}"
    return f"改动超过 {most} 字" if letters(found) > most else ""
