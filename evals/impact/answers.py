"""What Headgate answers for each mutation, made in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from evals.impact.mutation import ROOM, Mutation
from evals.impact.truth import Told
from headgate.facts.cache import Cache
from headgate.facts.project import Project
from headgate.impact.affected import affected
from headgate.impact.effects import Impact
from headgate.review import Affected
from headgate.rules.gather import Gathered, gather
from headgate.settings import Settings
from headgate.source.snapshot import FolderSnapshot, OverlaySnapshot

_SETTINGS = Settings(dialect="duckdb")
MODELS = ("model", "seed", "snapshot")
"""Kinds of things that a run of dbt makes."""


@lru_cache(maxsize=8)
def _base(folder: Path) -> Gathered:
    return gather(FolderSnapshot(folder, _SETTINGS.bounds), _SETTINGS, Cache(None))


def projects_of(mutation: Mutation, room: Path = ROOM) -> tuple[Project, Project]:
    """The project before and after the mutation."""
    folder = room / "projects" / mutation.project
    base = _base(folder)
    head = OverlaySnapshot(base.project.snapshot, mutation.files(folder))
    return base.project, gather(head, _SETTINGS, Cache(None), beside=base).project


def answer(mutation: Mutation, room: Path = ROOM) -> dict[str, Affected]:
    """Model to what happens to it, as `headgate impact` tells it."""
    rows = affected(Impact(*projects_of(mutation, room)))
    return {row.name: row for row in rows if row.kind in MODELS}


def answers(changes: Iterable[Mutation], room: Path = ROOM) -> Iterator[tuple[Mutation, dict[str, Told]]]:
    """The answers to all of `changes`."""
    for one in changes:
        yield one, {name: Told(row.effect, row.columns) for name, row in answer(one, room).items()}
