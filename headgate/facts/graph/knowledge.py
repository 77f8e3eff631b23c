"""What the repository proves of each dataset's columns, and what its statements make of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from headgate.dataset import Column, Dataset, DatasetId, DatasetKind
from headgate.facts.graph.alterations import replayed
from headgate.facts.graph.names import Names
from headgate.facts.graph.spoken import declared_in
from headgate.facts.reading import FileFacts
from headgate.facts.sql.model import Statement
from headgate.facts.sql.relation import Known
from headgate.facts.sql.resolve import Resolved

SNAPSHOT_COLUMNS = ("dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to")
"""dbt adds them to the columns of a snapshot's query. Source: dbt, "Snapshot meta-fields"."""


@dataclass(frozen=True, slots=True)
class Place:
    """A statement and where it stands."""

    path: str
    number: int
    statement: Statement


class Knowledge:
    """Columns by canonical identity: declared, and made by statements as these are resolved."""

    def __init__(self, files: Mapping[str, FileFacts], names: Names) -> None:
        self._names = names
        self.declarations: defaultdict[DatasetId, list[Dataset]] = defaultdict(list)
        self._made: defaultdict[DatasetId, dict[tuple[str, int], Known]] = defaultdict(dict)
        self._filled: defaultdict[DatasetId, dict[str, None]] = defaultdict(dict)
        for path, facts in files.items():
            for dataset in declared_in(facts):
                self.declarations[names.canonical(path, dataset.id)].append(dataset)
        replays, self._altered = replayed(files, names)
        for table, one in replays.items():
            others = [declared for declared in self.declarations[table] if declared not in one.first]
            self.declarations[table] = [one.now, *others]

    def of(self, dataset: DatasetId) -> Known | None:
        """What is known of the canonical `dataset`."""
        declared = self.declarations.get(dataset, [])
        whole = [one for one in declared if one.complete and one.columns]
        made = list(self._made.get(dataset, {}).values())
        if made:
            columns = dict.fromkeys(name for known in made for name in known.columns)
            agreed = all(known.complete and len(known.columns) == len(columns) for known in made)
            if agreed and not whole:
                return Known(tuple(columns), dataset not in self._altered)
        else:
            columns = {}
        if whole:
            last = tuple(column.name.lower() for column in whole[-1].columns)
            same = all(tuple(c.name.lower() for c in one.columns) == last for one in whole)
            added = {c.name.lower() for one in declared for c in one.columns} - set(last)
            # What a query makes may teach nothing that a declaration does not say.
            agrees = all(set(known.columns) <= set(last) for known in made)
            if same and agrees and dataset not in self._altered:
                return Known(last, True)
            return Known((*last, *sorted(added)), False)
        more = dict.fromkeys(column.name.lower() for one in declared for column in one.columns)
        every = {**columns, **more, **self._filled.get(dataset, {})}
        return Known(tuple(every), False) if every else None

    def learn(self, place: Place, resolved: Resolved, makes: bool) -> bool:
        """Take over what a statement makes of its target; whether that is new."""
        if place.statement.target is None:
            return False
        target = self._names.canonical(place.path, place.statement.target)
        before = self.of(target)
        names = tuple(made.name for made in resolved.columns)
        if any(one.kind is DatasetKind.SNAPSHOT for one in self.declarations.get(target, ())):
            names = (*names, *SNAPSHOT_COLUMNS)
        if makes:
            self._made[target][place.path, place.number] = Known(names, resolved.complete)
        else:
            self._filled[target].update(dict.fromkeys(names))
        return self.of(target) != before

    def columns(self, dataset: DatasetId, made: Iterable[Column]) -> tuple[Column, ...]:
        """The columns of a node, with what declarations tell of them."""
        known = self.of(dataset)
        told = {column.name.lower(): column for column in made}
        for one in self.declarations.get(dataset, ()):
            told.update({column.name.lower(): column for column in one.columns})
        return tuple(told.get(name, Column(name)) for name in (known.columns if known is not None else ()))


class FileCatalogue:
    """The knowledge as one file names things."""

    def __init__(self, path: str, names: Names, knowledge: Knowledge) -> None:
        self._path = path
        self._names = names
        self._knowledge = knowledge

    def known(self, dataset: DatasetId) -> Known | None:
        """What is known of what this file calls `dataset`."""
        return self._knowledge.of(self._names.canonical(self._path, dataset))
