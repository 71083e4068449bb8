"""Nobody reads English at the desk, and no link there leads nowhere."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urljoin

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from community.people.models import User
from community.people.operations import reveal
from community.people.roles import Role
from community.records import rules
from community.wishes.models import CallBack
from community.wishes.operations.confirm import ask_by_phone
from home.models import HomePage
from tests.desk.pages import text
from tests.factories import District, as_, holder, later, step
from tests.words import Reader, english
from tests.workflows import paths

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ROLES = [
    "worker",
    "grid_worker",
    "clerk",
    "coordinator",
    "reviewer",
    "district_reviewer",
    "admin",
    "auditor",
    "security",
]
MOST = 60
PUSHED = "/admin/bulk/"  # a script writes what is ticked behind these addresses
# Hard-coded in Wagtail's templates: what a row of buttons is called for screen readers, and a hidden counter.
# Rows that Wagtail's migrations made: the root of the tree, and the first workflow.
# And names that have no Chinese one.
WAGTAILS = {"Actions", "None", "Root", "Moderators", "approval", "ICP", "IPv"}
PROPS = re.compile(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', re.S)


@pytest.fixture
def full_desk(here: District) -> District:
    """Something on every list, and a Chinese name for everyone, as people have."""
    holder("auditor", Role.AUDIT_ADMIN, here.district)
    holder("security", Role.SECURITY_ADMIN, here.district)
    for number, user in enumerate(User.objects.order_by("pk")):
        user.name, user.title = "赵钱孙李周吴郑王冯陈"[number % 10] + "晓明", "女士"
        user.save()
    for place in ("screen", "amend", "confirm_claim", "transfer", "coordinate", "verify"):
        paths.AT[place](here)
    reveal(by=as_(here.worker), subject="wish:386204517", field="phone", reason="约时间", at=later())
    ask_by_phone(paths.to_confirm(here), purpose=CallBack.Purpose.RATING, at=later(days=-3))
    step(paths.to_screen(here), "decline", here.worker, reason="争议", where="12345")
    by, at = as_(here.second_admin), later()
    rules.propose_number(key="wish.pool.red", value=5, valid_from=later(days=1), reason="年底", by=by, at=at)
    rules.propose_days(name="元旦", days=[(date(2027, 1, 1), "rest", "元旦")], reason="通知", by=by, at=at)
    return here


def sidebar(page: str) -> list[dict[str, Any]]:
    """Every entry of the menu; it is written by a script, from data in the page."""
    found = PROPS.search(page)
    return list(entries(json.loads(found.group(1)))) if found else []


def entries(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        if data.keys() & {"label", "avatarUrl"}:
            yield data
        data = list(data.values())
    for part in data if isinstance(data, list) else []:
        yield from entries(part)


def read(page: str) -> set[str]:
    """English words of a page, those its script will write in the sidebar included."""
    return english(page) | {word for e in sidebar(page) for word in english(e.get("label") or e["name"])}


def links(page: str, url: str) -> list[str]:
    menu = [entry["url"] for entry in sidebar(page) if entry.get("url")]
    found = [urljoin(url, link.partition("#")[0]) for link in [*menu, *Reader(page).links]]
    return [link for link in found if link.startswith("/") and not link.startswith(PUSHED)]


def crawl(client: Client) -> Iterator[tuple[str, Any]]:
    """Pages of the desk and those one click outside it, each address once, whatever its query."""
    waiting, seen = ["/admin/"], {"/admin/"}
    while waiting and len(seen) - len(waiting) < MOST:
        url = waiting.pop(0)
        answer = client.get(url, follow=True)
        yield url, answer
        if not url.startswith("/admin/") or "html" not in answer.headers["Content-Type"]:
            continue
        new = dict.fromkeys(link for link in links(text(answer), url) if link.partition("?")[0] not in seen)
        waiting += {link.partition("?")[0]: link for link in new}.values()
        seen |= {link.partition("?")[0] for link in new}


@pytest.mark.parametrize("who", ROLES)
def test_every_page_a_role_can_click_to_is_there_and_in_chinese(full_desk: District, sign_in: SignIn, who: str) -> None:
    visited = list(crawl(sign_in(User.objects.get(username=who))))
    pages = {url: text(answer) for url, answer in visited if "html" in answer.headers["Content-Type"]}

    assert len(pages) >= 8
    # A clerk writes down what others decide, an administrator reads no wishes: no case waits for them.
    assert who in {"clerk", "admin", "auditor", "security"} or any(
        re.match(r"/admin/(inbox|calls)/\d+/", url) for url in pages
    )
    assert {url: answer.status_code for url, answer in visited if answer.status_code != 200} == {}
    assert {url: words for url, page in pages.items() if (words := read(page))} == {}


def test_so_is_wagtail_s_own_part_for_who_writes_pages(full_desk: District, sign_in: SignIn) -> None:
    visited = list(crawl(sign_in(an_editor(full_desk))))

    assert any(re.match(r"/admin/pages/\d+/edit/", url) for url, _ in visited)
    assert {url: answer.status_code for url, answer in visited if answer.status_code != 200} == {}
    pages = [(url, read(text(answer))) for url, answer in visited if "html" in answer.headers["Content-Type"]]
    assert {url: left for url, words in pages if (left := words - WAGTAILS)} == {}


def an_editor(here: District) -> User:
    """May change every page, picture and document, and nothing else."""
    user = holder("bianji", Role.EDITOR, here.district, name="江月", title="女士")
    group, collection = Group.objects.create(name="写稿"), Collection.get_first_root_node()
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    of_pages = Permission.objects.filter(content_type__app_label="wagtailcore", content_type__model="page")
    for permission in of_pages.filter(codename__in=["add_page", "change_page"]):
        GroupPagePermission.objects.create(group=group, page=HomePage.objects.get(), permission=permission)
    for permission in Permission.objects.filter(codename__in=["add_image", "change_image", "add_document"]):
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
    user.groups.add(group)
    return user


@pytest.mark.parametrize("place", ["screen", "coordinate", "verify"])
def test_so_are_the_case_pages(full_desk: District, sign_in: SignIn, place: str) -> None:
    client = sign_in(getattr(full_desk, {"screen": "worker", "coordinate": "coordinator", "verify": "reviewer"}[place]))
    rows = client.get("/admin/inbox/", {"status": place}).context["rows"] or client.get("/admin/inbox/").context["rows"]

    assert rows and not {word for row in rows for word in read(text(client.get(row.url)))}


@pytest.mark.parametrize("title,called", [("", "李社工"), ("先生", "李先生")])
def test_the_desk_calls_its_user_by_his_name(full_desk: District, sign_in: SignIn, title: str, called: str) -> None:
    full_desk.worker.title = title
    full_desk.worker.save()
    page = text(sign_in(full_desk.worker).get("/admin/"))
    names = [entry["name"] for entry in sidebar(page) if "avatarUrl" in entry]

    assert names == [called]
    assert f"您好，{names[0]}" in page


@pytest.mark.parametrize("url", ["/admin/nothing-here/", "/admin/pages/", "/admin/users/", "/admin/reports/locked/"])
def test_so_is_the_answer_at_a_page_that_is_not_ours(full_desk: District, sign_in: SignIn, url: str) -> None:
    answer = sign_in(full_desk.worker).get(url, follow=True)

    assert answer.status_code in {200, 404} and read(text(answer)) == set()
    assert "五微工作台" in text(answer)


def test_only_who_works_on_pages_is_offered_their_search(full_desk: District, sign_in: SignIn) -> None:
    assert "wagtail.sidebar.SearchModule" not in text(sign_in(full_desk.worker).get("/admin/"))
    assert "wagtail.sidebar.SearchModule" in text(sign_in(full_desk.superuser).get("/admin/"))


def test_the_account_link_leads_to_our_own_page(full_desk: District, sign_in: SignIn) -> None:
    page = sign_in(full_desk.worker).get("/admin/account/", follow=True)

    assert page.redirect_chain == [("/accounts/2fa/", 302)]
    assert "/accounts/password/change/" in text(page)


def test_scripts_speak_chinese_too(full_desk: District, sign_in: SignIn) -> None:
    catalogue = text(sign_in(full_desk.worker).get("/admin/jsi18n/"))
    words = re.search(r'"Dashboard": ("[^"]*")', catalogue)

    assert words and json.loads(words.group(1)) == "首页"


@pytest.mark.parametrize(
    "page",
    [
        "<p>好的 Save</p>",
        '<input placeholder="Search all pages…">',
        '<input type="submit" value="Search">',
        '<a href="/" aria-label="Edit account">好</a>',
        '<script id="wagtail-sidebar-props">{"_args": [{"label": "Reports", "url": "/"}]}</script>',
    ],
)
def test_the_reader_would_see_an_english_word(page: str) -> None:
    assert read(page)


def test_the_reader_passes_over_what_nobody_reads() -> None:
    assert read('<script>let save</script><p class="button">保存 xlsx</p><template>Save</template>') == set()
