"""Who reads whom in a dbt project: models, seeds, snapshots, source tables and exposures, with their layers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePosixPath

from headgate.facts.dbt.entries import latest_version
from headgate.facts.dbt.naming import versioned
from headgate.facts.dbt.view import DbtModel, DbtProjectView, Entry, views
from headgate.facts.project import Project


@dataclass(frozen=True, slots=True)
class Edge:
    """One `ref` or `source` call."""

    parent: str
    """A model's name, or `source.table` in lower case."""
    child: str
    line: int
    """In the child's file."""

    @property
    def of_source(self) -> bool:
        return "." in self.parent


class Dag:
    """The graph of one project's enabled models; what other projects of the repository make may be a parent."""

    def __init__(self, view: DbtProjectView) -> None:
        self.view = view
        self.models: Mapping[str, DbtModel] = {
            model.name: model for model in view.models if model.node.kind == "model" and not model.disabled
        }

    @cached_property
    def parents(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges into each model."""
        return {name: tuple(self._edges(model)) for name, model in self.models.items()}

    @cached_property
    def children(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges out of each model and source table to models."""
        found: defaultdict[str, list[Edge]] = defaultdict(list)
        for edges in self.parents.values():
            for edge in edges:
                found[edge.parent].append(edge)
        return {name: tuple(edges) for name, edges in found.items()}

    def _edges(self, model: DbtModel) -> Iterator[Edge]:
        seen = set()
        for name, line in model.node.refs:
            parent = name.lower() if "." in name else self._latest.get(name, name)
            if parent not in seen and parent != model.name:
                seen.add(parent)
                yield Edge(parent, model.name, line)

    @cached_property
    def _latest(self) -> Mapping[str, str]:
        told = ((entry.node.name, latest_version(entry.node)) for entry in self.view.entries)
        return {name: versioned(name, latest) for name, latest in told if latest}

    @cached_property
    def read_elsewhere(self) -> frozenset[str]:
        """What seeds' neighbours read beside models: snapshots, tests, analyses, exposures, unit tests, metrics."""
        return frozenset(
            name.lower() if "." in name else name
            for entry in self.view.nodes
            if entry.node.kind != "model"
            for name, _ in entry.node.refs
        )

    @cached_property
    def sources(self) -> Mapping[str, Entry]:
        """The source tables that this project declares, by `source.table` in lower case."""
        return {entry.node.name.lower(): entry for entry in self.view.entries if entry.node.kind == "source"}

    def sources_behind(self, name: str) -> frozenset[str]:
        """The sources, without their tables, at which all ways up from the model `name` end."""
        found, seen, waiting = set(), {name}, [name]
        while waiting:
            for edge in self.parents.get(waiting.pop(), ()):
                if edge.of_source:
                    found.add(edge.parent.split(".", 1)[0])
                elif edge.parent not in seen:
                    seen.add(edge.parent)
                    waiting.append(edge.parent)
        return frozenset(found)

    def longest_chain(self, name: str, within: frozenset[str]) -> tuple[str, ...]:
        """The longest way down to the model `name` through models of `within`, the first parent first."""
        return self._chain(name, within, {}, 0)

    def _chain(
        self, name: str, within: frozenset[str], known: dict[str, tuple[str, ...]], depth: int
    ) -> tuple[str, ...]:
        if name not in known:
            known[name] = ()
            above = [
                self._chain(edge.parent, within, known, depth + 1)
                for edge in self.parents.get(name, ())
                if edge.parent in within and depth < 200
            ]
            known[name] = (*max(above, key=len, default=()), name)
        return known[name]


def described(model: DbtModel) -> bool:
    """Whether some properties file describes the model."""
    return any(entry.node.description.strip() for entry in model.entries)


def folder_of(path: str) -> str:
    """The folder of a file."""
    return str(PurePosixPath(path).parent)


@lru_cache(maxsize=4)
def dags(whole: Project) -> tuple[Dag, ...]:
    """The graph of each dbt project in the snapshot; the same ones for every rule."""
    return tuple(Dag(view) for view in views(whole))
