"""What a pull request or a patch changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    ADDED = "added"
    MODIFIED = "modified"
    REMOVED = "removed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of a change. Line sets count from 1 and hold changed lines only, no context."""

    path: str
    """On the head; on the base for a removed file."""
    status: Status
    old_path: str = ""
    """On the base, where it differs or is gone."""
    added: frozenset[int] = frozenset()
    """Lines of the head that are new."""
    removed: frozenset[int] = frozenset()
    """Lines of the base that are gone."""
    hunks: tuple[tuple[int, int], ...] = ()
    """Head line ranges, context included, that a review comment may stand on."""
    text: str = ""
    """The hunks as unified diff."""


@dataclass(frozen=True, slots=True)
class Change:
    """All files of a change, by head path (base path for removed files)."""

    files: Mapping[str, FileChange] = field(default_factory=dict)

    def touches(self, path: str, start: int, end: int, margin: int = 0) -> bool:
        """Whether the change adds a line of `path` between `start` and `end`, give or take `margin`."""
        change = self.files.get(path)
        if change is None:
            return False
        return any(start - margin <= line <= end + margin for line in change.added)
