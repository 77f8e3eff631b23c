"""Unified diffs as models write them: counts of lines are often wrong, the lines themselves must be right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from headgate.remedy.proposal.refusal import Refused

_HUNK = re.compile(r"@@(?: -(\d{1,7})(?:,\d{1,7})? \+\d{1,7}(?:,\d{1,7})?)? ?(?:@@.*)?")
_BINARY = ("GIT binary patch", "Binary files ")
_MOVES = ("rename from ", "rename to ", "copy from ", "copy to ", "old mode ", "new mode ")
NOWHERE = "/dev/null"


@dataclass(frozen=True, slots=True)
class Hunk:
    """A run of lines of one file with what becomes of them."""

    path: str
    start: int
    """Line from 1 at which its old lines are said to begin; zero where nothing is said."""
    lines: tuple[tuple[str, str], ...]
    """Sign (` `, `-` or `+`) and text."""
    new: bool = False
    """The file is not there yet."""

    @property
    def old(self) -> tuple[str, ...]:
        """The lines that must stand in the file."""
        return tuple(text for sign, text in self.lines if sign != "+")


def looks_like_diff(lines: list[str]) -> bool:
    """Whether some line begins a hunk, or two begin a file."""
    return any(_HUNK.fullmatch(line) for line in lines) or any(_is_header(lines, at) for at in range(len(lines)))


def hunks(lines: list[str], path: str) -> Iterator[Hunk]:
    """The hunks of a diff, in its order; those before any file header are of `path`.

    Raises:
        Refused: it moves, removes or changes the mode of a file, is binary, or has a line of no sign.
    """
    at, new = 0, False
    while at < len(lines):
        line = lines[at]
        if line.startswith(_BINARY):
            raise Refused("it is a binary patch")
        if line.startswith(_MOVES):
            raise Refused("it moves a file or changes its mode")
        if _is_header(lines, at):
            path, new = _target(line, lines[at + 1])
            at += 2
            continue
        head = _HUNK.fullmatch(line)
        at += 1
        if head is None:
            continue
        body = list(_body(lines, at))
        at += len(body)
        yield Hunk(path, int(head[1] or 0), tuple(_signed(body)), new)


def _is_header(lines: list[str], at: int) -> bool:
    """Whether a file begins here: a removed SQL comment looks like its first line, but is followed by no second."""
    return lines[at].startswith("--- ") and at + 1 < len(lines) and lines[at + 1].startswith("+++ ")


def _target(old: str, new: str) -> tuple[str, bool]:
    before, after = (_name(line[4:]) for line in (old, new))
    if after == NOWHERE:
        raise Refused("it removes a file")
    if before not in (NOWHERE, after):
        raise Refused("it moves a file")
    return after, before == NOWHERE


def _name(text: str) -> str:
    name = text.split("\t", 1)[0].strip().strip('"')
    return name[2:] if name.startswith(("a/", "b/")) else name


def _body(lines: list[str], at: int) -> Iterator[str]:
    while at < len(lines):
        line = lines[at]
        if _HUNK.fullmatch(line) or line.startswith(("diff --git ", "```")) or _is_header(lines, at):
            return
        yield line
        at += 1


def _signed(body: list[str]) -> Iterator[tuple[str, str]]:
    while body and not body[-1].strip():
        body = body[:-1]
    for line in body:
        if line.startswith("\\"):
            continue
        if line and line[0] not in " -+":
            raise Refused(f"a line of its diff has no sign: {line[:60]}")
        yield (line[0], line[1:]) if line else (" ", "")
