"""The shared words of schema compatibility: typed changes and directional verdicts.

*Backward*: a reader with the new schema can read what the old one wrote. *Forward*: a reader with the old
schema can read what the new one writes. None means that it cannot be told, which is never "safe".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from headgate.evidence import Evidence

Files: TypeAlias = Mapping[str, str]
"""Path to text, where a schema is spread over several files."""
Text: TypeAlias = str | Files


class Direction(StrEnum):
    BACKWARD = "backward"
    FORWARD = "forward"


BACKWARD = (Direction.BACKWARD,)
FORWARD = (Direction.FORWARD,)
BOTH = (Direction.BACKWARD, Direction.FORWARD)


class Profile(StrEnum):
    """By whose rules two schemas are judged; sources contradict each other across profiles."""

    AVRO = "avro"
    AVRO_UNION_NAMING = "avro-union-naming"
    AVRO_DECIMAL = "avro-decimal"
    PROTO_WIRE = "proto-wire"
    PROTO_JSON = "proto-json"
    PROTO_SOURCE = "proto-source"
    JSON_SCHEMA_REGISTRY = "jsonschema-registry"
    JSON_SCHEMA_VALIDATION = "jsonschema-validation"
    DDL_COMPAT = "ddl-compat"
    DDL_LOCK = "ddl-lock"
    DBT_CONTRACT = "dbt-contract"
    DATA_CONTRACT = "data-contract"
    PARQUET = "parquet"
    PARQUET_WIDENING = "parquet-widening"


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One difference between two schemas."""

    path: str
    """Where: `/fields/1/type` in JSON notations, `Order.total` in named ones."""
    kind: str
    """What, in the words of the format's own tools: `MISSING_UNION_BRANCH`, `FIELD_SAME_TYPE`, …"""
    breaking: bool
    directions: tuple[Direction, ...]
    """The directions that it breaks, or for a change that breaks nothing, concerns."""
    message: str
    """What is different, and for whom that matters; no full stop at the end."""
    old_line: int = 0
    """In the old text; 0 where there is no such place."""
    new_line: int = 0
    """In the new text; of the nearest thing that is still there for something removed."""
    file: str = ""
    """Where the schema is spread over several files."""
    entity: str = ""
    """The field, message or column, by its name; empty where `path` says it."""
    wrong_value: bool = False
    """Readable, but what is read is another value."""
    safely: str = ""
    """Statements or schema text that reach the same end without the break, where such is known."""
    span: tuple[int, int] = (0, 0)
    """Characters of the new text that the change stands in, the end excluded; both 0 where that is not told."""

    @property
    def sentence(self) -> str:
        """The message for the start of a sentence; names keep their case."""
        return "The" + self.message[3:] if self.message.startswith("the ") else self.message

    @property
    def backward(self) -> bool:
        """Whether it breaks readers with the new schema."""
        return self.breaking and Direction.BACKWARD in self.directions

    @property
    def forward(self) -> bool:
        """Whether it breaks readers with the old schema."""
        return self.breaking and Direction.FORWARD in self.directions


@dataclass(frozen=True, slots=True)
class Compatibility:
    """The verdict on a pair of schemas."""

    backward: bool | None
    forward: bool | None
    changes: tuple[SchemaChange, ...] = ()
    unknown: tuple[str, ...] = ()
    """Why a direction could not be told, one clause each."""
    evidence: tuple[Evidence, ...] = ()
    """Witnesses that were run."""

    @property
    def full(self) -> bool | None:
        """Both directions at once."""
        if self.backward is False or self.forward is False:
            return False
        return None if self.backward is None or self.forward is None else True

    @property
    def directed(self) -> bool:
        """Whether it speaks of readers and writers at all; the locks of a migration are another question."""
        return bool(self.unknown) or self.backward is not None or self.forward is not None

    @property
    def breaking(self) -> tuple[SchemaChange, ...]:
        return tuple(change for change in self.changes if change.breaking)


Comparer: TypeAlias = Callable[[Text, Text, str, str, tuple[str, ...]], Compatibility]
"""Old text, new text, profile, SQL dialect, kinds of change to look for (all where empty)."""


def verdict(changes: Iterable[SchemaChange], rules: tuple[str, ...] = ()) -> Compatibility:
    """Compatibility from a complete list of changes: what no change breaks, holds."""
    told = tuple(change for change in dict.fromkeys(changes) if not rules or change.kind in rules)
    return Compatibility(
        backward=not any(change.backward for change in told),
        forward=not any(change.forward for change in told),
        changes=told,
    )


def untold(*why: str) -> Compatibility:
    """Neither direction can be told."""
    return Compatibility(None, None, unknown=why)


def single(text: Text, name: str = "") -> str:
    """The one text of a schema that stands in one file; the first where several are given."""
    if isinstance(text, str):
        return text
    return text.get(name) or next(iter(text.values()), "")
