"""Our words for what the libraries leave in English: committed compiled, since a fresh clone may have no gettext."""

import ast
import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.utils.translation import gettext

LOCALE = Path(__file__).resolve().parents[2] / "locale/zh_Hans/LC_MESSAGES"
ENTRY = re.compile(r'^msgid (".+")\nmsgstr (".+")$', re.M)


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_the_compiled_words_are_those_of_the_source(name: str) -> None:
    with (LOCALE / f"{name}.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    source = [tuple(map(ast.literal_eval, entry)) for entry in ENTRY.findall((LOCALE / f"{name}.po").read_text())]

    assert source
    assert [compiled.gettext(original) for original, _ in source] == [ours for _, ours in source]


def test_ours_win_over_the_library_s() -> None:
    assert gettext("Dashboard") == "首页"
