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
        return [plain(tree) for tree in sqlglot.parse(text, read=dialect or None) if tree is not None]
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


def plain(tree: exp.Expr) -> exp.Expr:
    """`tree` with NOT as a node of its own everywhere.

    sqlglot keeps `NOT LIKE` of all dialects and `IS NOT NULL` of PostgreSQL as a mark on the positive predicate, which
    whoever asks for the predicate alone takes for its opposite.
    """
    for node in list(tree.find_all(exp.Is, exp.Like, exp.ILike)):
        if not node.args.get("negate"):
            continue
        node.set("negate", None)
        whole = node.parent if isinstance(node.parent, exp.Escape) else node
        inner = exp.Not()
        if whole is tree:
            tree = inner
        else:
            whole.replace(inner)
        inner.set("this", whole)
    return tree
