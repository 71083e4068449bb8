"""监督: raised beside what came true, read by the supervisor alone, answered in time, found again by its receipt."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from community.people.holdings import erase
from community.people.models import Reveal, User
from community.people.refusal import Refused
from community.people.roles import Role
from community.records.models import Delivery, Note, Notice
from community.voices.models import Objection, ObjectionEvent
from community.voices.operations import Raising, answer, look, raise_objection, remind
from community.voices.subjects import Subject, find
from community.wishes.models import Wish
from tests.factories import District, as_, holder, later, step
from tests.workflows import paths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SAID = {"words": "这件不是他办的，是隔壁老王办的。", "who": "sealed", "name": "赵告知", "phone": "13900000077"}


@pytest.fixture(autouse=True)
def _nobody_came_before() -> None:
    cache.clear()


@pytest.fixture
def fulfilled(here: District) -> Wish:
    return step(paths.to_verify(here), "approve", here.reviewer)


@pytest.fixture
def supervisor(here: District) -> User:
    return holder("supervisor", Role.SUPERVISOR, here.district, name="秦正")


def about(wish: Wish) -> str:
    return f"/voices/new/?about={wish.subject}"


def raised(wish: Wish, **said: object) -> Objection:
    given = {"words": SAID["words"], "sealed": True, "name": SAID["name"], "phone": SAID["phone"], "key": "k"} | said
    subject = Subject(wish.subject, wish.shown_title, wish.get_absolute_url())
    return raise_objection(Raising(subject, **given), at=later())  # type: ignore[arg-type]  # as given


def test_whoever_logs_in_here_next_does_not_read_the_receipt(client: Client, fulfilled: Wish, here: District) -> None:
    client.post(about(fulfilled), SAID)
    assert client.get("/voices/received/").status_code == 200
    client.force_login(here.resident)
    assert client.get("/voices/received/").status_code == 302


def test_from_the_wish_to_the_supervisor_and_back(client: Client, fulfilled: Wish, supervisor: User) -> None:
    page = client.get(fulfilled.get_absolute_url()).text
    assert about(fulfilled) in page
    asked = client.get(about(fulfilled)).text
    assert "只有区里的监督员" in asked
    assert "2026年11月19日下班前" in asked  # seven working days after Tuesday the 10th

    received = client.post(about(fulfilled), SAID, follow=True).text
    receipt = re.search(r"\d{4} \d{4} \d{4}", received)
    assert receipt
    desk = Client()
    desk.force_login(supervisor)
    inbox = desk.get("/admin/voices/").text
    assert fulfilled.shown_title in inbox
    one = Objection.objects.get()
    case = desk.get(f"/admin/voices/{one.pk}/").text
    assert SAID["words"] in case
    assert SAID["name"] not in inbox + case
    assert SAID["phone"] not in inbox + case

    assert desk.post(f"/admin/voices/{one.pk}/", {"look": "1", "reason": " "}).status_code == 422
    assert not Reveal.objects.exists()
    opened = desk.post(f"/admin/voices/{one.pk}/", {"look": "1", "reason": "找他核实", "words": "写了一半"}).text
    assert SAID["name"] in opened
    assert "写了一半" in opened
    assert Reveal.objects.get(viewer=supervisor).reason == "找他核实"

    kept = desk.post(f"/admin/voices/{one.pk}/", {"words": "赵告知说得对。", "told": "public"})
    assert kept.status_code == 422
    assert "赵告知说得对。" in kept.text and "公开的答复里，请去掉" in kept.text
    desk.post(f"/admin/voices/{one.pk}/", {"words": "查过了，是两个人一起办的。", "told": "public"})
    stranger = Client()
    assert "查过了，是两个人一起办的。" in stranger.get("/voices/").text
    mine = stranger.post("/voices/", {"receipt": receipt[0]}).text
    assert "大家都能看到" in mine
    assert SAID["words"] in mine
    assert SAID["words"] not in stranger.get("/voices/").text
    assert Delivery.objects.get(notice__subject=one.matter).carrier == "sms"


def test_a_private_answer_is_for_the_receipt_alone(client: Client, fulfilled: Wish, supervisor: User) -> None:
    one = raised(fulfilled)
    answer(objection=one, words="不属实。", public=False, by=as_(supervisor), at=later(days=1))
    assert "不属实。" not in client.get("/voices/").text
    assert "不属实。" in client.post("/voices/", {"receipt": one.receipt}).text


def test_who_signs_is_read_without_a_click_and_must_say_who_he_is(
    client: Client, fulfilled: Wish, supervisor: User
) -> None:
    unsigned = client.post(about(fulfilled), SAID | {"who": "signed", "name": ""})
    assert unsigned.status_code == 422
    assert SAID["words"] in unsigned.text
    signed = raised(fulfilled, sealed=False)
    assert signed.mask == "赵** 139****0077"
    desk = Client()
    desk.force_login(supervisor)
    assert "赵告知" in desk.get(f"/admin/voices/{signed.pk}/").text
    assert raised(fulfilled, key="other").mask == "身份保密"


@pytest.mark.parametrize("who", ["worker", "coordinator", "reviewer", "admin", "manager", "wisher", "superuser"])
def test_nobody_else_reads_or_answers(here: District, fulfilled: Wish, who: str) -> None:
    one, user = raised(fulfilled), getattr(here, who)
    desk = Client()
    desk.force_login(user)
    for address in ("/admin/voices/", f"/admin/voices/{one.pk}/"):
        given = desk.get(address, follow=True)
        assert given.status_code in {403, 404}
        assert SAID["words"] not in given.text
    for deed in (
        lambda: look(objection=one, reason="看看", by=as_(user), at=later()),
        lambda: answer(objection=one, words="好", public=True, by=as_(user), at=later()),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.code == "not_yours"
    assert not Reveal.objects.exists()


def test_what_is_not_public_or_not_done_is_no_subject(client: Client, here: District, fulfilled: Wish) -> None:
    Wish.objects.filter(pk=fulfilled.pk).update(visibility="street")
    assert find(fulfilled.subject) is None
    assert client.get(about(fulfilled)).status_code == 404
    acting = paths.to_act(here)
    assert client.get(about(acting)).status_code == 404
    assert "监督</a>" not in client.get(acting.get_absolute_url()).text
    assert client.get("/voices/new/?about=nothing").status_code == 404


def test_guessing_receipts_is_throttled_and_twice_sent_is_once(client: Client, fulfilled: Wish) -> None:
    assert client.post("/voices/", {"receipt": "12"}).status_code == 422
    assert [client.post("/voices/", {"receipt": f"{n:012}"}).status_code for n in range(11)] == [422] * 10 + [429]
    first = raised(fulfilled)
    assert raised(fulfilled) == first
    assert Objection.objects.count() == 1


def test_an_answer_is_given_once(fulfilled: Wish, supervisor: User) -> None:
    one = raised(fulfilled)
    answer(objection=one, words="查过了。", public=False, by=as_(supervisor), at=later())
    with pytest.raises(Refused) as refused:
        answer(objection=one, words="再说一遍。", public=True, by=as_(supervisor), at=later())
    assert refused.value.code == "answered"
    assert ObjectionEvent.objects.filter(objection=one).count() == 2


def test_the_supervisor_is_reminded_before_and_when_it_is_due_and_no_more(fulfilled: Wish, supervisor: User) -> None:
    one = raised(fulfilled)
    told = Notice.objects.filter(user=supervisor, subject=one.matter).order_by("pk")
    assert remind(at=one.due_at - timedelta(days=3)) == 0
    remind(at=one.due_at - timedelta(days=2))
    remind(at=one.due_at - timedelta(days=1))
    assert ["要在 11月19日 前答复" in n.text for n in told.all()] == [True]
    remind(at=one.due_at)
    remind(at=one.due_at + timedelta(days=9))
    assert ["已经到期" in n.text for n in told.all()] == [False, True]
    assert SAID["words"] not in "".join(n.text for n in told.all())
    answered = raised(fulfilled, key="another")
    answer(objection=answered, words="查过了。", public=False, by=as_(supervisor), at=later())
    assert remind(at=answered.due_at) == 0


def test_the_database_holds_neither_words_nor_sender_and_leaving_takes_him_out(here: District, fulfilled: Wish) -> None:
    one = raised(fulfilled, phone="13900000001", words="张桂英亲眼看见的，打 13900000001。", name="张桂英")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM voices_objection")
        rows = str(cursor.fetchall())
        cursor.execute("SELECT text FROM records_note")
        rows += str(cursor.fetchall())
    assert "张桂英" not in rows
    assert "13900000001" not in rows
    assert "亲眼" not in rows
    erase(User.objects.get(pk=here.wisher.pk), later())
    one = Objection.objects.get()
    assert (one.name, one.phone, one.phone_lookup) == ("", "", "")
    assert "张桂英" not in one.words
    assert Note.objects.filter(subject=one.matter).exists()
