"""Source tables with their keys, as far as they are told, and what had to be assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """What a column holds."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    TEXT = "text"
    DATE = "date"
    TIMESTAMP = "timestamp"
    BOOLEAN = "boolean"
    OTHER = "other"

    @property
    def numeric(self) -> bool:
        return self in (Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT)

    @property
    def temporal(self) -> bool:
        return self in (Kind.DATE, Kind.TIMESTAMP)


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column of a source table."""

    name: str
    """In snake case; `written` is the source's own spelling."""
    kind: Kind
    type: str
    """In DuckDB's words."""
    required: bool = False
    """Never NULL."""
    values: tuple[str, ...] = ()
    """All texts that it may hold, where the source lists them."""
    written: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns that point to rows of another table."""

    columns: tuple[str, ...]
    table: str
    there: tuple[str, ...]
    declared: bool = True
    reason: str = "declared"
    versioned: bool = False
    """`there` is the natural key of a table that holds several versions of a row."""

    @property
    def stem(self) -> str:
        """What the pointing column calls the row it points to: `billing_address` for `billing_address_id`."""
        name = self.columns[-1] if len(self.columns) > 1 else self.columns[0]
        for ending in ("_id", "_key", "_sk", "_code", "_no", "_number", "_uuid", "_ref", "_fk"):
            if name.endswith(ending) and len(name) > len(ending):
                return name.removesuffix(ending)
        return name


@dataclass(frozen=True, slots=True)
class Validity:
    """The columns that say from when to when a version of a row holds."""

    start: str
    end: str
    natural: tuple[str, ...]
    """What all versions of a row share."""


@dataclass(frozen=True)
class SourceTable:
    """A table, topic or file that a design may read."""

    name: str
    """In snake case; `written` is the source's own spelling."""
    columns: tuple[SourceColumn, ...]
    key: tuple[str, ...] = ()
    """Primary key; empty where none is known."""
    key_reason: str = ""
    unique: tuple[tuple[str, ...], ...] = ()
    foreign: tuple[ForeignKey, ...] = ()
    group: str = "raw"
    """The schema, or dbt source, that it is in."""
    written: str = ""
    origin: str = ""
    """The file that tells of it."""
    sample: tuple[tuple[str, ...], ...] = ()
    """Rows of a CSV sample, as text; an empty one is NULL."""
    rows: int | None = None
    """How many rows there are, where somebody said so."""
    validity: Validity | None = None

    @cached_property
    def by_name(self) -> Mapping[str, SourceColumn]:
        return {column.name: column for column in self.columns}

    def column(self, name: str) -> SourceColumn:
        return self.by_name[name]

    def speaks(self, name: str) -> bool:
        """Whether a column is text in which `Unknown` can be said: no key, and nothing that points to one."""
        return self.column(name).kind is Kind.TEXT and name not in self.key and name not in self.pointing

    @cached_property
    def pointing(self) -> frozenset[str]:
        """Columns that are part of a foreign key."""
        return frozenset(name for key in self.foreign for name in key.columns)


@dataclass(frozen=True)
class SourceSchema:
    """All source tables, what was assumed of them, and what was not understood."""

    tables: tuple[SourceTable, ...]
    assumed: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    """One sentence each."""

    _index: dict[str, SourceTable] = field(default_factory=dict, compare=False, repr=False)

    def table(self, name: str) -> SourceTable:
        if not self._index:
            self._index.update({table.name: table for table in self.tables})
        return self._index[name]
