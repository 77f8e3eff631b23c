"""Two built databases beside each other: which tables differ, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import duckdb

from evals.impact.truth import Told

_DBT_COLUMNS = ("dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to")
"""Of snapshots; they hold the time of the run."""
Rows = tuple[tuple[str, ...], list[tuple[object, ...]]]


def tables_of(database: Path) -> dict[str, Rows]:
    """Columns and rows of every table and view; a view that no longer binds is left out."""
    found = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        names = connection.execute("select table_name from information_schema.tables where table_schema = 'main'")
        for (name,) in names.fetchall():
            try:
                cursor = connection.execute(f'select * from main."{name}"')  # noqa: S608 - a name of the database's own
            except duckdb.Error:
                continue
            found[name] = (tuple(column[0] for column in cursor.description), cursor.fetchall())
    return found


def compared(before: Rows, after: Rows) -> Told:
    """What happened to a table that both databases have."""
    columns = [name for name in before[0] if name in after[0] and name not in _DBT_COLUMNS]
    gone = tuple(name for name in before[0] if name not in after[0])
    old, new = _only(before, columns), _only(after, columns)
    if len(old) != len(new):
        return Told("rows_change", gone)
    if Counter(map(repr, old)) == Counter(map(repr, new)):
        return Told("values_change" if gone else "unaffected", gone)
    changed = tuple(name for place, name in enumerate(columns) if _values(old, place) != _values(new, place))
    if Counter(map(_plain, old)) == Counter(map(_plain, new)) and not gone:
        return Told("either", changed)
    key = next((place for place in range(len(columns)) if _is_key(old, place) and _is_key(new, place)), None)
    same_rows = key is not None and _values(old, key) == _values(new, key)
    if same_rows and key is not None:
        lines = dict(zip((row[key] for row in new), new, strict=True))
        moved = {place for row in old for place in range(len(columns)) if row[place] != lines[row[key]][place]}
        changed = tuple(name for place, name in enumerate(columns) if place in moved)
    return Told("values_change" if same_rows else "changes", (*gone, *changed))


def _only(rows: Rows, columns: list[str]) -> list[tuple[object, ...]]:
    places = [rows[0].index(name) for name in columns]
    return [tuple(row[place] for place in places) for row in rows[1]]


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    """Values as text, numbers without what only their type adds, so that a change of type alone is no change."""
    return tuple(_number(value) for value in row)


def _number(value: object) -> object:
    try:
        return round(float(str(value)), 9)
    except ValueError:
        return str(value).removesuffix(" 00:00:00")


def _values(rows: list[tuple[object, ...]], place: int) -> Counter[str]:
    return Counter(repr(row[place]) for row in rows)


def _is_key(rows: list[tuple[object, ...]], place: int) -> bool:
    values = _values(rows, place)
    return bool(rows) and None not in {row[place] for row in rows} and max(values.values()) == 1


def effects(before: Mapping[str, Rows], after: Mapping[str, Rows]) -> dict[str, Told]:
    """What happened to each table of `before`; one that is not made any more fails."""
    return {name: compared(rows, after[name]) if name in after else Told("fails") for name, rows in before.items()}
