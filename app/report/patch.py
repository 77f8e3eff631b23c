"""A fix as the difference that it makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.report.source import Source
from headgate.fix import Fix, TextEdit
from headgate.location import Location
from headgate.secrets import mask

_LONGEST = 60
"""Lines of a difference that are shown; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """One edit of one file."""

    path: str
    line: int
    removed: tuple[str, ...]
    added: tuple[str, ...]

    def text(self) -> str:
        """As the body of a unified diff, long ones cut."""
        lines = [f"-{line}" for line in self.removed] + [f"+{line}" for line in self.added]
        if len(lines) > _LONGEST:
            lines = [*lines[:_LONGEST], f" … {len(lines) - _LONGEST} more lines"]
        return "\n".join(lines)


def hunks(fix: Fix, source: Source) -> Iterator[Hunk]:
    """The edits of `fix` with the lines that they replace, in order of file and line."""
    for edit in sorted(fix.edits):
        yield Hunk(edit.path, edit.start_line, _replaced(edit, source), tuple(mask(edit.replacement).splitlines()))


def _replaced(edit: TextEdit, source: Source) -> tuple[str, ...]:
    if edit.end_line < edit.start_line:
        return ()
    at = Location(edit.path, edit.start_line, edit.end_line)
    return tuple(line for _, line in source.lines(at, at_most=_LONGEST))
