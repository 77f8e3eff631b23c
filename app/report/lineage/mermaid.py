"""The lineage as a Mermaid flowchart, which GitHub and many editors draw.

Source: mermaid.js.org/syntax/flowchart.html; names come from a hostile repository and reach the chart as entity
codes (`#34;`), so that none can close its label, add a link or a directive.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from app.report.clean import folded
from app.report.lineage.document import ColumnEnd, DatasetEntry, Lineage

MOST = 80
"""Boxes of one chart; the nearest ones. GitHub stops drawing at a few hundred edges."""
_MOST_EDGES = 250
_LABEL = 80
"""Characters of a label."""
_PLAIN = re.compile(r"[^\w .,:/()-]", re.ASCII)
_SHAPES = {"topic": ("([", "])"), "exposure": ("{{", "}}"), "source": ("[(", ")]"), "seed": ("[(", ")]")}


def render(lineage: Lineage) -> str:
    """A flowchart by dataset; by column where a column was asked for."""
    return "\n".join(["flowchart LR", *(_by_column(lineage) if lineage.asked.column else _by_dataset(lineage))]) + "\n"


def label(text: str) -> str:
    """`text` as the inside of a quoted label.

    >>> label('a"]; click n0 "x')
    'a#34;#93;#59; click n0 #34;x'
    """
    short = folded(text)
    short = short if len(short) <= _LABEL else "…" + short[1 - _LABEL :]
    return _PLAIN.sub(lambda found: f"#{ord(found[0])};", short)


def _by_dataset(lineage: Lineage) -> Iterator[str]:
    joined = {end for flow in lineage.flows for end in (flow.source, flow.target)} | {lineage.asked.dataset}
    near = sorted((one for one in lineage.datasets if one.id in joined), key=lambda one: abs(one.distance or 0))
    names = {one.id: f"n{number}" for number, one in enumerate(near[:MOST])}
    for one in near[:MOST]:
        opening, closing = _SHAPES.get(one.kind, ("[", "]"))
        yield f'  {names[one.id]}{opening}"{label(one.id)}{_doubt(one)}"{closing}'
    ways: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for flow in lineage.flows:
        if flow.source in names and flow.target in names:
            ways[names[flow.source], names[flow.target]].update(dict.fromkeys(effect for effect, _ in flow.effects))
    for (source, target), effects in list(ways.items())[:_MOST_EDGES]:
        yield f"  {source} {_arrow(', '.join(list(effects)[:3]))} {target}"
    yield from _left_out(len(near) - MOST, len(ways) - _MOST_EDGES, "datasets")
    if lineage.asked.dataset in names:
        yield f"  style {names[lineage.asked.dataset]} stroke-width:3px"


def _by_column(lineage: Lineage) -> Iterator[str]:
    start = ColumnEnd(lineage.asked.dataset, lineage.asked.column)
    ends = dict.fromkeys([start, *(end for edge in lineage.edges for end in (edge.source, edge.target))])
    distance = {one.id: abs(one.distance or 0) for one in lineage.datasets}
    near = sorted(ends, key=lambda end: distance.get(end.dataset, 0))
    names = {end: f"n{number}" for number, end in enumerate(near[:MOST])}
    held: defaultdict[str, list[ColumnEnd]] = defaultdict(list)
    for end in names:
        held[end.dataset].append(end)
    for number, (dataset, columns) in enumerate(held.items()):
        yield f'  subgraph d{number}["{label(dataset)}"]'
        for end in columns:
            yield f'    {names[end]}["{label(end.column or "rows")}"]'
        yield "  end"
    shown = [edge for edge in lineage.edges if edge.source in names and edge.target in names]
    for edge in shown[:_MOST_EDGES]:
        yield f"  {names[edge.source]} {_arrow(edge.effect, dotted=not edge.direct)} {names[edge.target]}"
    yield from _left_out(len(near) - MOST, len(shown) - _MOST_EDGES, "columns")
    yield f"  style {names[start]} stroke-width:3px"


def _doubt(entry: DatasetEntry) -> str:
    return " (columns unknown)" if entry.unknown and not entry.columns and entry.kind != "exposure" else ""


def _arrow(told: str, *, dotted: bool = False) -> str:
    line = "-.->" if dotted else "-->"
    return f'{line}|"{told.replace("_", " ")}"|' if told else line


def _left_out(boxes: int, arrows: int, what: str) -> Iterator[str]:
    """What did not fit, as a box of its own: nothing is left out in silence."""
    told = [f"{boxes} more {what}"] * (boxes > 0) + [f"{arrows} more arrows"] * (arrows > 0)
    if told:
        yield f'  more["… and {" and ".join(told)}"]'
