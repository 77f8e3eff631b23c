"""What a specialist is shown: the most telling pieces that fit, never the whole repository."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agents.quoting import fenced, masked_lines, numbered, shown_hunks
from headgate.dataset import DatasetId
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.project import Project
from headgate.finding import Finding, Level, State
from headgate.gap import Gap, GapKind
from headgate.review import Recall
from headgate.review_change import Analysis
from headgate.secrets import mask

_BYTES_OF_A_TOKEN = 3.5
"""For code, on the low side: what fits here fits the model."""
_MOST_GAPS = 20
"""Paths that are named one by one when they did not fit."""
_MOST_FINDINGS = 25
_LINES_OF_A_FILE = 120
"""Where a whole repository is reviewed, so much of a file is shown at most."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something worth showing."""

    worth: int
    """Higher is shown first."""
    section: str
    path: str
    text: str

    @property
    def tokens(self) -> int:
        return estimate(self.text)


@dataclass(frozen=True, slots=True)
class Context:
    """The packed text, and what did not fit."""

    text: str
    left_out: tuple[Gap, ...] = ()


def estimate(text: str) -> int:
    """About how many tokens `text` has."""
    return int(len(text.encode("utf-8", "replace")) / _BYTES_OF_A_TOKEN) + 1


def pack(pieces: Iterable[Piece], tokens: int, station: str) -> Context:
    """The pieces of most worth that fit in `tokens`, by section; a gap for each path that lost something."""
    chosen: list[Piece] = []
    lost: dict[str, int] = {}
    left = tokens
    for piece in sorted(pieces, key=lambda p: (-p.worth, p.path)):
        if piece.tokens <= left:
            chosen.append(piece)
            left -= piece.tokens
        else:
            lost[piece.path] = lost.get(piece.path, 0) + 1
    sections: dict[str, list[str]] = {}
    for piece in chosen:
        sections.setdefault(piece.section, []).append(piece.text)
    text = "\n\n".join(fenced(name, "\n".join(sections[name])) for name in _SECTIONS if name in sections)
    return Context(text, tuple(_left_out(lost, station, tokens)))


def _left_out(lost: dict[str, int], station: str, tokens: int) -> Iterator[Gap]:
    why = f"{station} was not shown it: its {tokens:,} tokens of context were full"
    for path, count in sorted(lost.items())[:_MOST_GAPS]:
        yield Gap(path, "a part" if count == 1 else f"{count} parts", why, GapKind.TOO_MANY)
    if len(lost) > _MOST_GAPS:
        yield Gap("", f"{len(lost) - _MOST_GAPS} more files", why, GapKind.TOO_MANY)


_SECTIONS = ("Already found", "Code", "Lineage", "Columns", "Remembered")


def gather_context(analysis: Analysis, paths: tuple[str, ...], tokens: int, station: str) -> Context:
    """What a specialist who looks at `paths` is shown."""
    findings = [finding for finding in analysis.review.findings if finding.location.path in paths]
    graph = analysis.head.project.graph
    datasets = _datasets_of(analysis.head.project, paths)
    pieces = [
        *_found(findings),
        *_code(analysis, paths, findings),
        *_lineage(graph, datasets),
        *_columns(graph, datasets),
        *_remembered(analysis.review.recalls, {finding.fingerprint for finding in findings}),
    ]
    return pack(pieces, tokens, station)


def _found(findings: Iterable[Finding]) -> Iterator[Piece]:
    """What the change brought in and the analyzers found; claims about the rest could not be published anyway."""
    brought_in = [finding for finding in findings if finding.state is State.INTRODUCED]
    for finding in sorted(brought_in, key=lambda one: -one.level.rank)[:_MOST_FINDINGS]:
        where = f"{finding.location} {finding.rule}: {finding.message}"
        worth = 65 if finding.level is Level.NOTE else 90
        yield Piece(worth, "Already found", finding.location.path, mask(f"- {where}"[:300]))


def _code(analysis: Analysis, paths: tuple[str, ...], findings: list[Finding]) -> Iterator[Piece]:
    suspected = {finding.location.path for finding in findings}
    change = analysis.comparison.change if analysis.comparison else None
    for path in paths:
        worth = 70 + 10 * (path in suspected)
        if change is not None:
            for hunk in shown_hunks(change.files[path]) if path in change.files else ():
                yield Piece(worth, "Code", path, f"{path}\n{hunk}")
        else:
            lines = masked_lines(analysis.head.project.snapshot, path)
            if lines:
                yield Piece(worth, "Code", path, f"{path}\n{numbered(lines, 1, _LINES_OF_A_FILE)}")


def _datasets_of(project: Project, paths: tuple[str, ...]) -> tuple[DatasetId, ...]:
    """What the files at `paths` write or declare."""
    written = [use.dataset for job in project.graph.jobs if job.location.path in paths for use in job.writes]
    declared = [dataset.id for path in paths if path in project.files for dataset in project.files[path].datasets]
    return tuple(dict.fromkeys((*written, *declared)))


def _lineage(graph: PipelineGraph, datasets: Iterable[DatasetId]) -> Iterator[Piece]:
    for dataset in datasets:
        sources = {use.dataset for job in graph.writers.get(dataset, ()) for use in job.reads}
        lines = [f"{source} -> {dataset}" for source in sorted(sources)[:8]]
        for path in _first(graph.datasets_downstream(dataset), 8):
            lines.append(" -> ".join(str(step) for step in path))
        if lines:
            yield Piece(60, "Lineage", "", mask("\n".join(lines)))


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


def _first(paths: Iterator[tuple[DatasetId, ...]], most: int) -> Iterator[tuple[DatasetId, ...]]:
    for _, path in zip(range(most), paths, strict=False):
        yield path
