"""Wishing on a phone: the network goes in the middle, letters are large, there is no script; nothing is lost or doubled."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.conftest import PHONE
from tests.journeys.people import Contexts, Person
from tests.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("viewport", [PHONE], indirect=True)]

WORDS = "我住 5 幢 302，想请人陪着去配一副老花镜"
LOST = "网断了，您写的内容已存在这台手机上。有网时再点一次“提交”，不会重复。"


def on(page: Page) -> None:
    page.get_by_role("button", name="下一步").last.click()


def without_network(context: BrowserContext, page: Page, button: str) -> None:
    context.set_offline(True)
    page.get_by_role("button", name=button).last.click()
    expect(page.get_by_text(LOST)).to_be_visible()
    context.set_offline(False)


def answer_lost(route: Route) -> None:
    """It arrives, and the network goes before the answer is back."""
    route.fetch(max_redirects=0)
    route.abort()


def number_of_wishes(server: Server) -> int:
    return server.database.sql("SELECT count(*) FROM wishes_wish")[0][0]


def test_a_wish_survives_the_network_and_is_made_once(shared_server: Server, new_context: Contexts) -> None:
    context = new_context()
    page = context.new_page()
    page.goto("/wishes/new/")
    page.get_by_label("您想办什么事").fill(WORDS)
    page.get_by_label("哪个社区").select_option(label="渔歌里社区")
    expect(page.get_by_text("可能暴露家人隐私")).to_be_visible()
    without_network(context, page, "下一步")
    page.close()

    page = context.new_page()
    page.goto("/wishes/new/")
    expect(page.get_by_label("您想办什么事")).to_have_value(WORDS)
    on(page)
    page.get_by_label("姓名", exact=True).fill("王秀英")
    page.get_by_label("电话").fill("13911118899")
    page.get_by_label("我同意").check()
    without_network(context, page, "提交给社区")
    before = number_of_wishes(shared_server)
    page.route("**/wishes/new/", answer_lost)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="提交给社区").last.click()
    assert number_of_wishes(shared_server) == before + 1

    page.unroute("**/wishes/new/")
    page.goto("/wishes/new/")
    on(page)
    expect(page.get_by_label("姓名", exact=True)).to_have_value("王秀英")
    page.get_by_label("我同意").check()
    page.get_by_role("button", name="提交给社区").last.click()
    expect(page.get_by_role("heading", name="收到了")).to_be_visible()
    assert number_of_wishes(shared_server) == before + 1
    page.goto("/wishes/new/")
    expect(page.get_by_label("您想办什么事")).to_have_value("")


def test_in_large_letters_without_script_it_is_one_question_a_page(
    shared_server: Server, new_context: Contexts
) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto("/wishes/new/")
    page.locator("a[data-mode=elder]").click()
    page.get_by_label("您想办什么事").fill(WORDS)
    on(page)
    page.get_by_label("哪个社区").select_option(label="渔歌里社区")
    for _ in range(4):
        on(page)
    page.get_by_label("姓名", exact=True).fill("李大明")
    on(page)
    page.get_by_label("电话").fill("13911118866")
    for _ in range(2):
        on(page)
    page.get_by_label("我同意").check()
    page.get_by_role("button", name="提交给社区").last.click()
    expect(page.get_by_role("heading", name="收到了")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_at_the_door_without_a_signal(shared_server: Server, new_context: Contexts) -> None:
    worker = Person(new_context, "wangge")
    page = worker.goto("/me/visit/")
    page.get_by_label("想办的事").fill("想要一辆轮椅")
    page.get_by_label("姓名", exact=True).fill("王秀英")
    page.get_by_label("住址").fill("麦田里 2 幢")
    page.get_by_label("念给他听过").check()
    without_network(page.context, page, "提交")
    page.get_by_role("button", name="提交").last.click()
    expect(page.get_by_role("heading", name="收到了")).to_be_visible()
    page.goto("/me/")
    assert page.get_by_text("心愿 ").count()
    assert not worker.faults
