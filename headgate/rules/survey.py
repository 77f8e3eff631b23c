"""What the rules find in a whole snapshot, kept by all that the snapshot holds."""

from __future__ import annotations

from headgate.facts.project import Project
from headgate.finding import Finding
from headgate.gap import GapKind
from headgate.rules import run


def survey(project: Project) -> tuple[Finding, ...]:
    """The findings of `run.on_project`, of this run or of an earlier one on the same files with the same settings.

    The base of a change was a head before. A snapshot that cannot be told apart from others without reading all of it,
    such as a folder, is looked at each time; so is one of which some file took too long to read, as it may not do the
    next time.
    """
    identity = project.snapshot.identity
    late = any(gap.kind is GapKind.TIMED_OUT for facts in project.files.values() for gap in facts.gaps)
    if not identity or late:
        return tuple(run.on_project(project))
    told = f"{identity}\x1f{project.settings.model_dump_json()}"
    return project.answers.of("survey", told, tuple[Finding, ...], lambda: tuple(run.on_project(project)))
