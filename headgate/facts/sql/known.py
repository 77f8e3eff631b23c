"""Keys and NULLs settled against the whole repository: declarations, tests, and what each table's query derives."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from headgate.dataset import Dataset, DatasetId
from headgate.facts.dbt.jinja.scope import SHADOWED
from headgate.facts.reading import FileFacts
from headgate.facts.sql.grain import ColumnNulls, Inherited, Key, Need, Risk, Shape
from headgate.facts.sql.model import Statement

_DEPTH = 40
"""Models in a chain; longer ones are not followed."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A key that holds, with all the reasons."""

    columns: frozenset[str]
    reason: str
    filtered: bool = False
    weak: bool = False
    declared: bool = False


class Known:
    """What the repository knows of its tables."""

    def __init__(self, files: Mapping[str, FileFacts]) -> None:
        self._files = files
        self._declared: dict[DatasetId, list[Dataset]] = {}
        self._made: dict[DatasetId, list[Statement]] = {}
        self._snapshots: dict[DatasetId, Settled] = {}
        for facts in files.values():
            for dataset in facts.datasets:
                self._declared.setdefault(dataset.id, []).append(dataset)
            self._snapshots |= dict(_snapshots(facts))
            for statement in facts.statements:
                if statement.target is not None and statement.grain is not None and statement.kind != "update":
                    self._made.setdefault(statement.target, []).append(statement)
        self._keys: dict[DatasetId, tuple[Settled, ...]] = {}
        self._nulls: dict[tuple[DatasetId, str], ColumnNulls] = {}

    def risks(self, kind: str) -> Iterator[tuple[str, Risk]]:
        """Path and risk of one kind, over all statements."""
        for path, facts in self._files.items():
            for statement in facts.statements:
                for risk in statement.grain.risks if statement.grain is not None else ():
                    if risk.kind == kind:
                        yield path, risk

    def keys(self, table: DatasetId, depth: int = 0) -> tuple[Settled, ...]:
        """The keys of a table: declared ones, and those that its only writer derives."""
        table = _plain(table)
        known = self._keys.get(table)
        if known is not None:
            return known
        self._keys[table] = ()
        found = [
            Settled(frozenset(name.lower() for name in key), f"as declared in {dataset.location}", declared=True)
            for dataset in self._declared.get(table, ())
            for key in dataset.keys
        ]
        if table in self._snapshots:
            self._keys[table] = tuple(dict.fromkeys((*found, self._snapshots[table])))
            return self._keys[table]
        shapes = {statement.grain.shape for statement in self._made.get(table, ()) if statement.grain is not None}
        if len(shapes) == 1 and depth < _DEPTH:
            found += self.of_shape(next(iter(shapes)), depth + 1)
        self._keys[table] = tuple(dict.fromkeys(found))
        return self._keys[table]

    def of_shape(self, shape: Shape, depth: int = 0) -> list[Settled]:
        """The keys of a shape whose needs are met."""
        found = [
            Settled(frozenset(key.columns), key.reason, key.filtered, key.weak)
            for key in shape.keys
            if not key.lost and self.holds(key.needs, depth)
        ]
        for one in shape.inherited:
            if self.holds(one.needs, depth):
                found += self._inherited(one, depth)
        return found

    def _inherited(self, one: Inherited, depth: int) -> Iterable[Settled]:
        for key in self.keys(one.table, depth + 1):
            names = [one.here(column) for column in sorted(key.columns)]
            if None not in names:
                columns = frozenset(name for name in names if name)
                yield replace(key, columns=columns, filtered=key.filtered or one.filtered)

    def holds(self, needs: Iterable[Need], depth: int = 0) -> bool:
        """Whether every needed table is known to be unique."""
        return all(any(key.columns <= set(need.columns) for key in self.keys(need.table, depth + 1)) for need in needs)

    def is_unique_on(self, shape: Shape, columns: Iterable[str]) -> bool:
        """Whether a relation has one row at most for each value of `columns`, as far as is known."""
        given = set(columns)
        return any(key.columns <= given for key in self.of_shape(shape))

    def repeats(self, risk: Risk) -> str:
        """Why the relation of a risk has several rows for one value of the columns that join it; else empty.

        Two things tell: the columns are part of a grouping by more of them; or the relation has a declared key
        elsewhere, and the other side is unique on what is compared, so that the columns point to it. Nothing
        is said where the relation's own key lies within the columns, or a filter may make fewer enough.
        """
        given = {*risk.on, *risk.also}
        if any(set(key.columns) <= given and not key.lost for key in risk.shape.keys):
            return ""
        if any(key.filtered for key in risk.shape.keys):
            return ""
        parts = {key: {*key.columns, *key.lost} for key in risk.shape.keys if not key.weak}
        reasons = [_wider(key) for key, names in parts.items() if _is_partial(names, given, risk.kind)]
        pointed = self.is_unique_on(risk.other, risk.other_on)
        for one in risk.shape.inherited:
            there = {one.there(column) for column in given}
            keys = self.keys(one.table)
            if one.filtered or any(key.columns <= there or key.filtered for key in keys):
                return ""
            for key in keys:
                partial = len(key.columns) > 1 if key.declared else _is_partial(key.columns, there, risk.kind)
                composite = there < key.columns and partial
                # One column beside several that are compared is often a hash of these.
                hashed = len(key.columns) == 1 and len(there) > 1
                if None not in there and not key.weak and (composite or (pointed and key.declared and not hashed)):
                    reasons.append(f"{one.table} is unique on ({', '.join(sorted(key.columns))}), {key.reason}")
        return reasons[0] if reasons else ""

    def nulls(self, column: ColumnNulls, depth: int = 0) -> ColumnNulls:
        """`column` with what its sources tell."""
        if column.may or column.never or not column.sources:
            return column
        each = [self._table_nulls(table, name, depth + 1) for table, name in column.sources]
        may = next((one for one in each if one.may), None)
        if may is not None:
            return may
        return each[0] if all(one.never for one in each) else column

    def unsaid(self, column: ColumnNulls, path: str) -> str:
        """A source of `column` that another file of the repository makes, and of whose NULLs nothing is said."""
        for dataset, _ in column.sources:
            writers = self._made.get(_plain(dataset), ())
            own = {id(statement) for statement in self._files[path].statements} if path in self._files else set()
            if not writers or any(id(writer) in own for writer in writers):
                return ""
        return f"{column.sources[0][0]}.{column.sources[0][1]}" if column.sources else ""

    def _table_nulls(self, table: DatasetId, name: str, depth: int) -> ColumnNulls:
        table = _plain(table)
        known = self._nulls.get((table, name))
        if known is not None:
            return known
        unknown = ColumnNulls(name)
        if table in self._snapshots and name == _VALID_TO:
            unknown = ColumnNulls(name, may=True, reason=f"{table}.{name} is NULL for the current version of a row")
            return self._nulls.setdefault((table, name), unknown)
        self._nulls[(table, name)] = unknown
        for dataset in self._declared.get(table, ()):
            declared = next((c for c in dataset.columns if c.name.lower() == name), None)
            if declared is not None and declared.nullable is False:
                reason = f"{table}.{name} is declared not null in {dataset.location}"
                unknown = ColumnNulls(name, never=True, reason=reason)
        if not unknown.never and depth < _DEPTH:
            unknown = self._made_nulls(table, name, depth) or unknown
        self._nulls[(table, name)] = unknown
        return unknown

    def _made_nulls(self, table: DatasetId, name: str, depth: int) -> ColumnNulls | None:
        found = []
        for statement in self._made.get(table, ()):
            grain = statement.grain
            column = next((c for c in grain.nulls if c.name == name), None) if grain is not None else None
            if column is None:
                return None
            found.append(self.nulls(column, depth))
        may = next((one for one in found if one.may), None)
        if may is not None:
            return ColumnNulls(
                name, may=True, reason=f"in {table}, {may.reason}" if "in " not in may.reason[:3] else may.reason
            )
        return found[0] if found and all(one.never for one in found) else None


_MOST_PARTS = {"fan-out": 4, "filter-join": 10}
"""A grouping by more columns than these may be a list of attributes, which says nothing of repetition."""
_IDENTIFYING = ("id", "key", "date", "day", "week", "month", "hour", "at", "ts", "timestamp", "sk", "uuid")


def _is_partial(names: Collection[str], given: Collection[str | None], kind: str) -> bool:
    """Whether `given` is part of a grouping by `names` whose other columns identify something further.

    Who joins only to filter takes no column, so there one identifier among the others is enough; else all of
    them must be identifiers or times.
    """
    others = [name.rsplit("_", 1)[-1] in _IDENTIFYING for name in names if name not in given]
    if len(names) > _MOST_PARTS.get(kind, 0) or not set(given) < set(names):
        return False
    return any(others) if kind == "filter-join" else all(others)


_VALID_FROM = "dbt_valid_from"
_VALID_TO = "dbt_valid_to"


def _snapshots(facts: FileFacts) -> Iterator[tuple[DatasetId, Settled]]:
    """The key of a dbt snapshot: one row for each version of a `unique_key`.

    Source: dbt's documentation, snapshot meta-fields.
    """
    for node in facts.dbt.nodes if facts.dbt is not None else ():
        told = json.loads(node.setting("unique_key") or '""') if node.kind == "snapshot" else ""
        names = [told] if isinstance(told, str) else told if isinstance(told, list) else []
        columns = frozenset(str(name).lower() for name in names)
        if columns and all(name.isidentifier() for name in columns):
            reason = "as a snapshot keeps all versions of a row"
            yield node.dataset, Settled(columns | {_VALID_FROM}, reason, declared=True)


def tells_apart(names: Collection[str], given: Collection[str]) -> bool:
    """Whether rows that are unique on `names` are several for one value of `given`, a part of them.

    True where all the further columns identify or date something; attributes of what `given` names would not.
    """
    return _is_partial(names, given, "fan-out")


def _plain(table: DatasetId) -> DatasetId:
    """The dataset behind a name that a rendering has set apart from a CTE of the same name."""
    return table._replace(name=table.name.removeprefix(f"{SHADOWED}."))


def _wider(key: Key) -> str:
    columns = ", ".join((*key.columns, *key.lost))
    return f"its rows are told apart by ({columns}), {key.reason}"
