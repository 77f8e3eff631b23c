"""The pipeline graph as a picture: layers from left to right, drawn on the server, nothing fetched."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from html import escape

import networkx as nx

from headgate.dataset import DatasetId
from headgate.facts.graph.pipeline import PipelineGraph

_WIDTH, _HEIGHT, _GAP_X, _GAP_Y = 190, 34, 70, 16
"""Pixels of a box, and between boxes."""
_MOST = 120
"""Boxes of one picture; beyond, the nearest to the chosen dataset are drawn."""
_COLOURS = {
    "source": "#e3f2e1", "seed": "#e3f2e1", "topic": "#fde9d9", "file": "#f2eee3", "model": "#e1ecf7",
    "view": "#e1ecf7", "snapshot": "#e1ecf7", "table": "#ececf4", "schema": "#f7e1ef", "exposure": "#fff3c4",
}  # fmt: skip
_EFFECTS = {"fails": "#c62828", "rows_change": "#ef6c00", "values_change": "#f9a825", "unknown": "#6a1b9a"}


@dataclass(frozen=True)
class Picture:
    """An SVG and the datasets that it shows."""

    svg: str
    shown: int
    of: int


def draw(graph: PipelineGraph, effects: dict[str, str], chosen: str = "", zoom: float = 1.0) -> Picture:
    """The datasets around `chosen` (all of them where it is empty), coloured by what the change does to them."""
    flows = _flows(graph)
    picked = next((dataset for dataset in graph.nodes if str(dataset) == chosen), None)
    kept = _around(flows, picked) if picked else _busiest(flows)
    part = flows.subgraph(kept)
    places = _places(part)
    width = max((x for x, _ in places.values()), default=0) + _WIDTH + 20
    height = max((y for _, y in places.values()), default=0) + _HEIGHT + 20
    lines = [_line(places[a], places[b]) for a, b in part.edges]
    boxes = [_box(graph, dataset, places[dataset], effects, dataset == picked) for dataset in part.nodes]
    fit = "max-width:100%;height:auto" if zoom <= 1 else ""
    style = f'width="{width * zoom:.0f}" height="{height * zoom:.0f}" viewBox="0 0 {width} {height}" style="{fit}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="lineage" {style}>'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z" fill="#90a4ae"/></marker></defs>'
        f"{''.join(lines)}{''.join(boxes)}</svg>"
    )
    return Picture(svg, len(part), len(flows))


def _flows(graph: PipelineGraph) -> nx.DiGraph[DatasetId]:
    flows: nx.DiGraph[DatasetId] = nx.DiGraph()
    for job in graph.jobs:
        for read in job.reads:
            for written in job.writes:
                if read.dataset != written.dataset:
                    flows.add_edge(read.dataset, written.dataset)
    return flows


def _around(flows: nx.DiGraph[DatasetId], start: DatasetId) -> set[DatasetId]:
    """Everything upstream and downstream of `start`, nearest first, as far as the picture holds."""
    kept = {start}
    if start not in flows:
        flows.add_node(start)
    for step in (flows.predecessors, flows.successors):
        waiting = deque([start])
        while waiting and len(kept) < _MOST:
            for near in sorted(step(waiting.popleft())):
                if near not in kept and len(kept) < _MOST:
                    kept.add(near)
                    waiting.append(near)
    return kept


def _busiest(flows: nx.DiGraph[DatasetId]) -> set[DatasetId]:
    ranked = sorted(flows.nodes, key=lambda dataset: (-flows.degree(dataset), dataset))
    return set(ranked[:_MOST])


def _places(part: nx.DiGraph[DatasetId]) -> dict[DatasetId, tuple[int, int]]:
    """The upper left corner of each box: a column for each layer, neighbours near each other."""
    whole = nx.condensation(part)  # cycles share a layer
    layer: dict[DatasetId, int] = {}
    for number, group in enumerate(nx.topological_generations(whole)):
        for component in group:
            for dataset in whole.nodes[component]["members"]:
                layer[dataset] = number
    rows: dict[DatasetId, float] = {}
    places: dict[DatasetId, tuple[int, int]] = {}
    for number in range(max(layer.values(), default=-1) + 1):
        members = [dataset for dataset in part.nodes if layer[dataset] == number]
        above = {d: [rows[p] for p in part.predecessors(d) if p in rows] for d in members}
        members.sort(key=lambda d: (sum(above[d]) / len(above[d]) if above[d] else 1e9, d))
        for row, dataset in enumerate(members):
            rows[dataset] = row
            places[dataset] = (10 + number * (_WIDTH + _GAP_X), 10 + row * (_HEIGHT + _GAP_Y))
    return places


def _line(start: tuple[int, int], end: tuple[int, int]) -> str:
    x1, y1 = start[0] + _WIDTH, start[1] + _HEIGHT // 2
    x2, y2 = end[0], end[1] + _HEIGHT // 2
    middle = (x1 + x2) // 2
    path = f"M{x1},{y1} C{middle},{y1} {middle},{y2} {x2},{y2}"
    return f'<path d="{path}" fill="none" stroke="#90a4ae" stroke-width="1.4" marker-end="url(#tip)"/>'


def _box(
    graph: PipelineGraph, dataset: DatasetId, place: tuple[int, int], effects: dict[str, str], picked: bool
) -> str:
    node = graph.nodes.get(dataset)
    kind = node.kind.value if node else "table"
    effect = effects.get(dataset.name, "")
    edge = _EFFECTS.get(effect, "#455a64" if picked else "#b0bec5")
    thick = 3 if picked or effect in _EFFECTS else 1
    name = str(dataset)
    short = name if len(name) <= 26 else "…" + name[-25:]
    told = escape(f"{name} ({kind})" + (f": {effect.replace('_', ' ')}" if effect else ""), quote=True)
    x, y = place
    fill = _COLOURS.get(kind, "#ececf4")
    return (
        f'<g class="dataset" data-name="{escape(name, quote=True)}" style="cursor:pointer"><title>{told}</title>'
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6" fill="{fill}" '
        f'stroke="{edge}" stroke-width="{thick}"/>'
        f'<text x="{x + 10}" y="{y + 22}" font-family="sans-serif" font-size="12" fill="#263238">'
        f"{escape(short)}</text></g>"
    )
