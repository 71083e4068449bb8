"""Every picture, link, path and command that README and handbook name is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "docs" / "architecture.md", *sorted((ROOT / "docs" / "handbook").glob("*.md"))]
LINK = re.compile(r"\]\(([^)#]+)\)")
CODE = re.compile(r"`([^`\n]+)`|^```\n(.*?)^```", re.M | re.S)
MOST_PICTURES, MOST_BYTES = 25, 80 * 1024

page_by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def code(page: Path) -> str:
    return "\n".join("".join(found) for found in CODE.findall(page.read_text()))


@page_by_page
def test_its_links_and_pictures_exist(page):
    targets = [link for link in LINK.findall(page.read_text()) if "://" not in link]
    assert [link for link in targets if not (page.parent / link).exists()] == []


@page_by_page
def test_its_commands_exist(page):
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M)
    assert set(re.findall(r"\bmake ([a-z]+)", code(page))) <= set(targets)
    known = get_commands()
    for name, options in re.findall(r"manage\.py ([a-z_]+)((?: --[a-z]+)*)", code(page)):
        assert name in known, name
        told = load_command_class(known[name], name).create_parser("manage.py", name).format_help()
        assert [option for option in options.split() if option not in told] == []


@page_by_page
def test_its_paths_exist(page):
    named = re.findall(r"(?<![\w./])((?:[a-z_]+/)+[\w.]*)", code(page))
    ours = [path for path in named if (ROOT / path.split("/")[0]).is_dir() or path.startswith("config/")]
    assert [path for path in ours if not (ROOT / path).exists() and not (ROOT / "site" / path).exists()] == []


def test_every_picture_is_small_and_shown_somewhere():
    pictures = sorted((ROOT / "docs" / "screenshots").iterdir())
    told = "".join(page.read_text() for page in PAGES)
    assert len(pictures) <= MOST_PICTURES
    assert [p.name for p in pictures if p.stat().st_size > MOST_BYTES or f"screenshots/{p.name})" not in told] == []
