"""Which columns a program asks of its sources, as far as its text tells: Spark then has to ask for fewer."""

from __future__ import annotations

from pathlib import Path

from headgate.dataset import DatasetId
from headgate.facts.cache import Cache
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot


def known_columns(path: Path, text: str) -> dict[str, tuple[str, ...]]:
    """By the name that the program gives a source, the names of its columns."""
    name = path.name if path.suffix == ".py" else f"{path.stem}.sql"
    graph = gather(MemorySnapshot({name: text}), Settings(dialect="spark"), Cache(None)).project.graph
    made = {use.dataset for job in graph.jobs for use in job.writes}
    found: dict[str, dict[str, None]] = {}
    for job in graph.jobs:
        for edge in job.edges:
            source = edge.source
            if source.dataset not in made and source.column and source.column != "*":
                found.setdefault(_spoken(source.dataset), {})[source.column] = None
    return {source: tuple(columns) for source, columns in found.items()}


def _spoken(dataset: DatasetId) -> str:
    """The name of a dataset as programs write it: with its bucket where it is a path."""
    return f"{dataset.namespace}/{dataset.name}" if "://" in dataset.namespace else dataset.name
