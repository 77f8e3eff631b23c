"""One more concrete fact for jurors who disagree: lines, lineage or keys, looked up and never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.judgement import FactWanted
from agents.quoting import masked_lines, numbered
from headgate.dataset import Column, DatasetId
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.finding import Finding
from headgate.review_change import Analysis
from headgate.secrets import mask

_MOST_LINES = 60
_MOST_CHARACTERS = 4_000
_MOST_PATHS = 8
_MOST_COLUMNS = 60
_LINES = re.compile(r"(?P<path>[^\n:]{1,300})(?::(?P<start>\d{1,7})(?:-(?P<end>\d{1,7}))?)?")


def look_up(wanted: FactWanted, analysis: Analysis) -> str:
    """What the repository says of `wanted`; empty where it says nothing."""
    if wanted.about == "lines":
        return _lines(wanted.of, analysis)
    graph = analysis.head.project.graph
    dataset = _dataset(wanted.of, graph)
    if dataset is None:
        return ""
    told = _lineage(dataset, graph) if wanted.about == "lineage" else _keys(dataset, graph)
    return _bounded(told)


def near(finding: Finding, analysis: Analysis) -> str:
    """Columns and keys of what the code of `finding` reads and writes: the fact that most disputes lack."""
    at, graph = finding.location, analysis.head.project.graph
    jobs = [job for job in graph.jobs if job.location.path == at.path]
    here = [job for job in jobs if job.location.start_line <= at.last_line and at.start_line <= job.location.last_line]
    used = dict.fromkeys(use.dataset for job in here or jobs for use in (*job.reads, *job.writes))
    return _bounded("\n".join(filter(None, (_keys(dataset, graph) for dataset in list(used)[:_MOST_PATHS]))))


def _lines(of: str, analysis: Analysis) -> str:
    found = _LINES.fullmatch(of.strip())
    if found is None or found["path"] not in analysis.head.project.snapshot:
        return ""
    start = int(found["start"] or 1)
    end = min(int(found["end"] or start + _MOST_LINES), start + _MOST_LINES)
    told = numbered(masked_lines(analysis.head.project.snapshot, found["path"]), start, end)
    return _bounded(f"{found['path']}\n{told}") if told else ""


def _dataset(name: str, graph: PipelineGraph) -> DatasetId | None:
    """The dataset that is called so, in full or by its last parts; None where none or several are."""
    wanted = name.strip().strip("`\"'").lower()
    exact = [one for one in graph.nodes if str(one).lower() == wanted]
    if exact:
        return exact[0]
    close = [one for one in graph.nodes if wanted and one.name.lower().endswith(f".{wanted}")]
    return close[0] if len(close) == 1 else None


def _lineage(dataset: DatasetId, graph: PipelineGraph) -> str:
    sources = sorted({use.dataset for job in graph.writers.get(dataset, ()) for use in job.reads})
    lines = [f"{source} -> {dataset}" for source in sources[:_MOST_PATHS]]
    for _, path in zip(range(_MOST_PATHS), graph.datasets_downstream(dataset), strict=False):
        lines.append(" -> ".join(map(str, path)))
    return "\n".join(lines) or f"nothing in the repository writes or reads {dataset}"


def _keys(dataset: DatasetId, graph: PipelineGraph) -> str:
    node = graph.nodes.get(dataset)
    if node is None or not node.columns:
        return ""
    shown = ", ".join(map(_column, node.columns[:_MOST_COLUMNS]))
    rest = "" if node.complete and len(node.columns) <= _MOST_COLUMNS else ", and maybe others"
    return f"{dataset}({shown}{rest}); unique: {', '.join(_unique(dataset, graph)) or 'nothing declared'}"


def _column(column: Column) -> str:
    nullable = {True: "nullable", False: "not null", None: ""}[column.nullable]
    return " ".join(filter(None, (column.name, column.type, nullable)))


def _unique(dataset: DatasetId, graph: PipelineGraph) -> Iterator[str]:
    keys = (key for one in graph.nodes[dataset].declarations for key in one.keys)
    yield from dict.fromkeys("(" + ", ".join(key) + ")" for key in keys)


def _bounded(text: str) -> str:
    lines = mask(text)[:_MOST_CHARACTERS].split("\n")
    return "\n".join(lines[: _MOST_LINES + 1])
