"""Joining the facts of all files into one graph."""

from __future__ import annotations

from collections.abc import Mapping

from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.reading import FileFacts
from headgate.settings import Settings


def build(files: Mapping[str, FileFacts], settings: Settings) -> PipelineGraph:  # noqa: ARG001
    """The graph over `files`, with names resolved across technologies."""
    jobs = tuple(job for facts in files.values() for job in facts.jobs)
    return PipelineGraph(jobs=jobs)
