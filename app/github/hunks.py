"""Where in a pull request a comment may stand: inside GitHub's own hunks, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from headgate.location import Location, Side

_HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Line ranges of one hunk, context included; an empty range ends before it starts."""

    old: tuple[int, int]
    new: tuple[int, int]


@dataclass(frozen=True)
class Commentable:
    """The hunks of every file of a pull request."""

    hunks: Mapping[str, tuple[Hunk, ...]] = field(default_factory=dict)
    """By path on the head; for a removed file by its path on the base."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Path on the base to path on the head."""

    def place(self, at: Location) -> dict[str, object] | None:
        """Where a comment on `at` stands, in the words of GitHub's API; None where none may stand.

        A range that leaves its hunk is cut to what lies inside.
        """
        base = at.side is Side.BASE
        path = self.renamed.get(at.path, at.path) if base else at.path
        for hunk in self.hunks.get(path, ()):
            first, last = hunk.old if base else hunk.new
            start, end = max(first, at.start_line), min(last, at.last_line)
            if start <= end and first <= at.start_line <= last:
                side = "LEFT" if base else "RIGHT"
                spot: dict[str, object] = {"path": path, "side": side, "line": end}
                return spot if start == end else spot | {"start_line": start, "start_side": side}
        return None


def commentable(files: Iterable[Mapping[str, Any]]) -> Commentable:
    """The hunks in the answers of GitHub's list of files; a file without a patch has none."""
    hunks: dict[str, tuple[Hunk, ...]] = {}
    renamed: dict[str, str] = {}
    for file in files:
        path = str(file.get("filename", ""))
        hunks[path] = tuple(_hunks(str(file.get("patch") or "")))
        if file.get("previous_filename"):
            renamed[str(file["previous_filename"])] = path
    return Commentable(hunks, renamed)


def _hunks(patch: str) -> Iterable[Hunk]:
    for line in patch.split("\n"):
        found = _HUNK.match(line)
        if found:
            old, old_length, new, new_length = (int(part) if part is not None else 1 for part in found.groups())
            yield Hunk((old, old + old_length - 1), (new, new + new_length - 1))
