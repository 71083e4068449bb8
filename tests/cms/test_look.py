"""What every public page keeps: strict content policy, little weight, words that lead on."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from cms.models import SiteSettings
from home.models import HomePage

INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)(?! type=\"application/ld)|\son[a-z]+=|javascript:")
PAGES = ["/", "/news/", "/news/bench/", "/policies/lifts-2022/", "/accounts/login/", "/nowhere/"]
pytestmark = pytest.mark.usefixtures("article", "repealed_policy")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_carries_no_style_or_script_of_its_own(client, address):
    answer = client.get(address)

    assert INLINE.findall(answer.text) == []
    assert "script-src 'self'; style-src 'self'" in sorted_policy(answer)


def sorted_policy(answer):
    return "; ".join(sorted(answer["Content-Security-Policy"].split("; ")))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_with_its_style_and_script_weighs_under_60_kb(client, address):
    files = [str(finders.find(name)) for name in ("css/wuwei.css", "js/page.js")]
    parts = [client.get(address).content, *(Path(name).read_bytes() for name in files)]

    assert sum(len(gzip.compress(part)) for part in parts) < 60_000


@pytest.mark.parametrize("address", PAGES)
def test_every_file_a_page_asks_for_is_there(client, address):
    asked = re.findall(r'"/static/([^"#]+)', client.get(address).text)

    assert "css/wuwei.css" in asked
    assert [name for name in set(asked) if not finders.find(name)] == []


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/nowhere/"])
def test_a_page_speaks_chinese_and_lets_one_skip_to_the_text(client, address):
    answer = client.get(address)

    assert '<html lang="zh-Hans">' in answer.text
    assert '<a class="skip" href="#main">' in answer.text


@pytest.mark.parametrize("template", ["404.html", "403.html", "403_csrf.html", "500.html"])
def test_an_error_page_is_drawn_without_a_request_and_leads_on(template):
    assert '<a class="button' in render_to_string(template)


def test_a_failed_log_in_names_the_fault_at_the_top_and_at_the_field(client):
    answer = client.post("/accounts/login/", {"login": "nobody", "password": ""})

    assert '<div class="error-summary" role="alert" tabindex="-1">' in answer.text
    assert '<a href="#id_password">' in answer.text
    assert 'id="id_password_error"' in answer.text
    assert re.search(r'<input[^>]*name="password"[^>]*aria-invalid="true"', answer.text)


def test_a_page_is_framed_by_the_editor_to_preview_it_and_by_nobody_else(client, article):
    previewed, served = article.make_preview_request(), client.get(article.url)

    assert "frame-ancestors 'self'" in previewed["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in served["Content-Security-Policy"]
    assert "script-src 'self'" in previewed["Content-Security-Policy"].split("; ")


@pytest.mark.parametrize("address", [*PAGES, "/wishes/", "/feeds/"])
def test_a_district_gives_its_own_name(client, address):
    HomePage.objects.update(title="柳林五微")
    SiteSettings.objects.update(name="柳林五微")

    page = client.get(address).text

    assert "柳林五微" in page and "五微社区" not in page


def test_no_page_knows_the_demo_s_district():
    folders = [
        Path(settings.BASE_DIR, name) for name in ("templates", "static", "cms", "home", "workflows", "community")
    ]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".html", ".py", ".js", ".svg"}]
    found = {path for path in files if "云桥" in path.read_text()}

    assert len(files) > 300
    assert {path for path in found if not {"demo", "demo.py"} & set(path.parts)} == set()
