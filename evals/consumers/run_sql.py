"""SQL statements and dbt models that fail, or make something else, where a column is gone; DuckDB tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from evals.consumers.case import Unit

_TARGET = re.compile(r"(?:INTO|TABLE|UPDATE|FROM)\s+([\w.]+)", re.I)
_CALL = re.compile(r"\{\{\s*(ref|source)\((.*?)\)\s*\}\}")
_BLOCK = re.compile(r"\{%.*?%\}|\{\{\s*config\(.*?\)\s*\}\}|\{#.*?#\}", re.S)
_MOST = 12
"""Rounds over statements of which one reads what a later one makes."""


@dataclass(frozen=True)
class Statement:
    """A statement of our own repositories; each ends with `;` at the end of a line."""

    path: str
    first: int
    last: int
    sql: str

    @property
    def makes(self) -> str:
        """The table that it fills; empty where it fills none."""
        target = _TARGET.search(self.sql)
        return target[1] if target else ""


def statements_needing(folder: Path, field: str) -> Iterator[Unit]:
    """The statements that do not run, or do not give the same, without the column `field` (dotted)."""
    found = list(_statements(folder))
    if not found:
        return
    table, _, column = field.rpartition(".")
    with_it, without = _Run(folder, found), _Run(folder, found)
    if not without.drops(table, column):
        return
    for one in with_it.order:
        if one.makes == table and "CREATE OR REPLACE" in one.sql:
            continue  # it makes the column, and reads none of that name there
        before, after = with_it.outcome(one), without.outcome(one)
        if before is None:
            raise RuntimeError(f"{one.path}:{one.first} does not run at all: {with_it.error}")
        if after != before:
            yield Unit(one.path, ((one.first, one.last),))


class _Run:
    """One database: everything was made once, and statements are tried again."""

    def __init__(self, folder: Path, statements: list[Statement]) -> None:
        self.error = ""
        self.database = duckdb.connect()
        for file in sorted(folder.glob("db/*.sql")):
            self.database.execute(file.read_text(encoding="utf-8"))
        for table, columns in self._tables().items():
            values = ", ".join(f"CAST({_filled(type_)} AS {type_})" for type_ in columns.values())
            self.database.execute(f"INSERT INTO {table} SELECT {values} FROM range(3) AS t(i)")
        waiting = list(statements)
        self.order: list[Statement] = []
        """One that runs: what is read is made before."""
        for _ in range(_MOST):
            ran = [one for one in waiting if self.outcome(one) is not None]
            self.order += ran
            waiting = [one for one in waiting if one not in ran]
        if waiting:
            self.outcome(waiting[0])
            raise RuntimeError(f"{waiting[0].path}:{waiting[0].first} does not run: {self.error}")

    def drops(self, table: str, column: str) -> bool:
        """Take the column away; False where there is no such column."""
        known = self._tables().get(table, {})
        if column not in known:
            return False
        self.database.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        return True

    def outcome(self, one: Statement) -> object:
        """What the statement leaves in its target; None where it does not run, and then what was there stays."""
        try:
            self.database.execute("BEGIN")
            self.database.execute(one.sql)
            name = one.makes
            if name.startswith(("shop.", "raw.")) or not name:
                made: object = "ran"
            else:
                answer = self.database.execute(f"SELECT * FROM {name}")
                made = [part[:2] for part in answer.description or ()], sorted(map(str, answer.fetchall()))
            # What rows a statement adds is no matter of the next one; which columns it makes is.
            self.database.execute("COMMIT" if "CREATE OR REPLACE" in one.sql else "ROLLBACK")
        except duckdb.Error as error:
            self.error = str(error)
            self.database.execute("ROLLBACK")
            return None
        return made

    def _tables(self) -> dict[str, dict[str, str]]:
        listed = self.database.execute(
            "SELECT schema_name || '.' || table_name, column_name, data_type FROM duckdb_columns() "
            "WHERE NOT internal ORDER BY table_oid, column_index"
        ).fetchall()
        found: dict[str, dict[str, str]] = {}
        for table, column, type_ in listed:
            found.setdefault(table, {})[column] = type_
        return found


def _filled(type_: str) -> str:
    if type_ in ("DATE", "TIMESTAMP"):
        return "TIMESTAMP '2024-12-30' + to_days(CAST(i AS int))"
    if type_.startswith("STRUCT"):
        return "NULL"
    return "i = 1" if type_ == "BOOLEAN" else "i"


def _statements(folder: Path) -> Iterator[Statement]:
    for file in sorted(folder.rglob("*.sql")):
        path = file.relative_to(folder).as_posix()
        text = file.read_text(encoding="utf-8")
        if path.startswith(("db/", "flink/", "ksql/", "macros/")):
            continue
        if "/models/" in f"/{path}":
            sql = _CALL.sub(_named, _BLOCK.sub("", text))
            yield Statement(
                path,
                1,
                text.count("\n") + 1,
                f"CREATE OR REPLACE TABLE main.{file.stem} AS\n{sql.rstrip().rstrip(';')}",
            )
            continue
        first = 1
        for part in re.split(r"(?<=;)\n", text):
            lead = len(part) - len(part.lstrip())
            start = first + part[:lead].count("\n")
            if part.strip():
                sql = re.sub(r"OR REPLACE VIEW", "OR REPLACE TABLE", part)
                yield Statement(path, start, first + part.rstrip().count("\n"), sql)
            first += part.count("\n") + 1


def _named(match: re.Match[str]) -> str:
    names = re.findall(r"""['"](\w+)['"]""", match[2])
    return f"main.{names[-1]}" if match[1] == "ref" else ".".join(names)
