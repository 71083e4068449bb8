"""Which tests are asked first whether they miss what a mutant takes away: those that speak of it, then its neighbours."""

from __future__ import annotations

import re
from pathlib import Path

from tests.prove import surgery

WORKFLOWS = (
    "tests/workflows/test_own_hands", "tests/workflows/test_permissions", "tests/workflows/test_edges",
    "tests/workflows/test_parts", "tests/workflows/",
)  # fmt: skip
PAGES = ("tests/wishes/", "tests/desk/", "tests/community/test_log_in", "tests/config/test_accounts", "tests/home/")


OF_NUMBERS = {
    "wish": ("tests/workflows/test_clocks",),
    "export": ("tests/exports/",),
    "account": ("tests/accounts/",),
    "session": ("tests/accounts/",),
    "notice": ("tests/community/",),
    "digest": ("tests/desk/test_digest", "tests/community/"),
    "review": ("tests/review/", "tests/cms/test_desk"),
    "voice": ("tests/home/test_voices",),
    "people": ("tests/wishes/test_contact",),
}


OF_TABLES = {"search_entry": ("tests/search/",)}


def mentioning(words: str) -> list[str]:
    """Test files these words stand in."""
    tests = Path(__file__).parents[1]
    found = (path for path in sorted(tests.rglob("test_*.py")) if words in path.read_text())
    return [str(path.relative_to(tests.parent)) for path in found]


def suite_of(site: surgery.Site) -> tuple[str, ...]:
    """Test files that name the refusal, neighbours that name its function, all neighbours, whoever names it."""
    coded = [path for code in re.findall(r"(?<=[(])'(\w+)'", site.words)[:1] for path in mentioning(f'"{code}"')]
    beside, named = near(site.module), mentioning(site.function.rpartition(".")[2])
    nearest = (*coded, *(path for path in named if path.startswith(beside) and site.refuses))
    return (*nearest, *beside, *named, "tests/")


def near(module: str) -> tuple[str, ...]:
    for part in ("imports", "exports", "desk", "search"):
        if f".{part}" in module:
            return (f"tests/{part}/",)
    if module.startswith("workflows.wishes") or module.endswith(".links"):
        return ("tests/wishes/", "tests/workflows/test_own_hands")
    if module.startswith(("community.honours", "community.voices")):
        return ("tests/cms/test_boards", "tests/home/test_voices", "tests/community/")
    if module.startswith(("community.people", "community.records", "community.points")):
        return ("tests/community/", "tests/accounts/", "tests/workflows/test_duty", "tests/wishes/")
    order = ("parts", "duty", "own_hands", "permissions", "edges", "forms", "clocks", "refusals")
    return (*(f"tests/workflows/test_{name}" for name in order), "tests/wishes/", "tests/desk/", "tests/imports/")
