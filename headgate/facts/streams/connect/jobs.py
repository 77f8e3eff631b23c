"""A connector as jobs: one for each topic that it fills or drains, so that no table is taken for another's source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from headgate.dataset import DatasetId, topic
from headgate.facts.streams.connect.configuration import Connector, listed
from headgate.facts.streams.connect.sinks import tables_of, target_of
from headgate.facts.streams.connect.sources import flows_of, patterns_of
from headgate.facts.streams.connect.transforms import routed
from headgate.gap import Gap, GapKind
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location

Flow = tuple[DatasetUse | None, DatasetUse | None]


def jobs_of(one: Connector, matched: Iterable[str] = ()) -> tuple[Job, ...]:
    """The jobs of a connector; `matched` are the topics that its `topics.regex` means, where they are known."""
    flows = list(_source(one) if one.kind == "source" else _sink(one, matched))
    return tuple(
        Job(
            one.name if len(flows) == 1 else f"{one.name}: {_label(read, write)}",
            JobKind.KAFKA,
            Location(one.path, one.line),
            (read,) if read is not None else (),
            (write,) if write is not None else (),
        )
        for read, write in dict.fromkeys(flows)
    ) or (Job(one.name, JobKind.KAFKA, Location(one.path, one.line)),)


def gaps_of(one: Connector) -> Iterator[Gap]:
    """What the configuration alone does not tell."""
    where = f"connector {one.name}"
    for written in patterns_of(one):
        yield Gap(one.path, where, f"which tables `{written}` matches, the database tells", GapKind.UNRESOLVED)
    if one.kind == "sink":
        topics = listed(one.setting("topics"))
        lost = [name for name in topics if (aim := routed(one, name)) is None or target_of(one, aim) is None]
        if lost and not list(tables_of(one)):
            why = f"where the records of {', '.join(lost[:3])} go, its settings do not tell"
            yield Gap(one.path, where, why, GapKind.UNRESOLVED)
    elif any(routed(one, name) is None for _, name, _ in flows_of(one)):
        yield Gap(one.path, where, "its transforms take the topic from the record", GapKind.UNRESOLVED)
    if not one.kind:
        yield Gap(one.path, where, f"whether {one.type or 'it'} is a source or a sink, its name does not tell")


def _label(read: DatasetUse | None, write: DatasetUse | None) -> str:
    return (read or write).dataset.name if read or write else ""  # type: ignore[union-attr]


def _source(one: Connector) -> Iterator[Flow]:
    for read, name, key in flows_of(one):
        after = routed(one, name) if name else None
        use = DatasetUse(read, one.line_of(key)) if read is not None else None
        yield use, DatasetUse(topic(after), one.line_of(key)) if after else None


def _sink(one: Connector, matched: Iterable[str]) -> Iterator[Flow]:
    key = one.first("topics", "topics.regex", "kafka.topic")[0]
    named = [*listed(one.setting("topics")), *listed(one.setting("kafka.topic")), *matched]
    fixed = list(tables_of(one))
    for name in dict.fromkeys(named):
        after = routed(one, name)
        aims: list[DatasetId | None] = [*fixed] or [target_of(one, after) if after is not None else None]
        for aim in aims:
            yield DatasetUse(topic(name), one.line_of(key)), _write(one, aim)


def _write(one: Connector, aim: DatasetId | None) -> DatasetUse | None:
    key = one.first("collection.name.format", "table.name.format", "topics")[0]
    return DatasetUse(aim, one.line_of(key)) if aim is not None else None
