"""As many published pages as asked for: a column of news and one of policies.

Each is a copy of one of a few that were made one by one, with its revision, its release and its line in the index of
the search. Only the row of its own type is written singly: Django has no bulk for what inherits a table.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import cycle, islice

from django.db import connection, transaction
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from wagtail.models import Page, Revision

from cms.models import ArticlePage, ColumnPage, PolicyPage
from cms.models.base import Piece
from cms.review.models import Release
from cms.review.operations import seed
from community.people.models import Region, User
from community.people.roles import Role
from community.search.models import Entry
from home.indexing import findable, page_entry
from tests.factories import holder

CHUNK = 1000
FIRST = "（创刊号）"  # no copy has it: a word that few texts hold
TEXT = "<p>老周带着水平尺又来了一趟，把松了的螺丝拧紧，大家坐上去试了试，都说这回稳当了。</p>" * 8


def fill(pages: int, at: datetime) -> None:
    """Nine in ten are news, of several places; one in ten of all is the editor's own."""
    district = Region.objects.get(depth=1)
    editor = holder("editor", Role.EDITOR, district)
    for n, role in enumerate((Role.REVIEWER_1, Role.REVIEWER_2, Role.REVIEWER_3), start=1):
        holder(f"reviewer_{n}", role, district)
    where = [None, *Region.objects.filter(depth=3).order_by("path")[:4]]
    news = [article(f"bench-{n}", place) for n, place in enumerate(where)]
    _multiply("news", news, pages * 9 // 10, editor, at)
    _multiply("policies", [_policy(at)], pages // 10, editor, at)
    every = (page_entry(page) for page in findable().specific().iterator(chunk_size=200))
    Entry.objects.bulk_create(every, batch_size=500, ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def article(slug: str, region: Region | None) -> ArticlePage:
    return ArticlePage(
        title=f"一条长凳修了两回{FIRST}", slug=slug, lead="居民说不满意，就再来一次。", body=TEXT, source="石渡街道",
        region=region, live=False,
    )  # fmt: skip


def _policy(at: datetime) -> PolicyPage:
    return PolicyPage(
        title="云桥区加装电梯补助办法", slug="lifts", doc_no="云建规〔2026〕4 号", issuer="云桥区住房和城乡建设局",
        written_on=at.date(), abstract="哪些楼能补、补多少、找谁申请。", body=TEXT, live=False,
    )  # fmt: skip


def _multiply(column: str, originals: list[Piece], number: int, editor: User, at: datetime) -> None:
    """The originals are the newest, the copies an hour older each."""
    shelf = ColumnPage.objects.get(slug=column)
    for original in originals:
        shelf.add_child(instance=original)
        seed(page=original, at=at)
        original.title = original.title.removesuffix(FIRST)
    numbers, of = iter(range(number)), cycle(originals)
    while chunk := list(islice(numbers, CHUNK)):
        with transaction.atomic():
            _write(shelf, [(n, next(of)) for n in chunk], editor, at)
        print(f"\r  {chunk[-1] + 1:>9,} / {number:,} pages in {column}", end="", flush=True)
    print()
    Page.objects.filter(pk=shelf.pk).update(numchild=len(originals) + number)
    _link()


def _write(shelf: Page, wanted: Iterable[tuple[int, Piece]], editor: User, at: datetime) -> None:
    copies = [(original, _copy(shelf, n, original, editor, at - timedelta(hours=n + 1))) for n, original in wanted]
    pages = Page.objects.bulk_create(page for _, page in copies)
    for original, page in copies:
        own = [field.attname for field in original._meta.local_concrete_fields if not field.unique]
        copied = type(original)(page_ptr_id=page.pk, **{name: getattr(original, name) for name in own})
        copied.save_base(raw=True, force_insert=True)
    revisions = Revision.objects.bulk_create(_revision(original, page) for original, page in copies)
    Release.objects.bulk_create(
        Release(page=page, revision=revision, title=page.title, kind=Release.Kind.SEED, at=page.first_published_at)
        for page, revision in zip(pages, revisions, strict=True)
    )


def _copy(shelf: Page, n: int, original: Piece, editor: User, at: datetime) -> Page:
    title, slug = f"{original.title}（第 {n} 期）", f"{original.slug}-{n}"
    return Page(
        path=Page._get_path(shelf.path, shelf.depth + 1, n + 100), depth=shelf.depth + 1, numchild=0, title=title,
        draft_title=title, slug=slug, url_path=f"{shelf.url_path}{slug}/", live=True,
        content_type=original.content_type, locale=original.locale, owner=editor if n % 10 == 0 else None,
        first_published_at=at, last_published_at=at, latest_revision_created_at=at,
    )  # fmt: skip


def _revision(original: Piece, page: Page) -> Revision:
    made = original.latest_revision
    return Revision(
        content_type=made.content_type, base_content_type=made.base_content_type, object_id=str(page.pk),
        object_str=page.title, content=made.content | {"pk": page.pk}, created_at=page.first_published_at,
    )  # fmt: skip


def _link() -> None:
    """Pages to their revisions."""
    own = Revision.page_revisions.filter(object_id=Cast(OuterRef("pk"), CharField())).values("pk")[:1]
    Page.objects.filter(live=True, live_revision=None, depth__gt=3).update(live_revision=Subquery(own))
    Page.objects.filter(latest_revision=None, depth__gt=3).update(latest_revision=Subquery(own))
