"""/demo/ lets visitors be anyone of the demo, and exists nowhere else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks

from community.people.models import User
from home.demo.people import PASSWORD, PERSONAS

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def everyone(db):
    people = [User(username=persona.username, name=persona.name) for persona in PERSONAS]
    for user in people:
        user.set_password(PASSWORD)
        user.save()


def test_every_identity_stands_there_with_what_he_finds_to_do(everyone, client):
    page = client.get("/demo/").text
    assert "演示数据，人物地名均为虚构" in page
    for persona in PERSONAS:
        assert f"以{persona.as_}身份看" in page
        assert persona.does in page
    for group in ("街坊", "党组织和商家", "社区", "街道", "区里", "宣传"):
        assert page.count(f">{group}</h2>") == 1


@pytest.mark.parametrize(
    "username, first", [("xuyuanren", "/me/"), ("jumin", "/wishes/"), ("shuji", "/me/"), ("shenhe", "/admin/")]
)
def test_one_tap_and_one_is_that_person(username, first, everyone, client):
    assert client.post("/demo/", {"username": username}).headers["Location"] == first
    assert client.session["_auth_user_id"] == str(User.objects.get(username=username).pk)


def test_from_one_identity_to_the_next(everyone, client):
    client.post("/demo/", {"username": "shenhe"})
    client.post("/demo/", {"username": "jumin"})
    assert client.session["_auth_user_id"] == str(User.objects.get(username="jumin").pk)


@pytest.mark.parametrize("username", ["", "root", "nobody"])
def test_nobody_else_can_be_entered(username, everyone, client):
    User.objects.create_superuser("root", password=PASSWORD)
    assert client.post("/demo/", {"username": username}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_real_person_who_happens_to_have_the_name_cannot_be_entered(client):
    User.objects.create_user("guanli", password="something of his own")
    assert client.post("/demo/", {"username": "guanli"}).status_code == 404


def test_without_demo_content_the_page_says_so(client):
    assert "还没有演示数据" in client.get("/demo/").text


def test_it_needs_the_form_of_the_page(everyone):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post("/demo/", {"username": "jumin"}).status_code == 403


def test_where_it_is_no_demo_there_is_no_such_page(everyone, client, settings):
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/", {"username": "jumin"}).status_code == 404


def test_an_installation_for_real_people_does_not_even_know_the_address(tmp_path):
    program = (
        "import django; django.setup()\n"
        "from django.urls import NoReverseMatch, Resolver404, resolve, reverse\n"
        "try: reverse('home:demo')\n"
        "except NoReverseMatch: pass\n"
        "else: raise SystemExit('named')\n"
        "assert 'demo' not in str(resolve('/demo/').func)\n"
    )
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("DEBUG", "DATABASE_URL")},
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DEMO": "false",
        "DATA_DIR": str(tmp_path),
        "PYTHONPATH": "site",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def complaints() -> list[str]:
    found = run_checks(tags=["security"], include_deployment_checks=True, databases=["default"])
    return [message.msg for message in found if message.id == "home.E001"]


def test_demo_people_among_real_ones_are_an_error(everyone, settings):
    assert complaints() == []
    settings.DEMO = False
    [complaint] = complaints()
    assert "shenhe" in complaint
    User.objects.update(is_active=False)
    assert complaints() == []


def test_a_real_person_with_such_a_name_is_none(settings):
    settings.DEMO = False
    User.objects.create_user("guanli", password="something of his own")
    assert complaints() == []
