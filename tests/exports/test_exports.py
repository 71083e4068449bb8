"""Lists taken out: who may, masked or not, nothing that can run, the same rows as on the list, written down first."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.people.models import Cover, Membership, Reveal, User
from community.people.operations import grant
from community.people.refusal import Refused
from community.people.roles import Role
from community.wishes.models import Category, Status, Wish
from tests.factories import SINCE, District, as_, holder, later, wishing
from workflows import door
from workflows.exports import lists, requests
from workflows.exports.stream import csv_lines, harmless
from workflows.models import Export

pytestmark = pytest.mark.django_db

WISHES = "/admin/export/wishes/"
REASON = "回访去年没有评价的心愿人"
SECRET = ["张桂英", "13900000001", "麦田里3幢502室"]


@pytest.fixture(autouse=True)
def now(clock) -> None:
    """The pages' clock stands on the tests' morning."""


def make(here: District, number: int, **extra: Any) -> list[Wish]:
    given = {"wisher": None, "own_words": "想补棉袄", **extra}
    wishings = [wishing(here, **given) for _ in range(number)]
    made: list[Wish] = []
    for start in range(0, number, 200):
        made += door.start_many(wishings[start : start + 200], by=as_(here.grid_worker), at=later())
    return made


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sheet(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200 and answer.streaming, answer.status_code
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def export(user: User, what: str = "wishes", query: str = "", **form: str) -> list[list[str]]:
    return sheet(at_desk(user).post(f"/admin/export/{what}/?{query}", form))


# role → lists he is offered, and where he may have contacts
MAY: dict[Role, tuple[set[str], set[str]]] = {
    Role.COMMUNITY_WORKER: ({"wishes", "people", "organisations", "imports"}, {"wishes", "people"}),
    Role.STREET_COORDINATOR: ({"wishes", "people", "organisations"}, set()),
    Role.DISTRICT_ADMIN: ({"people", "organisations", "imports"}, set()),
}


@pytest.mark.parametrize("role", [role for role in Role if not role.of_organisation])
def test_who_may_take_out_which_list_and_with_contacts(role, here):
    place = {Role.COMMUNITY_WORKER: here.community, Role.STREET_COORDINATOR: here.street}.get(role, here.district)
    user = holder("somebody", role, place)
    masked, full = MAY.get(role, (set(), set()))
    client = at_desk(user)
    for what in [*lists.LISTS, "everything"]:
        may = what in masked
        assert client.get(f"/admin/export/{what}/").status_code == (200 if may else 404), what
        assert client.post(f"/admin/export/{what}/").status_code == (200 if may else 404), what
        with_contacts = client.post(f"/admin/export/{what}/", {"contacts": "on", "reason": REASON}).status_code
        assert with_contacts == (200 if what in full else 403 if may else 404), what
    assert ("/admin/export/" in client.get("/admin/").text) == bool(masked)


@pytest.mark.parametrize("who", ["manager", "agent", "member", "resident", "wisher", "outsider", "superuser"])
def test_whoever_does_not_work_at_the_desk_takes_nothing(who, here):
    client = at_desk(getattr(here, who))
    answers = {client.get("/admin/export/").status_code, client.post(WISHES).status_code}
    assert answers <= {302, 403, 404} and not Export.objects.exists()


def test_masked_unless_entitled_with_a_reason(here):
    make(here, 3)
    text = str(export(here.worker))
    assert "张女士" in text and "139****0001" in text
    assert not [secret for secret in SECRET if secret in text]
    assert not Reveal.objects.exists() and Export.objects.get().taken_at
    with_contacts = str(export(here.worker, contacts="on", reason=REASON))
    assert all(secret in with_contacts for secret in SECRET)
    [seen] = Reveal.objects.all()
    assert (seen.viewer, seen.subject, seen.reason) == (here.worker, Export.objects.latest("pk").subject, REASON)


@pytest.mark.parametrize("reason", ["", "  ", "用", "给13900000001打电话"])
def test_without_a_good_reason_no_contacts(reason, here):
    make(here, 1)
    answer = at_desk(here.worker).post(WISHES, {"contacts": "on", "reason": reason})
    assert answer.status_code == 422 and reason in answer.text and "13900000001" not in answer.text.replace(reason, "")
    assert not Export.objects.exists() and not Reveal.objects.exists()


def test_the_same_rows_as_on_the_list_in_its_order(here):
    make(here, 30)
    make(here, 5, region=here.sister)
    make(here, 5, region=here.far, street=here.other_street)
    client, codes, after = at_desk(here.worker), [], ""
    while True:
        page = client.get("/admin/wishes/", {"after": after, "status": "screening"})
        codes += [row.wish.spoken_code for row in page.context["rows"]]
        if not page.context["next_query"]:
            break
        after = page.context["next_query"].partition("after=")[2]
    rows = export(here.worker, query="status=screening")
    assert [row[0] for row in rows[2:-1]] == codes and len(codes) == 30
    assert export(here.worker, query="status=acting")[2:-1] == []
    assert len(export(here.coordinator)[2:-1]) == 35
    assert len(export(here.coordinator, query=f"region={here.sister.pk}")[2:-1]) == 5


def test_the_list_offers_its_export_under_its_filter(here):
    make(here, 1)
    assert "/admin/export/wishes/?status=screening" in at_desk(here.worker).get("/admin/wishes/?status=screening").text
    assert "/admin/export/wishes/" not in at_desk(here.reviewer).get("/admin/wishes/").text


def test_the_first_line_says_whose_it_is_and_the_last_that_it_is_whole(here):
    make(here, 2)
    rows = export(here.worker, contacts="on", reason=REASON)
    assert "（worker）2026年11月10日 11:00 导出" in rows[0][0] and REASON in rows[0][0] and "不得外传" in rows[0][0]
    assert rows[1][:3] == ["编号", "状态", "公开标题"] and rows[1][-3:] == ["姓名", "完整电话", "住址"]
    assert rows[-1] == ["（完，共 2 行）"]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", " =1", "　＝1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_begins_like_a_formula_is_only_text(text):
    assert harmless(text) == f"'{text}"
    lines = "".join(csv_lines("水印", ["甲"], [[[text]]]))
    assert list(csv.reader(io.StringIO(lines[1:])))[2][0][0] == "'"


@pytest.mark.parametrize("text", ["", "张桂英", "1-2", "a=b", "13900000001", "麦田里+新渡", " "])
def test_other_cells_stay_as_they_are(text):
    assert harmless(text) == text


def test_a_formula_in_a_name_or_address_does_not_run(here):
    make(here, 1, name='=HYPERLINK("http://x","y")', address="@SUM(1)")
    row = export(here.worker, contacts="on", reason=REASON)[2]
    assert row[-3].startswith("'=") and row[-1].startswith("'@")
    assert not any(cell[:1] in set("=+-@\t\r＝＋－＠") for cell in row if cell)


def test_many_contacts_wait_for_a_second_person(here):
    make(here, 101)
    worker, second = at_desk(here.worker), at_desk(here.second_worker)
    assert worker.post(WISHES, {"contacts": "on", "reason": REASON}).status_code == 302
    asked = Export.objects.get()
    assert (asked.state, asked.rows, Reveal.objects.count()) == ("waiting", 101, 0)
    take, decide = f"/admin/export/take/{asked.token}/", f"/admin/export/decide/{asked.token}/"
    assert worker.post(take).status_code == 409
    assert worker.get(decide).status_code == 404 and worker.post(decide, {"decision": "approve"}).status_code == 409
    assert REASON in second.get("/admin/export/").text and "101 行" in second.get(decide).text
    assert second.post(decide, {"decision": "approve"}).status_code == 302
    assert second.post(take).status_code == 404
    rows = sheet(worker.post(take))
    assert len(rows) == 104 and "批准" in rows[0][0] and Reveal.objects.count() == 1
    assert worker.post(take).status_code == 409  # once


def test_a_hundred_go_at_once_and_masked_ones_always(here):
    make(here, 100)
    assert len(export(here.worker, contacts="on", reason=REASON)) == 103
    make(here, 1)
    assert len(export(here.worker)) == 104


@pytest.mark.parametrize("who", ["sister_worker", "far_coordinator", "reviewer", "grid_worker", "district_reviewer"])
def test_only_who_may_export_there_himself_agrees(who, here):
    make(here, 101)
    asked = requests.ask("wishes", {}, by=as_(here.worker), at=later(), contacts=True, reason=REASON)
    with pytest.raises(Refused, match="not_waiting"):
        requests.decide(asked, yes=True, by=as_(getattr(here, who)), at=later())
    requests.decide(asked, yes=False, by=as_(here.coordinator), at=later())
    with pytest.raises(Refused, match="not_ready"):
        requests.take(asked, by=as_(here.worker), at=later())


def test_his_rights_are_those_of_the_download(here):
    make(here, 101)
    asked = requests.ask("wishes", {}, by=as_(here.worker), at=later(), contacts=True, reason=REASON)
    requests.decide(asked, yes=True, by=as_(here.coordinator), at=later())
    with pytest.raises(Refused, match="too_late"):
        requests.take(asked, by=as_(here.worker), at=later(days=8))
    Membership.objects.filter(user=here.worker).update(ends_on=later().date())
    with pytest.raises(Refused, match="not_yours"):
        requests.take(asked, by=as_(here.worker), at=later(days=1))
    assert not Reveal.objects.exists()


def test_an_export_is_what_was_asked_for(here):
    """Not the places of a colleague he stands in for by now, and not all of it when its category is gone."""
    make(here, 101)
    category = Category.objects.earliest("pk")
    asked = [
        requests.ask("wishes", query, by=as_(here.worker), at=later(), contacts=True, reason=REASON)
        for query in ({}, {"category": str(category.pk)})
    ]
    today = later(days=1).date()
    cover = Cover.objects.create(absent=here.sister_worker, substitute=here.worker, starts_on=today, ends_on=today)
    Export.objects.update(state="ready", needs_approval=False)
    with pytest.raises(Refused, match="changed"):
        requests.take(asked[0], by=as_(here.worker), at=later(days=1))
    cover.delete()
    Export.objects.filter(pk=asked[1].pk).update(query="category=987654")
    with pytest.raises(Refused, match="changed"):
        requests.take(asked[1], by=as_(here.worker), at=later(days=1))
    assert not Reveal.objects.exists()
    assert requests.take(asked[0], by=as_(here.worker), at=later(days=1))


def test_no_more_leaves_than_was_agreed_to(here):
    first = make(here, 101)
    asked = requests.ask("wishes", {}, by=as_(here.worker), at=later(), contacts=True, reason=REASON)
    requests.decide(asked, yes=True, by=as_(here.second_worker), at=later())
    make(here, 2)
    rows = sheet(at_desk(here.worker).post(f"/admin/export/take/{asked.token}/"))
    assert [row[0] for row in rows[2:-1]] == [wish.spoken_code for wish in reversed(first)]


def test_whoever_agrees_reads_of_which_place_and_which_rows(here):
    make(here, 101)
    cut = {"status": "screening"}
    asked = requests.ask("wishes", cut, by=as_(here.worker), at=later(), contacts=True, reason=REASON)
    shown = at_desk(here.second_worker).get(f"/admin/export/decide/{asked.token}/").text
    assert f"{here.community}，{Status.SCREENING.label}</dd>" in shown


def test_looking_at_the_pages_writes_nothing(here):
    make(here, 1)
    client = at_desk(here.worker)
    with CaptureQueriesContext(connection) as asked:
        client.get("/admin/export/")
        client.get(WISHES)
    assert not [q["sql"] for q in asked if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]


def test_rows_are_read_by_the_thousand_and_not_one_by_one(here, monkeypatch):
    monkeypatch.setattr(lists, "CHUNK", 50)
    make(here, 200)
    source = lists.WishList(as_(here.worker), later(), contacts=True)
    with CaptureQueriesContext(connection) as asked:
        chunks = [len(chunk) for chunk in source.chunks({})]
    wishes = [q["sql"] for q in asked if 'FROM "wishes_wish"' in q["sql"]]
    assert (chunks, len(wishes)) == ([50, 50, 50, 50], 5)
    assert len(asked) <= len(wishes) + 4  # his roles and what the filter offers


def test_nothing_is_read_before_it_is_asked_for(here, monkeypatch):
    """Memory holds one chunk: the second is not there while the first is on its way."""
    monkeypatch.setattr(lists, "CHUNK", 10)
    make(here, 40)
    chunks = lists.WishList(as_(here.worker), later()).chunks({})
    next(chunks)
    with CaptureQueriesContext(connection) as asked:
        next(chunks)
    assert len(asked) == 1


def test_a_masked_export_unseals_nothing(here, monkeypatch):
    from community.people import fields

    make(here, 5)
    opened: list[str] = []

    def unseal(token: str) -> str:
        opened.append(token)
        return ""

    monkeypatch.setattr(fields, "unseal", unseal)
    list(lists.WishList(as_(here.worker), later()).chunks({}))
    actor_is_known = len(opened)
    list(lists.WishList(as_(here.worker), later(), contacts=True).chunks({}))
    assert len(opened) - actor_is_known > actor_is_known


def test_people_and_their_roles_with_last_days(here):
    grant(
        user=here.outsider, role=Role.GRID_WORKER, region=here.community, starts_on=SINCE,
        ends_on=later(days=-30).date(),
    )  # fmt: skip
    rows = export(here.worker, "people")
    assert rows[1] == ["称呼", "手机", "角色", "在哪里", "自", "至", "可登录"]
    assert ["o**", "", "网格员", "麦田里社区", "2026-01-01", "2026-10-11", "是"] in rows
    assert "书院坡" not in str(rows) and "青禾街道" not in str(rows)
    assert "2026-10-11" not in str(export(here.worker, "people", "current=on"))
    assert {row[2] for row in export(here.worker, "people", "role=grid_worker")[2:-1]} == {"网格员"}


def test_organisations_with_those_above_them(here):
    here.branch.refresh_from_db()
    here.branch.add_child(name="第一小组", kind="party_group", region=here.community)
    rows = export(here.worker, "organisations")
    assert ["第一小组", "党小组", "麦田里党支部", "麦田里社区", "", "是"] in rows
    assert "书院坡党支部" not in str(rows)


def test_a_wrong_filter_is_left_out_and_not_an_error(here):
    make(here, 1)
    assert len(export(here.worker, query="status=nonsense&region=999999&after=x")) == 4


def test_an_export_that_waits_too_long_names_its_time(here):
    make(here, 1)
    asked = requests.ask("wishes", {}, by=as_(here.worker), at=later())
    with pytest.raises(Refused, match="too_late"):
        requests.take(asked, by=as_(here.worker), at=later(days=7, seconds=1))


def test_slices_of_one_day_add_up(here, clock):
    make(here, 60)
    assert len(export(here.worker, contacts="on", reason=REASON)) == 63
    worker = at_desk(here.worker)
    assert worker.post(WISHES, {"contacts": "on", "reason": REASON}).status_code == 302
    assert Export.objects.latest("pk").state == "waiting"
    clock(days=1)
    assert len(export(here.worker, contacts="on", reason=REASON)) == 63
