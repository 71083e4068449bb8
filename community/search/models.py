"""One line for everything the public can find, whatever it is: the index is of this table, in either database's way."""

from collections.abc import Sequence

from django.db import connections, models
from django.db.models.expressions import RawSQL

from .grams import grams, plain

LONGEST = 15_000  # characters: PostgreSQL keeps the places of words up to 16,383
MANY = 5_000  # of so many newest lines SQLite is asked which else is wanted of them


class EntryQuerySet(models.QuerySet["Entry"]):
    def matching(self, terms: Sequence[str], *, title: bool = False) -> "EntryQuerySet":
        """Those that hold every one of these runs of characters, in the title or anywhere."""
        if connections[self.db].vendor == "postgresql":
            column = "title_words" if title else "words"
            asked = " & ".join(_for_postgresql(term) for term in terms)
            return self.extra(where=[f"search_entry.{column} @@ to_tsquery('simple', %s)"], params=[asked])  # type: ignore[return-value]  # the stubs lose the class
        asked = " AND ".join(_for_sqlite(term) for term in terms)
        asked = f"title_grams : ({asked})" if title else asked
        newest = "SELECT rowid FROM search_words WHERE search_words MATCH %s ORDER BY rowid DESC LIMIT %s"
        return self.filter(pk__in=RawSQL(newest, [asked, MANY]))


def _for_postgresql(term: str) -> str:
    words = _asked(term)
    return f"'{term}':*" if not words else "(" + " <-> ".join(f"'{word}'" for word in words) + ")"


def _for_sqlite(term: str) -> str:
    words = _asked(term)
    return f'"{term}"*' if not words else '"' + " ".join(words) + '"'


def _asked(term: str) -> list[str]:
    """Pairs that follow each other; nothing for what is looked for by its beginning."""
    return [] if len(term) == 1 or term <= "z" else list(grams(term))[:-1]


class Entry(models.Model):
    """``key`` names the thing: ``wish:386204517``, ``page:12``. Holds nothing that is not public."""

    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField("类型", max_length=40)
    title = models.CharField("标题", max_length=255)
    text = models.TextField("内容", blank=True)
    day = models.DateField("日期")
    issuer = models.CharField("发布机构", max_length=100, blank=True)
    area = models.CharField("区域", max_length=32, blank=True)
    title_grams = models.TextField(editable=False)
    text_grams = models.TextField(editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "可搜到的内容"

    def __str__(self) -> str:
        return self.title

    def derive(self) -> None:
        self.text = " ".join(self.text.split())[:LONGEST]
        self.title_grams, self.text_grams = " ".join(grams(self.title)), " ".join(grams(self.text))


class Promotion(models.Model):
    """What an editor wants to stand above everything else for certain words."""

    words = models.CharField(
        "搜什么词时", max_length=100, help_text="几个词用空格隔开，比如：低保 最低生活保障 困难补助"
    )
    title = models.CharField("显示什么", max_length=60)
    address = models.CharField("打开哪里", max_length=200, help_text="本站的网址，从斜杠开始")

    class Meta:
        verbose_name = verbose_name_plural = "推荐结果"
        constraints = [
            models.CheckConstraint(
                name="promoted_address_is_ours",
                condition=models.Q(address__startswith="/") & ~models.Q(address__startswith="//"),
                violation_error_message="只能写本站的网址，从一个斜杠开始。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def answers(self, question: str) -> bool:
        asked = plain(question).split()
        return any(word in asked or word == "".join(asked) for word in plain(self.words).split())


class Unanswered(models.Model):
    """A question that found nothing; digits that could be somebody's number are never kept."""

    question = models.CharField("搜的词", max_length=40, unique=True)
    number = models.PositiveIntegerField("几次", default=1)
    last_on = models.DateField("最近一次")

    class Meta:
        verbose_name = verbose_name_plural = "没搜到的词"

    def __str__(self) -> str:
        return self.question
