"""A sheet on its way in: what becomes a wish, what comes back, and that nothing comes twice."""

import io
from datetime import date
from unittest import mock

import pytest
from openpyxl import load_workbook

from community.people.actor import Channel
from community.people.models import Membership
from community.people.refusal import Refused
from community.records.models import Submission
from community.wishes.models import Status, Wish
from tests.factories import District, as_, day, later
from tests.imports.sheets import csv, row, thirty, xlsx
from workflows import door
from workflows.imports import batches, sheets
from workflows.imports.wish_sheet import WishSheet
from workflows.models import ImportBatch, ImportRow

pytestmark = pytest.mark.django_db


def importer(here: District, user=None):
    return as_(user or here.worker, channel=Channel.IMPORT)


def check(here, content, at=None, user=None) -> ImportBatch:
    return batches.check(content, file_name="心愿.xlsx", by=importer(here, user), at=at or later())


def take_in(here, content, at=None, user=None) -> ImportBatch:
    batch = check(here, content, at, user)
    return batches.carry_on(batch, by=importer(here, user), at=at or later())


def test_thirty_rows_three_of_them_bad(here):
    batch = check(here, xlsx(*thirty()))
    assert (batch.total, batch.good, batch.bad) == (30, 27, 3)
    assert Wish.objects.count() == 0
    batch = batches.carry_on(batch, by=importer(here), at=later())
    assert (batch.state, batch.added, batch.known, batch.bad) == ("done", 27, 0, 3)
    assert Wish.objects.filter(status=Status.SCREENING, channel="import", proxied_by=here.worker).count() == 27


def test_bad_rows_come_back_marked_with_the_reason(here):
    batch = take_in(here, xlsx(*thirty()))
    lines = list(load_workbook(io.BytesIO(sheets.to_put_right(batch))).active.iter_rows())
    assert [cell.value for cell in lines[0]][-1] == "问题"
    assert [line[-1].value for line in lines[1:]] == [
        "电话：手机号应是 11 位数字，您填了 10 位。没有手机，可以填家里的座机，或请社区登门。",
        "社区：没有“麦田理”这个社区。是不是“麦田里社区”？",
        "心愿内容：请填心愿内容。",
    ]
    phone = lines[1][2]
    assert phone.value == "1390000010" and phone.comment.text.startswith("手机号应是")
    assert phone.fill.fgColor.rgb == "00FBEAE6" and lines[1][0].fill.fgColor.rgb != "00FBEAE6"


def test_what_was_put_right_comes_in_and_nothing_else(here):
    batch = take_in(here, xlsx(*thirty()))
    book = load_workbook(io.BytesIO(sheets.to_put_right(batch)))
    book.active["C2"], book.active["E3"], book.active["D4"] = "13900000104", "麦田里", "想学下棋"
    held = io.BytesIO()
    book.save(held)
    assert (take_in(here, held.getvalue()).added, Wish.objects.count()) == (3, 30)


def test_the_same_file_twice_adds_nothing(here):
    content = xlsx(*[row(n) for n in range(1, 31)])
    first = take_in(here, content)
    again = check(here, content, later(days=1))
    assert again.seen == 30
    assert batches.came_in_before(again) == first.finished_at
    again = batches.carry_on(again, by=importer(here), at=later(days=1))
    assert (again.added, again.known, Wish.objects.count()) == (0, 30, 30)


def test_a_colleague_with_the_same_rows_in_another_file_adds_nothing(here):
    take_in(here, xlsx(row(1), row(2)))
    batch = take_in(here, csv(row(2), row(1), row(3)), user=here.second_worker)
    assert (batch.added, batch.known) == (1, 2)


def test_a_file_sent_twice_by_a_double_click_is_one_batch(here):
    assert check(here, xlsx(row(1))) == check(here, xlsx(row(1))) or ImportBatch.objects.count() == 2
    content = csv(row(1))
    assert check(here, content) == check(here, content)


def test_the_second_of_two_equal_rows_is_told_apart(here):
    batch = check(here, csv(row(1), row(2), row(1)))
    [bad] = batch.rows.filter(bad=True)
    assert (bad.number, bad.facts["findings"]) == (4, [["", "和第 2 行一样，留一行就行。"]])


def test_one_number_for_two_different_things_is_told(here):
    batch = check(here, csv(row(1), row(2, 工单号="202611220001")))
    [bad] = batch.rows.filter(bad=True)
    assert bad.facts["findings"] == [["outside_number", "编号和第 2 行一样，别的不一样，请看一下哪个对。"]]


def test_a_number_that_has_a_wish_already_is_told_with_its_code(here):
    take_in(here, csv(row(1)))
    batch = check(here, csv(row(1, 诉求内容="想请人修一张桌子")))
    [bad] = batch.rows.filter(bad=True)
    assert Wish.objects.get().spoken_code in bad.facts["findings"][0][1]


def test_short_running_numbers_are_no_keys(here):
    take_in(here, csv(row(1, 工单号="1")))
    assert take_in(here, csv(row(2, 工单号="1"))).added == 1


def test_the_example_of_the_template_is_never_imported(here):
    with pytest.raises(Refused, match="empty"):
        check(here, sheets.template(WishSheet))


def test_rows_go_in_a_few_at_a_time(here):
    with mock.patch.object(door, "start_many", wraps=door.start_many) as start_many:
        batch = take_in(here, csv(*[row(n) for n in range(1, 121)]))
    assert (batch.added, Wish.objects.count()) == (120, 120)
    assert [len(call.args[0]) for call in start_many.call_args_list] == [22] * 5 + [10]


def test_an_interrupted_import_goes_on_and_doubles_nothing(here):
    batch = check(here, csv(*[row(n) for n in range(1, 451)]))
    real, calls = WishSheet.take_in, []

    def power_cut(*args, **kwargs):
        calls.append(real(*args, **kwargs))
        if len(calls) == 2:
            raise OSError("power cut")
        return calls[-1]

    with mock.patch.object(WishSheet, "take_in", power_cut), pytest.raises(OSError, match="power"):
        batches.carry_on(batch, by=importer(here), at=later())
    batch.refresh_from_db()
    assert (batch.state, batch.added, Wish.objects.count(), batch.rows.count()) == ("running", 22, 22, 428)
    batch = batches.carry_on(batch, by=importer(here), at=later(hours=1))
    assert (batch.state, batch.added, Wish.objects.count()) == ("done", 450, 450)


def test_one_request_takes_in_a_part_and_the_next_the_rest(here):
    batch = check(here, csv(*[row(n) for n in range(1, 301)]))
    batch = batches.carry_on(batch, by=importer(here), at=later(), most=220)
    assert (batch.state, batch.processed) == ("running", 220)
    batch = batches.carry_on(batch, by=importer(here), at=later(), most=220)
    assert (batch.state, batch.processed) == ("done", 300)
    with pytest.raises(Refused, match="over"):
        batches.carry_on(batch, by=importer(here), at=later())
    assert Wish.objects.count() == 300


def test_a_row_that_came_in_at_the_same_moment_is_counted_as_known(here):
    """The colleague's row lands just after our look for known rows, which therefore does not see it."""
    batch = check(here, csv(row(1), row(2)))
    take_in(here, csv(row(2)), user=here.second_worker)
    known, looks = Submission.objects.filter, []

    def a_moment_too_early(**which):
        looks.append(which)
        return Submission.objects.none() if len(looks) == 1 else known(**which)

    with mock.patch.object(Submission.objects, "filter", side_effect=a_moment_too_early):
        batch = batches.carry_on(batch, by=importer(here), at=later())
    assert len(looks) == 2
    assert (batch.added, batch.known, Wish.objects.count()) == (1, 1, 2)


def test_who_lost_the_role_meanwhile_imports_nothing(here):
    batch = check(here, csv(row(1), row(2)))
    Membership.objects.filter(user=here.worker).update(ends_on=later(days=1).date())
    batch = batches.carry_on(batch, by=importer(here), at=later(days=3))
    assert (batch.added, batch.bad, Wish.objects.count()) == (0, 2, 0)
    assert "不归您管" in sheets.problem(batch.rows.earliest("number").facts["findings"], WishSheet.columns.labels)


def test_a_day_without_year_means_the_same_on_the_day_of_the_import(here):
    batch = check(here, csv(row(1, 完成期限="11月30日")))
    batches.carry_on(batch, by=importer(here), at=later(days=5))
    assert Wish.objects.get().wished_by_on == date(2026, 11, 30)


def test_nothing_of_a_sheet_is_kept_longer_than_a_week(here):
    open_one, done = check(here, csv(row(1))), take_in(here, csv(row(2), row(3, 联系电话="1")))
    assert done.holds_rows
    batches.forget_old(at=later(days=8))
    open_one.refresh_from_db()
    done.refresh_from_db()
    assert (open_one.state, done.state) == ("dropped", "done")
    assert not ImportRow.objects.exists() and not open_one.file_name and not done.holds_rows


@pytest.mark.parametrize("state, decided", [("running", {"approved_at": later(days=8)}), ("returned", {})])
def test_what_others_decided_on_after_a_week_is_kept_for_another(here, state, decided):
    """It may wait a month for them; then it goes in whole, or its owner reads why it was given back."""
    batch = check(here, csv(row(1)))
    ImportBatch.objects.update(state=state, sent_at=later(), approved_by=here.second_worker, **decided)
    batches.forget_old(at=later(days=9))
    assert batch.rows.exists()
    batches.forget_old(at=later(days=40))
    assert not batch.rows.exists()


def test_giving_up_deletes_what_waits_and_keeps_what_came_in(here):
    batch = check(here, csv(*[row(n) for n in range(1, 301)]))
    batches.carry_on(batch, by=importer(here), at=later(), most=220)
    batches.drop(batch, at=later())
    batch.refresh_from_db()
    assert (batch.state, batch.added, ImportRow.objects.count(), Wish.objects.count()) == ("dropped", 220, 0, 220)


def test_nothing_is_left_of_a_sheet_without_bad_rows(here):
    batch = take_in(here, csv(row(1)))
    assert (batch.file_name, batch.header, ImportRow.objects.count()) == ("", "", 0)


@pytest.mark.parametrize("field", ["姓名", "诉求内容", "工单号"])
def test_a_nul_byte_in_a_cell_stops_nothing(here, field):
    content = csv(row(1, **{field: "20\x00261122"}), row(2, 联系电话="1\x00\x01"), encoding="utf-16")
    batch = take_in(here, content)
    assert (batch.added, batch.bad) == (1, 1)
    assert sheets.to_put_right(batch)


def test_text_that_looks_like_a_formula_stays_text(here):
    batch = check(here, csv(row(1, 姓名="", 诉求内容="=1+1")))
    cell = load_workbook(io.BytesIO(sheets.to_put_right(batch))).active["D2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_an_imported_wish_goes_on_like_any_other(here):
    from tests.factories import public_version, step

    take_in(here, csv(row(1, 完成期限=day(20))))
    wish = step(Wish.objects.get(), "publish", here.second_worker, **public_version())
    assert wish.status == Status.OPEN
