"""What a query in a string makes, where the names in it may be temporary views."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from headgate.dataset import DatasetId
from headgate.facts.spark.frames import OPEN, Frame, unknown
from headgate.facts.spark.origins import Schemas, Views
from headgate.facts.sql.model import Statement
from headgate.facts.sql.relation import NOTHING, Flows, Item, Relation, through
from headgate.facts.sql.resolve import Made, resolve
from headgate.lineage import ColumnRef, Effect

_NAME = re.compile(r"`([^`]+)`|\b([A-Za-z_]\w*)\b")


def queried(statement: Statement, frames: Mapping[DatasetId, Frame], schemas: Schemas) -> Frame:
    """The columns that `statement` makes; `frames` are the temporary views that it reads."""
    try:
        answer = resolve(statement, Views(frames, schemas))
    except RecursionError:
        return unknown()

    def through_views(flows: Iterable[tuple[ColumnRef, Effect]]) -> Flows:
        found = NOTHING
        for ref, effect in flows:
            view = frames.get(ref.dataset)
            found |= through(view.lookup(ref.column) or NOTHING, effect) if view else {(ref, effect)}
        return found

    spelled = dict(_spelled(statement, frames, schemas))
    items = [Item(m.name, through_views(m.flows), m.line, spelled=spelled.get(m.name, "")) for m in answer.columns]
    items = [_typed(item, made, frames, schemas) for item, made in zip(items, answer.columns, strict=True)]
    opened = [one for dataset in sorted(answer.opens) for one in _open_over(dataset, frames)] or [OPEN]
    relation = Relation((*items, *(() if answer.complete else opened)), through_views(answer.influences))
    named = {ref: line for one in frames.values() for ref, line in one.named.items()}
    settled = answer.opens or (answer.complete and not answer.unresolved)
    opaque = not settled or any(one.opaque for one in frames.values())
    frame = Frame(relation, {}, named, opaque)
    for ref, line in answer.used.items():
        frame = frame.naming(through_views([(ref, Effect.IDENTITY)]), line)
    return frame


def _open_over(dataset: DatasetId, frames: Mapping[DatasetId, Frame]) -> Iterable[Item]:
    """What a star hands on of columns that are not known; a view's are those of what it stands for."""
    frame = frames.get(dataset)
    return [item for item in frame.relation.items if item.open is not None] if frame else [Item("", open=dataset)]


def _spelled(statement: Statement, frames: Mapping[DatasetId, Frame], schemas: Schemas) -> Iterator[tuple[str, str]]:
    """Names as they are written: in what the query reads, then in its text."""
    for use in statement.reads:
        frame = frames.get(use.dataset)
        for item in frame.relation.items if frame is not None else ():
            yield item.name, item.spelled or item.name
        for name, _ in schemas.fields(use.dataset) or ():
            yield name.lower(), name
    for quoted, bare in _NAME.findall(statement.text):
        yield (quoted or bare).lower(), quoted or bare


def _typed(item: Item, made: Made, frames: Mapping[DatasetId, Frame], schemas: Schemas) -> Item:
    """The same with its type, where it is a column handed on."""
    if len(made.flows) != 1:
        return item
    ((ref, effect),) = made.flows
    if effect is not Effect.IDENTITY:
        return item
    frame = frames.get(ref.dataset)
    if frame is not None:
        type_ = frame.type_of(ref.column)
    else:
        type_ = {name.lower(): one for name, one in schemas.fields(ref.dataset) or ()}.get(ref.column, "")
    return Item(item.name, item.flows, item.line, spelled=item.spelled, type=type_)
