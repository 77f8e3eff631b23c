"""Changesets that stand in a SQL file by comments.

Source: Liquibase, "SQL changelog example": `--liquibase formatted sql`, `--changeset author:id attribute:value`,
`--rollback …`. A rollback is a comment, so that no part of it is among the statements.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_FIRST = re.compile(r"\s{0,200}--\s{0,20}liquibase\s{1,20}formatted\s{1,20}sql", re.I)
_SET = re.compile(r"^[ \t]{0,20}--[ \t]{0,20}changeset[ \t]{1,20}(\S{1,200}:\S{1,200})([^\n]*)$", re.I)
_COMMENT = re.compile(r"^[ \t]{0,20}--.*$")
_AGAIN = re.compile(r"\brun(?:OnChange|Always)\s?:\s?true\b", re.I)


@dataclass(frozen=True, slots=True)
class FormattedSet:
    """One changeset."""

    id: str
    """`author:id`."""
    line: int
    """Of its `--changeset`, from 1."""
    last: int
    """The last line that belongs to it."""
    reruns: bool
    """`runOnChange` or `runAlways`: it may be edited."""
    shown: str
    """Its statements without comments and with plain spaces, for comparison with another version of itself."""


def is_formatted(path: str, text: str) -> bool:
    """Whether a SQL file holds changesets."""
    return path.endswith(".sql") and _FIRST.match(text) is not None


def changesets(text: str) -> tuple[FormattedSet, ...]:
    """The changesets of a file, in order."""
    lines = text.split("\n")
    starts = [(at, match) for at, line in enumerate(lines) if (match := _SET.match(line))]
    ends = [at for at, _ in starts[1:]] + [len(lines)]
    found = []
    for (at, match), end in zip(starts, ends, strict=True):
        inside = " ".join(" ".join(line for line in lines[at + 1 : end] if not _COMMENT.match(line)).split())
        found.append(FormattedSet(match[1], at + 1, end, _AGAIN.search(match[2]) is not None, inside))
    return tuple(found)


def without(text: str, ids: Collection[str]) -> str:
    """The file without the changesets of these ids; every other character stays where it was."""
    lines = text.split("\n")
    for one in changesets(text):
        if one.id in ids:
            lines[one.line - 1 : one.last] = [" " * len(line) for line in lines[one.line - 1 : one.last]]
    return "\n".join(lines)
