"""A proposed change in words: what it is about, and what was and will be."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch

from django.utils.formats import date_format

from community.records.approval import Proposed
from community.records.calendar import by_library, is_working_day
from community.records.models import Arrangement, Holiday, Policy
from community.records.policies import REGISTRY, Number
from community.wishes.models import Terms
from community.wishes.operations.terms import TERMS

from .impact import value_before

WEEKDAYS = "一二三四五六日"
LIBRARY = Holiday.Kind.LIBRARY


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


def number_of(key: str) -> Number:
    """Of a key that the program no longer knows, the key itself."""
    return REGISTRY.get(key) or Number(0, "", key)


@singledispatch
def subject(row: Proposed) -> str:
    raise NotImplementedError(type(row))


@subject.register
def _(row: Policy) -> str:
    return number_of(row.key).label


@subject.register
def _(row: Terms) -> str:
    return str(row.category)


@subject.register
def _(row: Arrangement) -> str:
    return row.name


@singledispatch
def changes(row: Proposed) -> Iterator[Change]:
    raise NotImplementedError(type(row))


@changes.register
def _(row: Policy) -> Iterator[Change]:
    number = number_of(row.key)
    yield Change(number.label, f"{value_before(row)} {number.unit}", f"{row.value} {number.unit}")


@changes.register
def _(row: Terms) -> Iterator[Change]:
    earlier = row.category.terms.approved().filter(valid_from__lt=row.valid_from).exclude(pk=row.pk)
    last = earlier.order_by("-version").first()
    for name in TERMS:
        label = str(Terms._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a plain column
        yield Change(label, shown(last, name) if last else "", shown(row, name))


def shown(terms: Terms, name: str) -> str:
    value = getattr(terms, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(getattr(terms, f"get_{name}_display", lambda: value)())


@changes.register
def _(row: Arrangement) -> Iterator[Change]:
    for line in row.days.order_by("day"):
        label = f"{date_format(line.day, 'Y年n月j日')} 周{WEEKDAYS[line.day.weekday()]} {line.name}".strip()
        # After the approval the calendar says what the arrangement says: nothing is left to compare with.
        before = "" if row.approved_at else works(is_working_day(line.day))
        yield Change(label, before, works(by_library(line.day)) if line.kind == LIBRARY else line.get_kind_display())


def works(working: bool) -> str:
    return "上班" if working else "放假"
