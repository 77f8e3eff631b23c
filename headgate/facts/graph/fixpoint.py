"""Resolving all statements of a project against each other until nothing new is learnt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from headgate.dataset import DatasetId
from headgate.facts.graph.components import makers_first, successors
from headgate.facts.graph.knowledge import FileCatalogue, Knowledge, Place
from headgate.facts.graph.memory import Memory
from headgate.facts.graph.names import Names
from headgate.facts.reading import FileFacts
from headgate.facts.sql.resolve import Resolved
from headgate.facts.sql.script import makes_target
from headgate.gap import Gap, GapKind

_ROUNDS = 6
"""Datasets made from each other may teach each other for ever; then what is known stands."""


def settle(
    files: Mapping[str, FileFacts], names: Names, knowledge: Knowledge, memory: Memory
) -> tuple[list[tuple[Place, Resolved]], list[Gap]]:
    """All statements resolved, in files' order, and gaps for what stays open."""
    places = [Place(path, n, one) for path, facts in files.items() for n, one in enumerate(facts.statements)]
    reads = [{names.canonical(p.path, use.dataset) for use in p.statement.reads} for p in places]
    order, gaps = _order(places, reads, names)
    answers: dict[int, Resolved] = {}
    waiting: set[int] = set(range(len(places)))
    readers: defaultdict[DatasetId, set[int]] = defaultdict(set)
    for index, datasets in enumerate(reads):
        for dataset in datasets:
            readers[dataset].add(index)
    for _ in range(_ROUNDS):
        for index in (i for i in order if i in waiting):
            waiting.discard(index)
            place = places[index]
            answers[index] = _resolve(place, FileCatalogue(place.path, names, knowledge), memory)
            if knowledge.learn(place, answers[index], makes_target(place.statement)):
                target = place.statement.target
                waiting |= readers[names.canonical(place.path, target)] if target is not None else set()
        if not waiting:
            break
    settled = [(place, answers[index]) for index, place in enumerate(places)]
    return settled, [*gaps, *_unresolved(settled)]


def _resolve(place: Place, catalogue: FileCatalogue, memory: Memory) -> Resolved:
    try:
        return memory.resolve(place.statement, catalogue)
    except RecursionError:
        return Resolved(complete=False, unresolved=("its queries nest too deeply",))


def _order(places: Sequence[Place], reads: Sequence[set[DatasetId]], names: Names) -> tuple[list[int], list[Gap]]:
    """Makers before readers; gaps for datasets that are made from each other."""
    makers: defaultdict[DatasetId, list[int]] = defaultdict(list)
    for index, place in enumerate(places):
        if place.statement.target is not None:
            makers[names.canonical(place.path, place.statement.target)].append(index)
    edges = [
        (maker, index)
        for index, datasets in enumerate(reads)
        for one in datasets
        for maker in makers.get(one, ())
        if maker != index
    ]
    order: list[int] = []
    gaps: list[Gap] = []
    for component in makers_first(successors(edges, range(len(places)))):
        members = sorted(component)
        order += members
        if len(members) > 1:
            gaps += _cycle([places[member] for member in members])
    return order, gaps


def _cycle(places: Sequence[Place]) -> Iterator[Gap]:
    """Views and models made from each other; tables filled step by step are no fault."""
    views = [p for p in places if p.statement.kind in ("select", "create-view") and p.statement.target is not None]
    if len(views) == len(places):
        named = ", ".join(f"{place.statement.target}" for place in views[:5])
        what = f"column flow through {named}"
        yield Gap(views[0].path, what, "they are made from each other", GapKind.UNRESOLVED)


def _unresolved(settled: Sequence[tuple[Place, Resolved]]) -> Iterator[Gap]:
    for place, resolved in settled:
        for reason in resolved.unresolved:
            what = f"columns of the statement at line {place.statement.line}"
            yield Gap(place.path, what, reason, GapKind.UNRESOLVED)
