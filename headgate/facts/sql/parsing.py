"""sqlglot's parser behind one door: whatever it stumbles over is a ParseError, for text comes from anybody."""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

BLUNDERS = (ValueError, TypeError, AttributeError, LookupError, AssertionError)
"""What sqlglot's compiled parser raises itself where a broken statement leaves a part out that it counts on."""


def trees_of(text: str, dialect: str = "") -> list[exp.Expr]:
    """The statements of `text`; `dialect` by sqlglot's name, its own where empty.

    Raises:
        SqlglotError: it is not SQL of the dialect as sqlglot knows it.
        RecursionError: it nests too deeply.
    """
    try:
        return [tree for tree in sqlglot.parse(text, read=dialect or None) if tree is not None]
    except BLUNDERS as error:
        raise ParseError(f"sqlglot stops at it: {error}") from error


def tree_of(text: str, dialect: str = "") -> exp.Expr:
    """The first statement of `text`; see `trees_of`.

    Raises:
        SqlglotError: there is none, or it is not SQL of the dialect.
        RecursionError: it nests too deeply.
    """
    found = trees_of(text, dialect)
    if not found:
        raise ParseError("there is no statement in it")
    return found[0]
