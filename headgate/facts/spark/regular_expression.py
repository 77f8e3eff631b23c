"""Separators that are regular expressions to Spark, where people mean the letter itself."""

from __future__ import annotations

_DOES = {
    "|": "is an empty alternative and matches between all letters",
    ".": "matches every letter",
    "^": "matches the beginning, and no letter",
    "$": "matches the end, and no letter",
    "*": "repeats nothing and is refused with an error",
    "+": "repeats nothing and is refused with an error",
    "?": "repeats nothing and is refused with an error",
    "||": "is an empty alternative and matches between all letters",
}


def misread(pattern: str) -> str:
    """What a pattern of one bare sign of the language of patterns does; empty for any other.

    >>> misread("|"), misread(","), misread("[|]")
    ('is an empty alternative and matches between all letters', '', '')
    """
    return _DOES.get(pattern, "")
