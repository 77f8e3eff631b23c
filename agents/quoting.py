"""Repository text as a model sees it: masked, numbered, fenced as untrusted data."""

from __future__ import annotations

import hashlib
import re

from headgate.change import FileChange
from headgate.secrets import mask
from headgate.source.snapshot import Snapshot

_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@")
_LONGEST_LINE = 400
"""Characters of one line that are shown."""


def fenced(label: str, text: str) -> str:
    """`text` between marks that it cannot forge, since they are made from its own hash."""
    seal = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return f"<<<{seal} {label}\n{text}\n{seal}>>>"


def masked_lines(snapshot: Snapshot, path: str) -> list[str]:
    """The lines of a file with secrets masked; none where it is not text in the snapshot."""
    text = snapshot.text_of(path)
    return mask(text).split("\n") if text is not None else []


def numbered(lines: list[str], start: int, end: int, marked: frozenset[int] = frozenset()) -> str:
    """Lines `start` to `end` (from 1, inclusive) as `+ 12 | text`; `+` stands before lines of `marked`."""
    first, last = max(start, 1), min(end, len(lines))
    return "\n".join(
        f"{'+' if number in marked else ' '}{number:>5} | {lines[number - 1][:_LONGEST_LINE]}"
        for number in range(first, last + 1)
    )


def shown_hunks(change: FileChange) -> tuple[str, ...]:
    """The hunks of a changed file with head line numbers, removed lines marked `-`, secrets masked."""
    hunks: list[list[str]] = []
    number = 0
    for line in mask(change.text).split("\n"):
        opening = _HUNK.match(line)
        if opening:
            number = int(opening.group(1))
            hunks.append([])
        elif hunks and line[:1] in ("+", " "):
            hunks[-1].append(f"{line[0]}{number:>5} | {line[1 : _LONGEST_LINE + 1]}")
            number += 1
        elif hunks and line.startswith("-"):
            hunks[-1].append(f"-      | {line[1 : _LONGEST_LINE + 1]}")
    return tuple("\n".join(hunk) for hunk in hunks)


def lean_hunks(change: FileChange) -> tuple[str, ...]:
    """The hunks of a changed file as a diff with the head's line alone in the place of the two ranges, secrets masked.

    A number on each line would cost a third more; quotes are found again by their text.
    """
    hunks: list[list[str]] = []
    for line in mask(change.text).split("\n"):
        opening = _HUNK.match(line)
        if opening:
            hunks.append([f"@@ line {opening.group(1)}"])
        elif hunks and line[:1] in ("+", "-", " "):
            hunks[-1].append(line[: _LONGEST_LINE + 1])
    return tuple("\n".join(hunk) for hunk in hunks)
