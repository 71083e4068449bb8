"""注销账号: refused while something is open, locked at once, undone in time, and then nothing personal is left."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from django.db import connection
from django.test import Client

from community.people import consents, holdings
from community.people.fields import lookup, unseal
from community.people.leaving import anonymise, anonymise_due, come_back, leave
from community.people.models import User
from community.people.operations import end
from community.people.refusal import Refused
from community.points.models import Entry
from community.records.models import Notice
from community.wishes.models import Wish
from tests.factories import MORNING, as_, later, public_version, step, wishing
from tests.workflows import paths
from workflows import door

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "here")]

PHONE, LOG_IN, PASSWORD = "13900000001", "/accounts/login/phone/", "a-long-password-26"
TOKEN = re.compile(r"gAAAA[\w-]{40,}={0,2}")


def fresh(user):
    return User.objects.get(pk=user.pk)


def everything_readable():
    """The whole database as text, every sealed value opened."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, TOKEN.sub(lambda token: unseal(token.group()), " ".join(map(str, row)))


def found(values):
    return {(table, value) for table, text in everything_readable() for value in values if value in text}


@pytest.fixture
def lived(here):
    """The wisher after a full life: a wish by account, one by phone, a deed of his own, messages, consents, a look."""
    user = here.wisher
    user.username, user.email = "zhang-guiying", "guiying@example.cn"
    user.set_password(PASSWORD)
    user.save()
    user.residences.update(address="麦田里3幢502室")
    TOTP.activate(user, generate_totp_secret())
    consents.give(user=user, purpose="photo", at=later())
    wish = step(paths.to_verify(here), "approve", here.reviewer)
    by_phone = door.start(wishing(here, wisher=None), by=as_(here.outsider), at=later())
    step(by_phone, "withdraw", user, reason=f"家里的{user.name}自己补好了")
    other = door.start(
        wishing(here, wisher=here.resident, name="沈桂兰", phone="13911110000", address="", own_words="灯坏了"),
        by=as_(here.resident),
        at=later(),
    )
    other = step(other, "publish", here.worker, **public_version())
    other = step(other, "claim", user, plan=f"我是张桂英，电话 {PHONE}，周六去", promised_on="2026-11-15")
    step(step(other, "done", user, report="补好了"), "satisfied", here.resident)
    step(other, "approve", here.reviewer)
    return wish


PLANTED = ["张桂英", PHONE, "3幢502", "穿不上针，想请人补三件棉袄，我住", "zhang-guiying", "guiying@example.cn"]


def test_what_is_open_is_listed_with_what_to_do_and_nothing_is_locked(client, here):
    wish, claimed = paths.to_confirm(here), step(paths.to_act(here), "pledge", here.member, text="我有三轮车")
    for user, words in (
        (here.wisher, f'href="/wishes/{wish.code}/"'),
        (here.resident, f'href="/wishes/{claimed.code}/"'),
        (here.member, "搭把手，还没兑现"),
        (here.worker, "您还是麦田里社区的社区工作者"),
        (here.manager, "您还是麦田里党支部的组织管理员"),
    ):
        client.force_login(user)
        for answer in (client.get("/me/leave/"), client.post("/me/leave/", {"sure": "on"})):
            assert words in answer.text
            assert "没有了结" in answer.text
        with pytest.raises(Refused, match="duties"):
            leave(user=user, at=later())
        assert fresh(user).is_active


def test_a_role_that_is_over_and_plain_membership_hold_nobody(here):
    end(membership=here.worker.memberships.get(), on=MORNING.date() - timedelta(days=1))
    for user in (here.worker, here.member):
        assert not holdings.duties(user, later())


def test_without_the_tick_nothing_happens(client, here):
    client.force_login(here.outsider)
    answer = client.post("/me/leave/")
    assert (answer.status_code, "请先勾选" in answer.text) == (422, True)
    assert fresh(here.outsider).is_active


def leaving(client, user):
    client.force_login(user)
    return client.post("/me/leave/", {"sure": "on"})


def test_it_is_locked_at_once_everywhere(client, here, digits):
    here.wisher.set_password(PASSWORD)
    here.wisher.save()
    elsewhere = Client()
    elsewhere.force_login(here.wisher)
    answer = leaving(client, here.wisher)
    assert "账号锁上了" in answer.text
    assert "2026年11月25日" in answer.text
    for browser in (client, elsewhere):
        assert browser.get("/me/")["Location"].startswith("/accounts/login/")
    for name in ("wisher", PHONE):
        client.post("/accounts/login/", {"login": name, "password": PASSWORD})
        assert "_auth_user_id" not in client.session


def by_code(client, digits):
    client.post(LOG_IN, {"phone": PHONE})
    return client.post(f"{LOG_IN}code/", {"digits": digits(PHONE)})


def test_he_may_come_back_within_the_days_by_a_code_and_only_on_purpose(client, here, digits, clock):
    elsewhere = Client()
    elsewhere.force_login(here.wisher)
    leaving(client, here.wisher)
    clock(days=14)
    assert by_code(client, digits)["Location"] == "/accounts/return/"
    assert client.get("/me/").status_code == 302
    assert "2026年11月25日清除资料" in client.get("/accounts/return/").text
    assert not fresh(here.wisher).is_active
    assert client.post("/accounts/return/")["Location"] == "/me/"
    assert client.get("/me/").status_code == 200
    assert fresh(here.wisher).leaving_since is None
    assert elsewhere.get("/me/").status_code == 302
    clock(days=16)
    call_command("tick")
    assert fresh(here.wisher).name == "张桂英"


def test_who_comes_back_at_a_public_computer_is_out_again_when_it_is_closed(client, here, digits):
    leaving(client, here.wisher)
    client.post(LOG_IN, {"phone": PHONE})
    client.post(f"{LOG_IN}code/", {"digits": digits(PHONE), "kiosk": "on"})
    assert client.post("/accounts/return/").cookies["sessionid"]["max-age"] == ""


def test_nobody_comes_back_without_the_code(client, here):
    leaving(client, here.wisher)
    assert client.get("/accounts/return/")["Location"] == "/accounts/login/"
    assert client.post("/accounts/return/")["Location"] == "/accounts/login/"
    assert not fresh(here.wisher).is_active


def test_the_proof_of_the_phone_does_not_last(client, here, digits, clock):
    leaving(client, here.wisher)
    by_code(client, digits)
    clock(hours=2, minutes=11)
    assert client.post("/accounts/return/")["Location"] == "/accounts/login/"
    assert not fresh(here.wisher).is_active


def test_the_clock_erases_after_the_days_and_not_before(client, here, clock):
    leaving(client, here.wisher)
    clock(days=15)
    call_command("tick")
    assert fresh(here.wisher).name == "张桂英"
    clock(days=15, hours=3)
    call_command("tick")
    gone = fresh(here.wisher)
    assert (gone.name, gone.phone, str(gone), gone.is_active) == ("", "", "已注销用户", False)
    with pytest.raises(Refused, match="gone"):
        come_back(user=gone, at=later(days=16))


def test_the_number_is_free_for_whoever_has_it_next(client, here, clock, digits):
    leaving(client, here.wisher)
    clock(days=16)
    call_command("tick")
    client.post("/accounts/signup/", {"phone": PHONE})
    given = {"digits": digits(PHONE), "region": "maitianli", "basic": "on", "name": "李新来"}
    assert client.post("/accounts/signup/code/", given)["Location"] == "/me/"
    assert User.objects.get(phone_lookup=lookup(PHONE)).pk != here.wisher.pk


def test_a_dump_holds_none_of_what_was_planted_even_unsealed(client, here, lived):
    assert {value for _, value in found(PLANTED)} == set(PLANTED)
    leave(user=here.wisher, at=later(hours=2))
    assert anonymise_due(asked_before=later(hours=2), at=later(days=15)) == 1
    assert found(PLANTED) == set()


def test_what_the_community_did_stays_with_a_pseudonym(client, here, lived):
    entries, events = Entry.objects.count(), lived.events.count()
    leave(user=here.wisher, at=later(hours=2))
    anonymise_due(asked_before=later(hours=2), at=later(days=15))
    wish = Wish.objects.get(pk=lived.pk)
    assert (wish.wisher, wish.wisher_mask, wish.status) == (here.wisher, "已注销用户", "fulfilled")
    assert wish.public_text
    assert (Entry.objects.count(), wish.events.count()) == (entries, events)
    assert client.get(wish.get_absolute_url()).status_code == 200
    assert "已注销用户" in {str(e.actor) for w in Wish.objects.filter(claims__user=here.wisher) for e in w.events.all()}
    call_command("check_integrity")


def test_it_may_run_twice_and_touches_nobody_else(here, lived):
    leave(user=here.wisher, at=later(hours=2))
    before = {u.pk: (u.name, u.phone) for u in User.objects.exclude(pk=here.wisher.pk)}
    others = Notice.objects.exclude(user=here.wisher).filter(user__isnull=False).count()
    assert anonymise_due(asked_before=later(days=1), at=later(days=16)) == 1
    after = list(everything_readable())
    anonymise(user=here.wisher, at=later(days=17))
    assert anonymise_due(asked_before=later(days=2), at=later(days=17)) == 0
    assert list(everything_readable()) == after
    assert {u.pk: (u.name, u.phone) for u in User.objects.exclude(pk=here.wisher.pk)} == before
    assert Notice.objects.exclude(user=here.wisher).filter(user__isnull=False).exclude(text="").count() == others


def test_a_wish_left_with_the_number_after_he_asked_to_leave_is_another_matter(here):
    leave(user=here.wisher, at=later(hours=2))
    later_one = door.start(wishing(here, wisher=None), by=as_(here.outsider), at=later(days=3))
    anonymise_due(asked_before=later(hours=2), at=later(days=15))
    assert Wish.objects.get(pk=later_one.pk).phone == PHONE


def test_one_that_fails_waits_and_the_others_go_on(here, monkeypatch):
    for user in (here.outsider, here.resident):
        leave(user=user, at=later())
    erase = holdings.erase

    def failing(user, at):
        if user.pk == here.resident.pk:
            raise RuntimeError
        erase(user, at)

    monkeypatch.setattr(holdings, "erase", failing)
    assert anonymise_due(asked_before=later(), at=later(days=15)) == 1
    monkeypatch.undo()
    assert anonymise_due(asked_before=later(), at=later(days=15)) == 1


def test_whoever_was_let_in_again_by_hand_is_not_erased(here):
    leave(user=here.outsider, at=later())
    User.objects.filter(pk=here.outsider.pk).update(is_active=True)
    assert anonymise_due(asked_before=later(), at=later(days=15)) == 0
