"""What is declared: keys, constraints and types of DDL and contracts, tests and settings of dbt projects."""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field

from headgate.dataset import DatasetKind, table
from headgate.facts.dbt.checks import keys_of
from headgate.facts.dbt.model import DbtNode, DbtTest
from headgate.facts.dbt.naming import depended_on
from headgate.facts.graph.names import Names
from headgate.facts.project import Project
from headgate.location import Location
from headgate.source.kinds import Kind
from headgate.suites.evidence.families import family_of
from headgate.suites.evidence.told import Condition, Filled, Key, Reference, Told, Typed, Valued
from headgate.suites.rule import Ground, GroundKind

_ARTIFACTS = frozenset((Kind.DBT_CATALOG, Kind.DBT_MANIFEST))
_HOLDERS = ("model", "source", "seed", "snapshot")


@dataclass
class Notes:
    """What is found of one dataset, as it is found."""

    keys: dict[tuple[str, ...], Key] = field(default_factory=dict)
    filled: dict[str, Filled] = field(default_factory=dict)
    typed: dict[str, Typed] = field(default_factory=dict)
    values: dict[str, Valued] = field(default_factory=dict)
    references: dict[tuple[str, str, str], Reference] = field(default_factory=dict)
    conditions: dict[str, Condition] = field(default_factory=dict)
    tested: dict[tuple[str, tuple[str, ...]], None] = field(default_factory=dict)

    def told(self, columns: tuple[str, ...], complete: bool) -> Told:
        return Told(
            columns=columns,
            complete=complete,
            keys=tuple(self.keys.values()),
            filled=tuple(self.filled.values()),
            typed=tuple(self.typed.values()),
            values=tuple(self.values.values()),
            references=tuple(self.references.values()),
            conditions=tuple(self.conditions.values()),
            tested=tuple(self.tested),
        )


def declarations(project: Project, names: Names, notes: MutableMapping[str, Notes]) -> None:
    """Take down what declarations say, the most exact place first."""
    for path, node in project.dbt_nodes():
        if node.kind in _HOLDERS:
            own = table(node.relation or node.name) if node.kind == "source" else node.dataset
            found = notes[names.canonical(path, own).name]
            for test in node.tests:
                _test(names, path, node, test, found)
            _settings(path, node, found)
    for path, facts in project.files.items():
        if _ARTIFACTS.intersection(facts.kinds):
            continue  # what a warehouse once held is no promise
        for dataset in facts.datasets:
            found = notes[names.canonical(path, dataset.id).name]
            kind = GroundKind.CONTRACT if dataset.kind is DatasetKind.SCHEMA else GroundKind.KEY
            for key in dataset.keys:
                columns = tuple(name.lower() for name in key)
                ground = Ground(kind, f"declared unique: {', '.join(columns)}", dataset.location)
                found.keys.setdefault(tuple(sorted(columns)), Key(columns, ground))
            for column in dataset.columns:
                at = Location(path, column.line or dataset.location.start_line)
                name = column.name.lower()
                if column.nullable is False:
                    ground = Ground(GroundKind.CONTRACT if kind is GroundKind.CONTRACT else GroundKind.TYPE,
                                    f"{name} is declared not null", at)  # fmt: skip
                    found.filled.setdefault(name, Filled(name, ground))
                family = family_of(column.type)
                if family:
                    ground = Ground(GroundKind.TYPE, f"{name} is declared {column.type.lower()}", at)
                    found.typed.setdefault(name, Typed(name, family, ground))
    _derived(project, notes)


def _test(names: Names, path: str, node: DbtNode, test: DbtTest, found: Notes) -> None:
    arguments = dict(test.arguments)
    plain = test.name.rpartition(".")[2]
    at = Location(path, test.line or node.line)
    column = test.column.lower()
    ground = Ground(GroundKind.TEST, f"test {test.name}{f' on {column}' if column else ''}", at)
    for key in keys_of([test]):
        found.keys.setdefault(tuple(sorted(key)), Key(key, ground))
        found.tested["Unique", tuple(key)] = None
    if "where" in arguments or "row_condition" in arguments:
        return
    if plain in ("not_null", "expect_column_values_to_not_be_null") and column:
        found.filled.setdefault(column, Filled(column, ground))
        found.tested["NotNull", (column,)] = None
    elif plain in ("accepted_values", "expect_column_values_to_be_in_set") and column:
        listed = json.loads(arguments.get("values", arguments.get("value_set", "[]")))
        if isinstance(listed, list) and listed and all(isinstance(one, str | int) for one in listed):
            found.values.setdefault(column, Valued(column, tuple(map(str, listed)), ground))
            found.tested["Accepted", (column,)] = None
    elif plain == "relationships" and column:
        _relationship(names, path, arguments, column, ground, found)
    elif plain in _OTHERS and column:
        found.tested[_OTHERS[plain], (column,)] = None


_OTHERS: Mapping[str, str] = {
    "accepted_range": "Between",
    "expect_column_values_to_be_between": "Between",
    "expect_column_values_to_match_regex": "Matches",
    "recency": "Fresh",
}


def _relationship(
    names: Names, path: str, arguments: Mapping[str, str], column: str, ground: Ground, found: Notes
) -> None:
    target = depended_on(str(json.loads(arguments.get("to", '""'))))
    key = str(json.loads(arguments.get("field", '""'))).lower()
    if target and key:
        other = names.canonical(path, table(target)).name
        found.references.setdefault((column, other, key), Reference(column, other, key, ground, declared=True))
        found.tested["Refers", (column,)] = None


def _settings(path: str, node: DbtNode, found: Notes) -> None:
    """The key by which an incremental model is merged."""
    if node.kind != "model":
        return
    told = json.loads(node.setting("unique_key") or "null")
    listed = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    columns = tuple(str(name).lower() for name in listed)
    if columns and all(name.isidentifier() for name in columns):
        ground = Ground(GroundKind.KEY, f"unique_key: {', '.join(columns)}", Location(path, node.line))
        found.keys.setdefault(tuple(sorted(columns)), Key(columns, ground))


def _derived(project: Project, notes: MutableMapping[str, Notes]) -> None:
    """Keys that the query of a table gives: by its GROUP BY, by row_number() = 1."""
    for identity, jobs in project.graph.writers.items():
        at = jobs[0].location if len(jobs) == 1 else None
        if at is None or identity.name not in notes:
            continue
        found = notes[identity.name]
        for key in project.known.keys(identity):
            columns = tuple(sorted(key.columns))
            if columns and not key.weak and not key.declared and columns not in found.keys:
                ground = Ground(GroundKind.KEY, f"one row for each {', '.join(columns)} {key.reason}"[:160], at)
                found.keys[columns] = Key(columns, ground)
