"""What residents type against what a district writes: both were written down before the search was."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from community.search.operations import drop, entry, put
from community.search.queries import find, marked, suggestions
from tests.search.conftest import lines, texts

WORDS = [line for line in lines("queries.txt") if "=" not in line]
FIRST = [line.split("=") for line in lines("queries.txt") if "=" in line]


def keys(question):
    return [found.key for found in find(question).entries]


def test_there_are_texts_and_questions_enough():
    assert len(texts()) >= 300
    assert len(WORDS) + len(FIRST) >= 60


def test_a_word_finds_every_text_that_holds_it(indexed):
    missed = {word: want ^ set(keys(word)) for word in WORDS if (want := holding(word)) != set(keys(word))}

    assert missed == {}


def holding(word):
    found = {key for key, _, title, text in texts() if word in title + text}
    assert found, f"no text holds {word}"
    return found


def test_what_was_meant_comes_first(indexed):
    wrong = {question: keys(question)[:3] for question, key in FIRST if keys(question)[:1] != [key]}

    assert len(wrong) <= len(FIRST) // 10, wrong


def test_title_beats_text_and_of_equals_the_newer_comes_first(db):
    for key, title, text, day in [
        ("text", "通知", "本周义诊，义诊，义诊", 4),
        ("old", "周末义诊", "", 1),
        ("new", "周末义诊", "", 3),
        ("middle", "周末义诊", "", 2),
    ]:
        put(entry(key=key, kind="article", title=title, text=text, day=date(2026, 1, day)))

    assert keys("义诊") == ["new", "middle", "old", "text"]


def test_a_changed_text_is_found_by_its_new_words_only(db):
    for text in ["修剪刀", "磨菜刀"]:
        put(entry(key="page:1", kind="article", title="便民", text=text, day=date(2026, 1, 1)))

    assert keys("剪刀") == []
    assert keys("菜刀") == ["page:1"]
    drop(["page:1"])
    assert keys("菜刀") == []
    if (
        connection.vendor == "sqlite"
    ):  # whose index is a table of its own: it would say if it held other words than ours
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words(search_words, rank) VALUES ('integrity-check', 1)")


def test_a_mistyped_word_is_put_right(indexed):
    found = find("电梯补帖")

    assert not found.exact
    assert found.perhaps == "电梯补贴"
    assert find("电梯补贴").perhaps == ""


def test_what_nobody_wrote_finds_nothing(indexed):
    assert keys("航天飞机") == []


def test_typing_brings_titles_that_go_on_so(indexed):
    assert suggestions("既有住") == ["既有住宅加装电梯补贴办法"]
    assert suggestions("  ") == []


@pytest.mark.parametrize(
    "question",
    [
        *(
            '心愿"',
            "'",
            '"',
            "体检 AND",
            "NOT 体检",
            "体检*",
            "(((",
            "体检 | !",
            "a:b & c <-> d",
            "\\",
            "%",
            "_",
            "，。！",
        ),
        *(
            "title_grams:体检",
            "NEAR(a b)",
            "'; DROP TABLE search_entry; --",
            "１２３４５",
            "😀",
            "体" * 500,
            "a" * 5000,
        ),
        *("1e5 0x1f a_b a-b http://a.b/c?d", "ﷺ", "\ud800".encode("utf-8", "replace").decode(), "\t\n", "12.5%"),
    ],
)
def test_no_question_breaks_it(indexed, question):
    found = find(question)

    suggestions(question)
    assert all("".join(part for part, _ in marked(e.title, found.words)) == e.title for e in found.entries)


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_marking_loses_and_changes_no_character(text):
    shown = marked(text, ["体检", "a"], length=200)

    assert "".join(part for part, _ in shown) == text


def test_one_character_and_the_beginning_of_a_number_are_found(indexed):
    assert set(keys("饺")) == holding("饺")
    assert keys("123") == ["noise"]
