"""The smallest row that a migration refuses, really inserted before and after it.

The tables are made anew from what earlier migrations tell, in memory, with DuckDB; no text of the repository is run:
names are quoted, and types are mapped to a short list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.columns import ColumnState, Tables

_WIDTHS = {
    "tinyint": 8, "smallint": 16, "int2": 16, "mediumint": 24, "int": 32, "integer": 32, "int4": 32, "bigint": 64,
    "int8": 64,
}  # fmt: skip
_ENGINE_INTEGERS = {8: "TINYINT", 16: "SMALLINT", 24: "INTEGER", 32: "INTEGER", 64: "BIGINT"}
_SIZED = re.compile(
    r"(varchar|character varying|char|character|nvarchar|decimal|numeric)\((\d{1,5})(?:, ?(\d{1,3}))?\)"
)
_MAX_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was there, or that a program of the old schema writes, and what the database says of it."""

    statements: str
    """What was run, in order; the last one is refused."""
    error: str


def refused_row(before: Tables, change: SchemaChange, new_type: str = "") -> RefusedRow | None:
    """The row that shows `change`, with DuckDB; None where it cannot be made or nothing is refused."""
    table, _, column = change.entity.rpartition(".")
    if change.kind == "changing-column-type":
        return _narrowed(table, column, before.column(table, column).type, new_type)
    if change.kind == "adding-required-field":
        return _unknown_column(before, table, column)
    if change.kind == "adding-not-null-field":
        return _null_row(table, column, before.column(table, column))
    return None


def _unknown_column(before: Tables, table: str, column: str) -> RefusedRow | None:
    known = [name for name in (*before.known.get(table, {}), "id", "other") if name != column]
    return _run(
        f"CREATE TABLE {_q(table)} ({_q(known[0])} VARCHAR, {_q(column)} VARCHAR NOT NULL)",
        _row(f"{_q(table)} ({_q(known[0])})", "'1'"),
    )


def _null_row(table: str, column: str, state: ColumnState) -> RefusedRow | None:
    if not state.type:
        return None
    return _run(
        f"CREATE TABLE {_q(table)} ({_q(column)} VARCHAR)",
        _row(_q(table), "NULL"),
        f"ALTER TABLE {_q(table)} ALTER COLUMN {_q(column)} SET NOT NULL",
    )


def _narrowed(table: str, column: str, old: str, new: str) -> RefusedRow | None:
    if old in _WIDTHS and new in _WIDTHS and _WIDTHS[new] < _WIDTHS[old]:
        kept, made = _ENGINE_INTEGERS[_WIDTHS[old]], _ENGINE_INTEGERS[_WIDTHS[new]]
        return _retyped(table, column, kept, made, str(2 ** (_WIDTHS[old] - 1) - 1))
    before, after = _SIZED.fullmatch(old), _SIZED.fullmatch(new)
    if not before or not after:
        return None
    if "char" in before[1] and "char" in after[1] and int(after[2]) < int(before[2]) <= _MAX_TEXT:
        value = "'" + "x" * int(before[2]) + "'"
        return _run(
            f"CREATE TABLE {_q(table)} ({_q(column)} VARCHAR CHECK (length({_q(column)}) <= {after[2]}))",
            _row(_q(table), value),
        )
    digits, scale = int(before[2]), int(before[3] or 0)
    fewer = int(after[2]) - int(after[3] or 0) < digits - scale
    if before[1] in ("decimal", "numeric") and before[1] == after[1] and fewer and digits <= 38:
        value = "9" * (digits - scale) + ("." + "9" * scale if scale else "")
        kept, made = (f"DECIMAL({one[2]}, {one[3] or 0})" for one in (before, after))
        return _retyped(table, column, kept, made, value)
    return None


def _retyped(table: str, column: str, old: str, new: str, value: str) -> RefusedRow | None:
    return _run(
        f"CREATE TABLE {_q(table)} ({_q(column)} {old})",
        _row(_q(table), value),
        f"ALTER TABLE {_q(table)} ALTER COLUMN {_q(column)} TYPE {new}",
    )


def _row(table: str, value: str) -> str:
    return f"INSERT INTO {table} VALUES ({value})"  # noqa: S608 - names are quoted, values are made here


def _run(*statements: str) -> RefusedRow | None:
    import duckdb  # noqa: PLC0415 - a tenth of a second, for findings alone

    with duckdb.connect(":memory:") as database:
        try:
            for statement in statements[:-1]:
                database.execute(statement)
        except duckdb.Error:
            # What earlier migrations tell is no table for DuckDB, and then there is nothing to show.
            return None
        try:
            database.execute(statements[-1])
        except duckdb.Error as error:
            return RefusedRow(";\n".join(_short(one) for one in statements) + ";", str(error).splitlines()[0])
    return None


def _short(statement: str) -> str:
    return re.sub(r"x{40,}", lambda found: f"x… {len(found[0])} characters", statement)


def _q(name: str) -> str:
    return '"' + name.rpartition(".")[2].replace('"', '""') + '"'
