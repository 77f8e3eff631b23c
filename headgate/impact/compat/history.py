"""One schema file against all its former versions: the transitive modes of registries."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from headgate.facts.schemas.model import SchemaFormat
from headgate.impact.compat.change import Compatibility
from headgate.impact.compat.compare import compare
from headgate.source.history import Version, text_at, versions


@dataclass(frozen=True, slots=True)
class Step:
    """A former version, and how the newest one stands to it."""

    version: Version
    verdict: Compatibility


def against_all(
    repository: Path, path: str, format_: SchemaFormat, profile: str = "", *, ref: str = "HEAD", limit: int = 50
) -> tuple[Step, ...]:
    """The newest version of a file against each one before it, newest first.

    BACKWARD_TRANSITIVE holds where `verdict.backward` is true in every step, FORWARD_TRANSITIVE likewise. Versions in
    which the file was absent are left out.

    Raises:
        HeadgateError: git cannot answer.
    """
    found = versions(repository, path, ref=ref, limit=limit)
    texts = [(version, text_at(repository, version)) for version in found]
    present = [(version, text) for version, text in texts if text is not None]
    if not present:
        return ()
    newest = present[0][1]
    return tuple(Step(version, compare(format_, text, newest, profile)) for version, text in present[1:])
