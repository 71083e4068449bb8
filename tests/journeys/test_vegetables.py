"""A community's sheet comes in, and one wish of it goes through seven people to 已实现 and onto the board."""

import re
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from tests.conftest import DESKTOP
from tests.journeys.people import Contexts, Person, fill
from tests.pictures import encoded, plain
from tests.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("viewport", [DESKTOP], indirect=True)]

VEGETABLES = "我住院了，地里六千八百斤白萝卜没人收，再不收就要坏在地里。"
TITLE = "地里六千八百斤萝卜没人收"
PHONE = "13911117788"


def sheet_of_thirty(path: Path) -> Path:
    """As communities keep them: a title row above, phones as numbers, dates as they come; rows 10, 20, 30 are bad."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["麦田里社区 11 月走访登记"])
    page.merge_cells("A1:G1")
    page.append(["姓名", "性别", "联系电话", "居委会", "诉求内容", "家庭住址", "是否上墙"])
    page.append(["周福生", "男", int(PHONE), "麦田里社区", VEGETABLES, "麦田里2组15号", "是"])
    for n in range(2, 31):
        row = ["王芳", "女", 13911117000 + n, "麦田里", f"想借第 {n} 样东西用一用", f"麦田里{n}幢", "否"]
        if n == 10:
            row[2] = "1391111"
        if n == 20:
            row[4] = ""
        if n == 30:
            row[3] = "月亮湾社区"
        page.append(row)
    book.save(path)
    return path


def test_from_the_sheet_to_the_board(server: Server, new_context: Contexts, tmp_path: Path) -> None:
    worker = Person(new_context, "shegong")
    _import_the_sheet(worker, sheet_of_thirty(tmp_path / "走访.xlsx"))
    code = _code_of_vegetables(server)

    _screen(Person(new_context, "shegong2"), code)

    branch = Person(new_context, "shuji")
    branch.do(
        code, "我来认领", 打算怎么办="明天一早带车去收", 以谁的名义="麦田里", 经办人="麦田里社区党支部 · 刘先生",
    )  # fmt: skip
    branch.says("谢谢您")

    member = Person(new_context, "dangyuan")
    member.do(code, "已联系心愿人", 说了什么="明早七点在地头见")
    (tmp_path / "青菜.jpg").write_bytes(encoded(plain(colour="green")))
    member.do(
        code, "办好了，请心愿人看看", 办得怎么样="六千八百斤都收完，送进了十三家食堂。",
        照片=str(tmp_path / "青菜.jpg"), 认不出人="on", 照片上是什么="装好筐的青菜",
    )  # fmt: skip

    member.says("等")

    wisher = Person(new_context)
    wisher.goto(_link_in_the_message(server, code))
    wisher.page.get_by_role("button", name="打开").click()
    wisher.says("办得怎么样，请您评一评")
    wisher.do(code, "满意", 想说的话="真没想到，谢谢街坊们。")

    reviewer = Person(new_context, "shenhe")
    _approve(reviewer)

    public = Person(new_context)
    page = public.goto(f"/wishes/{code}/")
    public.says("已实现")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    for secret in ("周福生", PHONE, "2组15号", "我住院了"):
        assert secret not in page.content()
    public.goto("/wishes/?status=fulfilled")
    public.says(TITLE)
    public.goto("/stars/")
    public.says("麦田里社区党支部")

    server.database.manage("check_integrity")
    everyone = (worker, branch, member, wisher, reviewer, public)
    assert [fault for person in everyone for fault in person.faults] == []
    log = server.log.read_text()
    assert [secret for secret in ("周福生", PHONE, "2组15号", "我住院了") if secret in log] == []


def _import_the_sheet(worker: Person, sheet: Path) -> None:
    """Twice: the second time nothing is added."""
    for answer in ("27 条新增，0 条以前导入过", "0 条新增，27 条以前导入过"):
        page = worker.goto("/admin/import/")
        page.set_input_files("input[type=file]", sheet)
        page.get_by_role("button", name="上传并检查").click()
        worker.says("27 行可以导入，3 行要改")
        worker.says("手机号应是 11 位数字，您填了 7 位")
        page.get_by_label("表里的街坊都同意社区登记他们的心愿").check()
        page.get_by_role("button", name="导入 27 行").click()
        worker.says(answer)


def _code_of_vegetables(server: Server) -> str:
    """The first row of the sheet: the only imported wish of its own phone."""
    rows = server.database.sql("SELECT code FROM wishes_wish WHERE channel = 'import' ORDER BY id")
    assert len(rows) == 27
    return rows[0][0]


def _screen(worker: Person, code: str) -> None:
    page = worker.goto("/admin/inbox/?status=screening")
    spoken = f"{code[:3]} {code[3:6]} {code[6:]}"
    while not page.get_by_text(spoken).count():
        page.get_by_role("link", name="下一页").click()
    page.locator("li, tr, article").filter(has_text=spoken).get_by_role("link").first.click()
    worker.says(VEGETABLES[:10])
    fill(
        page,
        {
            "公开标题": TITLE,
            "公开内容": "萝卜到了时候，家里抽不出人手，想请街坊帮着收一收、找找销路。",
            "类别": "服务 · 农产品销售",
        },
    )
    page.get_by_role("button", name="公开，等人认领").last.click()


def _link_in_the_message(server: Server, code: str) -> str:
    server.database.sql("UPDATE records_delivery SET not_before = NULL, urgent = TRUE")  # the night is quiet
    said = server.database.manage("tick")
    found = re.findall(rf"/wishes/{code}/enter/\?t=[\w:-]+", said)
    assert found, said
    return found[-1]


def _approve(reviewer: Person) -> None:
    page = reviewer.goto("/admin/inbox/")
    page.get_by_role("link", name=TITLE).click()
    reviewer.says("满意")
    page.get_by_role("button", name="通过").last.click()
