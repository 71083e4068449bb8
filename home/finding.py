"""搜索: what a resident types, over pages and the wishes of the wall."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page, get_page_models

from cms.models import PolicyPage
from cms.shelf import chosen_place
from community.people.models import Level, Region
from community.search.models import Entry, Promotion
from community.search.operations import note_unanswered
from community.search.queries import find, marked, suggestions
from community.wishes.models import Wish

PAGE_SIZE = 20
YEAR = re.compile(r"(?:19|20|21)\d\d", re.ASCII)
WISH = "wish"


@dataclass(frozen=True)
class Result:
    address: str
    kind: str
    title: list[tuple[str, bool]]
    text: list[tuple[str, bool]]
    day: date
    beside: str


@require_safe
def search(request):
    question = request.GET.get("q", "").strip()[:60]
    among, choices = narrowed(request.GET)
    found = find(question, among)
    wide = find(question) if len(choices) and question else found
    page = Paginator(found.entries, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "question": question, "found": found, "page": page, "results": shown(page, found.words),
        "promoted": [p for p in Promotion.objects.all() if p.answers(question)] if question else [],
        "options": options(wide.entries, choices), "choices": choices, "phone": phone_of(chosen_place(request)),
        "rest": rest_of(request.GET),
    }  # fmt: skip
    return render(request, "home/search.html", context)


def narrowed(asked):
    """The entries that the filters leave, and the filters that were set; words we do not know are left aside."""
    among, choices = Entry.objects.all(), {}
    if kind := asked.get("kind", "")[:40]:
        among, choices["kind"] = among.filter(kind=kind), kind
    if YEAR.fullmatch(year := asked.get("year", "")):
        among, choices["year"] = among.filter(day__year=int(year)), year
    if issuer := asked.get("issuer", "")[:100]:
        among, choices["issuer"] = among.filter(issuer=issuer), issuer
    if region := Region.objects.filter(slug=asked.get("community", "")).exclude(level=Level.DISTRICT).first():
        among, choices["community"] = among.filter(area__startswith=region.path), region.slug
    return among, choices


def options(entries, choices):
    """What the answer can be narrowed to: (name, label, [(value, words)]), only where there is a choice."""
    kinds = sorted({(entry.kind, kind_words(entry.kind)) for entry in entries})
    years = [(str(y), f"{y} 年") for y in sorted({entry.day.year for entry in entries}, reverse=True)]
    issuers = [(name, name) for name in sorted({entry.issuer for entry in entries} - {""})]
    paths = {entry.area for entry in entries} - {""}
    regions = [(r.slug, r.name) for r in Region.objects.filter(path__in=paths).order_by("path")]
    every = [
        ("kind", "类型", kinds),
        ("year", "年份", years),
        ("issuer", "机构", issuers),
        ("community", "社区", regions),
    ]
    return [(name, label, values) for name, label, values in every if len(values) > 1 or name in choices]


def kind_words(kind):
    names = {model._meta.model_name: model._meta.verbose_name for model in get_page_models()}
    return {WISH: "心愿", **names}.get(kind, "页面")


def shown(entries, words):
    """Only what is public this very moment, with the address it has now."""
    pages = Page.objects.live().public().in_bulk([int(e.key[5:]) for e in entries if e.key.startswith("page:")])
    ended = ended_among(pages)
    codes = [e.key[5:] for e in entries if e.kind == WISH]
    wishes = {w.subject: w for w in Wish.objects.on_wall().for_cards().filter(code__in=codes)} if codes else {}
    results = []
    for entry in entries:
        wish = wishes.get(entry.key)
        page = pages.get(int(entry.key[5:])) if entry.kind != WISH else None
        if address := wish.get_absolute_url() if wish else page and page.url:
            beside = f"{wish.region.name}　{wish.status_word}" if wish else entry.issuer + ended.get(entry.key, "")
            title = marked(entry.title, words, length=255)
            results.append(Result(address, kind_words(entry.kind), title, marked(entry.text, words), entry.day, beside))
    return results


def ended_among(pages):
    """{key: what is said beside it} of the documents that no longer hold."""
    documents = PolicyPage.objects.filter(pk__in=pages).exclude(validity=PolicyPage.Validity.IN_FORCE)
    return {f"page:{one.pk}": f"　已{one.ended}" for one in documents}


def phone_of(place):
    """Whom one may call: the community one chose, or the first street."""
    if place and place.phone:
        return place.phone
    return Region.objects.filter(level=Level.STREET).exclude(phone="").values_list("phone", flat=True).first() or ""


def rest_of(asked):
    """The query without the page, for the pager."""
    query = asked.copy()
    query.pop("page", None)
    return query.urlencode()


@require_safe
def suggest(request):
    titles = suggestions(request.GET.get("q", ""))
    return render(request, "home/suggest.html", {"titles": titles})


@require_POST
def missing(request):
    """A search that found nothing is written down for the editors."""
    note_unanswered(question=request.POST.get("q", ""), at=timezone.now())
    return HttpResponse("记下了，编辑会看到。谢谢您。", content_type="text/plain; charset=utf-8")
