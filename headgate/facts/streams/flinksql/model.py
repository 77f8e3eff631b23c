"""Flink SQL scripts, as rules are offered them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from sqlglot import exp

from headgate.facts.sql.tree import SqlStatement


@dataclass(frozen=True, slots=True)
class FlinkTable:
    """A `CREATE TABLE … WITH (…)`."""

    name: str
    line: int
    end_line: int
    columns: tuple[tuple[str, int], ...] = ()
    options: tuple[tuple[str, str, int], ...] = ()
    """Key, value, line."""
    watermark: str = ""
    """The column of its watermark."""
    primary_key: bool = False
    computed: frozenset[str] = frozenset()
    """Columns made by an expression, `AS PROCTIME()`, or taken from metadata."""
    key: tuple[str, ...] = ()
    """The columns of its primary key."""
    expressions: tuple[tuple[str, str], ...] = ()
    """Computed columns with the text that makes them."""
    like: str = ""
    """The table whose columns and options it takes over."""
    temporary: bool = False
    types: tuple[tuple[str, str], ...] = ()
    """Column and type as written, in capitals."""
    virtual: frozenset[str] = frozenset()
    """Columns that are read and never written: computed ones, and metadata that says VIRTUAL."""

    @property
    def written(self) -> tuple[str, ...]:
        """The columns that an INSERT fills, in order; none where another table's definition adds to them."""
        return () if self.like else tuple(name for name, _ in self.columns if name not in self.virtual)

    def option(self, key: str) -> str | None:
        return next((value for name, value, _ in self.options if name == key), None)

    def line_of(self, key: str) -> int:
        return next((line for name, line in ((k, n) for k, _, n in self.options) if name == key), self.line)

    @property
    def connector(self) -> str:
        """Empty where a catalog knows the table."""
        return (self.option("connector") or "").lower()

    @property
    def processing_time(self) -> frozenset[str]:
        """Columns that hold the time of the machine."""
        return frozenset(name for name, text in self.expressions if "PROCTIME" in text.upper())


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """A window function over a table's time column."""

    function: str
    table: str
    column: str
    line: int


@dataclass(frozen=True, slots=True)
class TemporalJoin:
    """`JOIN t FOR SYSTEM_TIME AS OF o.at`."""

    table: str
    time: str
    """As written."""
    line: int


@dataclass(frozen=True, slots=True)
class Hint:
    """One `/*+ NAME('key' = 'value') */`."""

    name: str
    arguments: str
    line: int


@dataclass(frozen=True)
class FlinkScript:
    """A Flink SQL script, as rules are offered it."""

    path: str
    tables: tuple[FlinkTable, ...]
    windows: tuple[TimeWindow, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)
    """From SET statements; keys in lower case, without quotes."""
    setting_lines: dict[str, int] = field(default_factory=dict)
    statements: tuple[SqlStatement, ...] = ()
    """Its queries, in words that sqlglot reads, with the script's own table names."""
    hints: tuple[Hint, ...] = ()
    temporal: tuple[TemporalJoin, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, FlinkTable]:
        """Tables by their last name; the options of a LIKE's model are theirs too."""
        return {one.name.rsplit(".", 1)[-1]: one for one in self.tables}

    def table(self, name: str) -> FlinkTable | None:
        """The script's table of that name, in whatever case and catalog."""
        return self.by_name.get(name.lower().rsplit(".", 1)[-1])

    @property
    def batch(self) -> bool:
        """Whether it asks for bounded input."""
        return self.settings.get("execution.runtime-mode", "").lower() == "batch"

    @cached_property
    def views(self) -> dict[str, SqlStatement]:
        """The views of the script by their last name."""
        return {
            one.tree.this.find(exp.Table).name.lower(): one
            for one in self.statements
            if isinstance(one.tree, exp.Create) and one.facts.kind == "create-view" and one.tree.this.find(exp.Table)
        }

    def inserts(self) -> Iterator[tuple[SqlStatement, FlinkTable]]:
        """Each INSERT with the table of the script that it fills."""
        for one in self.statements:
            named = one.tree.this.find(exp.Table) if isinstance(one.tree, exp.Insert) else None
            filled = self.table(named.name) if named is not None else None
            if filled is not None:
                yield one, filled

    def hint(self, name: str, start: int, end: int) -> Hint | None:
        """The first hint `name` between two lines."""
        return next((one for one in self.hints if one.name == name and start <= one.line <= end), None)
