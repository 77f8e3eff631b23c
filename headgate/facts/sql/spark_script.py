"""All statements of one file that Spark runs, in order, for what no single statement tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from headgate.facts.sql.tree import SqlStatement

DIALECTS = frozenset({"spark", "spark2", "databricks"})
"""sqlglot's names of what Spark reads."""


@dataclass(frozen=True)
class SparkScript:
    """The Spark SQL of a file: a script's, or that of the strings of a program."""

    path: str
    statements: tuple[SqlStatement, ...]
    whole: bool
    """The file is SQL and nothing else, so that what it does not do, it does not do."""

    def format_of(self, table: str) -> str:
        """What the file's own CREATE TABLE says that the rows of `table` are kept as (`parquet`, `delta`, …)."""
        for statement in self.statements:
            tree = statement.tree
            if isinstance(tree, exp.Create) and tree.kind == "TABLE" and name_of(tree.this) == table:
                given = tree.find(exp.FileFormatProperty)
                return given.name.lower() if given is not None else ""
        return ""

    def tables_of(self, statement: SqlStatement) -> Iterator[str]:
        """The names of all tables that `statement` speaks of."""
        yield from (name_of(table) for table in statement.tree.find_all(exp.Table))


def script_of(path: str, statements: Iterable[SqlStatement], *, whole: bool) -> tuple[SparkScript, ...]:
    """The script, as a subject of rules; none where there is no Spark SQL."""
    spark = tuple(one for one in statements if one.dialect in DIALECTS)
    return (SparkScript(path, spark, whole),) if spark else ()


def name_of(node: exp.Expr | None) -> str:
    """The dotted name of a table, folded; of what a CREATE makes too."""
    table = node.find(exp.Table) if node is not None else None
    return ".".join(part.name for part in table.parts).lower() if table is not None else ""
