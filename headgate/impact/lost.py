"""Columns that a change takes away from a dataset, and the programs that still name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from headgate.dataset import DatasetId
from headgate.impact.meanings import Meanings
from headgate.lineage import Job


def lost_columns(base: Meanings, head: Meanings, dataset: DatasetId) -> frozenset[str]:
    """Names that `dataset` had on the base and has no more; none where the head's columns are not all known."""
    after = head.of(dataset).relation
    if after.open:
        return frozenset()
    return frozenset(name for name, _ in base.of(dataset).relation.columns) - {name for name, _ in after.columns}


def still_named(job: Job, dataset: DatasetId, lost: Iterable[str]) -> Mapping[str, int]:
    """Those of `lost` that `job` reads of `dataset`, each with its line.

    Columns that flow on are surely read, even where not all that a program reads is known.
    """
    wanted = set(lost)
    named = {name.lower(): use.line for use in job.reads if use.dataset == dataset for name in use.columns or ()}
    flowing = {e.source.column.lower(): e.location.start_line for e in job.edges if e.source.dataset == dataset}
    return {name: line for name, line in sorted({**named, **flowing}.items()) if name in wanted}
