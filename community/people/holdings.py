"""What the house holds about a person. Each app says of its own tables how they are shown to him and how they are erased.

Registered in ``ready()``, so that people, who lies lowest, erases what lies above without knowing it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from .models import User


@dataclass(frozen=True)
class Duty:
    """Something that has to be finished before a person may leave: what, where, and what he can do."""

    what: str
    advice: str
    address: str = ""


def _nothing(user: User, at: datetime) -> None:
    """For tables without a word about the person beyond his pseudonym."""


def _no_duties(user: User, at: datetime) -> Iterable[Duty]:
    return ()


@dataclass(frozen=True)
class Holding:
    """``show`` gives {title: JSON}; ``erase`` leaves no personal value behind and may run twice."""

    show: Callable[[User], dict[str, Any]]
    erase: Callable[[User, datetime], None] = _nothing
    duties: Callable[[User, datetime], Iterable[Duty]] = _no_duties


_registry: list[Holding] = []


def register(holding: Holding) -> None:
    _registry.append(holding)


def shown(user: User) -> dict[str, Any]:
    """All of it, as he may take it away; the account first."""
    return {title: data for holding in reversed(_registry) for title, data in holding.show(user).items()}


def erase(user: User, at: datetime) -> None:
    """In the order of INSTALLED_APPS, upper apps first: they find their rows by the phone that people erases last."""
    for holding in _registry:
        holding.erase(user, at)


def duties(user: User, at: datetime) -> list[Duty]:
    return [duty for holding in _registry for duty in holding.duties(user, at)]


def moment(at: datetime | None) -> str:
    """A moment for a reader, on the local clock; empty for none."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
