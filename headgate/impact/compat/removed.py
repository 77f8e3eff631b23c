"""Schemas that a change takes away altogether: their file is gone, or their declaration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headgate.change import Status
from headgate.dataset import DatasetId, DatasetKind
from headgate.facts.project import Project
from headgate.facts.reading import FileFacts
from headgate.facts.schemas.model import Schema, SchemaFormat
from headgate.impact.comparison import Comparison
from headgate.impact.consumers import Consumer, consumers_of_change

_FORMATS = (SchemaFormat.AVRO, SchemaFormat.PROTOBUF, SchemaFormat.JSON_SCHEMA, SchemaFormat.DATA_CONTRACT)
_MOST = 400


@dataclass(frozen=True)
class RemovedSchemas:
    """Schemas of one file of the base that no file of the head declares."""

    path: str
    """In the base."""
    schemas: tuple[Schema, ...]
    file_gone: bool
    comparison: Comparison

    def consumers(self) -> tuple[Consumer, ...]:
        """Who reads the topics and datasets that carry the names of these schemas."""
        names = {name for one in self.schemas for name in (one.name.lower(), one.name.rpartition(".")[2].lower())}

        def named(side: Project) -> Iterator[DatasetId]:
            yield from (DatasetId("schema", one.name) for one in self.schemas)
            for node, known in side.graph.nodes.items():
                if known.kind is DatasetKind.TOPIC and node.name.lower() in names:
                    yield node

        return consumers_of_change(self.comparison, named, "", self.path)


def removed_schemas(comparison: Comparison) -> Iterator[RemovedSchemas]:
    """What each removed or changed schema file of the base declared, and nothing in the head declares any more."""
    kept = {_key(one) for _, one in comparison.head.schemas()}
    for path, change in comparison.change.files.items():
        old_path = change.old_path or path
        facts = comparison.base.files.get(old_path)
        if change.status is Status.ADDED or facts is None:
            continue
        gone = tuple(one for one in _outer(facts) if _key(one) not in kept)[:_MOST]
        file_gone = change.status is Status.REMOVED
        # A changed document of one schema is compared with what it was; what it is called is told there.
        if gone and (file_gone or gone[0].format is SchemaFormat.PROTOBUF):
            yield RemovedSchemas(old_path, gone, file_gone, comparison)


def successor(comparison: Comparison, path: str) -> str:
    """The added file of the head that declares what a removed file of the base did; empty where there is none."""
    facts = comparison.base.files.get(path)
    names = {_key(one) for one in facts.schemas} if facts else set()
    for other, change in comparison.change.files.items():
        known = comparison.head.files.get(other) if change.status is Status.ADDED else None
        if known and names & {_key(one) for one in known.schemas}:
            return other
    return ""


def _outer(facts: FileFacts) -> Iterator[Schema]:
    """The schemas of a file without those that are nested in another of them."""
    names = {one.name for one in facts.schemas}
    for one in facts.schemas:
        if one.format in _FORMATS and one.name.rpartition(".")[0] not in names:
            yield one


def _key(one: Schema) -> tuple[SchemaFormat, str]:
    return one.format, one.name
