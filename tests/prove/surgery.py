"""How a guard is cut out of a running process: functions by their code, constraints by their table."""

from __future__ import annotations

import ast
import copy
import inspect
import re
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection

from community.records import triggers

ROOT = Path(__file__).resolve().parents[2]
OURS = ("community", "workflows", "home", "cms")
# What says no to a person; faults of the program are not meant.
REFUSALS = {
    "AlreadySubmitted", "Http404", "Invalid", "PermissionDenied", "Refused", "RoleRefused", "Stale", "ValidationError",
    "add_error",
}  # fmt: skip
# Calls that stand for themselves and refuse, or write down what a later refusal needs.
GUARDS = re.compile(r"_?(require|must)_\w+|judge|reveal|submit_once|take_a_hand|take_part|promise|once_within")


def found(where: str) -> Any:
    """``package.module:Class.function``, without its decorators."""
    module, _, path = where.partition(":")
    thing: Any = import_module(module)
    for name in path.split("."):
        thing = getattr(thing, name)
    return inspect.unwrap(thing)


def become(function: Any, make: Callable[[Any], Any]) -> None:
    """From now on ``function`` does what ``make(the function as it was)`` does, for everybody who holds it."""
    assert not function.__code__.co_freevars, function
    original = types.FunctionType(function.__code__, function.__globals__, function.__name__, function.__defaults__)
    original.__kwdefaults__ = function.__kwdefaults__
    function.__globals__["_instead"] = make(original)
    function.__code__ = (lambda *args, **kwargs: _instead(*args, **kwargs)).__code__  # type: ignore[name-defined]  # noqa: F821 - found in the function's own module
    function.__defaults__ = function.__kwdefaults__ = None


@dataclass(frozen=True)
class Site:
    """A statement of a function that says no, or calls what says no."""

    module: str
    function: str
    line: int
    words: str
    refuses: bool

    @property
    def name(self) -> str:
        return f"{self.module}:{self.function} line {self.line} {self.words}"

    @property
    def path(self) -> Path:
        return ROOT.joinpath(*self.module.split(".")).with_suffix(".py")

    def remove(self) -> None:
        """The function goes on as if the statement were not there."""
        function = found(f"{self.module}:{self.function}")
        tree = ast.fix_missing_locations(_Without(self.line).visit(ast.parse(self.path.read_text())))
        for code in _codes(compile(tree, str(self.path), "exec", dont_inherit=True)):
            if code.co_qualname == function.__code__.co_qualname:
                function.__code__ = code
                return
        raise AssertionError(f"{self.name} is not in its file")


class _Without(ast.NodeTransformer):
    def __init__(self, line: int) -> None:
        self.line = line

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Raise | ast.Expr) and node.lineno == self.line:
            return ast.copy_location(ast.Pass(), node)
        return self.generic_visit(node)


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def sites() -> Iterator[Site]:
    for folder in ("community", "workflows"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"migrations", "management"} & set(path.parts):
                module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield from _sites(module, ast.parse(path.read_text()), ())


def _sites(module: str, node: ast.AST, names: tuple[str, ...]) -> Iterator[Site]:
    for child in ast.iter_child_nodes(node):
        inside = names
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            inside = (*names, child.name)
        elif isinstance(child, ast.Raise | ast.Expr):
            called = _called(child)
            if called in REFUSALS or GUARDS.fullmatch(called):
                words = ast.unparse(child).replace("\n", " ")[:70]
                yield Site(module, ".".join(names), child.lineno, words, called in REFUSALS)
        yield from _sites(module, child, inside)


def _called(statement: ast.Raise | ast.Expr) -> str:
    thing = statement.exc if isinstance(statement, ast.Raise) else statement.value
    if isinstance(thing, ast.Call):
        thing = thing.func
    elif isinstance(statement, ast.Expr):
        return ""
    return thing.attr if isinstance(thing, ast.Attribute) else thing.id if isinstance(thing, ast.Name) else ""


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def drop_constraint(model: Any, constraint: Any) -> None:
    model._meta.constraints = [c for c in model._meta.constraints if c is not constraint]
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    _triggers_again(model)


def drop_unique(model: Any, field: Any) -> None:
    common = copy.copy(field)
    common.__dict__.pop("unique", None)  # kept from the last time it was asked
    common._unique = False
    if hasattr(common, "remote_field") and common.remote_field:
        common.remote_field = copy.copy(field.remote_field)
    with connection.schema_editor() as editor:
        editor._remake_table(model, alter_fields=[(field, common)])  # type: ignore[attr-defined]  # SQLite's own
    _triggers_again(model)


def _triggers_again(model: Any) -> None:
    """SQLite drops them when a table is remade."""
    triggers.install(apps.get_app_config(model._meta.app_label), using="default")
