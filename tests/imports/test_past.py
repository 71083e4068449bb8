"""补录: finished history from a sheet. Let in by another than who brings it; no process, no points, on no board."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from community.honours.measures import MEASURES, Kind, Scope
from community.honours.periods import Period
from community.people.models import Region
from community.people.refusal import Refused
from community.points.models import Entry
from community.records.models import Note, Notice
from community.wishes.figures import figures
from community.wishes.models import Hand, Status, Visibility, Wish
from community.wishes.operations.record import Past, record_many
from tests.factories import District, as_, category, later
from tests.imports.sheets import xlsx
from workflows import integrity, steps
from workflows.imports import approvals, batches
from workflows.imports.past_sheet import PastSheet
from workflows.imports.resource import Finding
from workflows.models import ImportBatch

pytestmark = pytest.mark.django_db

HEADER = ["姓名", "电话", "心愿内容", "社区", "类别", "开始日期", "办结日期", "结果", "办理单位", "办理人", "办理情况"]
GOOD = [
    *("张桂英", "13900000101", "想补三件棉袄", "麦田里", "修理缝补", "2025-03-01", "2025年3月9日"),
    *("", "麦田里党支部", "刘志平", "当面交给她"),
]


def row(**changes: str) -> list[str]:
    return [changes.get(name, cell) for name, cell in zip(HEADER, GOOD, strict=True)]


def sheet(number: int = 3) -> bytes:
    return xlsx(*[row(心愿内容=f"想补第 {n} 件棉袄") for n in range(number)], header=HEADER)


def check(here: District, content: bytes | None = None) -> ImportBatch:
    by = as_(here.worker, channel="import")
    return batches.check(content or sheet(), file_name="旧档.xlsx", by=by, at=later(), kind="past")


@pytest.fixture
def sent(here: District) -> ImportBatch:
    batch = check(here)
    approvals.send(batch, by=as_(here.worker), at=later())
    return ImportBatch.objects.get()


def take_in(here: District, batch: ImportBatch) -> ImportBatch:
    approvals.approve(batch, by=as_(here.coordinator), at=later(hours=1))
    batch = ImportBatch.objects.get(pk=batch.pk)
    return batches.carry_on(batch, by=as_(here.worker, channel="import"), at=later(hours=1))


BAD = [
    ("姓名", "", "name", "请填姓名。"),
    ("类别", "修鞋", "category", "没有“修鞋”这个类别。请写类别全称。"),
    ("类别", "", "category", "请填类别。"),
    ("开始日期", "3月1日", "begun_on", "开始日期请连年份一起写，如 2025-11-22。"),
    ("开始日期", "2025-03-10", "ended_on", "办完日期比开始日期还早，请看一下。"),
    ("办结日期", "2026-11-11", "ended_on", "2026-11-11 还没有到。还在办的从“心愿”导入，补录只收已经办完的。"),
    ("办结日期", "", "ended_on", "请填办完日期。"),
    ("办结日期", "1998-03-09", "ended_on", "1998-03-09 太早了，请看一下年份。"),
    ("结果", "办了一半", "status", "没有“办了一半”这个结果。请写结果全称。"),
    ("社区", "书院坡", "region", "书院坡社区不归您管，请交给那边的同事导入。"),
]


@pytest.mark.parametrize("column, cell, field, says", BAD, ids=[f"{b[0]}={b[1]}" for b in BAD])
def test_a_bad_cell_says_what_to_do(column, cell, field, says, here):
    values = dict.fromkeys(PastSheet.columns.names, "")
    fields = {name: PastSheet.columns.meaning[name] for name in HEADER}
    values |= {fields[name]: text for name, text in zip(HEADER, row(**{column: cell}), strict=True)}
    assert PastSheet(as_(here.worker), later()).read([values])[0][0] == Finding(field, says)


def test_a_row_without_anybody_who_did_it_is_told(here):
    batch = check(here, xlsx(row(办理单位="", 办理人=""), header=HEADER))
    assert "办理单位和办理人至少写一样" in batch.rows.get().content


def test_nothing_comes_in_before_somebody_else_approved(here, sent):
    with pytest.raises(Refused, match="over"):
        batches.carry_on(sent, by=as_(here.worker, channel="import"), at=later())
    with pytest.raises(Refused, match="separation"):
        approvals.approve(sent, by=as_(here.worker), at=later())
    assert Wish.objects.count() == 0


@pytest.mark.parametrize(
    "who", ["second_worker", "reviewer", "district_reviewer", "far_coordinator", "manager", "superuser", "outsider"]
)
def test_only_the_coordinator_of_the_street_approves(who, here, sent):
    with pytest.raises(Refused, match="not_waiting"):
        approvals.approve(sent, by=as_(getattr(here, who)), at=later())


def test_a_sheet_is_sent_once_and_not_after_the_answer(here, sent):
    with pytest.raises(Refused, match="not_to_send"):
        approvals.send(sent, by=as_(here.worker), at=later())
    approvals.approve(sent, by=as_(here.coordinator), at=later())
    with pytest.raises(Refused, match="not_to_send"):
        approvals.send(sent, by=as_(here.worker), at=later())


def test_an_importer_who_is_coordinator_too_still_needs_another(here, sent):
    from community.people.operations import grant
    from community.people.roles import Role

    grant(user=here.worker, role=Role.STREET_COORDINATOR, region=here.street, starts_on=later().date())
    with pytest.raises(Refused, match="separation"):
        approvals.approve(sent, by=as_(here.worker), at=later())


def test_the_database_itself_refuses_his_own_approval_and_rows_without_any(here, sent):
    mine = ImportBatch.objects.filter(pk=sent.pk)
    with pytest.raises(IntegrityError, match="import_approved_by_another"), transaction.atomic():
        mine.update(approved_by=here.worker)
    with pytest.raises(IntegrityError, match="no_import_without_its_approval"), transaction.atomic():
        mine.update(state="running")


def test_after_approval_the_history_is_there(here, sent):
    batch = take_in(here, sent)
    assert (batch.state, batch.added, Wish.objects.count()) == ("done", 3, 3)
    wish = Wish.objects.earliest("pk")
    assert (wish.status, wish.recorded_later, wish.process, wish.task) == (Status.FULFILLED, True, None, None)
    assert (wish.visibility, wish.organisation, wish.wisher_mask) == ("staff", here.branch, "张**")
    days = [timezone.localdate(moment).isoformat() for moment in (wish.submitted_at, wish.ended_at)]
    assert days == ["2025-03-01", "2025-03-09"]
    assert sorted(Note.objects.filter(subject=wish.subject).values_list("seq", "audience")) == [
        (1, "staff"),
        (2, "parties"),
    ]
    hands = Hand.objects.filter(wish=wish).values_list("user__username", "side")
    assert set(hands) == {("worker", "doing"), ("coordinator", "judging")}


def test_it_earns_nothing_tells_nobody_and_stands_on_no_board(here, sent):
    told = Notice.objects.count()
    take_in(here, sent)
    assert not Entry.objects.exists()
    assert Notice.objects.count() == told + 1  # the importer hears that it was approved
    past = [Scope(kind, Period.read("2025")) for kind in Kind]
    assert [MEASURES["fulfilled"].rows(scope, later(), 10) for scope in past] == [[], [], []]
    assert figures(later(hours=2)).fulfilled_this_month == 0
    assert "棉袄" not in Client().get("/wishes/?status=fulfilled").text


def test_not_even_what_was_done_this_month_counts_as_fulfilled_this_month(here):
    content = xlsx(row(开始日期="2026-11-02", 办结日期="2026-11-09"), header=HEADER)
    batch = check(here, content)
    approvals.send(batch, by=as_(here.worker), at=later())
    take_in(here, ImportBatch.objects.get())
    assert figures(later(hours=2)).fulfilled_this_month == 0


def test_the_database_keeps_it_off_the_wall_and_without_process(here, sent):
    take_in(here, sent)
    with pytest.raises(IntegrityError, match="recorded_later"), transaction.atomic():
        Wish.objects.update(visibility=Visibility.WALL, public_title="想补棉袄")
    with pytest.raises(IntegrityError, match="recorded_later"), transaction.atomic():
        Wish.objects.update(ended_at=None)


def test_the_nightly_proof_knows_it_and_misses_its_approver(here, sent):
    take_in(here, sent)
    assert integrity.findings() == {}
    Hand.objects.filter(side="judging").earliest("pk").delete()
    assert list(integrity.findings()) == ["what was recorded later was let in by another, and earned nobody anything"]


def test_the_operation_asks_for_another_person_too(here):
    past = Past(
        own_words="补棉袄", region=here.community, street=here.street, category=category(), name="张桂英",
        begun_on=later(days=-9).date(), ended_on=later(days=-2).date(),
    )  # fmt: skip
    for approver in (here.worker, None):
        with pytest.raises(Refused, match="separation"):
            record_many([past], by=as_(here.worker), approved_by=approver, at=later())


def test_nobody_takes_it_up_again(here):
    content = xlsx(row(开始日期="2026-11-02", 办结日期="2026-11-09"), header=HEADER)
    approvals.send(check(here, content), by=as_(here.worker), at=later())
    take_in(here, ImportBatch.objects.get())
    for user in (here.coordinator, here.worker, here.district_reviewer):
        assert steps.choices(Wish.objects.get(), as_(user), later(hours=2)) == []


def test_the_same_history_twice_adds_nothing(here, sent):
    take_in(here, sent)
    again = check(here, xlsx(*[row(心愿内容=f"想补第 {n} 件棉袄") for n in (2, 1, 0)], header=HEADER))
    assert again.seen == 3
    approvals.send(again, by=as_(here.worker), at=later(days=1))
    again = take_in(here, ImportBatch.objects.get(pk=again.pk))
    assert (again.added, again.known, Wish.objects.count()) == (0, 3, 3)


def test_given_back_with_a_reason_it_can_be_sent_again(here, sent):
    with pytest.raises(Refused, match="no_reason"):
        approvals.give_back(sent, reason=" ", by=as_(here.coordinator), at=later())
    with pytest.raises(Refused, match="too_long"):
        approvals.give_back(sent, reason="错" * 201, by=as_(here.coordinator), at=later())
    approvals.give_back(sent, reason="第三行没有这回事", by=as_(here.coordinator), at=later())
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.returned_for, batch.approved_by) == ("returned", "第三行没有这回事", None)
    assert Notice.objects.filter(user=here.worker, kind="import").exists()
    approvals.send(batch, by=as_(here.worker), at=later(hours=2))
    assert approvals.waiting_for(as_(here.coordinator), later()).get() == batch


def test_a_sheet_over_two_streets_waits_for_somebody_over_both(here):
    from community.people.operations import grant
    from community.people.roles import Role

    grant(user=here.worker, role=Role.COMMUNITY_WORKER, region=here.far, starts_on=later().date())
    batch = check(here, xlsx(row(), row(社区="书院坡"), header=HEADER))
    assert batch.area_path == Region.objects.get(level="district").path
    approvals.send(batch, by=as_(here.worker), at=later())
    assert not approvals.waiting_for(as_(here.coordinator), later()).exists()


def at_desk(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_way_over_the_pages(here, clock):
    worker, coordinator = at_desk(here.worker), at_desk(here.coordinator)
    batch = check(here, xlsx(row(), row(姓名=""), row(心愿内容="想学下棋"), header=HEADER))
    assert "/admin/import/template/past.xlsx" in worker.get("/admin/import/?kind=past").text
    assert worker.get("/admin/import/template/past.xlsx").status_code == 200
    page = f"/admin/import/{batch.token}/"
    assert "送去批准" in worker.get(page).text
    assert worker.post(page).status_code == 422  # nobody has said that it is true
    assert "等另一位同志批准" in worker.post(page, {"agreed": "on"}, follow=True).text
    approve = f"/admin/import/approve/{batch.token}/"
    assert worker.get(approve).status_code == 404
    assert approve in coordinator.get("/admin/import/").text
    shown = coordinator.get(approve).text
    assert "2 行等您批准" in shown and "想学下棋" in shown and "张**" in shown
    assert "张桂英" not in shown and "13900000101" not in shown
    assert coordinator.post(approve, {"decision": "return", "reason": ""}).status_code == 422
    assert "错" * 201 in coordinator.post(approve, {"decision": "return", "reason": "错" * 201}).text
    assert "2 条新增" in coordinator.post(approve, {"decision": "approve"}, follow=True).text
    assert coordinator.post(approve, {"decision": "approve"}).status_code == 409
    assert Wish.objects.count() == 2


def test_the_wish_page_says_what_it_is(here, sent):
    take_in(here, sent)
    page = at_desk(here.worker).get(Wish.objects.earliest("pk").get_absolute_url()).text
    assert "补录" in page and "2025年3月1日提出，2025年3月9日办完" in page and "不计积分" in page
    assert "许愿</" not in page  # no stepper: nobody here saw it happen
    assert at_desk(here.resident).get(Wish.objects.earliest("pk").get_absolute_url()).status_code == 404
    assert "补录" in at_desk(here.worker).get("/admin/wishes/").text
    assert "补录" in at_desk(here.worker).get(f"/admin/wishes/{Wish.objects.earliest('pk').code}/").text
