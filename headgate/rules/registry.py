"""How a rule is written, and where all rules are found.

A rule is one file, `headgate/rules/<specialist>/<fault>.py`, with one decorated function. Its id is the
path, its documentation the docstring, its examples stand in the file and are executed by one generic test.
What it is offered is told by the type of its first argument; a second argument may ask for the `Project`.
"""

from __future__ import annotations

import inspect
import pkgutil
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, get_type_hints

import headgate.rules as _home
from headgate.evidence import Evidence
from headgate.finding import Level, Proof
from headgate.fix import Fix
from headgate.location import Location, Side
from headgate.rules.rewrite import Rewrite

SPECIALISTS = ("lineage", "spark", "quality", "schema", "streaming", "orchestration", "modeling")
HEADINGS = ("Why it matters", "Instead", "When it stays silent", "Fix")
"""What each rule's docstring must have, as `## heading`, after its first paragraph."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule yields; the runner makes it a finding."""

    message: str
    line: int
    entity: str
    """What the fault is about; see `Finding.entity`."""
    end_line: int = 0
    path: str = ""
    """Empty for the file that the subject stands in."""
    side: Side = Side.HEAD
    evidence: tuple[Evidence, ...] = ()
    """Beside the quote of the lines themselves, which the runner adds."""
    fix: Fix | None = None
    rewrite: Rewrite | None = None
    """A fix of its first line, for a rule that does not see the file's text."""
    related: tuple[Location, ...] = ()
    level: Level | None = None
    """Where this case deserves another level than the rule's own."""
    of_file: bool = False
    """It is about the file as such, wherever it is shown: an edit of that line makes no new finding of it."""
    proof: Proof | None = None
    """Where this case was shown otherwise than the rule's own way: a witness was run."""


@dataclass(frozen=True, slots=True)
class Example:
    """A small repository on which the rule is run: what fires, what the fix makes of it, what stays silent."""

    head: Mapping[str, str]
    lines: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Path to the start lines of all findings of this rule; none at all means: stays silent."""
    base: Mapping[str, str] | None = None
    """Where the rule speaks of a change; otherwise the example is reviewed as a whole repository."""
    fixed: Mapping[str, str] | None = None
    """The files that the fix changes, exactly as they are after it."""


def fires(text: str, *lines: int, path: str, fixed: str | None = None) -> Example:
    """An example of one file in which the rule fires on exactly `lines`; texts are dedented."""
    after = None if fixed is None else {path: _dedent(fixed)}
    return Example({path: _dedent(text)}, {path: lines}, fixed=after)


def silent(text: str, *, path: str) -> Example:
    """A near miss of one file on which the rule stays silent."""
    return Example({path: _dedent(text)})


def repository(
    head: Mapping[str, str],
    lines: Mapping[str, tuple[int, ...]] | None = None,
    *,
    base: Mapping[str, str] | None = None,
    fixed: Mapping[str, str] | None = None,
) -> Example:
    """An example of several files, and of a change where `base` is given; `lines` absent means silence."""
    return Example(_dedented(head), lines or {}, _dedented(base) if base else None, _dedented(fixed) if fixed else None)


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered rule."""

    id: str
    level: Level
    proof: Proof
    check: Callable[..., Iterable[Found]]
    subject: type
    """The type of what it is offered."""
    wants_project: bool
    examples: tuple[Example, ...]
    documentation: str
    """The docstring, dedented."""

    @property
    def title(self) -> str:
        """The first line of the docstring."""
        return self.documentation.split("\n", 1)[0]

    @property
    def specialist(self) -> str:
        return self.id.split("/", 1)[0]


def rule(
    *, level: Level, proof: Proof, examples: Iterable[Example]
) -> Callable[[Callable[..., Iterable[Found]]], Rule]:
    """Register the decorated function as the rule of its file."""

    def register(check: Callable[..., Iterable[Found]]) -> Rule:
        hints = get_type_hints(check)
        arguments = list(inspect.signature(check).parameters)
        parts = check.__module__.removeprefix(_home.__name__ + ".").split(".")
        return Rule(
            id="/".join(parts).replace("_", "-"),
            level=level if level.rank <= proof.highest_level.rank else proof.highest_level,
            proof=proof,
            check=check,
            subject=hints[arguments[0]],
            wants_project=len(arguments) > 1,
            examples=tuple(examples),
            documentation=inspect.cleandoc(check.__doc__ or ""),
        )

    return register


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by id. Found by walking the specialists' folders; nothing is listed twice anywhere."""
    found = []
    for specialist in SPECIALISTS:
        package = import_module(f"{_home.__name__}.{specialist}")
        for module in pkgutil.iter_modules(package.__path__):
            if module.ispkg or module.name.startswith("_"):
                continue
            members: dict[str, Any] = vars(import_module(f"{package.__name__}.{module.name}"))
            found += [member for member in members.values() if isinstance(member, Rule)]
    patterns = import_module(f"{_home.__name__}.patterns")
    found += [pattern.rule for pattern in patterns.all_patterns()]
    return tuple(sorted(found, key=lambda known: known.id))


def rules_for(subject: type[Any]) -> tuple[Rule, ...]:
    """The rules that are offered subjects of this type."""
    if subject not in _BY_SUBJECT:
        _BY_SUBJECT[subject] = tuple(known for known in all_rules() if issubclass(subject, known.subject))
    return _BY_SUBJECT[subject]


_BY_SUBJECT: dict[type[Any], tuple[Rule, ...]] = {}


def _dedent(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def _dedented(files: Mapping[str, str]) -> Mapping[str, str]:
    return {path: _dedent(text) for path, text in files.items()}
