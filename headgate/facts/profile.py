"""What the repository tells of a dataset beside its columns: owner, tests, keys, freshness, how it is made."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from headgate.dataset import DatasetId
from headgate.facts.dbt.model import DbtNode, DbtTest
from headgate.facts.graph.names import Names
from headgate.facts.graph.pipeline import Node, PipelineGraph
from headgate.facts.project import Project
from headgate.facts.sql.making import Making, Step
from headgate.gap import Gap, GapKind
from headgate.location import Location

_BLINDING = (
    GapKind.UNPARSED, GapKind.UNRESOLVED, GapKind.TIMED_OUT, GapKind.TOO_LARGE, GapKind.TOO_MANY, GapKind.UNREADABLE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the repository, and where it stands."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Check:
    """A data test."""

    name: str
    column: str
    arguments: str
    """As `name: value`, joined by commas; empty where there are none."""
    location: Location


@dataclass(frozen=True, slots=True)
class Made:
    """One step on the way to a column, and its place."""

    step: Step
    location: Location
    templated: bool
    """The text was rendered from a template."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is said of one dataset."""

    descriptions: tuple[Told, ...] = ()
    owners: tuple[Told, ...] = ()
    checks: tuple[Check, ...] = ()
    keys: tuple[tuple[tuple[str, ...], Location], ...] = ()
    freshness: tuple[Told, ...] = ()
    settings: tuple[Told, ...] = ()
    """`materialized: incremental` and the like."""
    documented: frozenset[str] = frozenset()
    """Columns that have a description."""


class Profiles:
    """Profiles and column makings of all datasets of a project, each worked out when it is asked for."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._graph: PipelineGraph = project.graph

    def of(self, dataset: DatasetId) -> Profile:
        """What is said of `dataset`."""
        node = self._graph.nodes.get(dataset)
        told = list(self._entries(node)) if node is not None else []
        return Profile(
            descriptions=_once(Told(n.description, at) for n, at in told if n.description),
            owners=_once((*(Told(n.owner, at) for n, at in told if n.owner), *_owned(node))),
            checks=tuple(dict.fromkeys(_check(test, at) for n, at in told for test in n.tests)),
            keys=tuple(_keys(node)),
            freshness=_once(Told(_plain(n.setting("freshness")), at) for n, at in told if n.setting("freshness")),
            settings=_once(one for n, at in told for one in _settings(n, at)),
            documented=frozenset(name for n, _ in told for name in n.documented),
        )

    def making(self, dataset: DatasetId, column: str) -> tuple[Made, ...]:
        """The expressions that SQL makes `column` with; none where it is passed on, or made by other code."""
        found: dict[tuple[str, str, int], Made] = {}
        for path, making, templated in self._makings.get(dataset, ()):
            for step in making.of(column):
                found.setdefault((step.text, path, step.line), Made(step, Location(path, step.line), templated))
        return tuple(found.values())

    def unknown(self, dataset: DatasetId) -> tuple[Gap, ...]:
        """Why not all is known of the columns of `dataset`; nothing where all is known."""
        node = self._graph.nodes.get(dataset)
        if node is not None and node.complete:
            return ()
        writers = self._graph.writers.get(dataset, ())
        paths = dict.fromkeys(job.location.path for job in writers)
        found = tuple(dict.fromkeys(gap for path in paths for gap in self._gaps.get(path, ())))
        if found or (node is not None and node.columns):
            return found
        place = node.location.path if node is not None and node.location is not None else ""
        return (
            Gap(place or next(iter(paths), ""), f"columns of {dataset}", _why(place, bool(paths)), GapKind.UNRESOLVED),
        )

    @cached_property
    def _gaps(self) -> Mapping[str, tuple[Gap, ...]]:
        found: defaultdict[str, list[Gap]] = defaultdict(list)
        for gap in self._project.gaps():
            if gap.kind in _BLINDING:
                found[gap.path].append(gap)
        return {path: tuple(gaps) for path, gaps in found.items()}

    @cached_property
    def _nodes(self) -> Mapping[tuple[str, int, str], tuple[DbtNode, ...]]:
        """dbt nodes by path, line and kind."""
        found: defaultdict[tuple[str, int, str], list[DbtNode]] = defaultdict(list)
        for path, node in self._project.dbt_nodes():
            found[path, node.line, node.kind].append(node)
        return {key: tuple(nodes) for key, nodes in found.items()}

    def _entries(self, node: Node) -> Iterator[tuple[DbtNode, Location]]:
        for one in dict.fromkeys((one.location, one.kind.value) for one in node.declarations):
            at, kind = one
            for entry in self._nodes.get((at.path, at.start_line, kind), ()):
                yield entry, at

    @cached_property
    def _makings(self) -> Mapping[DatasetId, tuple[tuple[str, Making, bool], ...]]:
        names = Names(self._project.files, self._project.settings.aliases)
        found: defaultdict[DatasetId, list[tuple[str, Making, bool]]] = defaultdict(list)
        for path, facts in self._project.files.items():
            for statement in facts.statements:
                if statement.target is not None and statement.text:
                    target = names.canonical(path, statement.target)
                    found[target].append((path, Making(statement), bool(statement.text_lines)))
        return {dataset: tuple(makings) for dataset, makings in found.items()}


def _why(declared: str, written: bool) -> str:
    if written:
        return "what writes it does not tell its columns"
    return f"{declared} names it without columns" if declared else "no file of the repository declares or writes it"


def _owned(node: Node | None) -> Iterator[Told]:
    for one in node.declarations if node is not None else ():
        if one.owner:
            yield Told(one.owner, one.location)


def _keys(node: Node | None) -> Iterator[tuple[tuple[str, ...], Location]]:
    seen = set()
    for one in node.declarations if node is not None else ():
        for key in one.keys:
            if key not in seen:
                seen.add(key)
                yield key, one.location


def _check(test: DbtTest, at: Location) -> Check:
    arguments = ", ".join(f"{name}: {_plain(value)}" for name, value in test.arguments)
    return Check(test.name, test.column, arguments, Location(at.path, test.line or at.start_line))


def _settings(node: DbtNode, at: Location) -> Iterator[Told]:
    for name in ("materialized", "unique_key", "partition_by", "cluster_by", "access", "group", "tags"):
        if node.setting(name):
            yield Told(f"{name.replace('_', ' ')}: {_plain(node.setting(name))}", at)


def _plain(text: str) -> str:
    """A JSON value as one reads it."""
    value = json.loads(text)
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(json.dumps(one))}" for name, one in value.items() if one is not None)
    return json.dumps(value)


def _once(told: Iterable[Told]) -> tuple[Told, ...]:
    """Each text once, at its first place."""
    found: dict[str, Told] = {}
    for one in told:
        found.setdefault(one.text, one)
    return tuple(found.values())
