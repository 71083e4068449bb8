"""What is thrown away when it is old enough. Each app says in ``ready()`` what that is; the clock asks them all."""

from collections.abc import Callable
from datetime import datetime

_registered: list[Callable[[datetime], object]] = []


def register(forget: Callable[[datetime], object]) -> None:
    """``forget(at)`` deletes what has been kept long enough at that moment."""
    _registered.append(forget)


def forget_all(at: datetime) -> None:
    for forget in _registered:
        forget(at)
