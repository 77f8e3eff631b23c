"""A design as one JSON document, and the schema of that document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from headgate import __version__
from headgate.design.make import Design
from headgate.design.proof.prove import Answered, Checked
from headgate.design.star.layout import StarTable, tables
from headgate.design.star.model import Fact
from headgate.design.tradeoffs import Comparison, Form

FORMAT = "headgate-design/1"
"""Changes when a reader of the document would have to."""
SCHEMA_ID = "urn:headgate:schema:design:1"
_MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class MeasureEntry:
    name: str
    additivity: str
    reason: str


@dataclass(frozen=True, slots=True)
class FactEntry:
    name: str
    base: str
    """The source table whose rows it holds."""
    type: str
    grain: str
    key: tuple[str, ...]
    reasons: tuple[str, ...]
    measures: tuple[MeasureEntry, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DimensionEntry:
    name: str
    source: str
    scd_type: int
    reason: str


@dataclass(frozen=True, slots=True)
class BridgeEntry:
    name: str
    source: str
    dimension: str


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """A question with both queries and the answer of the star."""

    name: str
    text: str
    notes: tuple[str, ...]
    sql: str
    source_sql: str
    joins: int
    proved: bool
    trouble: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    """At most 100."""


@dataclass(frozen=True, slots=True)
class RefusedEntry:
    name: str
    text: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FailureEntry:
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class ProofEntry:
    holds: bool
    trouble: str
    rows: dict[str, int]
    """Of each relation of the build."""
    failed: tuple[FailureEntry, ...]
    checks: tuple[Checked, ...]
    questions: tuple[QuestionEntry, ...]


@dataclass(frozen=True, slots=True)
class DesignDocument:
    """A star schema, its proof, and other forms of the same."""

    tables: tuple[StarTable, ...]
    facts: tuple[FactEntry, ...]
    dimensions: tuple[DimensionEntry, ...]
    bridges: tuple[BridgeEntry, ...]
    proof: ProofEntry
    not_understood: tuple[RefusedEntry, ...]
    forms: tuple[Form, ...]
    remarks: tuple[str, ...]
    notes: tuple[str, ...]
    assumed: tuple[str, ...]
    unread: tuple[str, ...]


def as_json(design: Design, compared: Comparison) -> str:
    """The design as JSON text that ends with a newline."""
    body = {"format": FORMAT, "version": __version__, **msgspec.to_builtins(_document(design, compared))}
    return msgspec.json.format(msgspec.json.encode(body), indent=2).decode() + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `as_json` writes."""
    _, parts = msgspec.json.schema_components([DesignDocument], ref_template="#/$defs/{name}")
    whole = parts.pop("DesignDocument")
    own = {"format": {"const": FORMAT}, "version": {"type": "string", "description": "Of Headgate."}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Headgate design",
        "description": whole["description"],
        "type": "object",
        "properties": {**own, **whole["properties"]},
        "required": [*own, *whole["properties"]],
        "additionalProperties": False,
        "$defs": dict(sorted(parts.items())),
    }


def _document(design: Design, compared: Comparison) -> DesignDocument:
    star, proof = design.star, design.proof
    return DesignDocument(
        tables=tables(star),
        facts=tuple(_fact(one) for one in star.facts),
        dimensions=tuple(DimensionEntry(d.name, d.table, d.scd.type, d.scd.reason) for d in star.dimensions),
        bridges=tuple(BridgeEntry(one.name, one.link.table, one.dimension) for one in star.bridges),
        proof=ProofEntry(
            proof.holds,
            proof.trouble,
            dict(proof.counts),
            tuple(FailureEntry(name, why) for name, why in proof.failed),
            proof.checks,
            tuple(_question(one) for one in proof.answers),
        ),
        not_understood=tuple(RefusedEntry(one.name, one.text, one.why) for one in design.not_understood),
        forms=compared.forms,
        remarks=compared.remarks,
        notes=star.notes,
        assumed=design.schema.assumed,
        unread=design.schema.unread,
    )


def _fact(one: Fact) -> FactEntry:
    measures = tuple(MeasureEntry(m.name, m.additivity.kind.value, m.additivity.reason) for m in one.measures)
    return FactEntry(one.name, one.base, one.type.value, one.grain, one.key, one.reasons, measures, one.left_out)


def _question(one: Answered) -> QuestionEntry:
    return QuestionEntry(
        name=one.question.name,
        text=one.question.text,
        notes=one.question.notes,
        sql=one.sql.replace("ref__", ""),
        source_sql=one.direct.replace("src__", ""),
        joins=one.joins,
        proved=one.proved,
        trouble=one.trouble,
        columns=one.star.columns if one.star is not None else (),
        rows=one.star.rows[:_MOST_ROWS] if one.star is not None else (),
    )
