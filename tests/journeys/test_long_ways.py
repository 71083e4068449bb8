"""Ways that go wrong first: handed back, forgotten, nobody's, not as it was meant; and questions instead of wishes."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import F

from community.wishes.models import Wish
from tests.conftest import DESKTOP
from tests.journeys.people import Contexts, Person, fill
from tests.pictures import encoded, plain
from tests.server import Server

pytestmark = [
    pytest.mark.journey,
    pytest.mark.prove,
    pytest.mark.parametrize("viewport", [DESKTOP], indirect=True),
]

TITLE = "想请人修一修会响的藤椅"
PUBLIC = {"公开标题": TITLE, "公开内容": "藤椅一坐就响，想请会的街坊看一看。", "类别": "服务 · "}
BRANCH = "麦田里社区党支部 · 刘先生"


def pass_days(code: str, days: int) -> None:
    """Runs in the server's database: what the wish waits for comes so much nearer, and the clock does what is due."""
    ago = timedelta(days=days)
    Wish.objects.filter(code=code).update(since=F("since") - ago, due_at=F("due_at") - ago, wake_at=F("wake_at") - ago)
    call_command("tick")


class Street:
    """The server with one wish on it, and whoever has to do with it."""

    def __init__(self, server: Server, contexts: Contexts) -> None:
        self.server, self.contexts = server, contexts
        self.people: dict[str, Person] = {}
        self.code = ""

    def __getitem__(self, username: str) -> Person:
        if username not in self.people:
            self.people[username] = Person(self.contexts, username)
        return self.people[username]

    def days_pass(self, days: int) -> None:
        call = f"from tests.journeys.test_long_ways import pass_days; pass_days('{self.code}', {days})"
        self.server.database.manage("shell", "-v", "0", "-c", call)

    def decides(self, username: str, outcome: str, **fields: str) -> None:
        self[username].decide(f"/admin/inbox/{self.task}/", outcome, **fields)

    def calls(self, username: str, answer: str, **fields: str) -> None:
        self[username].decide(f"/admin/calls/{self.task}/", answer, f"记下：{answer}", **fields)

    @property
    def task(self) -> int:
        return self.server.database.sql("SELECT task_id FROM wishes_wish WHERE code = %s", self.code)[0][0]

    @property
    def status(self) -> str:
        return self.server.database.sql("SELECT status FROM wishes_wish WHERE code = %s", self.code)[0][0]

    def is_sound(self) -> None:
        self.server.database.manage("check_integrity")
        assert [fault for person in self.people.values() for fault in person.faults] == []


@pytest.fixture
def street(server: Server, new_context: Contexts) -> Street:
    return Street(server, new_context)


def test_handed_back_forgotten_sent_round_and_done_the_second_time(street: Street, tmp_path: Path) -> None:
    """交回 → 到期 → 社区安排 → 街道协调 → 不满意 → 回访 → 已实现, on both databases."""
    page = street["wangge"].goto("/me/visit/")
    fill(
        page,
        {"想办的事": "藤椅一坐就响", "姓名": "王秀英", "住址": "麦田里 2 幢", "念给他听过": "on", "他说可以": "on"},
    )
    page.get_by_role("button", name="提交").click()
    street["wangge"].says("收到了")
    street.code = re.findall(r"/(\d{9})/", page.url)[0]
    street.decides("shegong", "公开，等人认领", **PUBLIC)

    street["jumin"].do(street.code, "我来认领", 打算怎么办="周末去看看")
    street["jumin"].do(street.code, "交回，请别人办", 原因="要出远门")
    assert street.status == "open"
    street["qishou"].do(street.code, "我来认领", 打算怎么办="下班去")
    street.days_pass(8)
    assert street.status == "open"  # nobody was called in seven days
    street.days_pass(11)
    assert street.status == "offered"  # and nobody came forward; the demo waited ten days until lately
    street.days_pass(4)
    assert street.status == "coordinating"  # the community's own organisation did not answer
    street.decides("xietiao", "指定谁来办", 经办人=BRANCH)

    (picture := tmp_path / "藤椅.jpg").write_bytes(encoded(plain(colour="green")))
    photo = {"照片": str(picture), "认不出人": "on", "照片上是什么": "藤椅"}
    street["dangyuan"].do(street.code, "已联系心愿人")
    street["dangyuan"].do(street.code, "办好了，请心愿人看看", 办得怎么样="绑了一道", **photo)
    street.calls("shegong3", "不满意", 没办完="on", 想说的话="还是响")
    assert street.status == "acting"
    street["dangyuan"].do(street.code, "办好了，请心愿人看看", 办得怎么样="请老师傅换了藤条", **photo)
    street.calls("shegong3", "满意", 想说的话="不响了")
    street.decides("shenhe", "通过")

    neighbour = Person(street.contexts)
    neighbour.goto(f"/wishes/{street.code}/")
    neighbour.says("已实现")
    assert "王秀英" not in neighbour.page.content()
    street.is_sound()


@pytest.mark.parametrize("server", ["postgresql"], indirect=True)
def test_a_question_is_answered_then_passed_on_and_answered_well(street: Street) -> None:
    """直接答复 → 不满意 → 转办 → 到期催办 → 对方答复 → 已答复."""
    wisher = street.people["wisher"] = Person(street.contexts)
    page = wisher.goto("/wishes/new/")
    fill(page, {"您想办什么事": "老年卡在哪里补办", "哪个社区": "麦田里"})
    page.get_by_role("button", name="下一步").click()
    fill(page, {"姓名": "王秀英", "电话": "13911117701", "我同意": "on"})
    page.get_by_role("button", name="提交给社区").click()
    wisher.says("收到了")
    street.code = re.findall(r"/(\d{9})/", page.url)[0]
    about = {"公开标题": "老年卡在哪里补办", "公开内容": "老年卡丢了，想补一张。", "类别": "咨询 · "}
    street.decides("shegong", "直接答复", 答复="请到便民中心问一问。", **about)

    wisher.do(street.code, "不满意", 不是我要的="on")
    assert street.status == "screening"
    street.decides("shegong", "转给别的单位", 转给哪个单位="公交公司", 对方的编号="2026-17", **about)
    assert street.status == "transferred"
    street.decides("shegong", "对方答复了", 答复="带身份证到三号窗口，当场补办。")
    wisher.do(street.code, "满意")
    wisher.says("已经答复")
    assert street.status == "answered"
    street.is_sound()
