"""A build of sources, models and questions on DuckDB, in a worker process, behind the locked door."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from headgate.design.sql.names import quoted
from headgate.impact.witness.door import lock, opened

_MOST_ROWS = 20_000
Cell = str | None


@dataclass(frozen=True, slots=True)
class Given:
    """A source table with its rows."""

    relation: str
    columns: tuple[tuple[str, str], ...]
    """Name and DuckDB type."""
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Build:
    """What is to be run, in order."""

    given: tuple[Given, ...]
    models: tuple[tuple[str, str], ...]
    """Relation and SELECT."""
    checks: tuple[tuple[str, str], ...]
    """Name and a SELECT that counts what is wrong."""
    questions: tuple[tuple[str, str], ...]
    """Name and SELECT."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a query answered: values as text, numbers without the noise of adding them in another order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a build."""

    counts: tuple[tuple[str, int], ...]
    """Rows of each relation that was made."""
    failed: tuple[tuple[str, str], ...]
    """Relation, check or question, with what the engine said."""
    checks: tuple[tuple[str, int], ...]
    """How many rows are wrong."""
    answers: tuple[tuple[str, Table], ...]


def run(build: Build) -> Ran:
    """Run it all; what fails is told, and the rest goes on."""
    database = opened()
    counts: list[tuple[str, int]] = []
    failed: list[tuple[str, str]] = []
    for given in build.given:
        _attempt(database, given.relation, _filled(given), failed, _columns(given))
        counts += _counted(database, given.relation, failed)
    lock(database)
    for relation, sql in build.models:
        _attempt(database, relation, f"create table {quoted(relation)} as {sql}", failed)
        counts += _counted(database, relation, failed)
    checks = [(name, int(table.rows[0][0] or 0)) for name, table in _asked(database, build.checks, failed)]
    return Ran(tuple(counts), tuple(failed), tuple(checks), tuple(_asked(database, build.questions, failed)))


def _filled(given: Given) -> str:
    told = ", ".join(f"cast(unnest(?::varchar[]) as {kind}) as {quoted(name)}" for name, kind in given.columns)
    return f"create table {quoted(given.relation)} as select {told}"


def _columns(given: Given) -> list[list[str | None]]:
    columns = [list(values) for values in zip(*given.lines, strict=True)] or [[] for _ in given.columns]
    return [[value or None for value in values] for values in columns]


def _attempt(
    database: duckdb.DuckDBPyConnection, what: str, sql: str, failed: list[tuple[str, str]], values: object = None
) -> None:
    try:
        database.execute(sql, values)
    except duckdb.Error as error:
        failed.append((what, str(error).split("\n", 1)[0]))


def _counted(
    database: duckdb.DuckDBPyConnection, relation: str, failed: list[tuple[str, str]]
) -> list[tuple[str, int]]:
    if any(name == relation for name, _ in failed):
        return []
    row = database.execute(f"select count(*) from {quoted(relation)}").fetchone()
    return [(relation, int(row[0]) if row is not None else 0)]


def _asked(
    database: duckdb.DuckDBPyConnection, queries: tuple[tuple[str, str], ...], failed: list[tuple[str, str]]
) -> list[tuple[str, Table]]:
    found = []
    for name, sql in queries:
        try:
            answer = database.execute(sql)
            columns = tuple(str(column[0]) for column in answer.description or ())
            rows = answer.fetchmany(_MOST_ROWS)
        except duckdb.Error as error:
            failed.append((name, str(error).split("\n", 1)[0]))
            continue
        found.append((name, Table(columns, tuple(tuple(_shown(value) for value in row) for row in rows))))
    return found


def _shown(value: object) -> Cell:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) or type(value).__name__ == "Decimal":
        number = float(value)  # type: ignore[arg-type]
        return f"{number:.9g}" if number != int(number) else str(int(number))
    return str(value)
