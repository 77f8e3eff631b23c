"""What a DataFrame holds that comes from outside: a table, a path, a topic, rows written in the program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from headgate.dataset import KAFKA, DatasetId
from headgate.facts.spark.datasets import named_by
from headgate.facts.spark.frames import Frame, united, unknown
from headgate.facts.spark.grouping import schema_fields
from headgate.facts.spark.program import Call, Value, chain
from headgate.facts.spark.types import Field
from headgate.facts.sql.relation import NOTHING, Item, Known, Relation, of_dataset
from headgate.lineage import ColumnRef, Effect

_KAFKA_COLUMNS = ("key", "topic", "partition", "offset", "timestamp", "timestamptype", "headers")


class Schemas(Protocol):
    """Where the columns of datasets are looked up."""

    def fields(self, dataset: DatasetId) -> tuple[Field, ...] | None:
        """All columns of `dataset` with their types; None where they are not known."""


class NoSchemas:
    """Nothing is known of any dataset."""

    def fields(self, dataset: DatasetId) -> tuple[Field, ...] | None:
        """Nothing."""
        del dataset
        return None


class Told:
    """Schemas by dataset."""

    def __init__(self, known: Mapping[DatasetId, tuple[Field, ...]]) -> None:
        self.by_dataset = dict(known)

    def fields(self, dataset: DatasetId) -> tuple[Field, ...] | None:
        """What was told of `dataset`."""
        return self.by_dataset.get(dataset)


def read(call: Call, schemas: Schemas) -> Frame:
    """What a read gives; several paths in one read are one frame."""
    frames = [_stored(one.dataset, call, schemas) for one in named_by(call)]
    if not frames:
        return unknown()
    return frames[0] if len(frames) == 1 else united(frames, by_name=True)


def _stored(dataset: DatasetId, call: Call, schemas: Schemas) -> Frame:
    fields = schemas.fields(dataset) or _stated(call)
    if fields is not None:
        return of_fields(dataset, fields)
    if dataset.namespace == KAFKA:
        record = Item("value", frozenset({(ColumnRef(dataset, ""), Effect.IDENTITY)}), call.line)
        return Frame(Relation((record, *(Item(name) for name in _KAFKA_COLUMNS))))
    return Frame(of_dataset(dataset, None))


def of_fields(dataset: DatasetId, fields: tuple[Field, ...]) -> Frame:
    """A dataset all of whose columns are known."""
    items = []
    for name, type_ in fields:
        flows = frozenset({(ColumnRef(dataset, name.lower()), Effect.IDENTITY)})
        items.append(Item(name.lower(), flows, spelled=name, type=type_))
    return Frame(Relation(items))


def _stated(call: Call) -> tuple[Field, ...] | None:
    """The columns that `.schema(…)` states."""
    for step in chain(call.result):
        given = step.argument(0, "schema") if step.method == "schema" else step.keywords.get("schema")
        if given is not None:
            return schema_fields(given) or None
    return None


def rows(call: Call) -> Frame:
    """What `createDataFrame` and `range` hold: columns that come from no dataset."""
    if call.method == "range":
        return Frame(Relation((Item("id", NOTHING, call.line),)))
    fields = schema_fields(call.argument(1, "schema")) or _of_rows(call.argument(0, "data"))
    if not fields:
        return unknown()
    return Frame(Relation([Item(n.lower(), NOTHING, call.line, spelled=n, type=t) for n, t in fields]))


def _of_rows(data: Value | None) -> tuple[Field, ...]:
    first = data.parts[0] if data is not None and data.operator == "list" and data.parts else None
    if first is None:
        return ()
    if first.operator == "list":
        return tuple((f"_{at + 1}", "") for at in range(len(first.parts)))
    if first.operator != "dict":
        return ()
    texts = [part.text for part in first.parts[: len(first.parts) // 2]]
    return tuple((text, "") for text in texts if text is not None)


class Views:
    """Temporary views, and below them what is known of datasets, as a catalogue for the SQL that reads them."""

    def __init__(self, frames: Mapping[DatasetId, Frame], schemas: Schemas) -> None:
        self._frames = frames
        self._schemas = schemas

    def known(self, dataset: DatasetId) -> Known | None:
        """The columns of the view or dataset; None where neither is known."""
        frame = self._frames.get(dataset)
        if frame is not None:
            names = tuple(item.name for item in frame.relation.items if item.name)
            return Known(names, frame.columns is not None)
        fields = self._schemas.fields(dataset)
        return Known(tuple(name.lower() for name, _ in fields), True) if fields is not None else None
