"""Cells that name something we have: a community, a category, a role, an organisation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from import_export.widgets import Widget

from community.people.models import Organisation, Region

from .widgets import NOTHING, TextWidget, half_width


class RegionWidget(Widget):
    """A community by its name, with or without 社区 and what lies above it. ``mine`` are those he may import into."""

    def __init__(self, communities: list[Region], mine: list[Region]):
        super().__init__()
        self.known = {_bare(region.name): region for region in communities}
        self.mine = {region.pk for region in mine}
        self.only = mine[0] if len(mine) == 1 else None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Region:
        name = _bare(value)
        if not name:
            if self.only is None:
                raise ValueError("请填社区。")
            return self.only
        region = self.known.get(name) or next(
            (found for short, found in self.known.items() if name.endswith(("街道" + short, "区" + short))), None
        )
        if region is None:
            near = get_close_matches(name, self.known, n=1, cutoff=0.3)
            hint = f"是不是“{self.known[near[0]].name}”？" if near else "请写社区全称。"
            raise ValueError(f"没有“{value[:20]}”这个社区。{hint}")
        if region.pk not in self.mine:
            raise ValueError(f"{region.name}不归您管，请交给那边的同事导入。")
        return region


def _bare(name: str) -> str:
    text = re.sub(r"\s", "", half_width(name))
    return re.sub(r"(社区居民委员会|社区居委会|居委会|社区)$", "", text)


class NamedWidget(Widget):
    """One of several named things, by any of its names. A name that several things share has to be told apart."""

    def __init__(self, label: str, things: Iterable[tuple[str, Any]], *, required: bool = True):
        super().__init__()
        self.label, self.required = label, required
        self.known: dict[str, list[Any]] = {}
        for name, thing in things:
            same = self.known.setdefault(_tight(name), [])
            if thing not in same:
                same.append(thing)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        name = "" if value in NOTHING else _tight(value)
        if not name and self.required:
            raise ValueError(f"请填{self.label}。")
        if not name:
            return None
        found = self.known.get(name, [])
        if len(found) > 1:
            raise ValueError(f"有 {len(found)} 个“{value[:20]}”，请连上一级一起写，如“青禾街道 麦田里社区”。")
        if not found:
            near = get_close_matches(name, self.known, n=1, cutoff=0.4)
            hint = f"是不是“{near[0]}”？" if near else f"请写{self.label}全称。"
            raise ValueError(f"没有“{value[:20]}”这个{self.label}。{hint}")
        return found[0]


class UnitWidget(TextWidget):
    """An organisation of ours when the name is that of exactly one, else the words: a unit of old times may be gone."""

    def __init__(self) -> None:
        super().__init__("办理单位", 40)
        self.known: dict[str, Organisation | None] = {}
        for unit in Organisation.objects.all():
            self.known[_tight(unit.name)] = None if _tight(unit.name) in self.known else unit

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value, row, **kwargs)
        return self.known.get(_tight(text)) or text


def named_regions(regions: Iterable[Region]) -> Iterator[tuple[str, Region]]:
    """Each by its own name, and with the one above it in front; a community also without 社区."""
    by_path = {region.path: region for region in regions}
    for path, region in by_path.items():
        above = by_path.get(path[: -Region.steplen])
        for name in {region.name, _bare(region.name)}:
            yield name, region
            if above:
                yield above.name + name, region
                yield _bare(above.name) + name, region


def named_units(units: Iterable[Organisation]) -> Iterator[tuple[str, Organisation]]:
    for unit in units:
        yield unit.name, unit
        yield unit.region.name + unit.name, unit


def _tight(name: str) -> str:
    return re.sub(r"[\s·/／、—-]", "", half_width(name))
