"""How a rule over runs is written, and where all of them are found.

Like other rules each is one file, `headgate/rules/measured/<fault>.py`, whose docstring is its documentation; what it
yields carries what was measured, what it cost and what could be gained.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from headgate.facts.placed.code import Place
from headgate.facts.runtime.run import Run
from headgate.finding import Level, Proof
from headgate.rules.registry import Rule, all_rules
from headgate.rules.runs.subject import Measured

SPECIALIST = "measured"
Number = int | float | str


@dataclass(frozen=True, slots=True)
class Gain:
    """What a change would save, as far as the measurements bound it. Milliseconds of the run's time."""

    low: float
    high: float
    why: str
    """The reasoning, in one sentence."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way out."""

    what: str
    why: str
    settings: Mapping[str, str] = field(default_factory=dict)
    code: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule over runs yields."""

    message: str
    cost_ms: float
    """Milliseconds of the run that the fault takes part in; what findings are ranked by."""
    place: Place | None = None
    stage: int | None = None
    stages: tuple[int, ...] = ()
    execution: int | None = None
    metrics: Mapping[str, Number] = field(default_factory=dict)
    gain: Gain | None = None
    remedies: tuple[Remedy, ...] = ()
    level: Level | None = None
    entity: str = ""


@dataclass(frozen=True, slots=True)
class RunExample:
    """A small run on which a rule is tried."""

    run: Callable[[], Run]
    fires: bool


@dataclass(frozen=True, slots=True)
class RunRule:
    """A registered rule over runs."""

    id: str
    level: Level
    check: Callable[[Measured], Iterable[Seen]]
    documentation: str
    examples: tuple[RunExample, ...]
    instead_of: tuple[str, ...] = ()
    """Rules that say less of the same stage, and are silent where this one speaks."""

    @property
    def proof(self) -> Proof:
        """What a log says was measured; what follows from it is derived."""
        return Proof.DERIVED

    @property
    def specialist(self) -> str:
        return SPECIALIST

    @property
    def title(self) -> str:
        return self.documentation.split("\n", 1)[0]


def run_rule(
    *, level: Level = Level.WARNING, examples: Iterable[RunExample], instead_of: tuple[str, ...] = ()
) -> Callable[[Callable[[Measured], Iterable[Seen]]], RunRule]:
    """Register the decorated function as the rule of its file."""

    def register(check: Callable[[Measured], Iterable[Seen]]) -> RunRule:
        name = check.__module__.rpartition(".")[2].replace("_", "-")
        documentation = inspect.cleandoc(check.__doc__ or "")
        others = tuple(f"{SPECIALIST}/{one}" for one in instead_of)
        return RunRule(f"{SPECIALIST}/{name}", level, check, documentation, tuple(examples), others)

    return register


def every_rule() -> tuple[Rule | RunRule, ...]:
    """Rules over repositories and rules over runs, for lists and pages."""
    return (*all_rules(), *run_rules())


@cache
def run_rules() -> tuple[RunRule, ...]:
    """Every rule over runs, by id."""
    package = import_module("headgate.rules.measured")
    found = []
    for module in pkgutil.iter_modules(package.__path__):
        members = vars(import_module(f"{package.__name__}.{module.name}"))
        found += [member for member in members.values() if isinstance(member, RunRule)]
    return tuple(sorted(found, key=lambda one: one.id))
