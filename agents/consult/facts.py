"""What the repository says that bears on a question: numbered facts, those of most worth that fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agents.packing import estimate
from agents.quoting import masked_lines, numbered
from headgate.dataset import DatasetId
from headgate.facts.graph.pipeline import Node, PipelineGraph
from headgate.finding import Level, State
from headgate.review_change import Analysis
from headgate.secrets import mask
from headgate.source.kinds import Kind

TOKENS = 6_000
"""Of the facts in one prompt."""
_MOST_COLUMNS = 40
_MOST_NEIGHBOURS = 6
_MOST_FINDINGS = 30
_LINES_OF_A_FILE = 200
_WORD = re.compile(r"[a-z0-9]{3,}")
_COMMON = frozenset(
    ("the", "and", "for", "that", "with", "from", "this", "what", "which", "should", "how", "why", "are", "our", "you",
     "can", "into", "one", "does", "not")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the repository says."""

    id: str
    """`F12`, as opinions cite it."""
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Packed:
    """The facts that are sent, and how many did not fit."""

    facts: tuple[Fact, ...]
    left_out: int = 0

    @property
    def text(self) -> str:
        sections: dict[str, list[str]] = {}
        for fact in self.facts:
            sections.setdefault(fact.section, []).append(f"{fact.id} {fact.text}")
        return "\n\n".join("\n".join((f"{name}:", *lines)) for name, lines in sections.items())


@dataclass(frozen=True, slots=True)
class _Piece:
    worth: float
    section: str
    text: str


def gather(analysis: Analysis, question: str, files: tuple[str, ...] = (), tokens: int = TOKENS) -> Packed:
    """Datasets with columns, keys and lineage, volumes where they are known, findings and named files.

    What the question names comes first, then what most others read.
    """
    words = _words(question)
    graph = analysis.head.project.graph
    pieces = [
        *_files(analysis, files),
        *_datasets(graph, words, files),
        *_lineage(graph, words, files),
        *_volumes(analysis),
        *_findings(analysis, words, files),
    ]
    return _packed(pieces, tokens)


def _packed(pieces: Iterable[_Piece], tokens: int) -> Packed:
    order = ("Files", "Datasets", "Lineage", "Volumes", "Findings of the analyzers")
    chosen: list[_Piece] = []
    left, lost = tokens, 0
    for piece in sorted(pieces, key=lambda one: (-one.worth, one.section, one.text)):
        cost = estimate(piece.text) + 2
        if cost <= left:
            chosen.append(piece)
            left -= cost
        else:
            lost += 1
    chosen.sort(key=lambda one: order.index(one.section))
    return Packed(tuple(Fact(f"F{at}", one.section, one.text) for at, one in enumerate(chosen, 1)), lost)


def _files(analysis: Analysis, files: tuple[str, ...]) -> Iterator[_Piece]:
    for path in files:
        lines = masked_lines(analysis.head.project.snapshot, path)
        yield _Piece(100, "Files", f"{path}\n{numbered(lines, 1, _LINES_OF_A_FILE)}")


def _datasets(graph: PipelineGraph, words: set[str], files: tuple[str, ...]) -> Iterator[_Piece]:
    for dataset, node in graph.nodes.items():
        readers, writers = len(graph.readers.get(dataset, ())), len(graph.writers.get(dataset, ()))
        text = (
            f"{dataset} ({node.kind.value}){_columns(node)}; {_times(writers, 'writer')}, {_times(readers, 'reader')}"
        )
        yield _Piece(_worth(dataset, node, graph, words, files), "Datasets", mask(text))


def _worth(dataset: DatasetId, node: Node, graph: PipelineGraph, words: set[str], files: tuple[str, ...]) -> float:
    named = len(words & _words(str(dataset)))
    columns = len(words & {word for column in node.columns for word in _words(column.name)})
    at = node.location.path if node.location else ""
    read = min(len(graph.readers.get(dataset, ())), 10)
    return 20 * named + 4 * min(columns, 3) + 30 * (at in files) + read + 3 * bool(node.columns)


def _columns(node: Node) -> str:
    if not node.columns:
        return ": columns unknown"
    shown = ", ".join(" ".join(filter(None, (one.name, one.type))) for one in node.columns[:_MOST_COLUMNS])
    more = "" if node.complete and len(node.columns) <= _MOST_COLUMNS else ", …"
    keys = dict.fromkeys("+".join(key) for one in node.declarations for key in one.keys)
    return f": {shown}{more}" + (f"; unique: {', '.join(keys)}" if keys else "")


def _lineage(graph: PipelineGraph, words: set[str], files: tuple[str, ...]) -> Iterator[_Piece]:
    for job in graph.jobs:
        if not job.writes or not job.reads:
            continue
        reads = sorted({str(use.dataset) for use in job.reads})
        writes = sorted({str(use.dataset) for use in job.writes})
        shown = f"{', '.join(reads[:_MOST_NEIGHBOURS])} -> {', '.join(writes[:_MOST_NEIGHBOURS])}"
        named = len(words & _words(shown))
        worth = 15 * named + 25 * (job.location.path in files) + 2
        yield _Piece(worth, "Lineage", mask(f"{job.kind.value} {job.name} in {job.location}: {shown}"))


def _volumes(analysis: Analysis) -> Iterator[_Piece]:
    """Rows of seeds: all that files themselves tell of volumes."""
    project, known = analysis.head.project, False
    for path, facts in project.files.items():
        text = project.snapshot.text_of(path) if Kind.SEED in facts.kinds else None
        if text is not None:
            known = True
            yield _Piece(8, "Volumes", f"seed {path}: {max(len(text.splitlines()) - 1, 0):,} rows")
    if not known:
        yield _Piece(50, "Volumes", "none is known: the repository holds no statistics of tables")


def _findings(analysis: Analysis, words: set[str], files: tuple[str, ...]) -> Iterator[_Piece]:
    shown = [one for one in analysis.review.findings if one.state is not State.FIXED and one.level is not Level.NOTE]
    for one in sorted(shown, key=lambda finding: -finding.level.rank)[:_MOST_FINDINGS]:
        text = f"{one.level.value} {one.rule} in {one.location}: {one.message}"
        worth = 10 * len(words & _words(text)) + 20 * (one.location.path in files) + 5 * one.level.rank
        yield _Piece(worth, "Findings of the analyzers", mask(text[:400]))


def _times(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _words(text: str) -> set[str]:
    return {word.rstrip("s") for word in _WORD.findall(text.lower().replace("_", " "))} - _COMMON
