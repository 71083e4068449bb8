"""The same row twice: within a sheet, from before, or one number for two different things."""

from __future__ import annotations

from .resource import Finding, Results, SheetResource


def mark_doubles(numbers: list[int], results: Results, sheet: SheetResource) -> int:
    """Replaces later doubles in ``results`` by findings; returns how many of the rest came in before."""
    good = [index for index, result in enumerate(results) if not isinstance(result, list)]
    keys = {index: sheet.key(results[index]) for index in good}
    known = sheet.known([results[index] for index in good])
    fresh = [index for index in good if keys[index] not in known]
    conflicts = sheet.conflicts([results[index] for index in fresh])
    against = {fresh[place]: finding for place, finding in conflicts.items()}
    first: dict[object, int] = {}
    for index in good:
        once = sheet.only_once(results[index])
        if keys[index] in first:
            results[index] = [Finding("", f"和第 {first[keys[index]]} 行一样，留一行就行。")]
        elif once[1] and once in first:
            results[index] = [Finding(once[0], sheet.clash.format(first[once]))]
        elif index in against:
            results[index] = [against[index]]
        else:
            first |= {keys[index]: numbers[index], once: numbers[index]}
    return sum(keys[index] in known for index in good if not isinstance(results[index], list))
