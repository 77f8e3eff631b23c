"""All that a repository tells of its datasets, brought together by their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, MutableMapping
from dataclasses import replace

from headgate.dataset import WAREHOUSE, DatasetKind, table
from headgate.facts.graph.names import Names
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.project import Project
from headgate.lineage import ColumnRef, Effect
from headgate.suites.evidence.declarations import Notes, declarations
from headgate.suites.evidence.queries import queries
from headgate.suites.evidence.suites import asked_already
from headgate.suites.evidence.told import Told, Valued
from headgate.suites.rule import GroundKind

_MOST_STEPS = 30
_KINDS = frozenset(
    (
        DatasetKind.TABLE,
        DatasetKind.VIEW,
        DatasetKind.MODEL,
        DatasetKind.SOURCE,
        DatasetKind.SEED,
        DatasetKind.SNAPSHOT,
        DatasetKind.SCHEMA,
    )
)


def told_by(project: Project) -> dict[str, Told]:
    """What is told, by the name of each dataset; datasets of which nothing is told are there with their columns."""
    names = Names(project.files, project.settings.aliases)
    notes: defaultdict[str, Notes] = defaultdict(Notes)
    declarations(project, names, notes)
    queries(project, names, notes)
    asked_already(project, names, notes)
    _at_their_roots(project.graph, notes)
    found = {}
    for identity, node in sorted(project.graph.nodes.items()):
        if identity.namespace != WAREHOUSE or node.kind not in _KINDS:
            continue
        columns = tuple(column.name.lower() for column in node.columns)
        roots = tuple(
            (column, root.dataset.name, root.column)
            for column in columns
            if (root := _root(project.graph, ColumnRef(identity, column))).dataset != identity
        )
        found[identity.name] = replace(notes[identity.name].told(columns, node.complete), roots=roots)
    return found


def _at_their_roots(graph: PipelineGraph, notes: MutableMapping[str, Notes]) -> None:
    """References and values of models are those of the tables whose columns these pass on."""
    for name, found in list(notes.items()):
        for one in list(found.references.values()):
            child = _root(graph, ColumnRef(table(name), one.column))
            parent = _root(graph, ColumnRef(table(one.other), one.field))
            if child.dataset != parent.dataset and (child.dataset.name, parent.dataset.name) != (name, one.other):
                key = (child.column, parent.dataset.name, parent.column)
                moved = replace(one, column=key[0], other=key[1], field=key[2], declared=False)
                notes[child.dataset.name].references.setdefault(key, moved)
        for valued in list(found.values.values()):
            root = _root(graph, ColumnRef(table(name), valued.column))
            if root.dataset.name != name:
                shown = replace(valued.ground, kind=GroundKind.VALUES)
                notes[root.dataset.name].values.setdefault(root.column, Valued(root.column, valued.values, shown))


def _root(graph: PipelineGraph, start: ColumnRef) -> ColumnRef:
    """Where a column's value enters, as long as one column passes it on unchanged."""
    reached = start
    for _ in range(_MOST_STEPS):
        above = [edge for edge in graph.edges_to.get(reached, ()) if edge.effect.direct]
        if len({edge.source for edge in above}) != 1 or above[0].effect is not Effect.IDENTITY:
            break
        reached = above[0].source
    return reached


def sample_names(told: Mapping[str, Told]) -> dict[str, str]:
    """The names by which a sample may mean a dataset: its own, and its last part where that is one dataset's alone."""
    found = {name: name for name in told}
    last: defaultdict[str, list[str]] = defaultdict(list)
    for name in told:
        last[name.rpartition(".")[2]].append(name)
    for short, names in last.items():
        if len(names) == 1:
            found.setdefault(short, names[0])
    return found
