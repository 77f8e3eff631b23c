"""Running two versions of a script in DuckDB, cut off from everything else.

It is called in a worker process with limits of time and memory; the database is in memory, may not open files,
extensions or the network, and may not be told otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb

from headgate.facts.sql.engine import refusal
from headgate.impact.witness.door import lock, opened
from headgate.impact.witness.script import Script, Step, Table
from headgate.impact.witness.seen import Apart, Seen

_SNAPSHOT = (
    ", md5('') as dbt_scd_id, now() as dbt_updated_at, now() as dbt_valid_from, cast(null as timestamp) as dbt_valid_to"
)
_TYPES = {
    "bigint": "-?[0-9]+",
    "double": r"[-+]?[0-9.]+(e[-+]?[0-9]+)?",
    "date": r"\d{4}-\d\d-\d\d",
    "timestamp": r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d.*",
    "boolean": "true|false",
}
"""Tried in this order for a column of a seed, as dbt's agate does; text is what remains."""
_LONGEST = 60
_MOST_SHOWN = 8
_MOST_ROWS = 3
_OF_DBT = ("dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to")


def run(task: tuple[Script, Script, tuple[str, ...]]) -> tuple[Seen, ...]:
    """Both scripts, and what they made of the tables called so."""
    base, head, names = task
    before, after = _Version(base), _Version(head)
    return tuple(_seen(name, before, after) for name in names)


def run_apart(task: tuple[Script, Script, tuple[str, ...]]) -> tuple[Apart, ...]:
    """As `run`, with rows that only one version gave."""
    base, head, names = task
    before, after = _Version(base), _Version(head)
    return tuple(_apart(_seen(name, before, after), before.run, after.run) for name in names)


class _Version:
    """One version of the script, run once; a second time over turned tables where ties may decide."""

    def __init__(self, script: Script) -> None:
        self.run = _Run(script)
        self._turned = _Run(script, turned=True) if any(step.tied for step in script.steps) else None

    def steady(self, name: str) -> bool:
        """Whether `name` hangs on no clock and no chance, nor on which of several equal rows comes first."""
        if name in self.run.volatile:
            return False
        if name not in self.run.tied or self._turned is None:
            return True
        columns = [column for column, _ in _columns(self.run, name)]
        return name in self._turned.made and _bag(self.run, name, columns) == _bag(self._turned, name, columns)


class _Run:
    """One version, built in a database of its own."""

    def __init__(self, script: Script, *, turned: bool = False) -> None:
        self.database = opened()
        self.made: set[str] = set()
        self.failed: dict[str, str] = {}
        self.volatile: set[str] = set()
        self.tied: set[str] = set()
        for table in script.tables:
            self._fill(replace(table, lines=table.lines[::-1]) if turned else table)
        lock(self.database)
        for step in script.steps:
            self._make(step)

    def _fill(self, table: Table) -> None:
        columns = [list(values) for values in zip(*table.lines, strict=True)] or [[] for _ in table.columns]
        given = [[value or None for value in values] for values in columns]
        types = [kind or self._type_of(values) for (_, kind), values in zip(table.columns, given, strict=True)]
        told = ", ".join(
            f"cast(unnest(?::varchar[]) as {kind}) as {_quoted(name)}"
            for (name, _), kind in zip(table.columns, types, strict=True)
        )
        try:
            self.database.execute(f"create table {_quoted(table.name)} as select {told}", given)
        except duckdb.Error as error:
            self.failed[table.name] = str(error).split("\n", 1)[0]
            return
        self.made.add(table.name)

    def _type_of(self, values: list[str | None]) -> str:
        for kind, form in _TYPES.items():
            refused = f"not regexp_full_match(v, '{form}', 'i') or try_cast(v as {kind}) is null"
            query = f"select count(*) from (select unnest(?::varchar[]) as v) where v is not null and ({refused})"  # noqa: S608
            found = self.database.execute(query, [values]).fetchone()
            if found is not None and found[0] == 0:
                return kind
        return "varchar"

    def _make(self, step: Step) -> None:
        if not all(name in self.made for name in step.reads):
            missing = next(name for name in step.reads if name not in self.made)
            if missing in self.failed:
                self.failed[step.name] = f"{missing} is not built"
            return
        if step.written and (refused := refusal(step.written)):
            self.failed[step.name] = refused
            return
        sql = f"select *{_SNAPSHOT} from ({step.sql})" if step.snapshot else step.sql  # noqa: S608 - parsed before
        try:
            self.database.execute(f"create table {_quoted(step.name)} as {sql}")
        except duckdb.Error as error:
            if not isinstance(error, duckdb.PermissionException | duckdb.OutOfMemoryException):
                self.failed[step.name] = str(error).split("\n", 1)[0]
            return
        self.made.add(step.name)
        for told, kept in ((step.volatile, self.volatile), (step.tied, self.tied)):
            if told or any(name in kept for name in step.reads):
                kept.add(step.name)


def _seen(name: str, base: _Version, head: _Version) -> Seen:
    before, after = base.run, head.run
    if name not in before.made:
        return Seen(name, "not run", before.failed.get(name, ""))
    if name in after.failed:
        return Seen(name, "fails", after.failed[name])
    if name not in after.made:
        return Seen(name, "not run")
    old, new = _columns(before, name), _columns(after, name)
    left = {column for column, _ in new}
    both = [column for column, _ in old if column in left and column not in _OF_DBT]
    told = Seen(name, "same", "", (), (_count(before, name), _count(after, name)), alike=old == new)
    told = replace(told, steady=base.steady(name) and head.steady(name))
    if told.count[0] != told.count[1]:
        return replace(told, kind="rows", detail=_only_once(before, after, name, both))
    changed = tuple(c for c in both if _bag(before, name, [c]) != _bag(after, name, [c]))
    if not changed and _bag(before, name, both) == _bag(after, name, both):
        return told
    keyed = any(len(set(_bag(before, name, [c]))) == told.count[0] for c in both if c not in changed)
    detail = _only_once(before, after, name, both)
    return replace(told, kind="values", detail=detail, columns=changed or tuple(both), keyed=keyed)


def _columns(side: _Run, name: str) -> list[tuple[str, str]]:
    """Names and types."""
    return [(str(row[0]), str(row[1])) for row in side.database.execute(f"describe {_quoted(name)}").fetchall()]


def _count(side: _Run, name: str) -> int:
    row = side.database.execute(f"select count(*) from {_quoted(name)}").fetchone()  # noqa: S608 - quoted
    return int(row[0]) if row is not None else 0


def _bag(side: _Run, name: str, columns: list[str]) -> list[tuple[str, ...]]:
    if not columns:
        return []
    told = ", ".join(_quoted(column) for column in columns)
    rows = side.database.execute(f"select {told} from {_quoted(name)}").fetchall()  # noqa: S608 - quoted
    return sorted(tuple(_shown(value) for value in row) for row in rows)


def _only_once(before: _Run, after: _Run, name: str, columns: list[str]) -> str:
    """One row that only one side has, as text."""
    old, new = _bag(before, name, columns), _bag(after, name, columns)
    for side, rows, others in (("base", old, new), ("head", new, old)):
        for row in _beyond(rows, others):
            told = ", ".join(f"{c} = {v[:_LONGEST]}" for c, v in list(zip(columns, row, strict=True))[:_MOST_SHOWN])
            return f"only on the {side}: {told}"
    return ""


def _apart(seen: Seen, before: _Run, after: _Run) -> Apart:
    if seen.kind not in ("rows", "values", "same"):
        return Apart(seen)
    left = {column for column, _ in _columns(after, seen.name)}
    both = [column for column, _ in _columns(before, seen.name) if column in left]
    old, new = _bag(before, seen.name, both), _bag(after, seen.name, both)
    lost, gained = list(_beyond(old, new)), list(_beyond(new, old))
    shown = [tuple(tuple(v[:_LONGEST] for v in row) for row in rows[:_MOST_ROWS]) for rows in (lost, gained)]
    return Apart(seen, tuple(both), shown[0], shown[1], (len(lost), len(gained)))


def _beyond(rows: list[tuple[str, ...]], others: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    left: dict[tuple[str, ...], int] = {}
    for row in others:
        left[row] = left.get(row, 0) + 1
    for row in rows:
        left[row] = left.get(row, 0) - 1
        if left[row] < 0:
            yield row


def _shown(value: object) -> str:
    """A value as it is compared: numbers without the noise of adding them in another order."""
    if isinstance(value, float):
        return f"{value:.9g}"
    return "NULL" if value is None else str(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
