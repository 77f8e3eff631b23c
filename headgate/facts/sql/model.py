"""SQL statements as plain data: what is read, what is written, and which column comes from which.

A statement is read once without any schema. Names that only a schema can settle (stars, unqualified columns
over several tables) stay symbolic; `headgate.facts.sql.resolve` settles them against what the repository
proves, to a fixpoint, without parsing again.
"""

from __future__ import annotations

from dataclasses import dataclass

from headgate.dataset import Dataset, DatasetId
from headgate.lineage import DatasetUse, Effect


@dataclass(frozen=True, slots=True)
class Ref:
    """A column as an expression names it."""

    qualifier: str
    """Alias or table as written, folded to lower case; empty where unqualified."""
    column: str
    effect: Effect
    line: int = 0


@dataclass(frozen=True, slots=True)
class Star:
    """A `*` or `t.*` in a SELECT list."""

    qualifier: str = ""
    excluded: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """One item of a SELECT list."""

    name: str
    """Folded to lower case; empty for an unnamed expression and for a star."""
    refs: tuple[Ref, ...] = ()
    line: int = 0
    star: Star | None = None
    type: str = ""
    """Where a cast or a literal tells."""


@dataclass(frozen=True, slots=True)
class Source:
    """One relation of a FROM clause: a table or CTE by name, or a query of its own."""

    alias: str
    relation: DatasetId | None = None
    """None for a subquery, an unnest or a table function."""
    query: Query | None = None
    line: int = 0
    columns: tuple[str, ...] = ()
    """Column aliases: `t(a, b)`, columns of VALUES, of UNNEST."""
    refs: tuple[Ref, ...] = ()
    """What a lateral source (UNNEST(x.items)) is made from."""
    using: tuple[str, ...] = ()
    join: str = ""
    """`inner`, `left`, `right`, `full`, `cross`, `semi`, `anti`, `natural`; empty for the first one."""


@dataclass(frozen=True, slots=True)
class Query:
    """A SELECT, or the branches of a set operation."""

    line: int
    end_line: int
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
