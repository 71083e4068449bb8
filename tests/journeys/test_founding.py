"""A district from nothing, as README says: a command, three people with their phones, their sheets, the first wish."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import expect

from tests.conftest import DESKTOP
from tests.imports.sheets import xlsx
from tests.journeys.people import Contexts, Person, fill
from tests.server import Database, Server

pytestmark = [pytest.mark.journey, pytest.mark.prove, pytest.mark.parametrize("viewport", [DESKTOP], indirect=True)]

SYSTEM, SECURITY, WORKER = "13900000701", "13900000702", "13900000711"
FOUNDED = [
    ["district", "柳林区", "liulin", "--system", "秦小雨", SYSTEM, "--security", "赵明", SECURITY],
    ["district", "柳林区", "liulin", "--audit", "孙丽", "13900000703"],
]
PLACES = xlsx(
    ["街道", "东岸街道", "", "dongan", "", ""],
    ["社区", "河湾社区", "东岸街道", "hewan", "025-3000001", "河湾路 1 号"],
    header=["层级", "名称", "上级", "网址名", "公开电话", "公开地址"],
)
UNITS = xlsx(
    ["河湾社区党委", "党委", "", "河湾社区", "", "是"],
    header=["名称", "类型", "上级组织", "所在区域", "办公电话", "兜底"],
)
PEOPLE = xlsx(
    ["周兰", WORKER, "社区工作者", "河湾社区", "", "2026-11-01", "2036-12-31"],
    header=["姓名", "手机", "角色", "区域", "组织", "开始日期", "结束日期"],
)


@pytest.fixture
def server(tmp_path: Path, clone) -> Iterator[Server]:
    database: Database = clone("sqlite", FOUNDED)
    server = Server(database, STAFF_SECOND_FACTOR="true").start()
    yield server
    server.stop()


def log_in(server: Server, contexts: Contexts, phone: str) -> Person:
    """With the code that came to the phone."""
    somebody = Person(contexts)
    page = somebody.goto("/accounts/login/phone/")
    page.get_by_label("手机号").fill(phone)
    page.get_by_role("button", name="发验证码").click()
    [*_, digits] = re.findall(r"短信 → \S+：\D*(\d{6})", server.log.read_text())
    page.get_by_label("短信里的六位数字").fill(digits)
    page.get_by_role("button", name="登录").click()
    return somebody


def secure(somebody: Person) -> None:
    """The second factor that the desk asks for at the first visit."""
    page = somebody.goto("/admin/")
    secret = page.locator("code").first.inner_text()
    page.get_by_label("验证码").fill(f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}")
    page.get_by_role("button", name="加上").click()
    somebody.says("还剩 10 个")


def take_in(somebody: Person, kind: str, sheet: bytes, button: str) -> None:
    page = somebody.goto(f"/admin/import/?kind={kind}")
    page.locator("input[type=file]").set_input_files(
        {"name": f"{kind}.xlsx", "mimeType": "application/octet-stream", "buffer": sheet}
    )
    page.get_by_role("button", name="上传并检查").click()
    page.get_by_label("我核对过").check()
    page.get_by_role("button", name=button).click()


def test_from_an_empty_database_to_the_first_wish_on_a_desk(server: Server, new_context: Contexts) -> None:
    system = log_in(server, new_context, SYSTEM)
    secure(system)
    take_in(system, "place", PLACES, "导入 2 行")
    system.says("2 条新增")
    take_in(system, "org", UNITS, "导入 1 行")
    system.says("1 条新增")
    take_in(system, "person", PEOPLE, "送去批准")
    system.says("1 行等另一位同志批准")
    security = log_in(server, new_context, SECURITY)
    secure(security)
    security.goto("/admin/import/").get_by_role("link", name="人员和任职").click()
    security.page.get_by_role("button", name="批准，导入 1 行").click()
    security.says("1 条新增")

    resident = Person(new_context)
    page = resident.goto("/wishes/new/")
    fill(page, {"您想办什么事": "楼道的灯不亮，晚上看不清台阶", "哪个社区": "河湾社区"})
    page.get_by_role("button", name="下一步").click()
    fill(page, {"姓名": "王秀英", "电话": "13911118899", "我同意社区为办这个心愿": "是"})
    page.get_by_role("button", name="提交给社区").click()
    expect(page).to_have_url(re.compile("/received/$"))

    worker = log_in(server, new_context, WORKER)
    secure(worker)
    worker.goto("/admin/inbox/").get_by_role("link", name="楼道的灯不亮").click()
    told = {"公开标题": "楼道的灯不亮，想请人修", "公开内容": "晚上看不清台阶，想请人来修。", "类别": "服务"}
    worker.decide(worker.page.url, "公开，等人认领", **told)
    resident.goto("/wishes/")
    resident.says("楼道的灯不亮，想请人修")
    assert [one.faults for one in (system, security, resident, worker)] == [[], [], [], []]
