"""The same row twice: within a sheet, from an earlier sheet, or the same number for two different things."""

from __future__ import annotations

import json

from community.people.fields import lookup
from community.records.models import Submission
from community.wishes.models import Wish
from community.wishes.operations.submit import Wishing

from .resource import Finding

LONG_ENOUGH = 6  # a shorter number may be a running one, 1, 2, 3 …
SLICE = 500
TAKEN = "这个编号已经有心愿 {}，写的不一样。要改，请到那件心愿里改。"

Results = list[Wishing | list[Finding]]


def row_key(wishing: Wishing) -> str:
    """Same person, same words, same community: same key. Keyed (HMAC), so that nobody can guess it back."""
    same = [
        wishing.region.slug,
        wishing.name,
        wishing.phone,
        "".join(wishing.own_words.split()),
        wishing.outside_number,
    ]
    return "wish-row:" + lookup(json.dumps(same))


def mark_doubles(numbers: list[int], results: Results, *, areas: list[str]) -> int:
    """Replaces later doubles in ``results`` by findings; returns how many of the rest came in before."""
    keys = ["" if isinstance(result, list) else row_key(result) for result in results]
    known = _known(keys)
    fresh = [r for r, key in zip(results, keys, strict=True) if not isinstance(r, list) and key not in known]
    taken = _taken([r.outside_number for r in fresh if _checks(r)], areas)
    first: dict[str, int] = {}
    seen = 0
    for index, (number, result, key) in enumerate(zip(numbers, results, keys, strict=True)):
        if isinstance(result, list):
            continue
        outside = result.outside_number if _checks(result) else ""
        if key in first:
            results[index] = [Finding("", f"和第 {first[key]} 行一样，留一行就行。")]
        elif outside and outside in first:
            results[index] = [
                Finding("outside_number", f"编号和第 {first[outside]} 行一样，别的不一样，请看一下哪个对。")
            ]
        elif outside in taken and key not in known:
            results[index] = [Finding("outside_number", TAKEN.format(taken[outside]))]
        else:
            first |= {key: number, outside: number}
            seen += key in known
    return seen


def _checks(result: Wishing) -> bool:
    return len(result.outside_number) >= LONG_ENOUGH


def _known(keys: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(keys), SLICE):
        part = [key for key in keys[start : start + SLICE] if key]
        found.update(Submission.objects.filter(key__in=part).values_list("key", flat=True))
    return found


def _taken(outside: list[str], areas: list[str]) -> dict[str, str]:
    """{outside number: spoken code} of wishes in these areas that have it already."""
    found: dict[str, str] = {}
    for start in range(0, len(outside), SLICE):
        rows = Wish.objects.in_areas(areas).filter(outside_number__in=outside[start : start + SLICE])
        found.update({wish.outside_number: wish.spoken_code for wish in rows.only("code", "outside_number")})
    return found
