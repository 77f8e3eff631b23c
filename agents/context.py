"""What a specialist is shown: the most telling pieces that fit, never the whole repository."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

from agents.packing import Context, Piece, pack
from agents.quoting import lean_hunks, masked_lines, numbered
from headgate.dataset import DatasetId
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.project import Project
from headgate.finding import Finding, Level, State
from headgate.review import Recall
from headgate.review_change import Analysis
from headgate.secrets import mask

LINES_AROUND = 3
"""Unchanged lines that are shown before and after a changed one."""
_MOST_FINDINGS = 25
_LINES_OF_A_FILE = 120
"""Where a whole repository is reviewed, so much of a file is shown at most."""
_LINES_OF_A_PIECE = 30
"""A longer hunk is shown in parts: the first one says most, and no file pushes out all others."""
_LESS_WORTH = 4
"""Each further piece of a file is worth so much less than the one before it."""
_MOST_REACH = 8
"""Datasets downstream of a file that add to the worth of its code."""
_FELT = {"fails": 64, "values_change": 58, "rows_change": 58}
"""Worth of what the change does elsewhere."""


def gather_context(
    analysis: Analysis, paths: tuple[str, ...], tokens: int, station: str, around: int = LINES_AROUND
) -> Context:
    """What a specialist who looks at `paths` is shown, with so many lines `around` each changed one."""
    return pack(pieces_of(analysis, paths, around), tokens, station)


def pieces_of(analysis: Analysis, paths: tuple[str, ...], around: int = LINES_AROUND) -> list[Piece]:
    """Everything worth showing to one who looks at `paths`."""
    findings = [finding for finding in analysis.review.findings if finding.location.path in paths]
    graph = analysis.head.project.graph
    datasets = _datasets_of(analysis.head.project, paths)
    return [
        *_found(findings),
        *_code(analysis, paths, findings, around),
        *_impact(analysis, datasets),
        *_lineage(graph, datasets),
        *_columns(graph, datasets),
        *_remembered(analysis.review.recalls, {finding.fingerprint for finding in findings}),
    ]


def _found(findings: Iterable[Finding]) -> Iterator[Piece]:
    """What the change brought in and the analyzers found; claims about the rest could not be published anyway."""
    brought_in = [finding for finding in findings if finding.state is State.INTRODUCED]
    for finding in sorted(brought_in, key=lambda one: -one.level.rank)[:_MOST_FINDINGS]:
        worth = 55 if finding.level is Level.NOTE else 90
        yield Piece(worth, "Already found", finding.location.path, mask(f"- {finding.location} {finding.rule}"))


def _code(analysis: Analysis, paths: tuple[str, ...], findings: list[Finding], around: int) -> Iterator[Piece]:
    """Hunks of a change, or the heads of files; what the analyzers suspect and what feeds much comes first."""
    suspected = {finding.location.path for finding in findings}
    change = analysis.comparison.change if analysis.comparison else None
    project = analysis.head.project
    for path in paths:
        worth = 70 + 10 * (path in suspected) + _reach(project, path)
        if change is None:
            lines = masked_lines(project.snapshot, path)
            if lines:
                yield Piece(worth, "Code", path, numbered(lines, 1, _LINES_OF_A_FILE))
            continue
        hunks = lean_hunks(change.files[path], around) if path in change.files else ()
        for place, part in enumerate(_parts(hunks)):
            yield Piece(worth - _LESS_WORTH * place, "Code", path, part, place)


def _parts(hunks: Iterable[str]) -> Iterator[str]:
    for hunk in hunks:
        lines = hunk.split("\n")
        for start in range(0, len(lines), _LINES_OF_A_PIECE):
            yield "\n".join(lines[start : start + _LINES_OF_A_PIECE])


def _reach(project: Project, path: str) -> int:
    reached = {one for dataset in _datasets_of(project, (path,)) for one in _below(project.graph, dataset)}
    return min(len(reached), _MOST_REACH)


def _below(graph: PipelineGraph, dataset: DatasetId) -> Iterator[DatasetId]:
    return (steps[-1] for steps in islice(graph.datasets_downstream(dataset), _MOST_REACH))


def _datasets_of(project: Project, paths: tuple[str, ...]) -> tuple[DatasetId, ...]:
    """What the files at `paths` write or declare."""
    written = [use.dataset for job in project.graph.jobs if job.location.path in paths for use in job.writes]
    declared = [dataset.id for path in paths if path in project.files for dataset in project.files[path].datasets]
    return tuple(dict.fromkeys((*written, *declared)))


def _impact(analysis: Analysis, datasets: Iterable[DatasetId]) -> Iterator[Piece]:
    """What breaks or alters in files that the change leaves alone, by way of `datasets`."""
    changed = analysis.comparison.change.files if analysis.comparison else {}
    own = {str(dataset) for dataset in datasets}
    for one in analysis.review.impact:
        if one.effect in _FELT and one.file not in changed and own.intersection(one.path):
            columns = f" ({', '.join(one.columns[:6])})" if one.columns else ""
            told = f"- {one.kind} {one.name}: {one.effect}{columns}, {one.file}: {one.reason}"
            yield Piece(_FELT[one.effect], "Impact", one.file, mask(told[:240]))


def _lineage(graph: PipelineGraph, datasets: Iterable[DatasetId]) -> Iterator[Piece]:
    """Hops around `datasets`, each once: what feeds them, and what they feed."""
    told: set[tuple[DatasetId, DatasetId]] = set()
    for dataset in datasets:
        sources = {use.dataset for job in graph.writers.get(dataset, ()) for use in job.reads}
        hops = [(source, dataset) for source in sorted(sources)[:8]]
        hops += [hop for path in islice(graph.datasets_downstream(dataset), _MOST_REACH) for hop in pairwise(path)]
        new = [hop for hop in dict.fromkeys(hops) if hop[0] != hop[1] and hop not in told]
        told.update(new)
        if new:
            yield Piece(60, "Lineage", "", mask("\n".join(f"{source} -> {target}" for source, target in new)))


def _columns(graph: PipelineGraph, datasets: Iterable[DatasetId]) -> Iterator[Piece]:
    near = {use.dataset for one in datasets for job in graph.writers.get(one, ()) for use in job.reads}
    for dataset in sorted(near | set(datasets)):
        node = graph.nodes.get(dataset)
        if node is not None and node.columns:
            named = ", ".join(f"{column.name} {column.type}".strip() for column in node.columns[:40])
            keys = "; unique: " + ", ".join("+".join(key) for one in node.declarations for key in one.keys)
            told = f"{dataset}({named}{'' if node.complete else ', …'}){keys if keys != '; unique: ' else ''}"
            yield Piece(50, "Columns", "", mask(told))


def _remembered(recalls: Iterable[Recall], fingerprints: set[str]) -> Iterator[Piece]:
    for recall in recalls:
        if recall.fingerprint in fingerprints:
            yield Piece(30, "Remembered", "", f"- {recall.title}: {recall.remedy}"[:300])
