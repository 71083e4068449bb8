"""What the suite has to notice: every rule, constraint, policy number, deadline and guard, removed one at a time.

All of it is read off the product's own tables and sources, so that what is added there is proved as well. A mutant is
applied in a process of its own and never taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from django import forms as django_forms
from django.apps import apps

from community.records.models import Audience
from community.records.policies import REGISTRY, policy
from tests.prove import surgery
from tests.prove.suites import OF_NUMBERS, OF_TABLES, PAGES, WORKFLOWS, mentioning, near, suite_of
from workflows.flows.rule import Rule
from workflows.flows.wish import WishFlow
from workflows.flows.wish_clocks import CLOCKS, Tick
from workflows.flows.wish_rules import RULES
from workflows.flows.wish_who import Who
from workflows.forms.base import StepForm


@dataclass(frozen=True)
class Mutant:
    """``remove`` takes the guard away for good; ``hints`` are parts of test names to try first, then all ``files``.
    ``line``: file and number; only tests that come by it can miss it."""

    kind: str
    name: str
    remove: Callable[[], object]
    files: tuple[str, ...]
    hints: tuple[str, ...] = ()
    line: tuple[Path, int] | None = None

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


NOTHING = Mutant("none", "the product as it is", lambda: None, ())


def everything() -> list[Mutant]:
    sources = (rules, forms, clocks, policies, constraints, triggers, surgery_sites, predicates)
    return [mutant for source in sources for mutant in source()]


class Anyone(Who):
    """Lets everybody pass, and takes the place of another in every comparison."""

    def __init__(self, other: Who) -> None:
        super().__init__(other.words, lambda case: True)
        object.__setattr__(self, "other", other)

    def __eq__(self, other: object) -> bool:
        return other is self or other is self.other  # type: ignore[attr-defined]  # set above

    __hash__ = Who.__hash__


def rules() -> Iterator[Mutant]:
    for keys, rule in _each_rule():
        step, outcome = keys[0]
        for what, change in _changes(step, outcome, rule):
            yield Mutant(
                "rule", f"{_named(keys)} {what}",
                partial(RULES.update, dict.fromkeys(keys, replace(rule, **change))),
                (*WORKFLOWS, *PAGES) if "audience" in what else WORKFLOWS, (f"[{step} {outcome}",),
            )  # fmt: skip


def _changes(step: str, outcome: str, rule: Rule) -> Iterator[tuple[str, dict[str, Any]]]:
    """Anyone may; nothing is done; it always goes one way; everybody reads it."""
    yield "who: anyone", {"who": Anyone(rule.who)}
    if rule.effect:
        yield "effect: none", {"effect": _nothing}
    for target in WishFlow.instance.node(step).routes[outcome] if rule.route else ():
        yield f"route: always {target}", {"route": partial(_always, target)}
    for name in ("audience", "note_audience") if rule.form.note_field else ("audience",):
        if getattr(rule, name) != Audience.PUBLIC:
            yield f"{name}: public", {name: Audience.PUBLIC}


def _each_rule() -> list[tuple[list[tuple[str, str]], Rule]]:
    """Every rule once, with all (step, outcome) that share it."""
    places: dict[int, list[tuple[str, str]]] = {}
    for key, rule in RULES.items():
        places.setdefault(id(rule), []).append(key)
    return [(keys, RULES[keys[0]]) for keys in places.values()]


def _named(keys: list[tuple[str, str]]) -> str:
    return ".".join(keys[0]) + (f" and {len(keys) - 1} more" if len(keys) > 1 else "")


def _always(target: str, case: object) -> str:
    return target


def _nothing(*args: object, **kwargs: object) -> None:
    """An operation that does nothing."""


def forms() -> Iterator[Mutant]:
    """A form that asks for nothing, and one that checks nothing of its own."""
    for keys, rule in _each_rule():
        step, outcome = keys[0]
        made = {}
        if any(field.required for field in rule.form.base_fields.values()):
            made["asks for nothing"] = _careless(rule.form)
        if rule.form.clean is not StepForm.clean or any(name.startswith("clean_") for name in dir(rule.form)):
            made["checks nothing"] = _credulous(rule.form)
        for what, form in made.items():
            yield Mutant(
                "form", f"{_named(keys)} {what}", partial(RULES.update, dict.fromkeys(keys, replace(rule, form=form))),
                ("tests/workflows/test_forms", *mentioning(f'"{outcome}"'), *WORKFLOWS, "tests/wishes/", "tests/desk/"),
                (f"[{step} {outcome}",),
            )  # fmt: skip


def _careless(form: type[StepForm]) -> type[StepForm]:
    def arrange(self: Any) -> None:
        form.arrange(self)
        for field in self.fields.values():
            field.required = False

    return type(form.__name__, (form,), {"arrange": arrange})


def _credulous(form: type[StepForm]) -> type[StepForm]:
    own: dict[str, Any] = {name: _as_typed(name) for name in dir(form) if name.startswith("clean_")}
    return type(form.__name__, (form,), own | {"clean": django_forms.Form.clean})


def _as_typed(name: str) -> Callable[[Any], Any]:
    return lambda form: form.cleaned_data[name.removeprefix("clean_")]


def clocks() -> Iterator[Mutant]:
    """A deadline that is never looked at, and one that knows no exception."""
    for step, ticks in list(CLOCKS.items()):
        for n, tick in enumerate(ticks):
            fewer = {"never": (*ticks[:n], *ticks[n + 1 :])}
            if tick.unless is not Tick.unless:
                fewer["without exception"] = (*ticks[:n], replace(tick, unless=Tick.unless), *ticks[n + 1 :])
            for what, left in fewer.items():
                yield Mutant(
                    "clock", f"{step} {n + 1} ({tick.what}) {what}",
                    partial(CLOCKS.update, {step: left}),
                    ("tests/workflows/test_clocks", "tests/workflows/"),
                )  # fmt: skip


def policies() -> Iterator[Mutant]:
    """Another number than the one that is promised, and one that the desk changes in vain."""
    for key, number in list(REGISTRY.items()):
        files = ("tests/workflows/test_numbers", *mentioning(key), *OF_NUMBERS.get(key.partition(".")[0], ()))
        one_more = replace(number, default=number.default + 1)
        hints = (f"[{key}]",)
        yield Mutant(
            "policy", f"{key} one more", partial(REGISTRY.update, {key: one_more}),
            files, hints,
        )  # fmt: skip
        yield Mutant("policy", f"{key} not obeyed", partial(surgery.become, policy, partial(_deaf, key)), files, hints)


def _deaf(key: str, original: Any) -> Any:
    """``policy`` that has never heard of a change of this number."""
    return lambda asked, at: REGISTRY[key].default if asked == key else original(asked, at)


def constraints() -> Iterator[Mutant]:
    """Every constraint and every unique column of our own tables."""
    for model in apps.get_models():
        if model.__module__.partition(".")[0] not in surgery.OURS:
            continue
        label = model._meta.label_lower
        for constraint in model._meta.constraints:
            yield Mutant(
                "constraint", constraint.name,
                partial(surgery.drop_constraint, model, constraint),
                ("tests/community/test_constraints", "tests/community/", "tests/workflows/test_duty"),
                (f"[{constraint.name}]",),
            )  # fmt: skip
        for field in model._meta.local_fields:
            if field.unique and not field.primary_key:
                name = f"{label}.{field.name}"
                yield Mutant(
                    "constraint", f"{name} unique", partial(surgery.drop_unique, model, field),
                    ("tests/community/test_constraints", "tests/community/"), (f"[{name}]",),
                )  # fmt: skip


def triggers() -> Iterator[Mutant]:
    """What is written once, and what is settled."""
    for name, table in surgery.rows("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"):
        module = next(m.__module__ for m in apps.get_models() if m._meta.db_table == table)
        if module.partition(".")[0] in surgery.OURS:
            yield Mutant(
                "trigger", name, partial(surgery.sql, f"DROP TRIGGER {name}"),
                ("tests/community/test_append_only", *OF_TABLES.get(table, ("tests/community/", "tests/desk/"))),
                (f"{table}]",),
            )  # fmt: skip


def surgery_sites() -> Iterator[Mutant]:
    """Every refusal in the sources, and every call of a guard."""
    for site in surgery.sites():
        kind = "refusal" if site.refuses else "guard call"
        yield Mutant(kind, site.name, site.remove, suite_of(site), line=(site.path, site.line))


# Answers that let everybody pass: where, and what it says then.
OPEN: dict[str, Any] = {
    "community.people.actor:Actor.may": True,
    "community.people.actor:Actor.is_resident": True,
    "community.people.actor:Actor.is_paid": False,
    "community.wishes.links:link_opens": True,
    "community.wishes.queries:bars": {},
    "community.wishes.queries:caller_bars": {},
    "community.wishes.queries:has_own_phone": True,
    "community.wishes.queries:is_party": False,
    "community.wishes.queries:is_staff_of": True,
    "community.wishes.queries:is_wisher": True,
    "community.wishes.queries:may_see": True,
    "community.wishes.queries:needs_claim_confirmation": False,
    "community.wishes.queries:of_his_unit": False,
    "community.wishes.queries:shares_phone": False,
    "workflows.desk.person:may_read": True,
    "workflows.desk.sealed:may_open": True,
    "workflows.desk.calls:may_call": True,
    "workflows.flows.wish_who:called": True,
    "workflows.flows.wish_who:is_street_run": False,
    "workflows.flows.wish_who:last_resort": True,
    "workflows.wishes.page:may_call": ["name", "phone", "address", "own_words"],
    "workflows.throttle:Limit.take": True,
}


def predicates() -> Iterator[Mutant]:
    for where, answer in OPEN.items():
        module, _, name = where.partition(":")
        files = PAGES if module.startswith("workflows.") and ".flows" not in module else (*WORKFLOWS, *PAGES)
        yield Mutant(
            "guard", f"{where} says {answer}",
            partial(_answer, where, answer),
            (*mentioning(name.rpartition(".")[2]), *(near(module) if ".desk" in module else ()), *files),
        )  # fmt: skip


def _answer(where: str, answer: Any) -> None:
    surgery.become(surgery.found(where), lambda original: lambda *args, **kwargs: answer)
