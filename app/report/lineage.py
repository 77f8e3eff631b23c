"""The pipeline graph in plain text: all datasets, or what feeds one of them and what it feeds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.report.clean import folded
from headgate.dataset import DatasetId
from headgate.errors import HeadgateError
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.lineage import ColumnEdge, ColumnRef

_MOST = 200


def listing(graph: PipelineGraph) -> str:
    """Each dataset with its kind and how many jobs write and read it."""
    ids = sorted({*graph.nodes, *graph.readers, *graph.writers})
    lines = [
        f"{folded(str(one))}  {graph.nodes[one].kind.value if one in graph.nodes else 'unknown'}  "
        f"written by {len(graph.writers.get(one, ()))}, read by {len(graph.readers.get(one, ()))}\n"
        for one in ids
    ]
    return "".join(lines) or "No dataset was found.\n"


def tree(graph: PipelineGraph, name: str) -> str:
    """What feeds the dataset or column called `name`, and what it feeds.

    Raises:
        HeadgateError: the graph has no such dataset or column, or several.
    """
    known = sorted({*graph.nodes, *graph.readers, *graph.writers})
    whole = _called(known, name)
    if len(whole) == 1:
        return "\n".join(_of_dataset(graph, whole[0])) + "\n"
    dataset, _, column = name.rpartition(".")
    owners = whole or (_called(known, dataset) if dataset else [])
    if len(owners) == 1:
        return "\n".join(_of_column(graph, owners[0], column)) + "\n"
    if owners:
        raise HeadgateError(f"'{name}' is several: {', '.join(str(one) for one in owners[:5])}; name one in full.")
    raise HeadgateError(f"The repository has no dataset '{name}'; `headgate lineage .` lists all.")


def _called(known: Iterable[DatasetId], name: str) -> list[DatasetId]:
    folded_name = name.lower()
    exact = [one for one in known if folded_name in (str(one).lower(), one.name.lower())]
    return exact or [one for one in known if one.name.lower().endswith("." + folded_name)]


def _of_dataset(graph: PipelineGraph, dataset: DatasetId) -> Iterator[str]:
    yield folded(str(dataset))
    node = graph.nodes.get(dataset)
    if node and node.columns:
        more = "" if node.complete else ", and perhaps more"
        yield f"  columns: {folded(', '.join(column.name for column in node.columns))}{more}"
    for job in graph.writers.get(dataset, ()):
        sources = ", ".join(sorted({folded(str(use.dataset)) for use in job.reads})) or "nothing"
        yield f"  made by {folded(job.name)} ({folded(str(job.location))}) from {sources}"
        for task in graph.tasks.get(job, ()):
            yield f"    started by {folded(task.name)} ({folded(str(task.location))})"
    for path in list(graph.datasets_downstream(dataset))[:_MOST]:
        yield f"  feeds {' → '.join(folded(str(one)) for one in path[1:])}"


def _of_column(graph: PipelineGraph, dataset: DatasetId, column: str) -> Iterator[str]:
    start = _spelled(graph, ColumnRef(dataset, column))
    yield folded(str(start))
    for path in list(graph.upstream(start))[:_MOST]:
        yield f"  from {_edge(path[-1], path[-1].source)}"
    for path in list(graph.downstream(start))[:_MOST]:
        yield f"  feeds {_edge(path[-1], path[-1].target)}"


def _spelled(graph: PipelineGraph, wanted: ColumnRef) -> ColumnRef:
    """The column as the graph spells it.

    Raises:
        HeadgateError: the dataset has no such column.
    """
    refs = {ref for edge in graph.edges for ref in (edge.source, edge.target) if ref.dataset == wanted.dataset}
    node = graph.nodes.get(wanted.dataset)
    refs |= {ColumnRef(wanted.dataset, column.name) for column in (node.columns if node else ())}
    found = [ref for ref in sorted(refs) if ref.column.lower() == wanted.column.lower()]
    if not found:
        names = ", ".join(sorted({ref.column for ref in refs if ref.column})[:20]) or "none that are known"
        raise HeadgateError(f"{wanted.dataset} has no column '{wanted.column}'; it has {names}.")
    return found[0]


def _edge(edge: ColumnEdge, far: ColumnRef) -> str:
    return f"{folded(str(far))}  {edge.effect.value}  {folded(str(edge.location))}"
