"""What editors and readers of pages do, on few pages and on many."""

import sys
from functools import partial
from typing import Any

from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from bench.pages import article
from bench.rows import ROUNDS, Rows
from cms.models import ArticlePage, ColumnPage
from cms.review import operations, rules
from community.people.models import Region, User
from tests.factories import as_

READERS = {
    "home": "/",
    "column": "/news/",
    "column, 5th page": "/news/?page=5",
    "article": "/news/bench-0/",
    "policy": "/policies/lifts/",
    "boards": "/stars/",
    "search, a word of all": "/search/?q=水平尺",
    "search, a word of few": "/search/?q=创刊号",
    "search, a question": "/search/?q=请问创刊号怎么办理",
}
DESK = {
    "first page of the desk": "/admin/",
    "写稿": "/admin/write/",
    "我的稿件": "/admin/drafts/",
    "已发布": "/admin/published/",
    "排期": "/admin/schedule/",
}


def measure(rows: Rows) -> None:
    near, anonymous, desk = Client(), Client(), Client()
    near.cookies["community"] = Region.objects.filter(depth=3).order_by("path")[0].slug
    desk.force_login(User.objects.get(username="editor"))
    shelf = ColumnPage.objects.get(slug="news")
    asked: list[tuple[str, Client, str]] = [(name, anonymous, address) for name, address in READERS.items()]
    asked += [(f"{name}, of a community", near, READERS[name]) for name in ("home", "column")]
    asked += [(name, desk, address) for name, address in DESK.items()]
    asked += [("explorer", desk, f"/admin/pages/{shelf.pk}/")]
    for turn in rows.turns(ROUNDS):
        for name, client, address in asked:
            response = turn.take(name, partial(client.get, address))
            if response.status_code != 200:
                sys.exit(f"{address}: {response.status_code}")
        page = _publish(turn, shelf)
        turn.take("move a page", partial(page.move, ColumnPage.objects.get(slug="policies"), pos="last-child"))
        ArticlePage.objects.get(pk=page.pk).delete()


def _publish(rows: Rows, shelf: ColumnPage) -> Page:
    """The last of the three signatures: Wagtail's workflow finishes and publishes."""
    page, editor = article("in-review", None), User.objects.get(username="editor")
    shelf.add_child(instance=page)
    page.save_revision(user=editor)
    operations.submit(page=page, by=as_(editor))
    for n in (1, 2, 3):
        state: Any = rules.open_step(page)
        sign = partial(
            operations.approve, state_id=state.pk, by=as_(User.objects.get(username=f"reviewer_{n}")),
            at=timezone.now(), seen=operations.version_of(ArticlePage.objects.get(pk=page.pk).latest_revision),
            ticks=rules.stage_of(state).points,
        )  # fmt: skip
        rows.take("publish a page", sign) if n == 3 else sign()
    return ArticlePage.objects.get(pk=page.pk)
