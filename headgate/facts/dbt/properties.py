"""Properties files (`schema.yml` and the like): what a project says of its models, sources and exposures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from headgate.dataset import Dataset, DatasetKind, table
from headgate.errors import HeadgateError
from headgate.facts.dbt import entries
from headgate.facts.dbt.checks import keys_of
from headgate.facts.dbt.metrics import metrics_of
from headgate.facts.dbt.model import DbtFile, DbtNode
from headgate.facts.dbt.naming import exposure_dataset, model_dataset, versioned
from headgate.facts.documents import Value, read_yaml
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.gap import Gap, GapKind
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location

_SECTIONS: Mapping[str, Callable[[Value], Iterator[DbtNode]]] = {
    "models": lambda item: entries.resource("model", item),
    "seeds": lambda item: entries.resource("seed", item),
    "snapshots": lambda item: entries.resource("snapshot", item),
    "sources": entries.source_tables,
    "exposures": entries.exposure,
    "metrics": entries.metric,
    "semantic_models": entries.semantic_model,
    "unit_tests": entries.unit_test,
}
_KINDS = {
    "model": DatasetKind.MODEL,
    "seed": DatasetKind.SEED,
    "snapshot": DatasetKind.SNAPSHOT,
    "source": DatasetKind.SOURCE,
    "exposure": DatasetKind.EXPOSURE,
}


def read(file: SourceFile) -> Reading:
    """Nodes, declared datasets and the jobs that exposures, semantic models and metrics are."""
    kinds = tuple(sorted(file.kinds))
    try:
        documents = read_yaml(file.text)
    except HeadgateError as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("properties", str(error)),)))
    top = documents[0] if documents else Value()
    nodes = tuple(
        node for section, make in _SECTIONS.items() for item in top.get(section).each() for node in make(item)
    )
    metrics = list(metrics_of(file.path, top, file.hints.dialect))
    declared = (dataset for node in nodes for dataset in datasets_of(file.path, node))
    facts = FileFacts(
        path=file.path,
        kinds=kinds,
        datasets=(*declared, *(dataset for dataset, _ in metrics)),
        jobs=(*(job for node in nodes if (job := _job(file.path, node))), *(job for _, job in metrics)),
        dbt=DbtFile(nodes=nodes),
        gaps=tuple(_doubled(file, top)),
    )
    return Reading(facts)


def datasets_of(path: str, node: DbtNode) -> Iterator[Dataset]:
    """What `node` declares: one dataset, or one for each version of a model."""
    kind = _KINDS.get(node.kind)
    if kind is None or not node.name:
        return
    location = Location(path, node.line)
    if kind is DatasetKind.EXPOSURE:
        yield Dataset(exposure_dataset(node.name), kind, location, owner=node.owner)
        return
    enforced = '"enforced": true' in node.setting("contract")
    keys = tuple(dict.fromkeys((*entries.declared_keys(node), *keys_of(node.tests))))
    listed = entries.versions(node)
    names = [(versioned(node.name, one), entries.other_names(node, one)) for one in listed] or [(node.name, ())]
    for name, others in names:
        identity = table(node.relation) if kind is DatasetKind.SOURCE else model_dataset(name)
        complete = enforced and bool(node.columns)
        also = tuple(table(other) for other in others)
        yield Dataset(identity, kind, location, node.columns, complete, keys, node.owner, also)


def _job(path: str, node: DbtNode) -> Job | None:
    """Exposures read models without any SQL of their own."""
    if node.kind != "exposure" or not node.refs:
        return None
    # A source is named as dbt names it; the graph knows its relation.
    reads = tuple(DatasetUse(table(name), line) for name, line in node.refs)
    writes = (DatasetUse(exposure_dataset(node.name), node.line),)
    return Job(f"{node.kind}.{node.name}", JobKind.DBT, Location(path, node.line), reads, writes)


def _doubled(file: SourceFile, top: Value) -> Iterator[Gap]:
    for name, line in top.doubled:
        why = f"the key `{name}` stands a second time at line {line}; only the last one counts"
        yield file.gap(f"section {name}", why, GapKind.UNRESOLVED)
