"""What a cell may look like: the value it becomes, or the sentence that says what to do."""

from datetime import date

import pytest

from tests.factories import MORNING, District, as_
from workflows.imports.resource import Finding
from workflows.imports.wish_sheet import WishSheet

pytestmark = pytest.mark.django_db

NAMES = WishSheet.columns.names
GOOD = dict.fromkeys(NAMES, "") | {"name": "张桂英", "phone": "13900000101", "own_words": "想补三件棉袄"}


def read(here: District, **cells: str):
    return WishSheet(as_(here.worker), MORNING).read([GOOD | cells])[0]


BAD = [
    ("name", "", "请填姓名。"),
    ("name", "长" * 21, "姓名最多 20 个字，这里有 21 个字，请写短一点。"),
    ("own_words", "无", "请填心愿内容。"),
    ("own_words", "想" * 501, "心愿内容最多 500 个字，这里有 501 个字，请写短一点。"),
    ("own_words", "想" * 2001, "心愿内容最多 500 个字，这里有 2000 多个字，请写短一点。"),
    ("address", "麦田里" + " " * 2000, "住址最多 100 个字，这里有 2000 多个字，请写短一点。"),
    ("title", "同志", "看不懂“同志”，请填先生或女士，也可以空着。"),
    ("phone", "1390000010", "手机号应是 11 位数字，您填了 10 位。没有手机，可以填家里的座机，或请社区登门。"),
    ("phone", "12900000101", "手机号的前三位不对，请再看一下。"),
    ("phone", "83451234", "请填 11 位手机号，或带区号的座机（如 025-1234567）。"),
    ("phone", "13900000101/13900000102", "这一格有几个号码，请只留一个。"),
    ("phone", "9" * 400 + ".0", "请填 11 位手机号，或带区号的座机（如 025-1234567）。"),
    ("phone", "1.0e400", "号码变成了科学计数，后几位已经丢了。请把这一列设成“文本”，再填一次。"),
    ("phone", f"1.{'0' * 400}e400", "手机号应是 11 位数字，您填了 404 位。没有手机，可以填家里的座机，或请社区登门。"),
    ("phone", "1.39E+10", "号码变成了科学计数，后几位已经丢了。请把这一列设成“文本”，再填一次。"),
    ("phone_is_own", "儿子的", "看不懂“儿子的”，请填“是”或“否”。"),
    ("visibility", "九", "看不懂“九”，请填“是”或“否”。"),
    ("urgent", "很急", "看不懂“很急”，请填“是”或“否”。"),
    ("region", "麦田理", "没有“麦田理”这个社区。是不是“麦田里社区”？"),
    ("region", "某某小区", "没有“某某小区”这个社区。请写社区全称。"),
    ("region", "书院坡社区", "书院坡社区不归您管，请交给那边的同事导入。"),
    ("region", "新渡", "新渡社区不归您管，请交给那边的同事导入。"),
    ("wished_by_on", "下周三", "看不懂“下周三”，请写成 2026-11-22 这样。"),
    ("wished_by_on", "22/11/2026", "看不懂“22/11/2026”，请写成 2026-11-22 这样。"),
    ("wished_by_on", "2026-02-30", "没有“2026-02-30”这一天，请看一下。"),
    ("wished_by_on", "2月30日", "没有“2月30日”这一天，请看一下。"),
    ("wished_by_on", "2026-01-02", "2026-01-02 已经过了。还要办的请改日子或空着；已经办完的走补录，不从这里导入。"),
    ("wished_by_on", "2062-11-22", "2062-11-22 太远了，请看一下年份。"),
    ("address", "麦" * 101, "住址最多 100 个字，这里有 101 个字，请写短一点。"),
    ("outside_number", "9" * 41, "来源编号最多 40 个字，这里有 41 个字，请写短一点。"),
    ("outside_number", "A13900000101", "来源编号里像是有手机号，请去掉。"),
    ("proxy_reason", "住３幢５０２", "代填原因里像是有楼栋门牌，请去掉。"),
    ("proxy_reason", "张桂英托我办", "代填原因里不要写姓名。"),
]  # fmt: skip


@pytest.mark.parametrize("field, cell, says", BAD, ids=[f"{field}={cell[:12]}" for field, cell, _ in BAD])
def test_a_bad_cell_says_what_to_do(field, cell, says, here):
    assert read(here, **{field: cell}) == [Finding(field, says)]


FINE = [
    ("phone", "１３９ ００００ ０１０１", "13900000101"),
    ("phone", "13900000101.0", "13900000101"),
    ("phone", "1.3900000101E+10", "13900000101"),
    ("phone", "+86 139-0000-0101", "13900000101"),
    ("phone", "025-10000001", "02510000001"),
    ("title", "男", "先生"),
    ("title", "女", "女士"),
    ("title", "无", ""),
    ("phone_is_own", "", True),
    ("phone_is_own", "否", False),
    ("visibility", "", "street"),
    ("visibility", "√", "wall"),
    ("visibility", "不公开", "street"),
    ("urgent", "是", True),
    ("urgent", "一般", False),
    ("wished_by_on", "2026-11-22", date(2026, 11, 22)),
    ("wished_by_on", "2026/11/22", date(2026, 11, 22)),
    ("wished_by_on", "2026.11.22", date(2026, 11, 22)),
    ("wished_by_on", "20261122", date(2026, 11, 22)),
    ("wished_by_on", "２０２６年１１月２２日", date(2026, 11, 22)),
    ("wished_by_on", "2026年11月22日 08:30", date(2026, 11, 22)),
    ("wished_by_on", "11月22日前", date(2026, 11, 22)),
    ("wished_by_on", "1月5日", date(2027, 1, 5)),
    ("wished_by_on", "46348", date(2026, 11, 22)),
    ("wished_by_on", "无", None),
    ("own_words", "第一行\r\n第二行", "第一行\n第二行"),
    ("name", "米热古丽·艾山", "米热古丽·艾山"),
    ("name", "张　桂英 ", "张 桂英"),
    ("proxy_reason", "", "表格导入"),
]


@pytest.mark.parametrize("field, cell, value", FINE, ids=[f"{field}={cell[:12]!r}" for field, cell, _ in FINE])
def test_a_cell_in_many_shapes_is_understood(field, cell, value, here):
    assert getattr(read(here, **{field: cell}), field) == value


@pytest.mark.parametrize(
    "cell",
    ["麦田里", "麦田里社区", "麦田里社区居委会", "青禾街道麦田里社区", "云桥区青禾街道麦田里", " 麦田里　社区", ""],
)
def test_a_community_goes_by_many_names_and_his_only_one_by_none(cell, here):
    assert read(here, region=cell).region == here.community


def test_who_imports_for_two_communities_has_to_name_one(here):
    from community.people.operations import grant
    from community.people.roles import Role
    from tests.factories import SINCE

    grant(user=here.worker, role=Role.COMMUNITY_WORKER, region=here.sister, starts_on=SINCE)
    assert read(here, region="") == [Finding("region", "请填社区。")]
    assert read(here, region="新渡").region == here.sister


def test_somebody_has_to_be_reachable(here):
    assert read(here, phone="") == [Finding("phone", "电话和住址至少写一样，不然找不到他。")]
    without = read(here, phone="没有", address="3 幢 502")
    assert (without.phone, without.phone_is_own) == ("", False)


def test_the_importers_own_number_is_not_the_wishers(here):
    here.worker.phone = "13900000909"
    here.worker.save()
    [finding] = read(here, phone="13900000909")
    assert finding.message.startswith("这是您自己的手机号")
    assert read(here, phone="13900000909", phone_is_own="否").phone == "13900000909"


def test_a_row_tells_all_its_findings_at_once(here):
    found = read(here, name="", phone="139", wished_by_on="下周", region="火星")
    assert {finding.field for finding in found} == {"name", "phone", "wished_by_on", "region"}


def test_every_declared_field_has_a_widget_of_its_own(here):
    from import_export.widgets import Widget

    resource = WishSheet(as_(here.worker), MORNING)
    assert set(resource.fields) == set(NAMES)
    assert all(type(field.widget) is not Widget for field in resource.fields.values())
