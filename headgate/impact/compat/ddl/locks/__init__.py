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


def blocking(script: Script, dialect: str) -> Iterator[SchemaChange]:
    """Statements that scan, rewrite or lock a table that the script did not make itself.

    A dialect of no known locks is read as PostgreSQL's.
    """
    engine = dialect_of(dialect)
    yield from _ENGINES.get(engine, postgres.blocking)(script)
