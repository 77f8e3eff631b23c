"""Tool: where a dataset or a column comes from, and where it goes."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from agents.tools.tool import Question, Tool
from agents.tools.workspace import CannotAnswerError, Workspace
from headgate.dataset import DatasetId
from headgate.errors import HeadgateError
from headgate.facts.graph.called import meant
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.graph.reach import Direction, datasets_around, flows
from headgate.facts.project import Project
from headgate.lineage import ColumnEdge, ColumnRef
from headgate.location import Side

_FOR_PEOPLE = "`headgate lineage REPO` lists all"
_MOST = 40
"""Hops, readers or columns that are shown."""


class Traced(Question):
    name: str
    direction: Direction = Direction.BOTH
    depth: int = Field(3, ge=1, le=20)
    side: Side = Side.HEAD


def _answer(asked: Traced, workspace: Workspace) -> str:
    project = workspace.project(asked.side)
    try:
        dataset, column = meant(project.graph, asked.name)
    except HeadgateError as error:
        raise CannotAnswerError(str(error).replace(_FOR_PEOPLE, "search_code finds where it is spoken of")) from error
    if column:
        return "\n".join(_column(project.graph, ColumnRef(dataset, column), asked))
    return "\n".join((*_facts(project, dataset), *_around(project.graph, dataset, asked)))


def _facts(project: Project, dataset: DatasetId) -> Iterator[str]:
    node = project.graph.nodes.get(dataset)
    if node is None or not node.columns:
        yield f"{dataset}: its columns are not known"
    else:
        named = ", ".join(f"{one.name} {one.type}".strip() for one in node.columns[:_MOST])
        whole = "all of its columns" if node.complete and len(node.columns) <= _MOST else "columns, not all of them"
        yield f"{dataset} ({node.kind.value}), {whole}: {named}"
    for key in project.known.keys(dataset)[:5]:
        yield f"unique: {', '.join(sorted(key.columns))} ({key.reason}{'' if key.declared else ', derived'})"
    graph = project.graph
    for label, jobs in (("written", graph.writers.get(dataset, ())), ("read", graph.readers.get(dataset, ()))):
        places = dict.fromkeys(f"{job.location}" for job in jobs)
        yield f"{label} at: {', '.join(list(places)[:12]) or 'nowhere in this repository'}"


def _around(graph: PipelineGraph, dataset: DatasetId, asked: Traced) -> Iterator[str]:
    every = flows(graph)
    near = datasets_around(every, dataset, asked.direction, asked.depth)
    hops = sorted({(str(one.source), str(one.target), str(one.job.location)) for one in every
                   if one.source in near and one.target in near and near[one.source] < near[one.target]})  # fmt: skip
    yield from (f"{source} -> {target} at {place}" for source, target, place in hops[:_MOST])
    if len(hops) > _MOST:
        yield f"[cut: {len(hops) - _MOST} more hops; ask with a smaller depth or one direction]"


def _column(graph: PipelineGraph, ref: ColumnRef, asked: Traced) -> Iterator[str]:
    for forward in asked.direction.ways:
        paths = [
            path for path in (graph.downstream(ref) if forward else graph.upstream(ref)) if len(path) <= asked.depth
        ]
        yield f"{ref} {'feeds' if forward else 'comes from'} {len(paths)} columns within {asked.depth} steps"
        yield from (_edge(path[-1]) for path in paths[:_MOST])
        if len(paths) > _MOST:
            yield f"[cut: {len(paths) - _MOST} more]"


def _edge(edge: ColumnEdge) -> str:
    return f"{edge.source} -> {edge.target} ({edge.effect.value}) at {edge.location}"


lineage = Tool(
    "lineage",
    "A dataset's columns, unique keys, writers, readers, what feeds it and what it feeds; or that of dataset.column.",
    Traced,
    _answer,
)
