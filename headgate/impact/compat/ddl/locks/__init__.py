"""Statements of a migration that hold up a table in use, by the database that runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.locks import mysql, oracle, postgres, sqlserver
from headgate.impact.compat.ddl.locks.script import Script
from headgate.impact.compat.ddl.statements import dialect_of

_ENGINES: Mapping[str, Callable[[Script], Iterator[SchemaChange]]] = {
    "postgres": postgres.blocking,
    "mysql": mysql.blocking,
    "tsql": sqlserver.blocking,
    "oracle": oracle.blocking,
}
ENGINES = tuple(_ENGINES)
"""Dialects whose locks are known, in sqlglot's words."""
KINDS = (
    "adding-exclusion-constraint", "adding-field-with-default", "adding-foreign-key-constraint",
    "adding-not-null-field", "adding-primary-key-constraint", "adding-serial-field",
    "ban-alter-domain-with-add-constraint", "ban-concurrent-index-creation-in-transaction",
    "ban-uncommitted-transaction", "changing-column-type", "constraint-missing-not-valid",
    "disallow-unique-constraint", "identifier-too-long", "index-without-online", "refresh-blocks-readers",
    "reindex-blocks", "require-concurrent-index-creation", "require-concurrent-index-deletion", "rewriting-table",
    "table-copied", "transaction-nesting", "vacuum-full",
)  # fmt: skip
"""What is told, in squawk's words where it has one."""


def blocking(script: Script, dialect: str) -> Iterator[SchemaChange]:
    """Statements that scan, rewrite or lock a table that the script did not make itself.

    A dialect of no known locks is read as PostgreSQL's.
    """
    engine = dialect_of(dialect)
    yield from _ENGINES.get(engine, postgres.blocking)(script)
