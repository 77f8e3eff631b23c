"""SQL statements as plain data: what is read, what is written, and which column comes from which.

A statement is read once without any schema. Names that only a schema can settle (stars, unqualified columns
over several tables) stay symbolic; `headgate.facts.sql.resolve` settles them against what the repository
proves, to a fixpoint, without parsing again. All names are folded to lower case.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from headgate.dataset import Column, Dataset, DatasetId
from headgate.facts.sql.grain import Grain
from headgate.lineage import DatasetUse, Effect


@dataclass(frozen=True, slots=True)
class Ref:
    """A column as an expression names it."""

    qualifier: str
    """Alias or dotted table as written; empty where unqualified."""
    column: str
    effect: Effect
    line: int = 0


@dataclass(frozen=True, slots=True)
class Star:
    """A `*` or `t.*` in a SELECT list."""

    qualifier: str = ""
    excluded: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    replaced: tuple[Output, ...] = ()
    """`* REPLACE (x + 1 AS x)`."""
    value: tuple[Ref, ...] | None = None
    """Of `expression.*`, what the expression takes its value from: whole rows by their aliases, or structs."""


@dataclass(frozen=True, slots=True)
class Output:
    """One item of a SELECT list."""

    name: str
    """Empty for an unnamed expression and for a star."""
    refs: tuple[Ref, ...] = ()
    line: int = 0
    star: Star | None = None
    type: str = ""
    """Where a cast or a literal tells."""
    queries: tuple[Nested, ...] = ()
    """Scalar subqueries; what they answer flows in."""


@dataclass(frozen=True, slots=True)
class Nested:
    """A query inside an expression, and what its answer does there."""

    effect: Effect
    query: Query


@dataclass(frozen=True, slots=True)
class Pivot:
    """PIVOT or UNPIVOT on a relation."""

    made: tuple[Output, ...]
    """New columns; their references speak of the relation's own columns."""
    consumed: tuple[str, ...]
    """Columns of the relation that are gone after it."""
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One relation of a FROM clause: a table or CTE by name, or a query of its own."""

    alias: str
    """The last part of the table's name where none is given."""
    relation: DatasetId | None = None
    """None for a CTE, a subquery, an unnest or a table function."""
    query: Query | None = None
    line: int = 0
    columns: tuple[str, ...] = ()
    """Column aliases: `t(a, b)`, columns of VALUES, of UNNEST."""
    refs: tuple[Ref, ...] = ()
    """What a lateral source (UNNEST(x.items)) is made from."""
    using: tuple[str, ...] = ()
    join: str = ""
    """`inner`, `left`, `right`, `full`, `cross`, `semi`, `anti`, `natural`; empty for the first one."""
    cte: str = ""
    """Name of the common table expression that it is."""
    aliased: bool = False
    """Whether the alias is written, so that the table's own name is no longer visible."""
    pivots: tuple[Pivot, ...] = ()
    opaque: bool = False
    """Nothing tells what it is; a name that nothing else explains may be its column."""
    target: bool = False
    """The target of MERGE, UPDATE or DELETE itself."""


@dataclass(frozen=True, slots=True)
class Query:
    """A SELECT, or the branches of a set operation."""

    line: int
    """Of the first item that it selects."""
    ctes: tuple[tuple[str, Query], ...] = ()
    sources: tuple[Source, ...] = ()
    outputs: tuple[Output, ...] = ()
    influences: tuple[Ref, ...] = ()
    """INDIRECT references: join, filter, group by, sort, window, conditional."""
    branches: tuple[Query, ...] = ()
    """Of a set operation, in order; then `sources` and `outputs` are empty."""
    by_name: bool = False
    """UNION BY NAME."""
    recursive: bool = False
    queries: tuple[Nested, ...] = ()
    """Subqueries of predicates."""
    names: tuple[str, ...] = ()
    """Names given to the outputs from outside, in order: `WITH q(a, b) AS …`."""


class AlterKind(StrEnum):
    """What an action of ALTER TABLE does to a column."""

    ADD = "add"
    DROP = "drop"
    RENAME = "rename"
    CHANGE = "change"
    """Type, nullability, or a whole new definition."""
    CLEAR = "clear"
    """All columns go, and those that follow take their place: REPLACE COLUMNS."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Alteration:
    """One action of an ALTER TABLE on one column."""

    kind: AlterKind
    column: str = ""
    """Lower case."""
    new: Column | None = None
    """What it is afterwards, as far as the action says."""
    lenient: bool = False
    """IF EXISTS, IF NOT EXISTS: without effect where it does not fit."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a file."""

    kind: str
    """`select`, `insert`, `create-table`, `create-view`, `merge`, `update`, `delete`, `drop`, `alter`, …"""
    line: int
    end_line: int
    reads: tuple[DatasetUse, ...] = ()
    writes: tuple[DatasetUse, ...] = ()
    target: DatasetId | None = None
    target_columns: tuple[str, ...] = ()
    """The column list of an INSERT or a view; positional against the outputs."""
    query: Query | None = None
    declares: Dataset | None = None
    """What a CREATE says of its table."""
    temporary: bool = False
    """The target lives in this session only."""
    dialect: str = ""
    partition: tuple[str, ...] = ()
    """Partition columns with fixed values; they take no output of the query."""
    by_name: bool = False
    """Outputs go to columns of the same name: MERGE, UPDATE, INSERT BY NAME."""
    copies: DatasetId | None = None
    """The target is this dataset under another name or in another place: CLONE, LIKE, RENAME, SWAP."""
    alters: tuple[Alteration, ...] = ()
    """Of an ALTER TABLE, what it does to the target's columns."""
    undoes: bool = False
    """It takes a migration back."""
    grain: Grain | None = None
    """Keys and NULLs of the result, and what hangs on those of other tables."""
    text: str = ""
    """The statement as it was parsed; of a model, as rendered."""
    text_lines: tuple[int, ...] = ()
    """The line of the file for each line of `text`; empty where they follow each other from `line` on."""

    def file_line(self, line: int) -> int:
        """The line of the file for a line of `text`, from 1; the statement's first for 0, which is unknown."""
        if not self.text_lines:
            return self.line + max(line, 1) - 1
        return self.text_lines[min(max(line, 1), len(self.text_lines)) - 1]
