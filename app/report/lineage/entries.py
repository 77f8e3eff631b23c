"""One dataset of the graph as an entry of the document."""

from __future__ import annotations

from pathlib import PurePosixPath

from app.report.lineage.document import (
    ColumnEntry,
    DatasetEntry,
    Expression,
    KeyEntry,
    Place,
    Sentence,
    TestEntry,
)
from headgate.dataset import EXPOSURE, KAFKA, WAREHOUSE, Column, DatasetId, DatasetKind
from headgate.facts.graph.names import TEMPORARY
from headgate.facts.graph.pipeline import Node
from headgate.facts.profile import Profile, Profiles, Told
from headgate.facts.project import Project
from headgate.location import Location

_BY_FOLDER = (DatasetKind.MODEL, DatasetKind.SEED, DatasetKind.SNAPSHOT)
_BY_NAMESPACE = {KAFKA: "topics", EXPOSURE: "exposures", "schema": "schemas", TEMPORARY: "temporary tables"}


class Entries:
    """Entries of a project's datasets."""

    def __init__(self, project: Project) -> None:
        self._nodes = project.graph.nodes
        self._writers = project.graph.writers
        self._records = project.graph.records
        self._profiles = Profiles(project)

    def of(self, dataset: DatasetId, distance: int | None) -> DatasetEntry:
        """The entry of `dataset`."""
        node = self._nodes.get(dataset, Node(dataset, DatasetKind.TABLE))
        told = self._profiles.of(dataset)
        return DatasetEntry(
            id=str(dataset),
            namespace=dataset.namespace,
            name=dataset.name,
            kind=node.kind.value,
            layer=self._layer(node),
            distance=distance,
            at=self._place(node),
            columns=tuple(self._column(dataset, node, column, told) for column in node.columns),
            complete=node.complete,
            unknown=self._profiles.unknown(dataset),
            descriptions=_sentences(told.descriptions),
            owners=_sentences(told.owners),
            keys=tuple(KeyEntry(columns, _at(at)) for columns, at in told.keys),
            tests=tuple(TestEntry(one.name, one.column, one.arguments, _at(one.location)) for one in told.checks),
            freshness=_sentences(told.freshness),
            settings=_sentences(told.settings),
            records=tuple((str(schema), why) for schema, why in self._schema(dataset)),
            also_named=tuple((str(name), reason) for name, reason in node.also_named),
        )

    def _schema(self, topic: DatasetId) -> list[tuple[DatasetId, str]]:
        return [self._records[topic]] if topic in self._records else []

    def _place(self, node: Node) -> Place | None:
        """What makes it, before what declares it."""
        writers = self._writers.get(node.id, ())
        if node.kind in (DatasetKind.MODEL, DatasetKind.VIEW) and writers:
            return _at(writers[0].location)
        found = node.location or (writers[0].location if writers else None)
        return _at(found) if found is not None else None

    def _column(self, dataset: DatasetId, node: Node, column: Column, told: Profile) -> ColumnEntry:
        made = self._profiles.making(dataset, column.name)
        place = self._declared(node, column)
        expressions = tuple(
            Expression(one.step.text, str(one.step), _at(one.location), one.step.query, one.templated, one.step.masking)
            for one in made
        )
        return ColumnEntry(
            column.name, column.type, column.nullable, place, column.name in told.documented, expressions
        )

    def _declared(self, node: Node, column: Column) -> Place | None:
        """Where the column stands: in a declaration that has it on that line, else where it is made."""
        if not column.line:
            return None
        for one in node.declarations:
            if column in one.columns:
                return Place(one.location.path, column.line)
        writers = self._writers.get(node.id, ())
        return Place(writers[0].location.path, column.line) if writers else None

    def _layer(self, node: Node) -> str:
        dataset = node.id
        if dataset.namespace in _BY_NAMESPACE:
            return _BY_NAMESPACE[dataset.namespace]
        if dataset.namespace != WAREHOUSE:
            return dataset.namespace
        place = self._place(node)
        if node.kind in _BY_FOLDER and place is not None:
            return PurePosixPath(place.path).parent.as_posix()
        schema = dataset.name.rpartition(".")[0] or "no schema"
        return f"source {schema}" if node.kind is DatasetKind.SOURCE else schema


def _sentences(told: tuple[Told, ...]) -> tuple[Sentence, ...]:
    return tuple(Sentence(one.text, _at(one.location)) for one in told)


def _at(location: Location) -> Place:
    return Place(location.path, location.start_line)
