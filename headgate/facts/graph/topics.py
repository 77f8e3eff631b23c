"""Which schema of the repository describes the records of a topic."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from headgate.dataset import KAFKA, DatasetId, DatasetKind
from headgate.facts.graph.pipeline import Node
from headgate.facts.reading import FileFacts
from headgate.facts.schemas.reading import stem
from headgate.gap import Gap, GapKind

Records = Mapping[DatasetId, tuple[DatasetId, str]]
"""The schema of each topic's records, and why it is held to be."""


_SUBJECTS = (
    "value.avro-confluent.subject", "avro-confluent.subject", "avro-confluent.schema-registry.subject",
    "value.avro-confluent.schema-registry.subject", "protobuf-confluent.subject", "value.protobuf-confluent.subject",
)  # fmt: skip
"""Options of Flink's tables. Source: Flink, "Confluent Avro format"."""
_NAMES = ("value_schema_full_name", "value_avro_schema_full_name")
"""Options of ksqlDB's streams. Source: ksqlDB, "Configure serialization formats"."""


def subjects_of(files: Mapping[str, FileFacts]) -> dict[str, tuple[str, str]]:
    """Topics whose subject or record a file names, with the reason."""
    found: dict[str, tuple[str, str]] = {}
    for path, facts in files.items():
        by_owner: defaultdict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
        for one in facts.stream_settings:
            by_owner[one.owner][one.key] = one.value, one.line
        for told in by_owner.values():
            topic = (told.get("topic") or told.get("kafka_topic") or ("", 0))[0]
            for key in (*_SUBJECTS, *_NAMES):
                if topic and key in told:
                    name, line = told[key]
                    found.setdefault(topic, (name, f"{path}:{line} names {name} for the topic {topic}"))
    return found


def records_of(nodes: Mapping[DatasetId, Node], named: Mapping[str, tuple[str, str]] | None = None) -> Records:
    """Topics whose schema the repository holds: as a file names it, else by subject, else by the one name that agrees.

    Source: Confluent, "Subject name strategy": `topic-value`, the record's full name, `topic-record`.
    """
    told = named or {}
    by_subject: defaultdict[str, list[DatasetId]] = defaultdict(list)
    by_name: defaultdict[str, list[DatasetId]] = defaultdict(list)
    full: defaultdict[str, list[DatasetId]] = defaultdict(list)
    strategy: defaultdict[str, list[DatasetId]] = defaultdict(list)
    for node in nodes.values():
        if node.kind is DatasetKind.SCHEMA and node.location is not None:
            subject_name = stem(node.location.path)
            by_subject[subject_name].append(node.id)
            if subject_name.endswith(f"-{node.id.name}"):
                strategy[subject_name.removesuffix(f"-{node.id.name}")].append(node.id)
            full[node.id.name].append(node.id)
            by_name[_folded(node.id.name)].append(node.id)
    found: dict[DatasetId, tuple[DatasetId, str]] = {}
    for topic in sorted(one for one in nodes if one.namespace == KAFKA):
        name, reason = told.get(topic.name, ("", ""))
        stated = by_subject.get(name, []) or full.get(name, []) if name else []
        if len(stated) == 1:
            found[topic] = stated[0], reason
            continue
        subject = by_subject.get(f"{topic.name}-value", []) or strategy.get(topic.name, [])
        named_alike = [record for name in _singulars(_folded(topic.name)) for record in by_name.get(name, ())]
        if len(subject) == 1:
            found[topic] = subject[0], f"its file is named for a subject of the topic {topic.name}"
        elif not subject and len(named_alike) == 1:
            alike = named_alike[0]
            found[topic] = alike, f"it is the only schema of that name: {alike.name} for the topic {topic.name}"
    return found


def assumed(records: Records, nodes: Mapping[DatasetId, Node]) -> Iterable[Gap]:
    """What rests on a name alone."""
    for topic, (record, reason) in records.items():
        location = nodes[record].location
        if location is not None:
            yield Gap(location.path, f"records of the topic {topic.name}", reason, GapKind.ASSUMED)


def _folded(name: str) -> str:
    """`shop.OrderItem` and `shop.order-item` alike; the dots of the namespace stay."""
    return re.sub(r"[^a-z0-9.]", "", name.lower())


def _singulars(name: str) -> tuple[str, ...]:
    forms = [name]
    if name.endswith("ies"):
        forms.append(name[:-3] + "y")
    if name.endswith(("ses", "xes", "ches", "shes")):
        forms.append(name[:-2])
    if name.endswith("s") and not name.endswith("ss"):
        forms.append(name[:-1])
    return tuple(forms)
