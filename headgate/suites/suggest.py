"""Rules for a repository: what it tells of its datasets, tried on a sample and on its own seeds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from headgate.dataset import DatasetId
from headgate.facts.project import Project
from headgate.gap import Gap
from headgate.impact.seeds import Seed, seeds_of
from headgate.suites.evidence.gather import sample_names, told_by
from headgate.suites.evidence.weak import weak_tests
from headgate.suites.sample.built import steps_of
from headgate.suites.sample.given import Given, given_at
from headgate.suites.suite import Suggestion, suggested, with_weak


def suggest(project: Project, sample: Path | None) -> Suggestion:
    """What is offered for the datasets of `project`, tried on `sample` and on the seeds where there are any.

    Raises:
        HeadgateError: the sample cannot be read, or takes more time or memory than it may.
    """
    told = told_by(project)
    sources: tuple[Given, ...] = ()
    gaps: tuple[Gap, ...] = ()
    if sample is not None:
        sources, gaps = given_at(sample)
    names = sample_names(told)
    taken = {names.get(one.name, one.name) for one in sources}
    seeds = [one for one in _seeds(seeds_of(project)) if one.name not in taken]
    found = suggested((*sources, *seeds), told, names, project.settings.bounds, steps_of(project))
    return with_weak(found, tuple(weak_tests(project)), gaps)


def _seeds(seeds: dict[DatasetId, Seed]) -> Iterator[Given]:
    for identity, seed in seeds.items():
        width = len(seed.columns)
        if width and seed.lines:
            lines = tuple((*line, *[""] * width)[:width] for line in seed.lines)
            yield Given(identity.name, "lines", columns=seed.columns, lines=lines)
