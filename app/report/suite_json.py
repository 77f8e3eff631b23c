"""Suggested rules as one JSON document, and the schema of that document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from app.report.published import masked
from app.report.suite_words import in_words
from headgate import __version__
from headgate.suites.faults.claims import HARMS
from headgate.suites.rule import Tried
from headgate.suites.suite import Suggestion

FORMAT = "headgate-quality/1"
"""Changes when a reader of the document would have to."""
SCHEMA_ID = "urn:headgate:schema:quality:1"


@dataclass(frozen=True)
class Evidence:
    """What a rule stands on; a path and a line where the repository says so."""

    kind: str
    text: str
    path: str = ""
    line: int = 0


@dataclass(frozen=True)
class RuleEntry:
    """A rule about one dataset, and what became of it."""

    dataset: str
    check: str
    """`NotNull`, `Unique`, `Accepted`, `Between`, `Matches`, `Longer`, `Refers`, `Holds`, `Measure`, `Fresh`, …"""
    columns: tuple[str, ...]
    words: str
    parameters: dict[str, Any]
    """All that the check asks; conditions and queries are SQL of DuckDB."""
    dimension: str
    layer: str
    state: str
    """`offered`, `not tried: no sample`, `already tested`, `contradicted by the sample`, …"""
    evidence: tuple[Evidence, ...]
    rows: int
    failing: int
    """Rows of the clean sample that break it."""
    caught: tuple[int, ...]
    """Numbers of the faults on which it failed."""
    confidence: str
    worth: float
    shown: bool


@dataclass(frozen=True)
class FaultEntry:
    """A fault that was put into the sample."""

    number: int
    kind: str
    dimension: str
    dataset: str
    columns: tuple[str, ...]
    text: str
    caught: bool
    judged: bool
    """Whether the share that is caught counts it: its dataset has rows enough."""


@dataclass(frozen=True)
class WeakEntry:
    """A test of the repository that protects from nothing."""

    path: str
    line: int
    dataset: str
    test: str
    why: str


@dataclass(frozen=True)
class Measured:
    """How good the suite is: rules that were offered and pass, faults and those caught, in all and by dimension."""

    offered: int
    passing: int
    faults: int
    caught: int
    by_dimension: dict[str, tuple[int, int]]
    """Caught, and all."""


@dataclass(frozen=True)
class Quality:
    """Rules that are suggested for the datasets of a repository."""

    subject: str
    datasets: dict[str, int]
    """Rows of each dataset of the sample."""
    now: str
    measured: Measured
    rules: tuple[RuleEntry, ...]
    faults: tuple[FaultEntry, ...]
    weak: tuple[WeakEntry, ...]
    gaps: tuple[str, ...]


def as_json(found: Suggestion, subject: str) -> str:
    """The suggestion as JSON text that ends with a newline."""
    body = {"format": FORMAT, "version": __version__, **msgspec.to_builtins(document(masked(found), subject))}
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def document(found: Suggestion, subject: str) -> Quality:
    """The suggestion as plain data."""
    judged = {fault.number for fault in found.judged}
    caught = found.caught
    offered = [one for one in found.rules if one.state.value == "offered"]
    by_dimension: dict[str, tuple[int, int]] = {}
    for fault in found.judged:
        seen, every = by_dimension.get(HARMS[fault.kind].value, (0, 0))
        by_dimension[HARMS[fault.kind].value] = (seen + (fault.number in caught), every + 1)
    measured = Measured(
        len(offered), sum(not one.failing for one in offered), len(judged), len(caught & judged), by_dimension
    )
    faults = tuple(
        FaultEntry(
            fault.number,
            fault.kind.value,
            HARMS[fault.kind].value,
            fault.dataset,
            fault.columns,
            fault.text,
            fault.number in caught,
            fault.number in judged,
        )
        for fault in found.faults
    )
    weak = tuple(
        WeakEntry(one.location.path, one.location.start_line, one.dataset, one.test, one.why) for one in found.weak
    )
    gaps = tuple(f"{gap.path}: {gap.what}: {gap.why}" for gap in found.gaps)
    rules = tuple(_entry(one) for one in found.rules)
    return Quality(subject, dict(found.rows), found.now, measured, rules, faults, weak, gaps)


def _entry(one: Tried) -> RuleEntry:
    rule = one.rule
    return RuleEntry(
        dataset=rule.dataset,
        check=type(rule.check).__name__,
        columns=rule.columns,
        words=in_words(rule.check),
        parameters=msgspec.to_builtins(rule.check),
        dimension=rule.dimension.value,
        layer=rule.layer.value,
        state=one.state.value,
        evidence=tuple(_evidence(one)),
        rows=one.rows,
        failing=one.failing,
        caught=one.caught,
        confidence=one.confidence,
        worth=one.worth,
        shown=one.shown,
    )


def _evidence(one: Tried) -> Iterator[Evidence]:
    for ground in one.rule.grounds:
        at = ground.location
        yield Evidence(ground.kind.value, ground.text, at.path if at else "", at.start_line if at else 0)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `as_json` writes."""
    _, parts = msgspec.json.schema_components([Quality], ref_template="#/$defs/{name}")
    whole = parts.pop("Quality")
    own = {
        "format": {"const": FORMAT},
        "version": {"type": "string", "description": "Of Headgate."},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Headgate quality",
        "description": whole["description"],
        "type": "object",
        "properties": {**own, **whole["properties"]},
        "required": [*own, *whole["properties"]],
        "additionalProperties": False,
        "$defs": dict(sorted(parts.items())),
    }
