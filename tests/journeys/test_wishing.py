"""A resident's whole part on a phone: by keyboard alone, without script, in large letters; and when the network goes."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from community.people.actor import Actor, Channel
from community.people.models import Region, User
from community.wishes.links import wisher_link
from community.wishes.models import Wish
from community.wishes.operations.submit import Wishing
from tests.conftest import PHONE
from tests.factories import as_, public_version
from tests.journeys.hands import Hands, Keys
from tests.journeys.people import Contexts, Person
from tests.server import Server
from workflows import door

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("viewport", [PHONE], indirect=True)]

WORDS = "我住 5 幢 302，想请人陪着去配一副老花镜"
LOST = "网断了，您写的内容已存在这台手机上。有网时再点一次“提交”，不会重复。"
HELPERS = ["jumin", "qishou", "dangyuan"]  # one for each way to be tried
HANDS: dict[str, Callable[[Page], Hands]] = {"keyboard": Keys, "no script": Hands, "large letters": Hands}


def done_for(helpers: list[str]) -> None:
    """Runs in the server's database: one wish for each helper that he has done; prints the wishers' links."""
    region, worker = Region.objects.get(name="麦田里社区"), as_(User.objects.get(username="shegong"))
    for n, helper in enumerate(User.objects.filter(username__in=helpers)):
        wishing = Wishing(
            own_words=f"第 {n} 副眼镜腿松了", name="王芳", phone=f"1391111760{n}", region=region, street=region.street
        )
        wish = door.start(wishing, by=Actor(channel=Channel.WEB), at=timezone.now())
        today = timezone.localdate().isoformat()
        for outcome, by, data in (
            ("publish", worker, public_version()),
            ("claim", as_(helper), {"plan": "周末去", "promised_on": today}),
            ("done", as_(helper), {"report": "螺丝拧紧了"}),
        ):
            task = Wish.objects.values_list("task", flat=True).get(pk=wish.pk)
            door.act(task, outcome, by=by, at=timezone.now(), data=data)
        print(wisher_link(wish))  # noqa: T201 - read by the test


@pytest.fixture(scope="module")
def links(shared_server: Server) -> list[str]:
    call = f"from tests.journeys.test_wishing import done_for; done_for({HELPERS})"
    said = shared_server.database.manage("shell", "-v", "0", "-c", call)
    return re.findall(r"/wishes/\d+/enter/\S+", said)


@pytest.mark.parametrize("nth,way", list(enumerate(HANDS)))
def test_a_wish_is_told_followed_and_rated(
    shared_server: Server, new_context: Contexts, links: list[str], nth: int, way: str
) -> None:
    visitor = Person(lambda: new_context(java_script_enabled=way != "no script"))
    page, hands = visitor.page, HANDS[way](visitor.page)
    page.goto("/")
    if way == "large letters":
        page.locator("a[data-mode=elder]").click()
    phone = f"1391111770{nth}"
    hands.press("我要许愿")
    tell(hands, {"您想办什么事": WORDS, "哪个社区": "麦田里", "姓名": "王秀英", "电话": phone, "我同意": "on"})
    expect(page.get_by_role("heading", name="收到了")).to_be_visible()
    code = re.findall(r"/wishes/(\d+)/", page.url)[0]

    page.goto("/wishes/track/")
    hands.give("心愿编号", code)
    hands.give("电话的后四位", phone[-4:])
    hands.press("查一查")
    visitor.says("社区在看")

    page.goto(links[nth])
    hands.press("打开")
    hands.press("满意")
    hands.give("想说的话", "镜腿不晃了，谢谢。")
    hands.press("满意")
    visitor.says("街道在核实")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert visitor.faults == []


def tell(hands: Hands, answers: dict[str, str]) -> None:
    """Whatever is asked on each page, until it can be handed in."""
    for _ in range(len(answers) + 6):
        for label in [label for label in answers if hands.sees(label)]:
            hands.give(label, answers.pop(label))
        if not answers:
            break
        hands.press("下一步")
    hands.press("提交给社区")


def without_network(page: Page, button: str) -> None:
    page.context.set_offline(True)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(LOST)).to_be_visible()
    page.context.set_offline(False)


def answer_lost(route: Route) -> None:
    """It arrives, and the network goes before the answer is back."""
    route.fetch(max_redirects=0)
    route.abort()


def number_of_wishes(server: Server) -> int:
    return server.database.sql("SELECT count(*) FROM wishes_wish")[0][0]


def test_a_slow_finger_is_heard(shared_server: Server, new_context: Contexts) -> None:
    page = new_context().new_page()
    page.goto("/wishes/new/")
    page.locator("button[data-mode=elder]").click()
    page.reload()
    page.get_by_label("您想办什么事").fill(WORDS)
    button = page.get_by_role("button", name="下一步")
    button.hover()
    page.mouse.down()
    page.wait_for_timeout(500)
    with page.expect_navigation():
        page.mouse.up()
    expect(page.get_by_label("哪个社区")).to_be_visible()


@pytest.mark.parametrize("lacks", ["HTMLFormElement.prototype.requestSubmit", "AbortSignal.timeout"])
def test_a_phone_of_2020_goes_on_too(shared_server: Server, new_context: Contexts, lacks: str) -> None:
    page = new_context().new_page()
    page.add_init_script(f"delete {lacks}")
    page.goto("/wishes/new/")
    page.get_by_label("您想办什么事").fill(WORDS)
    page.get_by_label("哪个社区").select_option(label="渔歌里社区")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_label("姓名", exact=True)).to_be_visible()


def test_a_wish_survives_the_network_and_is_made_once(shared_server: Server, new_context: Contexts) -> None:
    context = new_context()
    page = context.new_page()
    page.goto("/wishes/new/")
    page.get_by_label("您想办什么事").fill(WORDS)
    page.get_by_label("哪个社区").select_option(label="渔歌里社区")
    expect(page.get_by_text("可能暴露家人隐私")).to_be_visible()
    without_network(page, "下一步")
    page.close()

    page = context.new_page()
    page.goto("/wishes/new/")
    expect(page.get_by_label("您想办什么事")).to_have_value(WORDS)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("姓名", exact=True).fill("王秀英")
    page.get_by_label("电话").fill("13911118899")
    page.get_by_label("我同意").check()
    without_network(page, "提交给社区")
    before = number_of_wishes(shared_server)
    page.route("**/wishes/new/", answer_lost)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="提交给社区").click()
    assert number_of_wishes(shared_server) == before + 1

    page.unroute("**/wishes/new/")
    page.goto("/wishes/new/")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_label("姓名", exact=True)).to_have_value("王秀英")
    page.get_by_label("我同意").check()
    page.get_by_role("button", name="提交给社区").click()
    expect(page.get_by_role("heading", name="收到了")).to_be_visible()
    assert number_of_wishes(shared_server) == before + 1
    page.goto("/wishes/new/")
    expect(page.get_by_label("您想办什么事")).to_have_value("")


def test_at_the_door_without_a_signal(shared_server: Server, new_context: Contexts) -> None:
    worker = Person(new_context, "wangge")
    page = worker.goto("/me/visit/")
    page.get_by_label("想办的事").fill("想要一辆轮椅")
    page.get_by_label("姓名", exact=True).fill("王秀英")
    page.get_by_label("住址").fill("麦田里 2 幢")
    page.get_by_label("念给他听过").check()
    before = number_of_wishes(shared_server)
    without_network(page, "提交")
    page.reload()
    expect(page.get_by_label("想办的事")).to_have_value("想要一辆轮椅")
    page.get_by_label("念给他听过").check()
    page.get_by_role("button", name="提交").dblclick()
    expect(page.get_by_role("heading", name="收到了")).to_be_visible()
    assert number_of_wishes(shared_server) == before + 1
    assert worker.faults == []
