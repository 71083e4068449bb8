"""What has no photo shows a drawing of what it is about."""

from pathlib import Path

from django.conf import settings

from home.demo.articles import ARTICLES
from home.templatetags.drawings import OTHERWISE, WORDS, drawing, drawing_of

FOLDER = Path(settings.STATICFILES_DIRS[0]) / "img" / "drawings"


def test_every_name_has_a_drawing_and_every_drawing_a_name():
    assert {name for name, _ in WORDS} | {OTHERWISE} == {path.stem for path in FOLDER.glob("*.svg")}


def test_a_title_shows_what_it_is_about():
    assert drawing_of("家里有把旧二胡，想找个老师教一教") == "erhu"
    assert drawing_of("六千八百斤青菜，四天进了十三家食堂") == "greens"
    assert drawing_of("没有一个字合得上") == OTHERWISE
    assert 'alt=""' in drawing("旧书") and "books.svg" in drawing("旧书")


def test_most_articles_of_the_demo_have_a_drawing_of_their_own():
    drawn = [drawing_of(article.title) for article in ARTICLES]
    assert 3 * len(set(drawn)) >= 2 * len(drawn) and drawn.count(OTHERWISE) <= 2
