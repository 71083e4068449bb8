"""The pages: who finds them, what they answer, and that a batch is its owner's alone."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from community.wishes.models import Wish
from tests.factories import District
from tests.imports.sheets import csv, row, thirty, xlsx
from workflows.models import ImportBatch

pytestmark = pytest.mark.django_db

INDEX = "/admin/import/"
MAY = {"worker", "second_worker", "third_worker", "sister_worker"}
EVERYONE = [
    *("worker", "sister_worker", "grid_worker", "clerk", "coordinator", "reviewer", "district_reviewer"),
    *("manager", "agent", "member", "resident", "wisher", "outsider", "superuser"),
]


def at_desk(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, content: bytes, name: str = "心愿.xlsx"):
    return client.post(INDEX, {"sheet": SimpleUploadedFile(name, content)})


@pytest.fixture
def worker(here: District) -> Client:
    return at_desk(here.worker)


@pytest.fixture
def batch(worker) -> str:
    """The address of a checked sheet of thirty rows."""
    return send(worker, xlsx(*thirty())).headers["Location"]


@pytest.mark.parametrize("who", EVERYONE)
def test_only_community_workers_find_the_import(who, here):
    client = at_desk(getattr(here, who))
    answers = [client.get(INDEX).status_code, send(client, xlsx(row(1))).status_code]
    if who in MAY:
        assert answers == [200, 302]
    elif who == "coordinator":  # approves what others bring
        assert answers == [200, 404] and not ImportBatch.objects.exists()
    else:
        assert set(answers) <= {302, 403, 404} and not ImportBatch.objects.exists()
    assert (INDEX in client.get("/admin/").text) == (who in {*MAY, "coordinator"})


def test_nobody_gets_in_without_logging_in(here):
    assert Client().get(INDEX, follow=True).request["PATH_INFO"] == "/accounts/login/"


def test_the_way_of_a_sheet(worker, batch):
    page = worker.get(batch).text
    assert "共 30 行：27 行可以导入，3 行要改" in page
    assert "第 5 行" in page and "手机号应是 11 位数字" in page
    assert worker.post(batch).status_code == 422  # nobody has said that people agreed
    assert Wish.objects.count() == 0
    answer = worker.post(batch, {"agreed": "on"}, follow=True)
    assert "27 条新增，0 条以前导入过，3 行没有导入" in answer.text
    assert worker.post(batch, {"agreed": "on"}).status_code == 409
    assert Wish.objects.count() == 27


def test_columns_that_were_left_aside_are_named(worker):
    content = xlsx([1, "张桂英", "补棉袄", 13900000101, "急"], header=["序号", "姓名", "心愿", "电话", "备注"])
    assert "没有用到的列：序号、备注" in worker.get(send(worker, content).headers["Location"]).text


def test_the_same_sheet_again_says_so(worker, batch):
    worker.post(batch, {"agreed": "on"})
    again = send(worker, xlsx(*[row(n) for n in range(1, 4)])).headers["Location"]
    assert "其中 3 行以前导入过" in worker.get(again).text
    assert "0 条新增，3 条以前导入过" in worker.post(again, {"agreed": "on"}, follow=True).text


def test_bad_rows_are_fetched_as_a_sheet_and_then_deleted(worker, batch):
    worker.post(batch, {"agreed": "on"})
    fetched = worker.get(batch + "problems.xlsx")
    assert "attachment" in fetched.headers["Content-Disposition"]
    assert load_workbook(io.BytesIO(fetched.content)).active.max_row == 4
    worker.post(batch + "drop/")
    assert worker.get(batch + "problems.xlsx").status_code == 404
    assert "27 条新增" in worker.get(batch).text


def test_the_template_is_a_sheet(worker):
    fetched = worker.get(INDEX + "template/wish.xlsx")
    assert load_workbook(io.BytesIO(fetched.content)).active["A1"].value == "姓名"


def test_a_batch_of_another_does_not_exist(batch, here):
    other = at_desk(here.second_worker)
    asked = [
        other.get(batch),
        other.post(batch, {"agreed": "on"}),
        other.get(batch + "problems.xlsx"),
        other.post(batch + "drop/"),
    ]
    assert [answer.status_code for answer in asked] == [404] * 4
    assert Wish.objects.count() == 0 and ImportBatch.objects.get().is_open


def test_rows_of_another_community_stay_out(worker):
    page = send(worker, csv(row(1, 所属社区="新渡社区"), row(2, 所属社区="书院坡"))).headers["Location"]
    assert "新渡社区不归您管" in worker.get(page).text
    worker.post(page, {"agreed": "on"})
    assert Wish.objects.count() == 0


@pytest.mark.parametrize(
    "content, says",
    [
        (b"\xd0\xcf\x11\xe0 old", "另存为 xlsx"),
        (b"\x89PNG\0", "不是表格"),
        (b"0" * (10 * 1024 * 1024 + 1), "超过 10 MB"),
    ],
    ids=["xls", "picture", "too big"],
)
def test_what_is_no_sheet_is_answered_on_the_page(content, says, worker):
    answer = send(worker, content)
    assert answer.status_code == 422
    assert says in answer.text


def test_no_file_at_all(worker):
    assert "请先选一个文件" in worker.post(INDEX).text


def test_a_large_sheet_shows_progress_and_goes_on(worker):
    page = send(worker, csv(*[row(n) for n in range(1, 1202)])).headers["Location"]
    half = worker.post(page, {"agreed": "on"}, follow=True).text
    assert "正在导入：1100 / 1201" in half and "data-advance" in half and "js/imports.js" in half
    assert "导入了一部分" in worker.get(INDEX).text
    assert "1201 条新增" in worker.post(page, follow=True).text
    assert Wish.objects.count() == 1201


def test_looking_writes_nothing(worker, batch):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        worker.get(batch)
        worker.get(INDEX)
    assert not [q["sql"] for q in asked if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
