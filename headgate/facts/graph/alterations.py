"""Tables as their CREATE and the ALTERs after it leave them, over all files of migrations in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from headgate.dataset import Column, Dataset, DatasetId
from headgate.facts.graph.names import Names
from headgate.facts.reading import FileFacts
from headgate.facts.sql.model import Alteration, AlterKind, Statement
from headgate.facts.sql.order import in_order


@dataclass(frozen=True, slots=True)
class Replayed:
    """What is left of a table's declarations."""

    first: tuple[Dataset, ...]
    """The declarations that the ALTERs start from; `now` stands for them."""
    now: Dataset


def replayed(files: Mapping[str, FileFacts], names: Names) -> tuple[dict[DatasetId, Replayed], set[DatasetId]]:
    """Tables whose ALTERs could be replayed, and those of which an ALTER leaves the columns open."""
    steps: defaultdict[DatasetId, list[Statement]] = defaultdict(list)
    altered: set[DatasetId] = set()
    for path in sorted(files, key=in_order):
        for one in files[path].statements:
            if one.target is None or one.undoes or one.temporary:
                continue
            target = names.canonical(path, one.target)
            if one.kind == "alter" or one.declares is not None or one.kind == "drop":
                steps[target].append(one)
            if one.kind == "alter":
                altered.add(target)
    found = {dataset: _replay(steps[dataset]) for dataset in altered}
    return {dataset: one for dataset, one in found.items() if one is not None}, {
        dataset for dataset, one in found.items() if one is None
    }


def _replay(steps: Iterable[Statement]) -> Replayed | None:
    """The table after all steps; nothing where they do not start from one whole CREATE."""
    started: list[Dataset] = []
    columns: dict[str, Column] | None = None
    whole = True
    for step in steps:
        if step.kind == "drop":
            columns, whole = None, True
        elif step.declares is not None and step.kind != "alter":
            made = {column.name.lower(): column for column in step.declares.columns}
            if columns is not None and list(made) != list(columns):
                return None  # two scripts that declare it differently: nothing tells which is run
            columns, whole = made, step.declares.complete and bool(made)
            started.append(step.declares)
        elif columns is None:
            return None
        else:
            for one in step.alters:
                columns = _after(columns, one)
                if columns is None:
                    return None
    if columns is None or not started:
        return None
    keys = tuple(key for key in started[-1].keys if set(key) <= set(columns))
    return Replayed(tuple(started), replace(started[-1], columns=tuple(columns.values()), complete=whole, keys=keys))


def _after(columns: dict[str, Column], step: Alteration) -> dict[str, Column] | None:
    """The columns after one action; nothing where it does not fit them."""
    if step.kind is AlterKind.UNKNOWN:
        return None
    if step.kind is AlterKind.CLEAR:
        return {}
    if step.kind is AlterKind.ADD:
        if step.column in columns:
            return columns if step.lenient else None
        return {**columns, step.column: step.new or Column(step.column)}
    if step.column not in columns:
        return columns if step.lenient else None
    if step.kind is AlterKind.DROP:
        return {name: one for name, one in columns.items() if name != step.column}
    return {
        name if name != step.column else _name(step): one if name != step.column else _changed(one, step)
        for name, one in columns.items()
    }


def _name(step: Alteration) -> str:
    return step.new.name.lower() if step.new is not None else step.column


def _changed(column: Column, step: Alteration) -> Column:
    new = step.new
    if new is None:
        return column
    nullable = column.nullable if new.nullable is None else new.nullable
    return Column(new.name, new.type or column.type, nullable, new.line or column.line)
