"""What somebody may object to. Upper apps say in ``ready()`` how a subject of theirs is called and where it stands.

A subject is a kind and a name, ``wish:386204517``; what the public cannot see is no subject.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """``title`` is public words for it, ``address`` its public page."""

    subject: str
    title: str
    address: str


_finders: dict[str, Callable[[str], Subject | None]] = {}


def register(kind: str, finder: Callable[[str], Subject | None]) -> None:
    """``finder(name)`` gives None for what is not there or not public."""
    _finders[kind] = finder


def find(subject: str) -> Subject | None:
    kind, _, name = subject.partition(":")
    finder = _finders.get(kind)
    return finder(name) if finder and name else None
