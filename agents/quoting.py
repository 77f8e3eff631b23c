"""Repository text as a model sees it: masked, numbered, fenced as untrusted data."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import groupby

from headgate.change import FileChange
from headgate.secrets import mask
from headgate.source.snapshot import Snapshot

_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@")
_LONGEST_LINE = 400
"""Characters of one line that are shown."""


_SEAL = 8
"""Bytes of a fence's hash: a text that holds its own is found after 2 to the power of 64 tries, not of 48."""


def fenced(label: str, text: str) -> str:
    """`text` between marks that it cannot forge, since they are made from its own hash."""
    seal = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_SEAL).hexdigest()
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


def marked(lines: list[str], start: int, end: int, added: frozenset[int]) -> Iterator[str]:
    """Lines `start` to `end` (from 1, inclusive), `+` before those of `added` and a blank before others.

    Without a number each: it would be a quarter of what is read, and quotes are found again by their text.
    """
    for number in range(max(start, 1), min(end, len(lines)) + 1):
        yield f"{'+' if number in added else ' '}{lines[number - 1][:_LONGEST_LINE]}"


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


def lean_hunks(change: FileChange, around: int = 3) -> tuple[str, ...]:
    """The hunks of a changed file as a diff, each with its first line in the head in the place of the two ranges.

    At most `around` unchanged lines stand beside a changed one; secrets are masked. A number on each line would cost a
    third more, and quotes are found again by their text.
    """
    hunks: list[tuple[int, list[str]]] = []
    for line in mask(change.text).split("\n"):
        opening = _HUNK.match(line)
        if opening:
            hunks.append((int(opening.group(1)), []))
        elif hunks and line[:1] in ("+", "-", " "):
            hunks[-1][1].append(line[: _LONGEST_LINE + 1])
    return tuple(one for start, lines in hunks for one in _near(lines, start, around))


def _near(lines: list[str], start: int, around: int) -> Iterator[str]:
    """The changed lines of a hunk with their surroundings, apart where more than that lies between them."""
    changed = [at for at, line in enumerate(lines) if line[0] != " "]
    kept = sorted({near for at in changed for near in range(at - around, at + around + 1) if 0 <= near < len(lines)})
    for _, run in groupby(enumerate(kept), key=lambda one: one[1] - one[0]):
        places = [at for _, at in run]
        number = start + sum(line[0] != "-" for line in lines[: places[0]])
        yield "\n".join([f"@@ line {number}", *(lines[at] for at in places)])
