"""Files as they come: whose header, which letters, and what is no sheet at all."""

import io
import re
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook

from community.people.refusal import Refused
from tests.imports.sheets import HEADER, csv, row, xlsx
from workflows.imports import reading, sheets
from workflows.imports.wish_sheet import WishSheet

SHEET = "xl/worksheets/sheet1.xml"


COLUMNS = WishSheet.columns


def read(content):
    return reading.read(content, COLUMNS)


def values(content):
    sheet = read(content)
    return [COLUMNS.values(sheet.header, cells) for _, cells in sheet.rows]


def refusal(content):
    with pytest.raises(Refused) as refused:
        read(content)
    return refused.value


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_of_our_encodings_and_separators(encoding, delimiter):
    [only] = values(csv(row(1), delimiter=delimiter, encoding=encoding))
    assert (only["name"], only["phone"], only["own_words"]) == ("张桂乙", "13900000101", "想请人修一修第 1 把椅子")


def test_title_rows_above_the_header_are_passed_over():
    content = xlsx(row(1), above=(["麦田里社区微心愿登记表"], [], ["填报人：李社工", "", "2026年11月"]))
    assert read(content).rows[0][0] == 5
    assert values(content)[0]["name"] == "张桂乙"


def test_merged_titles_and_blank_columns_do_no_harm():
    book = load_workbook(io.BytesIO(xlsx(row(1), above=(["登记表"],))))
    book.active.merge_cells("A1:H1")
    book.active.insert_cols(3, 2)
    book.active.column_dimensions["C"].hidden = True
    held = io.BytesIO()
    book.save(held)
    assert values(held.getvalue())[0]["phone"] == "13900000101"


def test_the_header_may_stand_on_a_later_sheet():
    book = load_workbook(io.BytesIO(xlsx(row(1))))
    book.create_sheet("填表说明", 0).append(["请按说明填写"])
    held = io.BytesIO()
    book.save(held)
    assert len(values(held.getvalue())) == 1


@pytest.mark.parametrize(
    "called, field",
    [
        ("居民姓名", "name"), ("心愿人", "name"), ("*姓 名（必填）：", "name"),
        ("手机", "phone"), ("联系方式", "phone"),
        ("心愿", "own_words"), ("诉求", "own_words"), ("事项", "own_words"), ("需求", "own_words"),
        ("社区", "region"), ("居委会", "region"), ("住址", "address"), ("称呼", "title"),
        ("期望时间", "wished_by_on"), ("工单号", "outside_number"), ("是否公开", "visibility"), ("上墙", "visibility"),
        ("是否本人手机", "phone_is_own"), ("加急", "urgent"),
    ],
)  # fmt: skip
def test_a_column_goes_by_many_names(called, field):
    header = [name for name in ("姓名", "心愿内容") if field not in ("name", "own_words")]
    header += {"name": ["心愿内容"], "own_words": ["姓名"]}.get(field, [])
    content = xlsx(["甲"] * (len(header) + 1), header=[*header, called])
    assert values(content)[0][field] == "甲"


def test_running_numbers_and_remarks_are_left_aside_and_named():
    header = read(xlsx([1, "张桂英", "补棉袄", "很急"], header=["序号", "姓名", "心愿", "备注"])).header
    assert header.unused == ["序号", "备注"]


def test_blank_rows_go_and_numbers_stay_those_of_the_sheet():
    assert [number for number, _ in read(xlsx(row(1), [], ["  "], row(2))).rows] == [2, 5]


def test_cells_are_read_as_people_see_them():
    content = xlsx(row(1, 联系电话=13900000101.0, 完成期限=date(2026, 11, 22), 诉求内容=" 第一行\n第二行　"))
    [only] = values(content)
    assert (only["phone"], only["wished_by_on"], only["own_words"]) == ("13900000101", "2026-11-22", "第一行\n第二行")


def test_a_formula_counts_by_its_last_result():
    with_formula = xlsx(row(1, 诉求内容="=A1&B1"))
    assert values(with_formula)[0]["own_words"] == ""  # never computed: nothing to read, so the row says so


@pytest.mark.parametrize(
    "content, says",
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 xlsx"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "不是表格"),
        (b"%PDF-1.7 \xe2\xe3\xcf\xd3\0", "不是表格"),
        (b"PK\x03\x04 and nothing more", "打不开"),
        (b"", "没有找到"),
        ("今天天气很好".encode(), "没有找到“姓名”、“心愿内容”这样的列"),
        (csv(), "表头下面没有内容"),
        (xlsx(["张桂英"], header=["姓名"]), "没有找到“心愿内容”这样的列"),
    ],
    ids=["xls", "png", "pdf", "torn zip", "nothing", "prose", "only a header", "no wishes"],
)  # fmt: skip
def test_what_is_no_sheet_is_refused_with_a_way_out(content, says):
    assert says in refusal(content).message


def archive(**members):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return held.getvalue()


@pytest.mark.parametrize(
    "content, code",
    [
        (archive(xl__workbook_xml="<w/>"), "damaged"),
        (b"\xff\xfe" + "姓名,心愿内容\n张桂英,补棉袄".encode("utf-16-le") + b"\x00\xd8", "not_a_sheet"),
        ("姓名,心愿内容\n张桂英,".encode() + b"x" * 200_000, "not_a_sheet"),
    ],
    ids=["a workbook without its parts", "half a letter", "a cell without end"],
)  # fmt: skip
def test_a_sheet_that_stops_being_one_is_not_taken_for_an_empty_one(content, code):
    assert refusal(content).code == code


def test_a_letter_in_office_format_is_no_sheet():
    assert refusal(archive(word__document_xml="<w/>")).code == "not_a_sheet"


def test_a_zip_bomb_is_not_unpacked():
    bomb = archive(xl__workbook_xml="<w/>", xl__sharedStrings_xml=b"0" * (reading.MOST_UNPACKED + 1))
    assert len(bomb) < 200_000
    assert refusal(bomb).code == "bomb"


def test_entities_are_not_unfolded():
    assert refusal(archive(xl__workbook_xml='<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>')).code == "not_a_sheet"


def test_too_many_bytes_or_rows_are_refused_politely(monkeypatch):
    assert "超过 10 MB" in refusal(b"0" * (reading.MOST_BYTES + 1)).message
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    assert "最多导入 2 行" in refusal(csv(row(1), row(2), row(3))).message


def test_a_sheet_that_claims_a_million_rows_is_read_to_its_end():
    book = load_workbook(io.BytesIO(xlsx(row(1))))
    book.active.cell(1_000_000, 1).value = " "
    held = io.BytesIO()
    book.save(held)
    assert len(read(held.getvalue()).rows) == 1


def with_cell(xml):
    """A sheet whose first cell below the header is written as in a damaged or hostile file."""
    return changed(re.sub(rb'<c r="A2".*?</c>', xml.encode(), part(xlsx(row(1)))))


def part(content):
    return zipfile.ZipFile(io.BytesIO(content)).read(SHEET)


def changed(sheet):
    whole, held = zipfile.ZipFile(io.BytesIO(xlsx(row(1)))), io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name in whole.namelist():
            made.writestr(name, sheet if name == SHEET else whole.read(name))
    return held.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        changed(part(xlsx(row(1)))[:-200]),
        with_cell('<c r="ZZZZZ1"><v>1</v></c>'),
        with_cell('<c r="A2"><v>abc</v></c>'),
        with_cell(f'<c r="A2"><v>{"9" * 5000}</v></c>'),
        with_cell('<c r="A2" t="s"><v>999999</v></c>'),
    ],
    ids=["cut off", "no such column", "no number", "no end of digits", "no such text"],
)
def test_a_sheet_damaged_inside_is_refused_with_a_way_out(content):
    assert "打不开，可能已损坏" in refusal(content).message


@pytest.mark.parametrize("text", ["9" * 400 + ".0", "1e400", "-1e400", "1e308"])
def test_a_number_beyond_all_numbers_is_still_text(text):
    assert values(with_cell(f'<c r="A2"><v>{text}</v></c>'))[0]["name"]


def test_signs_nobody_sees_are_left_out():
    content = csv(row(1, 姓名="张\x00桂\x0b英", 工单号="2026\x001122"), encoding="utf-16")
    [only] = values(content)
    assert (only["name"], only["outside_number"]) == ("张桂英", "20261122")


def test_of_an_endless_cell_only_the_beginning_is_kept():
    [only] = values(with_cell(f'<c r="A2" t="inlineStr"><is><t>{"长" * 3_000_000}</t></is></c>'))
    assert len(only["name"]) == reading.MOST_IN_CELL + 1


def test_one_long_text_in_every_cell_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_TEXT", 3000)
    assert refusal(xlsx(row(1, 诉求内容="长" * 1600), row(2, 诉求内容="长" * 1600))).code == "bomb"


def test_our_template_is_understood_whole():
    sheet = read(sheets.template(WishSheet))
    assert set(sheet.header.fields) == set(COLUMNS.labels) and not sheet.header.unused
    assert HEADER  # and so are other people's words for the same


def test_commas_inside_quotes_and_line_breaks_stay_in_the_cell():
    text = '姓名,心愿,电话\n张桂英,"补棉袄,三件\n急用",13900000101\n'
    assert values(text.encode())[0]["own_words"] == "补棉袄,三件\n急用"
