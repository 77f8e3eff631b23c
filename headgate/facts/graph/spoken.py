"""Which identities files speak of, and where for the first time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from headgate.dataset import Dataset, DatasetId
from headgate.facts.reading import FileFacts
from headgate.location import Location


def declared_in(facts: FileFacts) -> Iterable[Dataset]:
    """Every declaration of a file, those of its statements included, each once."""
    own = [one.declares for one in facts.statements if one.declares is not None and not one.undoes]
    return dict.fromkeys((*facts.datasets, *own))


def spoken_of(facts: FileFacts) -> Iterator[tuple[DatasetId, int]]:
    """All identities that a file names, each with a line, in no particular order."""
    for statement in facts.statements:
        for use in (*statement.reads, *statement.writes):
            yield use.dataset, use.line
        yield from ((one, statement.line) for one in (statement.target, statement.copies) if one is not None)
    for job in facts.jobs:
        for use in (*job.reads, *job.writes):
            yield use.dataset, use.line
        for edge in job.edges:
            yield edge.source.dataset, edge.location.start_line
            yield edge.target.dataset, edge.location.start_line
    for dataset in facts.datasets:
        yield dataset.id, dataset.location.start_line


def places_of(
    files: Mapping[str, FileFacts], leaving_out: Mapping[str, frozenset[DatasetId]]
) -> dict[DatasetId, Location]:
    """The first place that speaks of each identity; what is temporary in a file is left out there."""
    found: dict[DatasetId, Location] = {}
    for path, facts in files.items():
        for dataset, line in spoken_of(facts):
            if dataset not in found and dataset not in leaving_out[path]:
                found[dataset] = Location(path, max(line, 1))
    return found
