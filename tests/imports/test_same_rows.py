"""``start_many`` writes what ``start`` writes: the same rows in every table, but for keys, codes and engine times."""

import re
from typing import Any

import pytest
from django.apps import apps

from community.people.actor import Channel
from community.wishes.models import Wish
from tests.factories import District, as_, later, wishing
from workflows import door

pytestmark = pytest.mark.django_db

WISHES: list[dict[str, Any]] = [
    {"wisher": None, "phone": "13900000201", "own_words": "想借一辆手推车", "proxy_reason": "表格导入"},
    {"wisher": None, "phone": "", "own_words": "没有电话的人也想学唱歌", "address": "3 幢 502"},
    {"wisher": None, "phone": "13900000203", "phone_is_own": False, "own_words": "电话是儿子的", "urgent": True},
]


def everything() -> dict[str, list[dict]]:
    """All rows of all tables."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
    }


def written(before, after, codes) -> dict[str, list[dict]]:
    """The new rows, with primary keys as places in their table, codes by their order, and no engine clock."""
    new = {
        label: [row for row in rows if row not in before[label]]
        for label, rows in after.items()
        if rows != before[label]
    }
    places = {(label, row["id"]): f"#{n}" for label, rows in new.items() for n, row in enumerate(rows) if "id" in row}
    return {label: [_plain(label, row, places, codes) for row in rows] for label, rows in new.items()}


def _plain(label, row, places, codes):
    model, plain = apps.get_model(label), {}
    for field in model._meta.concrete_fields:
        value = row[field.attname]
        if label.startswith("viewflow.") and field.get_internal_type() == "DateTimeField":
            value = value is not None
        target = field.remote_field.model._meta.label if field.is_relation else label if field.primary_key else ""
        plain[field.attname] = _named(places.get((target, value), value) if target else value, codes)
    return plain


def _named(value, codes):
    if not isinstance(value, str):
        return value
    for n, code in enumerate(codes):
        spoken = f"{code[:3]} {code[3:6]} {code[6:]}"
        value = value.replace(code, f"<{n}>").replace(spoken, f"<{n}>")
    return re.sub(r"t=[\w:-]+", "t=…", value)


def test_many_at_once_are_the_same_rows_as_one_by_one(here: District):
    by, at = as_(here.worker, channel=Channel.IMPORT), later()
    wishings = [wishing(here, **extra) for extra in WISHES]
    start = everything()
    one_by_one = [door.start(each, by=by, at=at, proxied=True).code for each in wishings]
    middle = everything()
    at_once = [wish.code for wish in door.start_many(wishings, by=by, at=at)]
    end = everything()

    singly, together = written(start, middle, one_by_one), written(middle, end, at_once)
    assert singly.keys() == together.keys() >= {"wishes.Wish", "wishes.WishEvent", "wishes.Hand", "viewflow.Task"}
    for label in singly:
        assert _sorted(together[label]) == _sorted(singly[label]), label
    assert Wish.objects.count() == 6


def _sorted(rows):
    """In no order but their content's: bulk writes number the tasks of three wishes differently."""
    return sorted(str(sorted((k, v) for k, v in row.items() if not _is_place(k, v))) for row in rows)


def _is_place(name, value):
    return name in {"id", "task_id", "from_task_id", "to_task_id"} and str(value).startswith("#")
