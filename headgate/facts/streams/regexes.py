"""Regular expressions from configurations, as far as they can be tried without risk."""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST = 300
_MOST_REPEATS = 4
_RISKY = re.compile(r"\)[*+{]|\(\?[<!=P>]|\\[1-9]|[*+}][*+{]")
"""Repeated groups, look-around, back references and possessive repeats: what can take very long, or is Java's own."""
_REPEATS = re.compile(r"(?<!\\)[*+]|\{\d")


@lru_cache(maxsize=500)
def careful(pattern: str) -> re.Pattern[str] | None:
    """`pattern` as Python reads it; None where it may cost too much or is no pattern.

    Matching is in the number of repeats a power of the text's length, so few are allowed and texts are short names.
    """
    if len(pattern) > _LONGEST or _RISKY.search(pattern) or len(_REPEATS.findall(pattern)) > _MOST_REPEATS:
        return None
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None


def replaced(pattern: re.Pattern[str], replacement: str, name: str) -> str | None:
    """`name` rewritten where the whole of it matches, with Java's `$1` groups; itself where it does not match.

    None where the replacement names a group that is not there.
    """
    match = pattern.fullmatch(name[:_LONGEST])
    if match is None:
        return name
    python = re.sub(r"\$\{?(\d+)\}?", r"\\g<\1>", replacement.replace("\\", "\\\\"))
    try:
        return match.expand(python)
    except (re.error, IndexError):
        return None


def plain_name(written: str) -> str:
    """The one name that a regular expression without operators matches; empty where it is a pattern.

    >>> plain_name(r"public\\.orders"), plain_name("public.orders"), plain_name("public.o.*")
    ('public.orders', 'public.orders', '')
    """
    bare = written.replace("\\\\.", ".").replace("\\.", ".")
    return bare if re.fullmatch(r"[\w.$-]+", bare) else ""
