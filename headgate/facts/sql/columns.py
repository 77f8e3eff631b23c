"""The columns that an expression names, and what each does to the value, in one walk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from sqlglot import exp

from headgate.facts.sql.model import Nested, Query, Ref
from headgate.lineage import DIRECT, Effect

_SAME = (exp.Alias, exp.Aliases, exp.Paren, exp.PivotAlias, exp.Tuple)
_NO_AGGREGATES = (exp.FirstValue, exp.LastValue, exp.NthValue, exp.Lag, exp.Lead)
"""sqlglot counts them among the aggregates, but they hand one row's value on."""


class Queries(Protocol):
    """Who reads a query inside an expression."""

    def query(self, node: exp.Expr) -> Query: ...

    dialect: str

    def line_of(self, node: exp.Expr) -> int: ...

    def dictionary(self, node: exp.Expr) -> None: ...


@dataclass(slots=True)
class Named:
    """What an expression names."""

    refs: list[Ref] = field(default_factory=list)
    queries: list[Nested] = field(default_factory=list)


def named_in(roots: Iterable[exp.Expr], effect: Effect, queries: Queries) -> Named:
    """All columns and queries under `roots`, which stand where `effect` applies; without recursion."""
    named = Named()
    stack: list[_Waiting] = [(root, effect, _UNBOUND) for root in roots]
    stack.reverse()
    while stack:
        node, here, bound = stack.pop()
        if isinstance(node, exp.Column):
            _column(node, here, bound, queries, named)
        elif isinstance(node, (exp.Query, exp.Subquery)):
            named.queries.append(Nested(here, queries.query(node)))
        else:
            below = _below(node, here, bound)
            if isinstance(node, exp.Func):
                below = _without_words(node, below, queries)
            below.reverse()
            stack += below
    if len(named.refs) > 1:
        named.refs = list(dict.fromkeys(named.refs))
    return named


_Waiting = tuple[exp.Expr, Effect, frozenset[str]]
"""A part of an expression, what it does to the whole, and the names that lambdas around it bind."""
_UNBOUND: frozenset[str] = frozenset()


def _without_words(node: exp.Func, below: list[_Waiting], queries: Queries) -> list[_Waiting]:
    """The arguments of a function without those that are no columns: a dictionary's name, `day` in `dateadd`."""
    if isinstance(node, exp.Anonymous) and node.expressions and node.name.upper().startswith("DICTGET"):
        name = node.expressions[0]
        queries.dictionary(name)
        below = [one for one in below if one[0] is not name]
    if not queries.dialect:
        below = [one for one in below if not _is_date_part(node, one[0])]
    return below


_DATE_PARTS = frozenset(
    (
        "year",
        "quarter",
        "month",
        "week",
        "day",
        "hour",
        "minute",
        "second",
        "millisecond",
        "dayofweek",
        "dayofyear",
        "epoch",
    )
)


def _is_date_part(function: exp.Func, argument: exp.Expr) -> bool:
    """`day` in `dateadd(day, 1, x)`: where no dialect is told, sqlglot reads it as a column."""
    if not isinstance(argument, exp.Column) or argument.args.get("table") or argument.name.lower() not in _DATE_PARTS:
        return False
    name = function.name if isinstance(function, exp.Anonymous) else function.key
    return any(word in name.lower() for word in ("date", "time", "trunc", "diff", "extract", "last_day"))


def qualifier_of(column: exp.Column) -> str:
    """Dotted names before the column, folded."""
    if "table" not in column.args:
        return ""
    return ".".join(part.name for part in column.parts[:-1]).lower()


def _column(node: exp.Column, here: Effect, bound: frozenset[str], queries: Queries, named: Named) -> None:
    qualifier = qualifier_of(node)
    name = node.name.lower()
    if isinstance(node.this, exp.Star) or not name or (bound and (qualifier.partition(".")[0] or name) in bound):
        return
    named.refs.append(Ref(qualifier, name, here, queries.line_of(node)))


_LEAVES = (exp.Identifier, exp.DataType, exp.Literal, exp.Boolean, exp.Null)
"""Nothing below them is a column."""


def _below(node: exp.Expr, here: Effect, bound: frozenset[str]) -> list[_Waiting]:
    """The parts of `node` with the effect that each has on the whole, and the names that are bound there."""
    conditions = _STEERING.get(type(node)) if here in DIRECT else None
    inner = _inside(node, here)
    if isinstance(node, exp.Lambda):
        bound = bound | {name.name.lower() for name in node.expressions}
    found: list[_Waiting] = []
    for key, value in node.args.items():
        then = conditions.get(key, inner) if conditions is not None else inner
        for part in value if isinstance(value, list) else (value,):
            if isinstance(part, exp.Expr) and not isinstance(part, _LEAVES):
                found.append((part, then, bound))
    return found


def _inside(node: exp.Expr, here: Effect) -> Effect:
    if here not in DIRECT or isinstance(node, _SAME):
        return here
    if isinstance(node, exp.AggFunc) and not isinstance(node, _NO_AGGREGATES):
        return Effect.AGGREGATION
    return Effect.TRANSFORMATION if here is Effect.IDENTITY else here


_STEERING: dict[type[exp.Expr], dict[str, Effect]] = {
    exp.Window: {"partition_by": Effect.WINDOW, "order": Effect.WINDOW},
    exp.If: {"this": Effect.CONDITIONAL},
    exp.Case: {"this": Effect.CONDITIONAL},
    exp.Filter: {"expression": Effect.CONDITIONAL},
}
"""Arguments that steer which value is taken, and are not part of it."""
