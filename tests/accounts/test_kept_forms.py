"""What was typed too late is kept for him who typed it, and for nobody else."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.accounts.people import DAY, HOUR, PASSWORD, log_in
from tests.factories import public_version, step
from tests.workflows import paths

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


def case(client, here):
    """A wish to screen, its page on the desk, and what a worker has typed there."""
    wish = paths.to_screen(here)
    page = f"/admin/inbox/{wish.task_id}/"
    pin = re.findall(r'name="pin" value="([^"]+)"', client.get(page).text)[0]
    typed = {"outcome": "publish", "resume": "do=publish", "pin": pin, **public_version(public_title="想补三件旧棉袄")}
    return wish, page, typed


def filled(answer):
    """The values in the fields of a page, by name."""
    return {f.get("name"): f for f in BeautifulSoup(answer.content, "html.parser").select("[name]")}


def test_a_decision_on_the_desk_sent_too_late_is_there_after_the_log_in_and_not_done(people, client, wait, here):
    log_in(client, "worker")
    wish, page, typed = case(client, here)
    wait(HOUR)
    answer = client.post(page, typed)
    assert answer["Location"] == f"/accounts/login/?next={page}%3Fdo%3Dpublish"
    assert "刚才填的都还在" in client.get(answer["Location"]).text
    assert log_in(client, "worker", next=f"{page}?do=publish")["Location"] == f"{page}?do=publish"
    answer = client.get(f"{page}?do=publish")
    fields = filled(answer)
    assert "刚才填的放回来了，还没有提交" in answer.text
    assert fields["public_title"]["value"] == typed["public_title"]
    assert fields["public_text"].text.strip() == typed["public_text"]
    assert [o["value"] for o in fields["category"].select("[selected]")] == [str(typed["category"])]
    wish.refresh_from_db()
    assert wish.status == "screening"
    fresh = {name: field["value"] for name, field in fields.items() if field.get("type") == "hidden"}
    client.post(page, typed | fresh)
    wish.refresh_from_db()
    assert wish.status == "open"
    assert "放回来了" not in client.get("/admin/inbox/").text


def test_the_chosen_outcome_comes_back_not_the_usual_one(people, client, wait, here):
    log_in(client, "worker")
    _, page, typed = case(client, here)
    wait(HOUR)
    answer = client.post(page, typed | {"outcome": "amend", "resume": "do=amend", "reason": "几件棉袄？"})
    log_in(client, "worker")
    answer = client.get(f"{page}?do=amend")
    assert filled(answer)["reason"].text.strip() == "几件棉袄？"
    assert filled(answer)["outcome"]["value"] == "amend"


def test_nobody_else_who_logs_in_there_sees_it(people, client, wait, here):
    log_in(client, "worker")
    _, page, typed = case(client, here)
    wait(HOUR)
    client.post(page, typed)
    assert typed["public_title"] not in client.get(page, follow=True).text
    log_in(client, "second_worker")
    assert typed["public_title"] not in client.get(f"{page}?do=publish").text
    client.post("/accounts/logout/")
    log_in(client, "worker")
    assert "放回来了" not in client.get(f"{page}?do=publish").text


def test_it_waits_behind_the_second_factor_too(people, client, wait, here, settings):
    log_in(client, "worker")
    _, page, typed = case(client, here)
    secret = generate_totp_secret()
    TOTP.activate(here.worker, secret)
    settings.STAFF_SECOND_FACTOR = True
    session = client.session
    session["second_factor"] = here.worker.pk
    session.save()
    wait(HOUR)
    client.post(page, typed)
    assert log_in(client, "worker", next=f"{page}?do=publish")["Location"] == "/accounts/2fa/authenticate/"
    assert typed["public_title"] not in client.get("/accounts/2fa/authenticate/").text
    code = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"
    assert client.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == f"{page}?do=publish"
    assert filled(client.get(f"{page}?do=publish"))["public_title"]["value"] == typed["public_title"]


def test_a_step_on_the_public_pages_comes_back(people, client, wait, here):
    wish = paths.to_act(here)
    log_in(client, "resident")
    page = f"/wishes/{wish.code}/done/"
    hidden = {name: f["value"] for name, f in filled(client.get(page)).items() if f.get("type") == "hidden"}
    wait(31 * DAY)
    answer = client.post(page, hidden | {"report": "补好了\n三件"})
    assert answer["Location"] == f"/accounts/login/?next={page}"
    log_in(client, "resident")
    assert filled(client.get(page))["report"].text.replace("\r", "").strip() == "补好了\n三件"


def test_what_a_proxy_wrote_down_comes_back_with_ticks_and_choices(people, client, wait, here):
    log_in(client, "worker")
    page = "/admin/proxy/"
    shown = filled(client.get(page))
    typed = {"own_words": "想借轮椅", "name": "张桂英", "title": "女士", "phone": "13900000001", "urgent": "on"}
    wait(HOUR)
    assert client.post(page, typed)["Location"] == f"/accounts/login/?next={page}"
    log_in(client, "worker")
    answer = client.get(page)
    again = filled(answer)
    assert again["own_words"].text.strip() == "想借轮椅"
    assert again["phone"]["value"] == "13900000001"
    for name, field in shown.items():
        if field.get("type") == "checkbox":
            assert ("checked" in again[name].attrs) == (name in typed), name


def test_a_file_is_said_to_be_gone(people, client, wait, here):
    log_in(client, "worker")
    wait(HOUR)
    sheet = SimpleUploadedFile("走访.xlsx", b"x")
    answer = client.post("/admin/import/", {"sheet": sheet}, HTTP_REFERER="http://testserver/admin/import/")
    assert answer["Location"] == "/accounts/login/?next=/admin/import/"
    log_in(client, "worker")
    assert "选过的文件没有留下，要重新选" in client.get("/admin/import/").text


def test_a_form_for_which_there_is_no_place_any_more_is_shown_to_copy(people, client, wait, here):
    log_in(client, "worker")
    wish, page, typed = case(client, here)
    wait(HOUR)
    client.post(page, typed)
    step(wish, "amend", here.second_worker, reason="几件？")
    log_in(client, "worker")
    answer = client.get(f"{page}?do=publish")
    assert answer.status_code == 410
    assert "您写的抄在这里" in answer.text
    assert typed["public_text"] in answer.text
    assert str(typed["pin"]) not in answer.text


def test_a_button_elsewhere_leads_back_to_its_page(people, client, wait, here):
    log_in(client, "resident")
    wait(31 * DAY)
    answer = client.post("/me/notices/read/", HTTP_REFERER="http://testserver/me/?a=1")
    assert answer["Location"] == "/accounts/login/?next=/me/%3Fa%3D1"
    for foreign in ("https://evil.example/me/", "http://testserver//evil.example/", "//evil.example", "x", "http://["):
        log_in(client, "resident")
        wait(31 * DAY)
        answer = client.post("/me/notices/read/", HTTP_REFERER=foreign)
        assert answer["Location"] == "/accounts/login/?next=/me/notices/read/"


def test_passwords_are_not_kept(people, client, wait):
    log_in(client, "resident")
    wait(31 * DAY)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "x"})
    client.post("/me/info/", {"name": "沈", "password": PASSWORD})
    assert PASSWORD not in str(dict(client.session))


def token(answer):
    return re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.text)[0]


def enter(browser, name, next_page=""):
    page = browser.get("/accounts/login/")
    given = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token(page), "next": next_page}
    return browser.post("/accounts/login/", given)


@pytest.fixture
def second_tab(people, wait, here):
    """A worker's browser: in one tab a form half filled; in another it came out that his time was over."""
    browser = Client(enforce_csrf_checks=True)
    enter(browser, "worker")
    _, page, typed = case(browser, here)
    typed["csrfmiddlewaretoken"] = token(browser.get(page))
    wait(HOUR)
    assert browser.get("/admin/").status_code == 302
    return browser, page, typed


def test_a_form_of_another_tab_is_kept_before_he_is_back(second_tab):
    browser, page, typed = second_tab
    assert browser.post(page, typed)["Location"].startswith("/accounts/login/?next=/admin/inbox/")
    enter(browser, "worker")
    assert filled(browser.get(f"{page}?do=publish"))["public_title"]["value"] == typed["public_title"]


def test_a_form_of_another_tab_is_kept_after_he_is_back(second_tab):
    browser, page, typed = second_tab
    enter(browser, "worker")
    assert browser.post(page, typed)["Location"] == f"{page}?do=publish"
    assert filled(browser.get(f"{page}?do=publish"))["public_title"]["value"] == typed["public_title"]


def test_a_form_of_another_tab_is_not_kept_for_another_person(second_tab):
    browser, page, typed = second_tab
    enter(browser, "second_worker")
    assert browser.post(page, typed).status_code == 403
    assert typed["public_title"] not in str(dict(browser.session))


def test_a_forged_form_is_refused_as_ever(people, here):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/wishes/new/", {"own_words": "x"}).status_code == 403
    enter(browser, "worker")
    answer = browser.post("/me/info/", {"name": "x", "csrfmiddlewaretoken": "a" * 64})
    assert answer.status_code == 403
    assert "请再提交一次" in answer.text


def test_what_a_passer_by_wishes_at_that_computer_is_his_own(people, client, wait):
    """Nothing of a visitor is held back for whoever was logged in before him."""
    log_in(client, "resident", kiosk="on")
    wait(HOUR)
    page = client.get("/wishes/new/")
    given = {"own_words": "想借轮椅", "name": "", "region": "maitianli"}
    answer = client.post("/wishes/new/", given)
    assert (page.status_code, answer.status_code) == (200, 422)
    assert not client.session["left"]["forms"]


def test_a_visitor_without_a_session_gets_pages_that_do_not_depend_on_cookies(people):
    assert "Cookie" not in Client().get("/healthz").get("Vary", "")
