"""Which schema of the repository describes the records of a topic."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from headgate.dataset import KAFKA, DatasetId, DatasetKind
from headgate.facts.graph.pipeline import Node
from headgate.gap import Gap, GapKind

Records = Mapping[DatasetId, tuple[DatasetId, str]]
"""The schema of each topic's records, and why it is held to be."""


def records_of(nodes: Mapping[DatasetId, Node]) -> Records:
    """Topics whose schema the repository holds: by subject, else by the one name that agrees."""
    by_subject: defaultdict[str, list[DatasetId]] = defaultdict(list)
    by_name: defaultdict[str, list[DatasetId]] = defaultdict(list)
    for node in nodes.values():
        if node.kind is DatasetKind.SCHEMA and node.location is not None:
            stem = PurePosixPath(node.location.path).name.split(".")[:-1]
            by_subject[".".join(stem)].append(node.id)
            by_name[_folded(node.id.name)].append(node.id)
    found: dict[DatasetId, tuple[DatasetId, str]] = {}
    for topic in sorted(one for one in nodes if one.namespace == KAFKA):
        subject = by_subject.get(f"{topic.name}-value", [])
        named = [record for name in _singulars(_folded(topic.name)) for record in by_name.get(name, ())]
        if len(subject) == 1:
            found[topic] = subject[0], f"its file is named for the subject {topic.name}-value"
        elif not subject and len(named) == 1:
            found[topic] = named[0], f"it is the only schema of that name: {named[0].name} for the topic {topic.name}"
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
