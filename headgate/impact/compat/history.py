"""One schema file through all its versions in git: the modes of registries, and which versions cannot read which.

Source: Confluent Schema Registry, "Schema Evolution and Compatibility".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from headgate.facts.schemas.model import SchemaFormat
from headgate.impact.compat.change import Compatibility
from headgate.impact.compat.compare import compare
from headgate.settings import CompatibilityMode
from headgate.source.history import Version, texts, versions


def holds(mode: CompatibilityMode, verdict: Compatibility) -> bool | None:
    """Whether one verdict meets the mode; None where it cannot be told."""
    if mode is CompatibilityMode.NONE:
        return True
    return {"backward": verdict.backward, "forward": verdict.forward, "full": verdict.full}[mode.way]


@dataclass(frozen=True, slots=True)
class Step:
    """A former version, and how a newer one stands to it."""

    version: Version
    verdict: Compatibility


@dataclass(frozen=True, slots=True)
class Told:
    """One version of a schema, and how it stands to those before it, the nearest first."""

    version: Version
    steps: tuple[Step, ...] = ()

    @property
    def changed(self) -> Compatibility | None:
        """Against the version before; None for the first."""
        return self.steps[0].verdict if self.steps else None

    def unread(self) -> Iterator[Version]:
        """Former versions whose data this one cannot read."""
        yield from (step.version for step in self.steps if step.verdict.backward is False)

    def unreading(self) -> Iterator[Version]:
        """Former versions that cannot read what is written with this one."""
        yield from (step.version for step in self.steps if step.verdict.forward is False)

    def meets(self, mode: CompatibilityMode) -> bool | None:
        """Whether this version meets a mode; None where a verdict cannot be told."""
        steps = self.steps if mode.transitive else self.steps[:1]
        held = [holds(mode, step.verdict) for step in steps]
        return False if False in held else None if None in held else True


def told(
    repository: Path, path: str, format_: SchemaFormat, profile: str = "", *, ref: str = "HEAD", limit: int = 30
) -> tuple[Told, ...]:
    """Every version of a file against all before it, newest first; commits that left the text as it was are skipped.

    Raises:
        HeadgateError: git cannot answer.
    """
    distinct: list[tuple[Version, str]] = []
    for version, text in _texts(repository, path, ref, limit):
        # Newest first: of commits with the same text the oldest is the one that made it.
        if distinct and distinct[-1][1] == text:
            distinct.pop()
        distinct.append((version, text))
    return tuple(
        Told(version, tuple(Step(other, compare(format_, old, text, profile)) for other, old in distinct[at + 1 :]))
        for at, (version, text) in enumerate(distinct)
    )


def _texts(repository: Path, path: str, ref: str, limit: int) -> list[tuple[Version, str]]:
    found = versions(repository, path, ref=ref, limit=limit)
    return [(version, text) for version, text in zip(found, texts(repository, found), strict=True) if text is not None]
