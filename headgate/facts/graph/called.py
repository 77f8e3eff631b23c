"""Which dataset or column somebody means who names it."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from headgate.dataset import DatasetId
from headgate.errors import HeadgateError
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.lineage import ColumnRef

_NAMED = 5
"""Candidates that an error names."""


def all_datasets(graph: PipelineGraph) -> list[DatasetId]:
    """Every dataset that the graph speaks of, in order."""
    return sorted({*graph.nodes, *graph.readers, *graph.writers})


def dataset_called(graph: PipelineGraph, name: str) -> DatasetId:
    """The dataset that `name` means, in full or by its last parts.

    Raises:
        HeadgateError: there is none, or several.
    """
    known = all_datasets(graph)
    found = _matching(known, name)
    if len(found) == 1:
        return found[0]
    raise _several(name, found) if found else _none(known, name)


def column_called(graph: PipelineGraph, name: str) -> ColumnRef:
    """The column that `dataset.column` means, as the graph spells it.

    Raises:
        HeadgateError: there is no such dataset or column, or there are several.
    """
    dataset, _, column = name.rpartition(".")
    if not dataset:
        raise HeadgateError(f"'{name}' names no column; write it as dataset.column.")
    return _spelled(graph, ColumnRef(dataset_called(graph, dataset), column))


def meant(graph: PipelineGraph, name: str) -> tuple[DatasetId, str]:
    """The dataset, or the dataset and the column, that `name` means; a dataset goes first.

    Raises:
        HeadgateError: it means nothing, or several things.
    """
    known = all_datasets(graph)
    found = _matching(known, name)
    if len(found) == 1:
        return found[0], ""
    owner, _, column = name.rpartition(".")
    owners = [] if found or not owner else _matching(known, owner)
    if len(owners) == 1:
        ref = _spelled(graph, ColumnRef(owners[0], column))
        return ref.dataset, ref.column
    if found or owners:
        raise _several(name, found or owners)
    raise _none(known, name)


def _matching(known: Sequence[DatasetId], name: str) -> list[DatasetId]:
    folded = name.lower()
    spelled = [one for one in known if folded == str(one).lower()]
    exact = spelled or [one for one in known if folded == one.name.lower()]
    return exact or [one for one in known if one.name.lower().endswith("." + folded)]


def _several(name: str, found: Sequence[DatasetId]) -> HeadgateError:
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return HeadgateError(f"'{name}' is several: {', '.join(map(str, found[:_NAMED]))}{more}; name one in full.")


def _none(known: Sequence[DatasetId], name: str) -> HeadgateError:
    by_spelling: dict[str, DatasetId] = {}
    for one in known:
        by_spelling.setdefault(one.name.lower().rpartition(".")[2], one)
        by_spelling.setdefault(str(one).lower(), one)
    near = dict.fromkeys(by_spelling[word] for word in get_close_matches(name.lower(), by_spelling, n=_NAMED))
    hint = f"the nearest are {', '.join(map(str, near))}" if near else "`headgate lineage REPO` lists all"
    return HeadgateError(f"The repository has no dataset '{name}'; {hint}.")


def _spelled(graph: PipelineGraph, wanted: ColumnRef) -> ColumnRef:
    node = graph.nodes.get(wanted.dataset)
    refs = {ref for edge in graph.edges for ref in (edge.source, edge.target) if ref.dataset == wanted.dataset}
    refs |= {ColumnRef(wanted.dataset, column.name) for column in (node.columns if node else ())}
    found = [ref for ref in sorted(refs) if ref.column and ref.column.lower() == wanted.column.lower()]
    if found:
        return found[0]
    names = sorted({ref.column for ref in refs if ref.column})
    near = get_close_matches(wanted.column.lower(), names, n=_NAMED)
    if near:
        raise HeadgateError(f"{wanted.dataset} has no column '{wanted.column}'; the nearest are {', '.join(near)}.")
    told = f"it has {', '.join(names[:20])}" if names else "none of its columns is known"
    raise HeadgateError(f"{wanted.dataset} has no column '{wanted.column}'; {told}.")
