"""What every kind of sheet shares: a row → what it asks for, or findings by field, through django-import-export.

Each kind is one subclass: its columns, a widget per field, what no cell alone can tell, and how good rows go in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, ClassVar

import tablib  # type: ignore[import-untyped]  # ships no types
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource

from community.people.actor import Actor
from community.people.fields import lookup
from community.people.models import User
from community.people.roles import Verb
from community.records.models import Submission

from .columns import Columns

SLICE = 500
Values = dict[str, str]


@dataclass(frozen=True)
class Finding:
    """What is wrong with a cell; ``field`` is empty when it is the row as a whole."""

    field: str
    message: str


Results = list[Any]  # for each row what it asks for, or a list of Findings


def column(field: str, widget: Any) -> Field:
    return Field(attribute=field, column_name=field, widget=widget)


class SheetResource(Resource):
    """Rows are dictionaries of text by field name. Reading saves nothing; ``take_in`` does, inside a transaction.

    ``approval`` is the verb of whoever has to approve the sheet, empty when nobody has to; ``main`` the field a row is
    recognised by in a list; ``clash`` what is said of two rows that share what only one can have.
    """

    do_not_call_in_templates = True  # pages show the kind itself, not a sheet of it
    slug: ClassVar[str]
    subject: ClassVar[str]
    lead: ClassVar[str]
    agree: ClassVar[str]
    after: ClassVar[str]
    rule: ClassVar[str]
    columns: ClassVar[Columns]
    verb: ClassVar[Verb]
    approval: ClassVar[str] = ""
    clash: ClassVar[str] = ""
    main: ClassVar[str]
    example: ClassVar[Mapping[str, str]]
    choices: ClassVar[Mapping[str, str]] = {}
    widths: ClassVar[Mapping[str, int]] = {}
    at_once: ClassVar[int] = 22  # rows in one transaction: others who write wait no longer than for one

    class Meta:
        force_init_instance = True
        instance_loader_class = BaseInstanceLoader
        use_transactions = False
        skip_diff = True
        store_instance = True

    def __init__(self, by: Actor, at: datetime, *, today: datetime | None = None) -> None:
        """``today``: the day of the upload, which completes days without a year; rights are those of ``at``."""
        super().__init__()
        self.by, self.at = by, at

    def init_instance(self, row: Any = None) -> SimpleNamespace:
        return SimpleNamespace(pk=None)

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Nothing is saved while reading. So ``import_data`` need not be a dry run, which would cost two savepoints
        a row."""

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        errors = dict(import_validation_errors or {})
        for field, message in self.judge(vars(instance)):
            errors.setdefault(field, []).append(ValidationError(message))
        if errors:
            raise ValidationError(errors)

    def read(self, rows: list[Values]) -> Results:
        """For each row what it asks for, or what has to be put right first."""
        names = list(self.columns.names)
        data = tablib.Dataset(*([row[field] for field in names] for row in rows), headers=names)
        results = self.import_data(data, raise_errors=False)
        if results.base_errors:
            raise results.base_errors[0].error
        return [self._one(result) for result in results.rows]

    def _one(self, result: Any) -> Any:
        if result.errors:
            raise result.errors[0].error
        if result.validation_error:
            return [
                Finding("" if field == NON_FIELD_ERRORS else field, message)
                for field, messages in result.validation_error.message_dict.items()
                for message in messages
            ]
        return self.item(vars(result.instance))

    # What a kind of sheet says about itself.

    @classmethod
    def offered_to(cls, by: Actor, at: datetime) -> bool:
        return bool(by.areas(cls.verb, at))

    def places(self) -> list[str]:
        """Where he may import into, in words."""
        return []

    def judge(self, known: dict[str, Any]) -> Iterable[tuple[str, str]]:
        """(field, sentence) for what no cell alone can tell. ``known`` lacks the fields that were not understood."""
        return ()

    def item(self, known: dict[str, Any]) -> Any:
        raise NotImplementedError

    def area(self, item: Any) -> str:
        """The path of the place the row belongs to."""
        raise NotImplementedError

    def key(self, item: Any) -> str:
        """Two rows with the same key are the same row."""
        raise NotImplementedError

    def only_once(self, item: Any) -> tuple[str, str]:
        """(field, value) that two different rows cannot share; the value is empty when there is none."""
        return "", ""

    def known(self, items: list[Any]) -> set[str]:
        """The keys of those that are in already."""
        return known_rows([self.key(item) for item in items])

    def conflicts(self, items: list[Any]) -> dict[int, Finding]:
        """By place in ``items``: what contradicts rows we have."""
        return {}

    def take_in(self, items: list[Any], *, approved_by: User | None) -> int:
        """Write what is new of these rows; returns how many."""
        raise NotImplementedError

    def cut(self, item: Any) -> tuple[str, ...]:
        """Under which headings whoever approves sees it counted."""
        raise NotImplementedError

    def shown(self, item: Any) -> list[tuple[str, str]]:
        """(label, words) for whoever approves, without full names and phones."""
        raise NotImplementedError


def row_key(slug: str, *same: str) -> str:
    """Keyed (HMAC), so that nobody can guess it back."""
    return f"{slug}-row:" + lookup("\n".join(same))


def known_rows(keys: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(keys), SLICE):
        found.update(Submission.objects.filter(key__in=keys[start : start + SLICE]).values_list("key", flat=True))
    return found


def remember(slug: str, results: Mapping[str, str], *, at: datetime) -> None:
    """{key: what it became}. A key that somebody else wrote in the same moment raises IntegrityError."""
    Submission.objects.bulk_create(
        Submission(key=key, kind=f"{slug}_row", result=code, at=at) for key, code in results.items()
    )
