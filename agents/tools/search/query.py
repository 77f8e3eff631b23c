"""What a query asks for, as a tree.

Source: Sourcegraph, "Search query syntax": terms and phrases, `/regular expression/`, the filters `lang:`, `file:`,
`content:`, `case:`, `patterntype:`, `count:` with `-` before what is to be left out, and `and`, `or`, `not`, brackets.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_TERMS = 24
"""Patterns and filters of one query."""
DEFAULT_COUNT = 30
MOST_COUNT = 100


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text that a line must hold, literal or as a regular expression of RE2."""

    text: str
    regexp: bool = False


@dataclass(frozen=True, slots=True)
class PathMatches:
    """The path must match a regular expression of RE2."""

    text: str


@dataclass(frozen=True, slots=True)
class Language:
    """The file must be in a language, by its suffix."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    of: Node


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold in the same file."""

    of: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    of: tuple[Node, ...]


Node = Pattern | PathMatches | Language | Not | All | AnyOf


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query."""

    root: Node
    case: bool = False
    """Whether letters must have the case that they are written in."""
    count: int = DEFAULT_COUNT
    """Lines that are shown at most."""
    atoms: tuple[Node, ...] = field(default=())
    """All patterns and filters of the tree."""
