"""Links to other websites, tried against real servers of this machine, and told after the second bad night."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.core.management import call_command
from django.utils import timezone

from cms.models import ArticlePage, DeadLink
from cms.outside import check_links, dead_links, why_dead
from community.people.roles import Role
from tests.factories import holder

pytestmark = pytest.mark.django_db
ANSWERS = {"/here?a=1&b=2": 200, "/gone": 404, "/moved": 301, "/members": 403}


class Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(ANSWERS[self.path])
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing to anybody's terminal."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def links(news, publish):
    """A public page with these links."""

    def write(*addresses: str) -> ArticlePage:
        body = "".join(f'<p>见<a href="{address.replace("&", "&amp;")}">这里</a>。</p>' for address in addresses)
        return publish(ArticlePage(title="去哪里办", slug="where", lead="看", body=body, source="区"), below=news)

    return write


@pytest.fixture
def silent() -> str:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        return f"http://127.0.0.1:{server.server_port}/"


def dead() -> list[tuple[str, str]]:
    return list(DeadLink.objects.order_by("url").values_list("url", "why"))


def test_only_what_does_not_open_is_noted(links, elsewhere, silent):
    page = links(*(elsewhere + path for path in ANSWERS), silent, "http://no-such-place.invalid/")

    call_command("check_links", "--inside")

    assert set(dead()) == {
        (f"{elsewhere}/gone", "那边没有这一页了"),
        (silent, "那边没有回应"),
        ("http://no-such-place.invalid/", "没有这个网站"),
    }
    assert {one.page_id for one in DeadLink.objects.all()} == {page.pk}


def test_an_address_of_our_own_network_is_never_asked(links, elsewhere):
    links(f"{elsewhere}/here?a=1&b=2", "http://[::1]/", "http://169.254.169.254/latest")
    check_links(at=timezone.now())
    assert {why for _, why in dead()} == {"内网地址，外面的人打不开"}
    assert DeadLink.objects.count() == 3


@pytest.mark.parametrize(
    "address", ["http://", "http://[", "http://x" + "x" * 300 + "/", "http://a..b/", "https://:0/"]
)
def test_what_is_no_address_at_all_is_dead_too(address):
    assert why_dead(address, inside=False)


def test_the_editor_is_told_after_the_second_night_and_until_it_opens_again(links, elsewhere, here, client):
    client.force_login(holder("bianji", Role.EDITOR, here.district))
    page, night = links(f"{elsewhere}/gone"), timezone.now() - timedelta(days=1)
    check_links(at=night, inside=True)
    assert "打不开的外部网址" not in client.get("/admin/").text  # a day later, but tried only once
    check_links(at=timezone.now(), inside=True)
    assert dead_links().get().since == night

    desk = client.get("/admin/").text

    assert "打不开的外部网址" in desk and f"{elsewhere}/gone" in desk and f"/admin/pages/{page.pk}/edit/" in desk
    page.body = "<p>没有链接了。</p>"
    page.save()
    assert check_links(at=timezone.now(), inside=True) == 0
    assert "打不开的外部网址" not in client.get("/admin/").text


def test_drafts_and_pages_taken_down_are_not_looked_at(links, elsewhere):
    links(f"{elsewhere}/gone").unpublish()
    assert check_links(at=timezone.now(), inside=True) == 0
