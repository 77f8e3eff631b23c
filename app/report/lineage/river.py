"""The layers of a repository in the order in which data flows through them, gathered into a few groups."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.report.lineage.document import DatasetEntry, FlowEntry, Lineage

_FOLDERS = ("models", "snapshots", "seeds", "data", "analyses")
_MOST_GROUPS = 40
"""Of one picture; the smallest beyond become one group."""
OTHERS = "other layers"
_SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: a folder of models, a schema, the topics."""

    name: str
    label: str
    """Its name within its group."""
    group: int


@dataclass(frozen=True, slots=True)
class Group:
    """Layers that one looks at together: all sources, a dbt project's folder, a warehouse's catalogue."""

    name: str
    rank: int
    """Mean distance from where data comes in, in hundredths of a step."""


def river(lineage: Lineage) -> tuple[list[Group], list[Layer]]:
    """Groups and layers, each in the order of the river."""
    ranks = _ranks(lineage.flows, [one.id for one in lineage.datasets])
    group_of: dict[str, str] = {}
    for one in lineage.datasets:
        group_of.setdefault(one.layer, _group(one))
    sizes = Counter(group_of[one.layer] for one in lineage.datasets)
    largest, count = sizes.most_common(1)[0] if sizes else ("", 0)
    if 2 * count > len(lineage.datasets) and largest != _SOURCES:
        # A warehouse with one catalogue: what tells its parts apart is the schema.
        group_of = {layer: layer if group == largest else group for layer, group in group_of.items()}
        sizes = Counter(group_of[one.layer] for one in lineage.datasets)
    small = {name for name, _ in sizes.most_common()[_MOST_GROUPS:]}
    group_of = {layer: OTHERS if group in small else group for layer, group in group_of.items()}
    by_group = _means((group_of[one.layer], ranks[one.id]) for one in lineage.datasets)
    by_layer = _means((one.layer, ranks[one.id]) for one in lineage.datasets)
    groups = sorted(by_group, key=lambda name: (by_group[name], name))
    layers = sorted(by_layer, key=lambda name: (groups.index(group_of[name]), by_layer[name], name))
    return (
        [Group(name, by_group[name]) for name in groups],
        [Layer(name, _label(name, group_of[name]), groups.index(group_of[name])) for name in layers],
    )


def _group(one: DatasetEntry) -> str:
    if one.kind == "source":
        return _SOURCES
    if one.kind in ("model", "seed", "snapshot"):
        parts = one.layer.split("/")
        at = next((place for place, part in enumerate(parts) if part in _FOLDERS), len(parts) - 1)
        return "/".join([*parts[max(at - 1, 0) : at], *parts[at + 1 : at + 2]] or parts[-1:]) or one.layer
    return one.layer.split(".", 1)[0] if one.namespace == "warehouse" else one.layer


def _label(layer: str, group: str) -> str:
    """The layer without what its group says already."""
    if group == _SOURCES:
        return layer.removeprefix("source ")
    return layer.removeprefix(group + ".") if layer != group else layer


def _means(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for name, rank in pairs:
        found[name].append(rank)
    return {name: sum(ranks) * 100 // len(ranks) for name, ranks in found.items()}


def _ranks(flows: Iterable[FlowEntry], ids: Iterable[str]) -> Mapping[str, int]:
    """How far each dataset is from where data comes in: the longest way there; what lies on a cycle stays low."""
    after: defaultdict[str, list[str]] = defaultdict(list)
    before: Counter[str] = Counter()
    for source, target in dict.fromkeys((flow.source, flow.target) for flow in flows):
        after[source].append(target)
        before[target] += 1
    ranks = dict.fromkeys(ids, 0)
    ready = [one for one in ranks if not before[one]]
    while ready:
        here = ready.pop()
        for there in after[here]:
            ranks[there] = max(ranks[there], ranks[here] + 1)
            before[there] -= 1
            if not before[there]:
                ready.append(there)
    return ranks
