"""Small questions about SQL expressions, asked by many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

_SHOWN = 80


def shown(node: exp.Expr, limit: int = _SHOWN) -> str:
    """`node` as SQL on one line, cut where it is long."""
    text = " ".join(node.sql(comments=False).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def bare(node: exp.Expr) -> exp.Expr:
    """`node` without the parentheses around it."""
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def output_name(item: exp.Expr) -> str:
    """The name of one item of a SELECT list in lower case, empty where it has none: `distinct (a)` is a column a."""
    return bare(item).alias_or_name.lower()


def conjuncts(node: exp.Expr | None) -> Iterator[exp.Expr]:
    """The parts of a condition that must all hold."""
    yield from _flattened(node, exp.And)


def disjuncts(node: exp.Expr | None) -> Iterator[exp.Expr]:
    """The parts of a condition of which one must hold."""
    yield from _flattened(node, exp.Or)


def _flattened(node: exp.Expr | None, kind: type[exp.Connector]) -> Iterator[exp.Expr]:
    waiting = [node] if node is not None else []
    while waiting:
        part = bare(waiting.pop())
        if isinstance(part, kind):
            waiting += (part.expression, part.this)
        else:
            yield part


def not_in_query(node: exp.Expr) -> exp.Expr | None:
    """The subquery of `x NOT IN (SELECT …)`, which some dialects are read as `x <> ALL (SELECT …)`."""
    query: object = None
    if isinstance(node, exp.Not) and isinstance(bare(node.this), exp.In):
        query = bare(node.this).args.get("query")
    elif isinstance(node, exp.NEQ) and isinstance(node.expression, exp.All):
        query = node.expression.this
    return query.unnest() if isinstance(query, exp.Subquery) else query if isinstance(query, exp.Query) else None


UNTOLD = "headgate_unknown"
"""What stands in a rendered template where a value is not known; it equals nothing, not even itself."""
_STRING = re.compile(r"('(?:[^']|'')*')")


def same(one: exp.Expr, other: exp.Expr) -> bool:
    """Whether two expressions are written alike, up to parentheses and the case of names."""
    one, other = bare(one), bare(other)
    if type(one) is not type(other):
        return False
    text = _folded(one)
    return text == _folded(other) and UNTOLD not in text


def _folded(node: exp.Expr) -> str:
    """SQL text in lower case, except within strings; kept with the node, since branches are compared pairwise."""
    text: str | None = node.meta.get("folded")
    if text is None:
        parts = _STRING.split(node.sql(comments=False))
        text = "".join(part if part.startswith("'") else part.lower() for part in parts)
        node.meta["folded"] = text
    return text


def is_told(name: str) -> bool:
    """Whether a name is one, and not the mark of a value that a template did not tell."""
    return UNTOLD not in name


def is_constant(node: exp.Expr) -> bool:
    """A literal, TRUE, FALSE or NULL, with a sign or a cast at most."""
    node = bare(node)
    while isinstance(node, (exp.Neg, exp.Cast)):
        node = bare(node.this)
    return isinstance(node, (exp.Literal, exp.Boolean, exp.Null))


def is_volatile(node: exp.Expr) -> bool:
    """Whether the value may differ between two evaluations: random numbers, generated ids."""
    volatile = (exp.Rand, exp.Randn, exp.Uuid)
    return any(isinstance(part, volatile) or _called(part) in _VOLATILE for part in node.walk())


_VOLATILE = frozenset({"random", "rand", "newid", "gen_random_uuid", "uuid_generate_v4", "uuid_string", "nextval"})


def _called(node: exp.Expr) -> str:
    return node.name.lower() if isinstance(node, exp.Anonymous) else ""


def passes_on(item: exp.Expr, name: str) -> bool:
    """Whether a star of a SELECT list gives a column `name` (folded) as it is: no EXCEPT, REPLACE or RENAME of it."""
    star = item if isinstance(item, exp.Star) else item.find(exp.Star)
    if star is None:
        return False
    left_out = {one.name.lower() for one in star.args.get("except_") or ()}
    made = {one.alias.lower() for key in ("replace", "rename") for one in star.args.get(key) or ()}
    return name not in left_out | made


def columns_of(node: exp.Expr) -> Iterator[exp.Column]:
    """The columns that `node` names, leaving out nested queries."""
    inside = (exp.Select, exp.SetOperation)
    for part in node.walk(bfs=False, prune=lambda part: isinstance(part, inside)):
        if isinstance(part, exp.Column):
            yield part


def aggregates_of(node: exp.Expr) -> Iterator[exp.AggFunc]:
    """The aggregate calls of `node` itself: no windows, no nested queries."""
    inside = (exp.Select, exp.SetOperation, exp.Window)
    for part in node.walk(bfs=False, prune=lambda part: isinstance(part, inside)):
        if isinstance(part, exp.AggFunc):
            yield part
