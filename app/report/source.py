"""The lines that a report speaks of, and where on the head a place of the base is to be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from headgate.change import Change, FileChange, Status
from headgate.location import Location, Side
from headgate.secrets import mask
from headgate.source.checkout import Checkout
from headgate.source.snapshot import Snapshot

_HUNK = re.compile(r"^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
_LONGEST = 400
"""Longer lines are cut in excerpts."""


@dataclass(frozen=True)
class Source:
    """The two snapshots of a review, as far as they are at hand, and the change between them."""

    head: Snapshot | None = None
    base: Snapshot | None = None
    change: Change = field(default_factory=Change)

    @classmethod
    def of(cls, checkout: Checkout) -> Source:
        return cls(checkout.head, checkout.base, checkout.change or Change())

    def lines(self, at: Location, around: int = 0, at_most: int = 12) -> tuple[tuple[int, str], ...]:
        """Number and masked text of the lines at a place, with `around` more on both sides."""
        snapshot = self.base if at.side is Side.BASE else self.head
        if snapshot is None:
            return ()
        first = max(1, at.start_line - around)
        last = min(at.last_line + around, first + at_most - 1)
        text = mask(snapshot.lines_of(at.path, first, last)).removesuffix("\n")
        return tuple(
            (first + offset, line if len(line) <= _LONGEST else line[:_LONGEST] + " …")
            for offset, line in enumerate(text.split("\n"))
            if text
        )

    def on_head(self, at: Location) -> Location:
        """Where a place is shown to those who see the head: beside the removed lines, for one of the base.

        A place in a file that is gone stays where it was.
        """
        if at.side is Side.HEAD:
            return at
        change = self._change_of(at.path)
        if change is None:
            return Location(at.path, at.start_line, at.end_line)
        if change.status is Status.REMOVED:
            return at
        line = line_on_head(change, at.start_line)
        return Location(change.path, line)

    def _change_of(self, path: str) -> FileChange | None:
        found = (c for c in self.change.files.values() if path in (c.old_path, c.path))
        return next(found, None)


def line_on_head(change: FileChange, line: int) -> int:
    """The line of the head that stands where `line` of the base stood; for a removed one the nearest that is left."""
    shift = 0
    for old_start, new_start, body in _hunks(change.text):
        if line < old_start:
            break
        old, new = old_start, new_start
        for mark in body:
            if old == line and mark == "-":
                return max(1, min(new, _last_of_hunk(new_start, body)))
            if old == line and mark == " ":
                return new
            old += mark != "+"
            new += mark != "-"
        shift = new - old
    return max(1, line + shift)


def _last_of_hunk(start: int, body: str) -> int:
    return start + max(sum(mark != "-" for mark in body) - 1, 0)


def _hunks(text: str) -> list[tuple[int, int, str]]:
    """Old start, new start, and the mark of each line of the hunks in a unified diff."""
    found: list[tuple[int, int, str]] = []
    for line in text.split("\n"):
        head = _HUNK.match(line)
        if head:
            found.append((int(head[1]), int(head[2]), ""))
        elif found and line[:1] in (" ", "+", "-"):
            old, new, body = found[-1]
            found[-1] = (old, new, body + line[0])
    return found
