import base64
import hashlib
import os
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from config.start import refuse_demo_people
from home.demo.people import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
REAL = {
    "SECRET_KEY": "k7Rz-stands-for-fifty-random-characters-0123456789-abcdefghij",
    "FIELD_KEYS": Fernet.generate_key().decode(),
    "LOOKUP_KEY": "stands-for-a-key",
    "ALLOWED_HOSTS": "wuwei.example",
    "SMS_SENDER": "stands.for.a.Sender",
}


def start_production(folder: Path, **changes: str) -> str:
    """Empty when the settings load, else the last line of the refusal."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("DEBUG", "DEMO")},
        **REAL,
        **changes,
        "DATA_DIR": str(folder),
        "PYTHONPATH": "site",
    }
    program = "import config.settings.production"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip().rpartition("\n")[2]


def test_what_is_vendored_is_what_the_notice_says():
    stated = re.findall(r"(static/js/\S+).*\n\s+sha256 (\w+)", (ROOT / "NOTICE").read_text())
    assert [path for path, _ in stated] == [f"static/js/{f.name}" for f in (ROOT / "static/js").glob("*.min.js")]
    assert [digest for _, digest in stated] == [hashlib.sha256((ROOT / p).read_bytes()).hexdigest() for p, _ in stated]


def test_production_starts_with_its_variables(tmp_path):
    assert start_production(tmp_path) == ""


@pytest.mark.parametrize("name", REAL)
def test_production_refuses_to_start_without(name, tmp_path):
    assert f"Set {name} in the environment" in start_production(tmp_path, **{name: ""})


@pytest.mark.parametrize("name", ["DEBUG", "DEMO"])
def test_production_refuses_to_start_with(name, tmp_path):
    assert f"Unset {name} in the environment" in start_production(tmp_path, **{name: "true"})


def test_production_refuses_to_start_without_a_second_factor_for_staff(tmp_path):
    refusal = start_production(tmp_path, STAFF_SECOND_FACTOR="false")
    assert "Set STAFF_SECOND_FACTOR to true" in refusal


def test_production_refuses_to_write_codes_and_links_into_its_log(tmp_path):
    refusal = start_production(tmp_path, SMS_SENDER="community.records.channels.ConsoleSms")
    assert "Set SMS_SENDER to a real sender" in refusal


@pytest.mark.django_db
def test_healthz_answers_when_the_database_does(client):
    assert client.get("/healthz").content == b"ok"


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/"])
def test_wagtails_own_log_in_leads_to_ours_and_keeps_where_people_wanted_to_go(address, client):
    answer = client.get(f"{address}?next=/admin/pages/")
    assert answer.headers["Location"] == "/accounts/login/?next=/admin/pages/"


def test_inline_scripts_are_refused_outside_the_desk(client):
    policies = {
        address: client.get(address).headers["Content-Security-Policy"]
        for address in ("/_util/login/", "/admin/login/")
    }
    assert "'unsafe-inline'" not in policies["/_util/login/"]
    assert "'unsafe-inline'" in policies["/admin/login/"]


@pytest.fixture
def resident(db):
    return get_user_model().objects.create_user(
        "resident", password="a long password", name="王小明", phone="13800000001"
    )


@pytest.mark.parametrize("login", ["resident", "13800000001", "138 0000 0001"])
def test_people_log_in_with_their_name_or_phone(login, resident, client):
    client.post("/accounts/login/", {"login": login, "password": "a long password"})
    assert client.session["_auth_user_id"] == str(resident.pk)


def test_a_session_row_is_not_readable(resident):
    client = Client()
    client.force_login(resident)
    session = client.session
    session["phone"] = resident.phone
    session.save()
    row = Session.objects.get(pk=session.session_key)
    assert row.get_decoded()["phone"] == resident.phone
    assert _text_inside(row.session_data).startswith("gAAAA")


def _text_inside(session_data: str) -> str:
    """What anybody with the row, but without FIELD_KEYS, can read of it."""
    text, compressed = session_data.split(":")[0], session_data.startswith(".")
    text = text.removeprefix(".")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return (zlib.decompress(raw) if compressed else raw).decode()


@pytest.mark.django_db
def test_a_server_refuses_to_start_among_demo_people(settings):
    settings.DEMO = False
    refuse_demo_people()
    user = get_user_model().objects.create_user("shegong", password=PASSWORD, name="李雯")
    with pytest.raises(ImproperlyConfigured, match="shegong"):
        refuse_demo_people()
    user.set_password("a password of her own")
    user.save()
    refuse_demo_people()
